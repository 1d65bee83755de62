"""What the tokens of two columns of names share, row by row, and the quantities among them."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.offers import Floats
from matching.tokens import DIMENSIONS, QUANTITY

KINDS = QUANTITY + len(DIMENSIONS)


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

    @cached_property
    def rarest_shared(self) -> Floats:
        """Weight of the rarest token of both sides."""
        return self._rarest(self.common)

    def of_left(self, *kinds: int, weighted: bool = True) -> Floats:
        """Weight of the left side's tokens."""
        return self._sum(self.left, kinds, weighted=weighted)

    def of_right(self, *kinds: int, weighted: bool = True) -> Floats:
        """Weight of the right side's tokens."""
        return self._sum(self.right, kinds, weighted=weighted)

    def rarest_alone(self, side: sparse.csr_matrix) -> Floats:
        """Weight of the rarest token that stands on this side only."""
        return self._rarest(self.lone[0 if side is self.left else 1])

    @cached_property
    def lone(self) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """The tokens that only the left has, and only the right."""
        return _without(self.left, self.common), _without(self.right, self.common)

    def kinds_found(self, matrix: sparse.csr_matrix) -> NDArray[np.bool_]:
        """Whether a row has a token of each kind, shape [rows, kinds]."""
        found = np.zeros((matrix.shape[0], KINDS), dtype=bool)
        rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        found[rows, self._kinds[matrix.indices]] = True
        return found

    def _rarest(self, matrix: sparse.csr_matrix) -> Floats:
        data = self._weights[matrix.indices] * matrix.data
        return _row_max(
            sparse.csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)
        )

    def counted(self, matrix: sparse.csr_matrix, wanted: NDArray[np.bool_]) -> Floats:
        """Number of tokens whose column is wanted."""
        return row_sums(matrix, wanted[matrix.indices] * matrix.data)

    def _sum(self, matrix: sparse.csr_matrix, kinds: tuple[int, ...], *, weighted: bool) -> Floats:
        data = self._weights[matrix.indices] if weighted else np.ones(matrix.nnz, np.float32)
        if kinds:
            data = data * np.isin(self._kinds[matrix.indices], kinds)
        return row_sums(matrix, data)


class Quantities:
    """Which quantities two sides state: on both, left, right, left only, right only.

    Each is bool [pairs, kinds].
    """

    def __init__(self, *sides: NDArray[np.bool_]) -> None:
        both, left, right, left_lone, right_lone = (side[:, QUANTITY:] for side in sides)
        # "8GB/128GB" and "8GB/256GB" share one quantity and differ in another.
        self._differ = left_lone & right_lone
        self.agreeing = _count(both)
        self.differing = _count(self._differ)
        self.left_alone = _count(left & ~right)
        self.right_alone = _count(right & ~left)

    def differ(self, *dimensions: str) -> Floats:
        """Of how many of the dimensions the sides state something else."""
        return _count(self._differ[:, [DIMENSIONS.index(name) for name in dimensions]])


def as_floats(values: NDArray[Any]) -> Floats:
    """The numbers in the precision that features have."""
    return values.astype(np.float32)


def share(part: Floats, whole: Floats) -> Floats:
    """`part` of `whole`, NaN where there is no whole."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan).astype(np.float32)


def row_sums(matrix: sparse.csr_matrix, data: NDArray[np.floating]) -> Floats:
    """Sum of each row, `data` standing for the matrix's own numbers."""
    running = np.concatenate(([0.0], np.cumsum(data, dtype=np.float64)))
    return as_floats(running[matrix.indptr[1:]] - running[matrix.indptr[:-1]])


def _without(side: sparse.csr_matrix, common: sparse.csr_matrix) -> sparse.csr_matrix:
    alone = (side - common).tocsr()
    alone.eliminate_zeros()
    return alone


def _count(found: NDArray[np.bool_]) -> Floats:
    return as_floats(found.sum(axis=1))


def _row_max(matrix: sparse.csr_matrix) -> Floats:
    return (
        np.asarray(matrix.max(axis=1).todense(), dtype=np.float32).ravel()
        if matrix.nnz
        else np.zeros(matrix.shape[0], np.float32)
    )
