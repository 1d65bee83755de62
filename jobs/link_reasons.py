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
_MOST = 6
"""Words that are named of each kind."""
_LONGEST = 60
"""Letters of a title that are shown."""
_KEPT = 50_000
"""Titles of the register whose words are remembered."""
_SAME_BITS = 8
"""Bits in which hashes of one photo may differ."""


class Reasons:
    """Why listings were linked to a register's entries, in the reader's language."""

    def __init__(self, registry: Offers) -> None:
        self._registry = registry
        self._words: dict[int, TitleWords] = {}

    def of(self, listings: Offers, links: Links, accepted: NDArray[np.bool_]) -> list[str]:
        """One short sentence a listing."""
        rows = zip(links.records.tolist(), accepted.tolist(), strict=True)
        return [self._of_one(listings, n, record, yes) for n, (record, yes) in enumerate(rows)]

    def _of_one(self, listings: Offers, row: int, record: int, accepted: bool) -> str:  # noqa: FBT001
        if record < 0:
            return translate(_NOTHING if listings.titles[row].strip() else _NO_TITLE)
        words = title_words(listings.titles[row], listings.cleaned[row])
        said = compare_words(words, self._words_of(record))
        if not accepted:
            nearest = translate(_NEAREST, title=shortened(self._registry.titles[record]))
            return "; ".join([nearest, *_differences(said)])
        shared = [translate(_SHARED, words=_named(said.shared))] if said.shared else []
        if not said.record_only and not said.listing_only:
            shared = [translate(_SAME)]
        more = [*self._photo(listings, row, record), *self._price(listings, row, record)]
        return "; ".join([*shared, *_differences(said), *more])

    def _words_of(self, record: int) -> TitleWords:
        found = self._words.get(record)
        if found is None:
            if len(self._words) >= _KEPT:
                self._words.clear()
            found = title_words(self._registry.titles[record], self._registry.cleaned[record])
            self._words[record] = found
        return found

    def _photo(self, listings: Offers, row: int, record: int) -> list[str]:
        if not (len(listings.hashes) and len(self._registry.hashes)):
            return []
        left, right = int(listings.bits[row]), int(self._registry.bits[record])
        alike = left and right and (left ^ right).bit_count() <= _SAME_BITS
        return [translate(_SAME_PHOTO)] if alike else []

    def _price(self, listings: Offers, row: int, record: int) -> list[str]:
        if not (len(listings.prices) and len(self._registry.prices)):
            return []
        share = float(listings.amounts[row] / self._registry.amounts[record])
        return [translate(_PRICE, share=round(share * 100))] if share == share else []  # noqa: PLR0124


def shortened(title: str) -> str:
    """A title that fits into a cell."""
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + "…"


def _differences(said: WordsCompared) -> list[str]:
    sides = ((_RECORD_ONLY, said.record_only), (_LISTING_ONLY, said.listing_only))
    return [translate(what, words=_named(words)) for what, words in sides if words]


def _named(words: Sequence[str]) -> str:
    return " ".join(word[:_LONGEST] for word in words[:_MOST]) + (
        " …" if len(words) > _MOST else ""
    )
