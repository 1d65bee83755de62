"""Finds, for each listing, the few registered products that it may be: sparse top-k over n-grams."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from matching.ngrams import ngram_rows
from matching.normalise import fold_text

DEFAULT_K = 10


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of a query row and an index row with their cosine, best first within a query."""

    queries: NDArray[np.int32]
    records: NDArray[np.int32]
    cosines: NDArray[np.float32]


class CandidateIndex:
    """TF-IDF of folded character trigrams of a list of texts, searched by sparse top-k."""

    def __init__(self, texts: Sequence[str]) -> None:
        rows = ngram_rows([fold_text(text) for text in texts])
        frequency = np.bincount(rows.indices, minlength=rows.shape[1])
        self._idf = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
        self._columns = self._weighted(rows).T.tocsr()
        self.size = len(texts)

    def nearest(self, texts: Sequence[str], k: int = DEFAULT_K) -> Candidates:
        """The k nearest records of each text; fewer where less than k share an n-gram."""
        queries = self._weighted(ngram_rows([fold_text(text) for text in texts]))
        found = sp_matmul_topn(queries, self._columns, top_n=k, sort=True, threshold=0.0)
        rows = np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(found.indptr))
        return Candidates(rows, found.indices, found.data)

    def _weighted(self, rows: sparse.csr_matrix) -> sparse.csr_matrix:
        weighted = rows.copy()
        weighted.data = self._idf[rows.indices]
        norms = (
            np.sqrt(np.add.reduceat(weighted.data**2, weighted.indptr[:-1])) if rows.nnz else None
        )
        if norms is None:
            return weighted
        lengths = np.diff(weighted.indptr)
        norms = np.where(lengths > 0, norms, 1.0)
        weighted.data /= np.repeat(norms, lengths)
        return weighted
