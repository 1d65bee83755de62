"""Says in a few words why a listing was linked, or why it was not."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.link_search import Links
from matching.link_words import TitleWords, WordsCompared, compare_words, title_words
from matching.offers import Offers
from messages import mark, translate

_SAME = mark("same words")
_SHARED = mark("both say {words}")
_LISTING_ONLY = mark("only the listing says {words}")
_RECORD_ONLY = mark("only the register says {words}")
_SAME_PHOTO = mark("same photo")
_PRICE = mark("price {share}% of the register's")
_NEAREST = mark("nearest “{title}”")
_NOTHING = mark("nothing in the register is near")
_NO_TITLE = mark("the listing has no title")
LOST = mark("another listing is nearer to “{title}”")
_ALL = (
    _SAME,
    _SHARED,
    _LISTING_ONLY,
    _RECORD_ONLY,
    _SAME_PHOTO,
    _PRICE,
    _NEAREST,
    _NOTHING,
    _NO_TITLE,
)
_MOST = 6
"""Words that are named of each kind."""
_LONGEST = 60
"""Letters of a title that are shown."""
_YES, _NEAR, _NO = 2, 1, 0
_FAR = 0.1
"""Probability below which no difference to the nearest entry is worth words."""
_KEPT = 50_000
"""Titles of the register whose words are remembered."""
_SAME_BITS = 8
"""Bits in which hashes of one photo may differ."""


class Reasons:
    """Why listings were linked to a register's entries, in the reader's language."""

    def __init__(self, registry: Offers) -> None:
        self._registry = registry
        self._words: dict[int, TitleWords] = {}
        self._said: dict[str, str] = {}
        self._around: dict[str, tuple[str, str]] = {}
        """What stands before and after the words of a message."""

    def of(self, listings: Offers, links: Links, accepted: NDArray[np.bool_]) -> list[str]:
        """One short sentence a listing."""
        # Looked up once, not once a row.
        self._said = {message: translate(message) for message in _ALL}
        for message in (_SHARED, _LISTING_ONLY, _RECORD_ONLY):
            before, _, after = self._said[message].partition("{words}")
            self._around[message] = (before, after)
        likely = np.where(accepted, _YES, np.where(links.scores >= _FAR, _NEAR, _NO))
        rows = zip(links.records.tolist(), likely.tolist(), strict=True)
        return [self._of_one(listings, n, record, how) for n, (record, how) in enumerate(rows)]

    def _of_one(self, listings: Offers, row: int, record: int, how: int) -> str:
        said = self._said
        if record < 0:
            return said[_NOTHING if listings.titles[row].strip() else _NO_TITLE]
        if how == _NO:
            return said[_NEAREST].format(title=shortened(self._registry.titles[record]))
        compared = compare_words(listings.titles[row], listings.bare[row], self._words_of(record))
        if how == _NEAR:
            nearest = said[_NEAREST].format(title=shortened(self._registry.titles[record]))
            return "; ".join([nearest, *self._differences(compared)])
        both = compared.shared
        shared = [self._with_words(_SHARED, both)] if both else []
        if not compared.record_only and not compared.listing_only:
            shared = [said[_SAME]]
        more = [*self._photo(listings, row, record), *self._price(listings, row, record)]
        return "; ".join([*shared, *self._differences(compared), *more])

    def _differences(self, compared: WordsCompared) -> list[str]:
        sides = ((_RECORD_ONLY, compared.record_only), (_LISTING_ONLY, compared.listing_only))
        return [self._with_words(what, words) for what, words in sides if words]

    def _with_words(self, what: str, words: Sequence[str]) -> str:
        before, after = self._around[what]
        return f"{before}{_named(words)}{after}"

    def _words_of(self, record: int) -> TitleWords:
        found = self._words.get(record)
        if found is None:
            if len(self._words) >= _KEPT:
                self._words.clear()
            found = title_words(self._registry.titles[record], self._registry.bare[record])
            self._words[record] = found
        return found

    def _photo(self, listings: Offers, row: int, record: int) -> list[str]:
        if not (len(listings.hashes) and len(self._registry.hashes)):
            return []
        left, right = int(listings.bits[row]), int(self._registry.bits[record])
        alike = left and right and (left ^ right).bit_count() <= _SAME_BITS
        return [self._said[_SAME_PHOTO]] if alike else []

    def _price(self, listings: Offers, row: int, record: int) -> list[str]:
        if not (len(listings.prices) and len(self._registry.prices)):
            return []
        share = float(listings.amounts[row] / self._registry.amounts[record])
        return [self._said[_PRICE].format(share=round(share * 100))] if share == share else []  # noqa: PLR0124


def shortened(title: str) -> str:
    """A title that fits into a cell."""
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + "…"


def _named(words: Sequence[str]) -> str:
    text = " ".join([word[:_LONGEST] for word in words[:_MOST]])
    return f"{text} …" if len(words) > _MOST else text
