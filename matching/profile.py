"""What one title says, taken apart: words, quantities by dimension, pack, model codes."""

import re
from dataclasses import dataclass
from functools import lru_cache

from matching.cleaning import without_filler
from matching.normalise import fold_text
from matching.words import COLOURS, OTHER_ARTICLE, UNITS, VARIANTS

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_QUANTITY = re.compile(rf"(?<![a-z0-9.,]){_NUMBER}\s?({_UNIT})(?![a-z])(?!\d*[a-z])")
_INCHES = re.compile(rf"{_NUMBER}\s?(?:\"|''|”)")
_TIMES = re.compile(
    r"(?<![a-z0-9])(?:x\s?(\d{1,3})|(\d{1,3})\s?x(?=\s?\d)|(?:combo|bo|set|pack of|loc|lot of)\s?(\d{1,3}))(?![a-z0-9])"
)
_CODE = re.compile(r"[a-z0-9]+(?:[-_/.][a-z0-9]+)*")
_WORD = re.compile(r"[a-z]+|\d+(?:[.,]\d+)?|[^\W\d_a-z]+")
_DOTTED = re.compile(r"(?<![a-z0-9])[a-z](?:[.\-_*~|·•'][a-z]){2,}(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class Profile:
    """One title taken apart; everything folded."""

    text: str
    """Without filler, words separated by single spaces."""
    words: frozenset[str]
    numbers: frozenset[str]
    """Numbers as written, those of quantities too."""
    quantities: tuple[tuple[str, frozenset[float]], ...]
    """Values in base units, by dimension, `count` left out."""
    pack: float
    """Pieces altogether, 1 where nothing is said."""
    codes: frozenset[str]
    """Model codes without signs: letters and digits mixed."""
    variants: frozenset[str]
    colours: frozenset[str]
    other_article: bool
    """Whether the title speaks of something for the product rather than the product."""


@lru_cache(maxsize=65536)
def profile(title: str) -> Profile:
    """Take a title apart."""
    folded = _DOTTED.sub(lambda m: re.sub(r"[^a-z]", "", m.group()), fold_text(title))
    kept = without_filler(folded)
    quantities = _quantities(kept)
    words = frozenset(_WORD.findall(kept))
    return Profile(
        text=" ".join(_CODE.findall(kept)),
        words=words,
        numbers=frozenset(word for word in words if word[0].isdigit()),
        quantities=tuple(sorted((d, v) for d, v in quantities.items() if d != "count")),
        pack=_pack(kept, quantities),
        codes=frozenset(_codes(kept)),
        variants=words & VARIANTS,
        colours=words & COLOURS,
        other_article=OTHER_ARTICLE.search(folded) is not None,
    )


def _quantities(folded: str) -> dict[str, frozenset[float]]:
    values: dict[str, set[float]] = {}
    for number, unit in _QUANTITY.findall(folded):
        dimension, factor = UNITS[unit]
        values.setdefault(dimension, set()).add(round(_value(number) * factor, 4))
    for number in _INCHES.findall(folded):
        values.setdefault("inches", set()).add(_value(number))
    return {dimension: frozenset(found) for dimension, found in values.items()}


def _value(number: str) -> float:
    whole, _, rest = number.replace(",", ".").partition(".")
    # "1.000 ml" is a thousand, "1.5 l" one and a half.
    return float(whole + rest) if len(rest) == 3 else float(f"{whole}.{rest or 0}")


def _pack(folded: str, quantities: dict[str, frozenset[float]]) -> float:
    pieces = 1.0
    for value in quantities.get("count", ()):
        pieces *= value if 1 <= value <= 1000 else 1
    for groups in _TIMES.findall(folded):
        value = float(next(g for g in groups if g))
        pieces *= value if 1 < value <= 200 and value not in quantities.get("count", ()) else 1
    return pieces


def _codes(folded: str) -> set[str]:
    found: set[str] = set()
    for token in _CODE.findall(folded):
        bare = re.sub(r"[^a-z0-9]", "", token)
        letters = any(c.isalpha() for c in bare)
        if (
            letters
            and any(c.isdigit() for c in bare)
            and len(bare) >= 3
            and not _is_quantity(token)
        ) or (not letters and len(bare) >= 4 and bare == token):
            found.add(bare)
    return found


def _is_quantity(token: str) -> bool:
    return (
        _QUANTITY.fullmatch(token) is not None
        or re.fullmatch(r"x?\d+[a-z]?|\d+x\d+", token) is not None
    )
