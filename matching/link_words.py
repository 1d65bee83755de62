"""Which words two titles share and which only one has, as they are displayed: why a link was made."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

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
    words = dict.fromkeys(_WORD.findall(cleaned))
    return TitleWords(_displayed(title, words))


def compare_words(title: str, cleaned: str, record: TitleWords) -> WordsCompared:
    """What a listing's title and a record's both say, and what only one says."""
    left, right = dict.fromkeys(_WORD.findall(cleaned)), record.shown
    extra = [word for word in left if word not in right]
    return WordsCompared(
        shared=_telling([shown for word, shown in right.items() if word in left]),
        listing_only=_telling(list(_displayed(title, extra).values())) if extra else [],
        record_only=_telling([shown for word, shown in right.items() if word not in left]),
    )


def _displayed(title: str, words: Iterable[str]) -> dict[str, str]:
    """Folded words with what the title shows for them."""
    known = {_folded(word): word for word in _WORD.findall(title)}
    return {word: known.get(word, word) for word in words}


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return fold_text(word)


def _telling(words: Sequence[str]) -> list[str]:
    first: list[str] = []
    rest: list[str] = []
    for word in words:
        (first if _DIGIT.search(word) else rest).append(word)
    return first + rest
