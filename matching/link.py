"""Links each listing to the registered product that it offers, or to none.

    a small table   every candidate of every listing -> match model
    every listing   its words against the register's -> the nearest few entries
        nothing near           -> none
        one entry, same words  -> that entry
        else                   -> quick trees; misspelt and in doubt: words set right -> quick trees
    or, where the model has no quick trees
        clear by words         -> what the line says that was drawn on a sample (link_triage.py)
        words near             -> match model on the nearest few
        else                   -> trigrams -> misspelt words set right -> match model

What is cheap is done for all, what is dear only where it can change the answer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.candidates import Candidates, SparseIndex
from matching.link_quick import QuickTrees, quick_signs
from matching.link_search import CANDIDATES, WORTH, Links, Search
from matching.link_triage import Triage, cheap_signs, watch
from matching.model import Model
from matching.offers import Floats, Offers
from matching.pairs import Pairs, Rows
from matching.rarity import Rarity

_PIECE = 512
"""Listings that are looked at closely at once: what is worked on stays small."""
_BELOW = 0.99
_HOPELESS, _SURE = -2.0, 0.5
"""Log-odds of quick trees between which a misspelt listing is read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """Cosines of the words of a listing and its nearest entry, and how much is looked at."""

    far: float = 0.25
    """Below this no entry is near: such a listing has none."""
    poor: float = 0.42
    """Below this a listing has none unless it is misspelt."""
    well: float = 0.6
    """From here on the entry is among those that words found, if the words are spelt right."""
    same: float = 0.999
    """From here on both say the same."""
    judged: int = 3
    """Candidates of a listing that the model looks at."""
    watched: int = 2500
    """Listings that the model judges before any is called clear; a table of no more than these
    is judged altogether, every candidate."""
    thorough: bool = False
    """Whether the model looks at every candidate of every listing."""


THOROUGH = Cascade(thorough=True)


class Linker:
    """A register, ready to be linked to."""

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
        self._cascade = cascade or Cascade()
        self._shared_right = shared_right
        self._search = Search(registry, model, rarity, shared_right=shared_right)
        self._words = SparseIndex(registry.tokens)
        self._sure = self._search.score_of_the_same()
        self._triage: Triage | None = None
        self._has_met = False

    def link(self, listings: Offers) -> Links:
        """The likeliest entry of each listing."""
        if not self.registry.size or not listings.size:
            return Links.none(listings.size)
        # Few listings show too few words: what is right would pass for misspelt. The last chunk of
        # a large table is no small one.
        is_small = not self._has_met and listings.size <= self._cascade.watched
        near = Nearest(self._words.nearest(listings.tokens, self._cascade.judged), listings.size)
        is_same = near.is_same(self._cascade.same)
        if self._cascade.thorough or is_small:
            links = self._thoroughly(listings)
            # What the tables make of a word's rarity does not keep a title from its own entry.
            is_same &= ~links.accepted(self._model.threshold)
            links.put(np.flatnonzero(is_same), near.best[is_same], self._sure)
            return links
        if not self._has_met:
            self._search.learn_words(listings)
            self._has_met = True
        links = Links.none(listings.size)
        links.put(np.flatnonzero(is_same), near.best[is_same], self._sure)
        rest = np.flatnonzero(~is_same & (near.first >= self._cascade.far))
        if len(rest):
            self._clear_up(listings, near, rest, links)
        return links

    def _thoroughly(self, listings: Offers) -> Links:
        """Every candidate of every listing, so many listings at once as a small table has.

        Where an entry is one listing's at most, all of them are rivals and are judged together.
        """
        links = Links.none(listings.size)
        size = listings.size if self._shared_right else self._cascade.watched
        for some in _pieces(np.arange(listings.size, dtype=np.int64), size):
            found = self._search.thoroughly(listings.taken(some))
            links.put(some, found.records, found.scores)
        return links

    def _clear_up(self, listings: Offers, near: "Nearest", rows: Rows, links: Links) -> None:
        """Link the listings of `rows`: the clear ones at once, the others by a closer look."""
        if self._model.quick is not None:
            odds = self._quick_odds(self._model.quick, listings, near, rows)
            links.put(rows, near.best[rows], self._scores(odds, odds >= 0))
            doubtful = rows[(odds > _HOPELESS) & (odds < _SURE)]
            self._read_again(self._model.quick, listings, near, doubtful, links)
            return
        pairs = Pairs(listings, self.registry, rows, near.best[rows], self._rarity)
        signs = cheap_signs(pairs, near.first[rows], near.second[rows])
        if self._triage is None:
            rows, signs = self._watch(listings, near, rows, signs, links)
        if self._triage is not None:
            odds = self._triage.odds(signs)
            yes, no = odds >= self._triage.high, odds <= self._triage.low
            clear = yes | no
            links.put(rows[clear], near.best[rows[clear]], self._scores(odds, yes)[clear])
            self._look_closely(listings, near, rows[~clear], links)

    def _quick_odds(
        self, quick: QuickTrees, listings: Offers, near: "Nearest", rows: Rows
    ) -> Floats:
        """Log-odds of the nearest entries of some listings."""
        pairs = Pairs(listings, self.registry, rows, near.best[rows], self._rarity)
        signs = quick_signs(pairs, near.first[rows], near.second[rows], self._model.words)
        return quick.odds(signs)

    def _read_again(
        self, quick: QuickTrees, listings: Offers, near: "Nearest", rows: Rows, links: Links
    ) -> None:
        """Link misspelt listings anew, their words read as the nearest entries write them."""
        rows = rows[self._search.is_misspelt(listings, rows)]
        if not len(rows):
            return
        respelt = self._search.respelt(listings.taken(rows), near.candidates(rows))
        again = Nearest(self._words.nearest(respelt.tokens, self._cascade.judged), len(rows))
        scores = np.where(again.is_same(self._cascade.same), np.float32(self._sure), 0)
        some = np.flatnonzero((scores == 0) & (again.first >= self._cascade.far))
        if len(some):
            odds = self._quick_odds(quick, respelt, again, some)
            scores[some] = self._scores(odds, odds >= 0)
        better = scores > links.scores[rows]
        links.put(rows[better], again.best[better], scores[better])

    def _scores(self, odds: Floats, yes: NDArray[np.bool_]) -> Floats:
        """Probabilities of log-odds; those of `yes` reach the model's threshold, no others do."""
        scores = np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float32)
        least = self._model.threshold
        return np.where(yes, np.maximum(scores, least), np.minimum(scores, least * _BELOW))

    def _watch(
        self, listings: Offers, near: "Nearest", rows: Rows, signs: Floats, links: Links
    ) -> tuple[Rows, Floats]:
        """Draw the line on some of the rows, which are linked; answers the others."""
        order = np.random.default_rng(0).permutation(len(rows))
        some, rest = np.split(order, [self._cascade.watched])
        self._look_closely(listings, near, rows[some], links)
        if len(rest):
            scores = links.scores[rows[some]]
            self._triage = watch(signs[some], scores, scores >= self._model.threshold)
        return rows[rest], signs[rest]

    def _look_closely(self, listings: Offers, near: "Nearest", rows: Rows, links: Links) -> None:
        first, misspelt = near.first[rows], self._search.is_misspelt(listings, rows)
        poor = (first < self._cascade.poor) & ~misspelt
        well = (first >= self._cascade.well) & ~misspelt
        links.put(rows[poor], near.best[rows[poor]], 0.0)
        for some in _pieces(rows[well]):
            found = self._search.judge(listings.taken(some), *near.of(some))
            links.put(some, found.records, found.scores)
        for some in _pieces(rows[~well & ~poor]):
            found = self._search.by_trigrams(listings.taken(some), self._cascade.judged)
            links.put(some, found.records, found.scores)


class Nearest:
    """The nearest entries of each listing by words."""

    def __init__(self, found: Candidates, size: int) -> None:
        self._found = found
        self._starts = np.searchsorted(found.queries, np.arange(size + 1))
        self._counts = np.diff(self._starts)
        self.first, self.second = self._cosine(0), self._cosine(1)
        records = np.append(found.records, -1).astype(np.int64)
        self.best = np.where(self._counts > 0, records[self._starts[:-1]], -1)

    def is_same(self, same: float) -> NDArray[np.bool_]:
        """Whether the words are all the same as those of one entry, and of one only."""
        return (self.first >= same) & (self.second < same)

    def candidates(self, rows: Rows) -> Candidates:
        """The entries of some listings, numbered anew."""
        left, right, _ = self.of(rows)
        cosines = np.ones(len(left), dtype=np.float32)
        return Candidates(left.astype(np.int32), right.astype(np.int32), cosines)

    def of(self, rows: Rows) -> tuple[Rows, Rows, Floats]:
        """Entries of some listings, as `Search.judge` takes them."""
        counts = self._counts[rows]
        left = np.repeat(np.arange(len(rows)), counts)
        rank = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
        places = self._starts[rows][left] + rank
        worth = self._found.cosines[places] >= WORTH * self.first[rows][left]
        left, places = left[worth], places[worth]
        rivals = np.full(len(left), CANDIDATES, dtype=np.float32)
        return left, self._found.records[places].astype(np.int64), rivals

    def _cosine(self, rank: int) -> Floats:
        cosines = np.append(self._found.cosines, np.float32(0))
        places = np.minimum(self._starts[:-1] + rank, len(cosines) - 1)
        return np.where(self._counts > rank, cosines[places], np.float32(0))


def _pieces(rows: Rows, size: int = _PIECE) -> list[Rows]:
    return [rows[n : n + size] for n in range(0, len(rows), size)]
