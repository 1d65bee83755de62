"""Brings many titles to the text that is compared: folded, without filler, quantities in one form.

    "[Freeship] Sữa TH 4 hộp x 180 ml"  ->  "[ ] sua th 4 hop x 180 ml"
                                        ->  "[ ] sua th  §count¤4  x  §volume¤180 "

What is done to all titles of a table is done to one long text, a title a line: no pattern goes
beyond a line, and calling each pattern once a title would cost more than the patterns do.
"""

import re
import string
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial

from matching.normalise import fold_text
from matching.words import FILLER_FORM, UNITS

QUANTITY_MARK, VALUE_MARK = "§", "¤"
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
# A pattern that begins with a digit is looked for five times as fast as one that looks behind first.
QUANTITY_FORM = re.compile(
    rf"(\d(?<![a-z0-9.,]\d)(?<![2-6](?=g(?![a-z])))\d*(?:[.,]\d+)?) ?-?(?:({_UNIT})(?![a-z0-9])|(\"|''))"
)
_MEMORY = re.compile(
    r"([23468](?<![\w/]\d)|(?:12|16|24)(?<![\w/]\d\d)) ?[/+] ?(16|32|64|128|256|512)(?: ?gb)?(?![\w/])"
)
_JOINED = re.compile(r"(?<![a-z0-9])(?=[a-z0-9]*[-./_]?[a-z]*\d)[a-z0-9]+(?:[-./_][a-z0-9]+)+")
_DOTTED = re.compile(r"(?<![a-z0-9])[a-z](?:([.\-_*~|·•'])[a-z])(?:\1[a-z])+(?![a-z0-9])")
_BETWEEN_SIGNS = re.compile(r"[.\-_*~|·•'][a-z][.\-_*~|·•']")
"""Without this nothing is `_DOTTED`; quicker to look for."""
_NOT_CODE = re.compile(r"[^a-z0-9]")
SIGNS = f"{string.punctuation}–—‘’“”…•·【】「」"
"""What may stand around a word."""
_MOST_REMEMBERED = 100_000


@lru_cache(maxsize=_MOST_REMEMBERED)
def _folded(word: str) -> str:
    """Sellers' words repeat, so that most were folded before."""
    return fold_text(word)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _bare(word: str) -> str:
    return fold_text(word).strip(SIGNS)


def clean(title: str) -> str:
    """Folded, without filler and pulled-apart letters: the text that n-grams are taken of."""
    return without_filler(_closed_up(title))


def clean_all(titles: Iterable[str]) -> list[str]:
    """`clean` of each title, line breaks within one as spaces."""
    return _each_line(without_filler, [_closed_up(title) for title in titles])


def with_quantities(cleaned: str) -> str:
    """The text with its quantities written as one token each, and joined codes added."""
    return " ".join([with_codes(word) for word in marked_all([cleaned])[0].split()])


def marked_all(cleaned: Sequence[str]) -> list[str]:
    """Each text with its quantities written as one token each."""
    spelt = [
        _MEMORY.sub(r"\1gb \2gb", text) if "/" in text or "+" in text else text for text in cleaned
    ]
    return _each_line(partial(QUANTITY_FORM.sub, _mark_quantity), spelt)


def with_codes(word: str) -> str:
    """A word and the model numbers in it without their signs: "th-a/12 tha12"."""
    codes = [_NOT_CODE.sub("", code) for code in _JOINED.findall(word)]
    return f"{word} {' '.join(codes)}" if codes else word


def value_of(number: str) -> float:
    """A number as sellers write it: "1.000 ml" is a thousand, "1.5 l" one and a half."""
    whole, _, rest = number.replace(",", ".").partition(".")
    return float(whole + rest) if len(rest) == 3 and whole != "0" else float(f"{whole}.{rest or 0}")


def bare_words(words: Iterable[str]) -> list[str]:
    """Words folded, without the signs around them; empty where a sign stands alone."""
    return [*map(_bare, words)]


def without_filler(folded: str) -> str:
    """A folded text with a space for each phrase of filler."""
    return FILLER_FORM.sub(r"\1 ", f" {folded}")[1:]


def _closed_up(title: str) -> str:
    folded = _fold(title)
    if _BETWEEN_SIGNS.search(folded):
        return _DOTTED.sub(lambda found: _NOT_CODE.sub("", found.group()), folded)
    return folded


def _fold(title: str) -> str:
    """As `fold_text`, word by word."""
    if title.isascii():
        return title.lower()
    return " ".join(map(_folded, title.split()))


def _each_line(rewrite: Callable[[str], str], texts: Sequence[str]) -> list[str]:
    if not texts:
        return []
    return rewrite("\n".join([text.replace("\n", " ") for text in texts])).split("\n")


def _mark_quantity(found: re.Match[str]) -> str:
    number, unit, _ = found.groups()
    dimension, factor = UNITS[unit] if unit else ("inches", 1.0)
    value = f"{value_of(number) * factor:g}".replace(".", "p").replace("+", "").replace("-", "m")
    return f" {QUANTITY_MARK}{dimension}{VALUE_MARK}{value} "
