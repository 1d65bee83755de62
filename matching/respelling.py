"""The spellings under which a Vietnamese word goes about: teencode, and keys typed without a keyboard program."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations

MOST = 48
"""Spellings of one term that are looked for."""
SHORTEST_TYPED = 8
"""Letters from which a spelling by keys is no chance resemblance."""

_TEENCODE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), short)
    for pattern, short in (
        ("ph", "f"),
        ("qu", "w"),
        ("ng(?![aeiouy])", "g"),
        ("nh", "h"),
        ("kh", "k"),
        ("ch", "ck"),
        (r"\bng", "g"),
        (r"\bgi(?=[aeou])", "j"),
        (r"\bgi(?=[aeou])|\bgi\b", "z"),
        (r"\b[dv]", "z"),
    )
)
"""Letters of a folded term, and the shorter ones that the young write for them (as of 2026)."""
_TELEX = {
    "\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j",
    "\u0306": "w", "\u031b": "w",
}  # fmt: skip
_VNI = {
    "\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5",
    "\u0302": "6", "\u031b": "7", "\u0306": "8",
}  # fmt: skip
_TONES = frozenset("\u0301\u0300\u0309\u0303\u0323")


def respellings(folded: str) -> frozenset[str]:
    """A folded term in teencode, by every combination of its shortcuts up to a limit."""
    apt = [rule for rule in _TEENCODE if rule[0].search(folded)]
    found: dict[str, None] = {}
    for count in range(1, len(apt) + 1):
        for rules in combinations(apt, count):
            found.setdefault(_rewritten(folded, rules))
            if len(found) >= MOST:
                return frozenset(found)
    return frozenset(found)


def typed(kept: str) -> Iterator[str]:
    """A term as its keys are typed where no keyboard program joins them: Telex, then VNI."""
    for stroke, keys in (("d", _TELEX), ("9", _VNI)):
        form = " ".join(_keys(word, stroke, keys) for word in kept.split())
        if len(form) >= SHORTEST_TYPED and form != kept:
            yield form


def _rewritten(folded: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, short in rules:
        folded = pattern.sub(short, folded)
    return folded


def _keys(word: str, stroke: str, keys: dict[str, str]) -> str:
    letters, tone = "", ""
    for character in unicodedata.normalize("NFD", word.replace("đ", "d" + stroke)):
        if character in _TONES:
            tone = keys[character]
        elif unicodedata.combining(character):
            letters += keys.get(character) or letters[-1:]
        else:
            letters += character
    return letters + tone
