"""Links each listing to the registered product that it offers, or to none.

    every listing   its words against the register's -> the nearest three
        nothing near           -> none
        one entry, same words  -> that entry
        else                   -> trigrams and words -> the nearest ten -> the nearest few
                                  -> the match model -> the best entry, where it is likely enough

What is cheap is done for all, what is dear only where it can change the answer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.candidates import Candidates, SparseIndex, joined_rows
from matching.model import Model
from matching.offers import Floats, Offers
from matching.pair_context import CONTEXT_FEATURES
from matching.pairs import Pairs, Rarity, Rows

CANDIDATES = 10
_LENGTH = 0.8
_RIVALS = CONTEXT_FEATURES.index("left_rivals") - len(CONTEXT_FEATURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """How near is near, and how many candidates the model looks at."""

    far: float = 0.2
    """Cosine of the words below which no entry is near: such a listing has none."""
    same: float = 0.999
    """Cosine of the words from which on both say the same."""
    judged: int = 3
    """Candidates of a listing that the model looks at."""


THOROUGH = Cascade(far=0.0, same=2.0, judged=CANDIDATES)
"""The model looks at every candidate of every listing."""


@dataclass(frozen=True, slots=True)
class Links:
    """One row a listing."""

    records: Rows
    """The likeliest entry, -1 where nothing is near."""
    scores: Floats
    """Probability that it is the one."""

    def accepted(self, threshold: float) -> NDArray[np.bool_]:
        """Whether each listing's entry is likely enough."""
        return (self.records >= 0) & (self.scores >= threshold)


class Linker:
    """A register, ready to be searched."""

    def __init__(
        self,
        registry: Offers,
        model: Model,
        rarity: Rarity,
        cascade: Cascade | None = None,
        *,
        shared_right: bool = False,
    ) -> None:
        self.registry, self._model, self._rarity = registry, model, rarity
        self._shared_right = shared_right
        self._cascade = cascade or Cascade()
        self._words = SparseIndex(registry.tokens)
        self._grams = SparseIndex(joined_rows(registry.grams, registry.tokens), _LENGTH)
        self._sure = self._score_of_the_same()

    def link(self, listings: Offers) -> Links:
        """The likeliest entry of each listing."""
        records = np.full(listings.size, -1, dtype=np.int64)
        scores = np.zeros(listings.size, dtype=np.float32)
        if not self.registry.size or not listings.size:
            return Links(records, scores)
        best, first, second = self._nearest_words(listings)
        same = (first >= self._cascade.same) & (second < self._cascade.same)
        records[same], scores[same] = best[same], self._sure
        weak = np.flatnonzero(~same & (first >= self._cascade.far))
        if len(weak):
            found = self._judge(listings.taken(weak))
            records[weak], scores[weak] = found.records, found.scores
        return Links(records, scores)

    def _nearest_words(self, listings: Offers) -> tuple[Rows, Floats, Floats]:
        found = self._words.nearest(listings.tokens, 2)
        starts = np.searchsorted(found.queries, np.arange(listings.size + 1))
        counts = np.diff(starts)
        padded = np.append(found.cosines, np.float32(0))
        first = np.where(counts > 0, padded[np.minimum(starts[:-1], len(found.cosines))], 0)
        second = np.where(counts > 1, padded[np.minimum(starts[:-1] + 1, len(found.cosines))], 0)
        rows = np.append(found.records, -1)[np.minimum(starts[:-1], len(found.records))]
        return np.where(counts > 0, rows, -1).astype(np.int64), first, second

    def _judge(self, listings: Offers) -> Links:
        found = self._grams.nearest(joined_rows(listings.grams, listings.tokens), CANDIDATES)
        left, right, rivals = _foremost(found, self._cascade.judged)
        pairs = Pairs(listings, self.registry, left, right, self._rarity)
        features = self._model.features(pairs, shared_right=self._shared_right)
        # The model learned how many candidates there were, not how many were worth a look.
        features[:, _RIVALS] = np.where(rivals > 1, np.log2(rivals), np.nan)
        return _best(self._model.probability(features), left, right, listings.size)

    def _score_of_the_same(self) -> float:
        """Probability of entries against themselves, as a sample."""
        rows = np.arange(min(200, self.registry.size), dtype=np.int64)
        if not len(rows):
            return 0.0
        sample = self.registry.taken(rows)
        return float(np.median(self._model.judge(Pairs(sample, sample, rows, rows, self._rarity))))


def _foremost(found: Candidates, most: int) -> tuple[Rows, Rows, Floats]:
    """The first few candidates of each query, and how many the query has altogether."""
    starts = np.flatnonzero(np.diff(found.queries, prepend=-1))
    counts = np.diff(np.append(starts, len(found.queries)))
    rank = np.arange(len(found.queries)) - np.repeat(starts, counts)
    kept = rank < most
    rivals = np.repeat(counts, counts)[kept]
    return (
        found.queries[kept].astype(np.int64),
        found.records[kept].astype(np.int64),
        rivals.astype(np.float32),
    )


def _best(scores: Floats, left: Rows, right: Rows, size: int) -> Links:
    records = np.full(size, -1, dtype=np.int64)
    best = np.zeros(size, dtype=np.float32)
    order = np.argsort(scores, kind="stable")
    # The last written stays: the likeliest.
    records[left[order]], best[left[order]] = right[order], scores[order]
    return Links(records, best)
