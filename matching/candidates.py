"""Finds, for each listing, the few registered products that it may be: sparse top-k.

    titles -> character trigrams + words -> weighted by rarity -> the k records with the largest sum

Fragments of model numbers count as trigrams, whole words count once more. The weights of a long
record are held down less than a cosine would, as a register's full name is longer than a title.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from matching.cleaning import clean
from matching.ngrams import ngram_rows
from matching.normalise import fold_text
from matching.offers import Offers
from matching.tokens import tokenise

DEFAULT_K = 10
DESCRIBED = 3
"""Candidates that descriptions bring besides."""
_BEGIN = 200
"""Letters of a description that are looked at: what it is stands at its begin."""
LENGTH = 0.8
"""Power of a record's length that its weights are divided by; 1 is a cosine. Of .25 to 1 the one
with the best recall on Abt-Buy and Amazon-Google both ways."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of a query row and an index row with their cosine, best first within a query."""

    queries: NDArray[np.int32]
    records: NDArray[np.int32]
    cosines: NDArray[np.float32]


class SparseIndex:
    """Weighted rows of ones, searched by sparse top-k."""

    def __init__(self, rows: sparse.csr_matrix, length: float = 1.0) -> None:
        self.size = rows.shape[0]
        frequency = np.bincount(rows.indices, minlength=rows.shape[1])
        self._idf = (np.log((1 + self.size) / (1 + frequency)) + 1).astype(np.float32)
        weighted, norms = self._weighted(rows)
        weighted.data /= np.repeat(norms**length, np.diff(rows.indptr))
        self._columns = weighted.T.tocsr()
        self._back = (norms ** (length - 1)).astype(np.float32)

    def nearest(self, rows: sparse.csr_matrix, k: int = DEFAULT_K) -> Candidates:
        """The k nearest records of each row; fewer where less than k share a column."""
        weighted, norms = self._weighted(rows)
        weighted.data /= np.repeat(norms, np.diff(rows.indptr))
        found = sp_matmul_topn(weighted, self._columns, top_n=k, sort=True, threshold=0.0)
        queries = np.repeat(np.arange(rows.shape[0], dtype=np.int32), np.diff(found.indptr))
        return Candidates(queries, found.indices, found.data * self._back[found.indices])

    def _weighted(self, rows: sparse.csr_matrix) -> tuple[sparse.csr_matrix, NDArray[np.float32]]:
        data = self._idf[rows.indices]
        sums = np.concatenate(([0.0], np.cumsum(data**2, dtype=np.float64)))
        squares = sums[rows.indptr[1:]] - sums[rows.indptr[:-1]]
        norms = np.sqrt(np.where(squares > 0, squares, 1)).astype(np.float32)
        return sparse.csr_matrix((data, rows.indices, rows.indptr), shape=rows.shape), norms


class CandidateIndex:
    """Trigrams and words of a list of texts, searched by sparse top-k."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._index = SparseIndex(_rows_of(texts), LENGTH)
        self.size = self._index.size

    def nearest(self, texts: Sequence[str], k: int = DEFAULT_K) -> Candidates:
        """The k nearest records of each text; fewer where less than k share an n-gram."""
        return self._index.nearest(_rows_of(texts), k)


class OfferIndex:
    """A register's names, and its descriptions where there are any, searched by sparse top-k."""

    def __init__(self, registry: Offers) -> None:
        self._names = SparseIndex(name_rows(registry), LENGTH)
        self._described = (
            SparseIndex(_description_rows(registry)) if registry.descriptions else None
        )

    def nearest(self, listings: Offers, k: int = DEFAULT_K) -> Candidates:
        """The k nearest records of each listing by name."""
        return self._names.nearest(name_rows(listings), k)

    def nearest_in_all(self, listings: Offers, k: int = DEFAULT_K) -> Candidates:
        """As `nearest`, and where both sides have descriptions the few nearest by those."""
        by_name = self.nearest(listings, k)
        if self._described is None or not listings.descriptions:
            return by_name
        more = self._described.nearest(_description_rows(listings), DESCRIBED)
        return _union(by_name, more, self._names.size)


def name_rows(offers: Offers) -> sparse.csr_matrix:
    """Trigrams of the titles and words of the names: a brand of its own column counts as a word."""
    is_bare = offers.named is offers.cleaned
    return joined_rows(offers.grams if is_bare else ngram_rows(offers.cleaned), offers.tokens)


def _description_rows(offers: Offers) -> sparse.csr_matrix:
    texts = [
        f"{name} {clean(more[:_BEGIN])}"
        for name, more in zip(offers.cleaned, offers.descriptions, strict=True)
    ]
    return joined_rows(ngram_rows(texts), tokenise(texts))


def _union(first: Candidates, second: Candidates, size: int) -> Candidates:
    keys = [c.queries.astype(np.int64) * size + c.records for c in (first, second)]
    new = ~np.isin(keys[1], keys[0])
    queries = np.concatenate([first.queries, second.queries[new]])
    order = np.argsort(queries, kind="stable")
    return Candidates(
        queries[order],
        np.concatenate([first.records, second.records[new]])[order],
        np.concatenate([first.cosines, second.cosines[new]])[order],
    )


def joined_rows(grams: sparse.csr_matrix, words: sparse.csr_matrix) -> sparse.csr_matrix:
    """Trigrams and words of the same texts in one row each."""
    return sparse.hstack([grams, words], format="csr")


def _rows_of(texts: Sequence[str]) -> sparse.csr_matrix:
    folded = [fold_text(text) for text in texts]
    return joined_rows(ngram_rows(folded), tokenise(folded))
