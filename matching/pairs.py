"""Pairs of rows of two tables, with the arithmetic that the features share done once for all."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.offers import Floats, Offers
from matching.tokens import CODE, COLOUR_COLUMNS, NUMBER, QUANTITY, VARIANT_COLUMNS, WORD

Rows = NDArray[np.int64]


class Rarity:
    """How much each token and trigram tells the rows of the tables apart."""

    def __init__(self, *tables: Offers) -> None:
        self.tokens = _idf([table.tokens for table in tables])
        self.grams = _idf([table.grams for table in tables])


class Overlap:
    """What the tokens of two sides share, by kind and by weight."""

    def __init__(
        self,
        left: sparse.csr_matrix,
        right: sparse.csr_matrix,
        weights: Floats,
        kinds: NDArray[np.uint8],
    ) -> None:
        self._weights, self._kinds = weights, kinds
        self.left, self.right = left, right
        self.common = left.multiply(right).tocsr()

    def shared(self, *kinds: int, weighted: bool = True) -> Floats:
        """Weight of the tokens on both sides."""
        return self._sum(self.common, kinds, weighted=weighted)

    def of_left(self, *kinds: int, weighted: bool = True) -> Floats:
        """Weight of the left side's tokens."""
        return self._sum(self.left, kinds, weighted=weighted)

    def of_right(self, *kinds: int, weighted: bool = True) -> Floats:
        """Weight of the right side's tokens."""
        return self._sum(self.right, kinds, weighted=weighted)

    def rarest_alone(self, side: sparse.csr_matrix) -> Floats:
        """Weight of the rarest token that stands on this side only."""
        alone = side - self.common
        data = alone.data * self._weights[alone.indices]
        return _row_max(sparse.csr_matrix((data, alone.indices, alone.indptr), shape=alone.shape))

    def counted(self, matrix: sparse.csr_matrix, wanted: NDArray[np.bool_]) -> Floats:
        """Number of tokens whose column is wanted."""
        return _row_sums(matrix, wanted[matrix.indices] * matrix.data)

    def _sum(self, matrix: sparse.csr_matrix, kinds: tuple[int, ...], *, weighted: bool) -> Floats:
        data = self._weights[matrix.indices] if weighted else np.ones(matrix.nnz, np.float32)
        if kinds:
            data = data * np.isin(self._kinds[matrix.indices], kinds)
        return _row_sums(matrix, data)


class Pairs:
    """Row `left_rows[n]` of one table against row `right_rows[n]` of the other, for all n."""

    def __init__(
        self, left: Offers, right: Offers, left_rows: Rows, right_rows: Rows, rarity: Rarity
    ) -> None:
        self.left, self.right = left, right
        self.left_rows, self.right_rows = left_rows, right_rows
        self.rarity = rarity
        self.size = len(left_rows)

    @cached_property
    def names(self) -> Overlap:
        """What the names share."""
        return Overlap(
            self.left.tokens[self.left_rows],
            self.right.tokens[self.right_rows],
            self.rarity.tokens,
            self.left.kinds,
        )

    @cached_property
    def everything(self) -> tuple[Overlap, Overlap]:
        """Left name within right name and description, and the other way round."""
        weights, kinds = self.rarity.tokens, self.left.kinds
        left, right = self.left_rows, self.right_rows
        return (
            Overlap(self.left.tokens[left], self.right.all_tokens[right], weights, kinds),
            Overlap(self.left.all_tokens[left], self.right.tokens[right], weights, kinds),
        )

    @cached_property
    def trigram_cosine(self) -> Floats:
        """Cosine of the weighted trigrams of the names."""
        weights = self.rarity.grams
        left, right = self.left.grams[self.left_rows], self.right.grams[self.right_rows]
        common = left.multiply(right).tocsr()
        squares = weights**2
        shared = _row_sums(common, squares[common.indices])
        norms = np.sqrt(
            _row_sums(left, squares[left.indices]) * _row_sums(right, squares[right.indices])
        )
        return _share(shared, norms)

    @cached_property
    def texts(self) -> tuple[list[str], list[str]]:
        """The names of both sides, pair by pair."""
        left, right = self.left.named, self.right.named
        return [left[i] for i in self.left_rows], [right[j] for j in self.right_rows]

    @cached_property
    def variants(self) -> tuple[Floats, Floats, Floats]:
        """Number of variant words on both sides, on the left, on the right."""
        return self._counted(VARIANT_COLUMNS)

    @cached_property
    def colours(self) -> tuple[Floats, Floats, Floats]:
        """Number of colour words on both sides, on the left, on the right."""
        return self._counted(COLOUR_COLUMNS)

    def _counted(self, wanted: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
        names = self.names
        return (
            names.counted(names.common, wanted),
            names.counted(names.left, wanted),
            names.counted(names.right, wanted),
        )


def share(part: Floats, whole: Floats) -> Floats:
    """`part` of `whole`, NaN where there is no whole."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan).astype(np.float32)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.nan_to_num(share(part, whole))


def _idf(tables: list[sparse.csr_matrix]) -> Floats:
    columns = tables[0].shape[1]
    frequency = sum(np.bincount(table.indices, minlength=columns) for table in tables)
    rows = sum(table.shape[0] for table in tables)
    return np.log((1.0 + rows) / (1.0 + frequency) + 0.2).astype(np.float32)


def _row_sums(matrix: sparse.csr_matrix, data: NDArray[np.floating]) -> Floats:
    running = np.concatenate(([0.0], np.cumsum(data, dtype=np.float64)))
    return (running[matrix.indptr[1:]] - running[matrix.indptr[:-1]]).astype(np.float32)


def _row_max(matrix: sparse.csr_matrix) -> Floats:
    return (
        np.asarray(matrix.max(axis=1).todense(), dtype=np.float32).ravel()
        if matrix.nnz
        else np.zeros(matrix.shape[0], np.float32)
    )


__all__ = ["CODE", "NUMBER", "QUANTITY", "WORD", "Overlap", "Pairs", "Rarity", "Rows", "share"]
