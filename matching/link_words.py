"""Which words two titles share and which only one has, as they are displayed: why a link was made."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from matching.cleaning import SIGNS, bare_words

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class TitleWords:
    """The words of a title that say which product it is, displayed by folded."""

    shown: dict[str, str]
    """Those with digits first, then in the order of the title."""


class WordsCompared(NamedTuple):
    """Displayed words, those with digits first, then in the order of the title."""

    shared: list[str]
    listing_only: list[str]
    record_only: list[str]


def title_words(title: str, bare: list[str]) -> TitleWords:
    """The words of a title without filler; `bare` is what `Offers.bare` has of it."""
    words = _telling(_each_once(bare))
    return TitleWords(dict(zip(words, _displayed(title, words), strict=True)))


def compare_words(title: str, bare: list[str], record: TitleWords) -> WordsCompared:
    """What a listing's title and a record's both say, and what only one says."""
    left, right = _each_once(bare), record.shown
    lacking, extra = right.keys() - left.keys(), left.keys() - right.keys()
    return WordsCompared(
        shared=[shown for word, shown in right.items() if word not in lacking],
        listing_only=_displayed(title, [word for word in left if word in extra]) if extra else [],
        record_only=[right[word] for word in right if word in lacking] if lacking else [],
    )


def _each_once(bare: list[str]) -> dict[str, None]:
    found = dict.fromkeys(bare)
    found.pop("", None)
    return found


def _displayed(title: str, words: Sequence[str]) -> list[str]:
    """What the title shows for some of its folded words, those with digits first."""
    shown = title.split()
    known = dict(zip(bare_words(shown), shown, strict=True))
    return [known.get(word, word).strip(SIGNS) for word in _telling(words)]


def _telling(words: Iterable[str]) -> list[str]:
    first: list[str] = []
    rest: list[str] = []
    for word in words:
        (rest if word.isalpha() or not _DIGIT.search(word) else first).append(word)
    return first + rest
