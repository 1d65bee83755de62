"""Looks closely at some listings: nearest entries, misspelt words set right, the match model."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.candidates import DESCRIBED, Candidates, OfferIndex
from matching.link_spelling import Vocabulary, is_misspelt, respelt, shown_words, words_in
from matching.model import Model
from matching.offers import Floats, Offers
from matching.pair_context import CONTEXT_FEATURES
from matching.pairs import Pairs, Rows
from matching.rarity import Rarity

CANDIDATES = 10
WORTH = 0.6
"""Share of the best candidate's cosine below which another is not worth a look."""
_TRUSTED = 2
"""Candidates whose spelling is taken over."""
_REAL = 5
"""Listings that use a word, from which on it is a word."""
_REMEMBERED = 50_000
"""Titles of the register whose words are kept at hand."""
_PHRASES = shown_words(
    "hàng chính hãng cam kết chất lượng cao cấp miễn phí giao hàng freeship nhập khẩu bảo hành"
)
"""What sellers say of anything; misspelt it must not look like a name."""
_RIVALS = CONTEXT_FEATURES.index("left_rivals") - len(CONTEXT_FEATURES)


@dataclass(frozen=True, slots=True)
class Links:
    """One row a listing."""

    records: Rows
    """The likeliest entry, -1 where nothing is near."""
    scores: Floats
    """Probability that it is the one."""

    @classmethod
    def none(cls, size: int) -> "Links":
        """No entry for any listing."""
        return cls(np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.float32))

    def put(self, rows: Rows, records: Rows, scores: Floats | float) -> None:
        """Set the entries of some listings."""
        self.records[rows], self.scores[rows] = records, scores

    def accepted(self, threshold: float) -> NDArray[np.bool_]:
        """Whether each listing's entry is likely enough."""
        return (self.records >= 0) & (self.scores >= threshold)


class Search:
    """A register, ready to be searched closely."""

    def __init__(
        self, registry: Offers, model: Model, rarity: Rarity, *, shared_right: bool = False
    ) -> None:
        self.registry, self.model, self.rarity = registry, model, rarity
        self._shared_right = shared_right
        self._shown: dict[int, dict[str, str]] = {}

    @cached_property
    def _index(self) -> OfferIndex:
        return OfferIndex(self.registry)

    @cached_property
    def _known(self) -> Vocabulary:
        return words_in(self.registry.cleaned) | frozenset(_PHRASES)

    def learn_words(self, listings: Offers) -> None:
        """Take what several listings write for words."""
        self._known |= words_in(listings.cleaned, _REAL)

    def is_misspelt(self, listings: Offers, rows: Rows) -> NDArray[np.bool_]:
        """Whether each of some listings has a word that is no word."""
        cleaned = listings.cleaned
        found = [is_misspelt(cleaned[row], self._known) for row in rows.tolist()]
        return np.array(found, dtype=bool)

    def by_trigrams(self, listings: Offers, judged: int) -> Links:
        """The likeliest entry of the nearest by trigrams and words."""
        found = self._index.nearest(listings, CANDIDATES)
        return self.judge(self.respelt(listings, found), *_foremost(found, judged))

    def thoroughly(self, listings: Offers) -> Links:
        """The likeliest entry of all that names and descriptions bring; spelling is left alone."""
        found = self._index.nearest_in_all(listings, CANDIDATES)
        return self.judge(listings, *_foremost(found, CANDIDATES + DESCRIBED, worth=0.0))

    def judge(self, listings: Offers, left: Rows, right: Rows, rivals: Floats) -> Links:
        """The likeliest of each listing's entries; `rivals` is how many it had to begin with."""
        pairs = Pairs(listings, self.registry, left, right, self.rarity)
        features = self.model.features(pairs, shared_right=self._shared_right)
        # The model learned how many candidates there were, not how many were worth a look.
        features[:, _RIVALS] = np.where(rivals > 1, np.log2(rivals), np.nan)
        return _best(self.model.probability(features), left, right, listings.size)

    def score_of_the_same(self) -> float:
        """Probability of entries against themselves, as a sample."""
        rows = np.arange(min(200, self.registry.size), dtype=np.int64)
        if not len(rows):
            return 0.0
        sample = self.registry.taken(rows)
        return float(np.median(self.model.judge(Pairs(sample, sample, rows, rows, self.rarity))))

    def respelt(self, listings: Offers, found: Candidates) -> Offers:
        """The listings with misspelt words as their first candidates write them."""
        left, right, _ = _foremost(found, _TRUSTED)
        titles = list(listings.titles)
        for row, records in _by_row(left, right):
            if is_misspelt(listings.cleaned[row], self._known):
                entries = [self._shown_words(record) for record in records]
                titles[row] = respelt(titles[row], self._known, [*entries, _PHRASES])
        return listings.retitled(titles)

    def _shown_words(self, record: int) -> dict[str, str]:
        found = self._shown.get(record)
        if found is None:
            if len(self._shown) >= _REMEMBERED:
                self._shown.clear()
            found = self._shown[record] = shown_words(self.registry.titles[record])
        return found


def _foremost(found: Candidates, most: int, worth: float = WORTH) -> tuple[Rows, Rows, Floats]:
    """The first few candidates of each query, and how many the query has altogether."""
    starts = np.flatnonzero(np.diff(found.queries, prepend=-1))
    counts = np.diff(np.append(starts, len(found.queries)))
    rank = np.arange(len(found.queries)) - np.repeat(starts, counts)
    best = np.repeat(found.cosines[starts], counts)
    kept = (rank < most) & (found.cosines >= worth * best)
    rivals = np.repeat(counts, counts)[kept]
    return (
        found.queries[kept].astype(np.int64),
        found.records[kept].astype(np.int64),
        rivals.astype(np.float32),
    )


def _by_row(left: Rows, right: Rows) -> Iterator[tuple[int, list[int]]]:
    starts = np.flatnonzero(np.diff(left, prepend=-1))
    for row, records in zip(left[starts].tolist(), np.split(right, starts[1:]), strict=True):
        yield row, records.tolist()


def _best(scores: Floats, left: Rows, right: Rows, size: int) -> Links:
    links = Links.none(size)
    order = np.argsort(scores, kind="stable")
    # The last written stays: the likeliest.
    links.put(left[order], right[order], scores[order])
    return links
