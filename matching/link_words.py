"""Which words two titles share and which only one has, as they are displayed: why a link was made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from matching.normalise import fold_text

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+(?:[.,/-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class TitleWords:
    """The words of a title that say which product it is, displayed by folded."""

    shown: dict[str, str]


@dataclass(frozen=True, slots=True)
class WordsCompared:
    """Displayed words, those with digits first, then in the order of the title."""

    shared: list[str]
    listing_only: list[str]
    record_only: list[str]


def title_words(title: str, cleaned: str) -> TitleWords:
    """The words of a title without filler; `cleaned` is what `clean` made of it."""
    kept = set(_WORD.findall(cleaned))
    folded = _WORD.findall(fold_text(title))
    displayed = _WORD.findall(title)
    if len(displayed) != len(folded):
        displayed = folded
    pairs = zip(folded, displayed, strict=True)
    return TitleWords({word: shown for word, shown in pairs if word in kept})


def compare_words(listing: TitleWords, record: TitleWords) -> WordsCompared:
    """What both say and what only one says."""
    left, right = listing.shown, record.shown
    return WordsCompared(
        shared=_telling([shown for word, shown in right.items() if word in left]),
        listing_only=_telling([shown for word, shown in left.items() if word not in right]),
        record_only=_telling([shown for word, shown in right.items() if word not in left]),
    )


def _telling(words: Sequence[str]) -> list[str]:
    return [w for w in words if _DIGIT.search(w)] + [w for w in words if not _DIGIT.search(w)]
