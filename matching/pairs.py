"""Pairs of rows of two tables, with the arithmetic that the features share done once for all."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.facet_signs import SIGNS, facet_signs
from matching.ngrams import BUCKETS
from matching.offers import Floats, Offers
from matching.spelling import inside, marks_apart, nearest, residue, unlike
from matching.tokens import (
    CODE,
    COLOUR_COLUMNS,
    DIMENSIONS,
    NUMBER,
    QUANTITY,
    VARIANT_COLUMNS,
    WORD,
)

Rows = NDArray[np.int64]
KINDS = QUANTITY + len(DIMENSIONS)


class Rarity:
    """How much each token and trigram tells the rows of the tables apart."""

    def __init__(self, *tables: Offers) -> None:
        counted = Frequencies()
        for table in tables:
            counted.add(table)
        self._take(counted)

    @classmethod
    def of(cls, counted: "Frequencies") -> "Rarity":
        """Rarity from what was counted over many tables."""
        rarity = cls.__new__(cls)
        rarity._take(counted)
        return rarity

    def _take(self, counted: "Frequencies") -> None:
        self.tokens = _idf(counted.tokens, counted.rows)
        self.grams = _idf(counted.grams, counted.rows)
        self.most = float(np.log(1.2 + counted.rows))
        """Rarity of a word that no row has: what absolute weights are measured by."""


class Frequencies:
    """In how many rows each token and trigram stands, counted a table at a time."""

    def __init__(self) -> None:
        self.rows = 0
        self.tokens = np.zeros(BUCKETS, dtype=np.int32)
        self.grams = np.zeros(BUCKETS, dtype=np.int32)

    def add(self, table: Offers) -> None:
        """Count a table's rows."""
        self.rows += table.size
        self.tokens += np.bincount(table.tokens.indices, minlength=BUCKETS).astype(np.int32)
        self.grams += np.bincount(table.grams.indices, minlength=BUCKETS).astype(np.int32)


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
    def parts(self) -> Overlap:
        """What the names share with letters and digits taken apart."""
        return Overlap(
            self.left.parts[self.left_rows],
            self.right.parts[self.right_rows],
            self.rarity.tokens,
            self.left.kinds,
        )

    @cached_property
    def essentials(self) -> Overlap:
        """What the names share beyond filler, quantities and words that say nothing."""
        return Overlap(
            self.left.essentials[self.left_rows],
            self.right.essentials[self.right_rows],
            self.rarity.tokens,
            self.left.kinds,
        )

    @cached_property
    def facet_signs(self) -> Floats:
        """What kind, brand, variant and the like of both sides say, shape [n, len(SIGNS)]."""
        left, right = self.left.facets, self.right.facets
        rows = zip(self.left_rows.tolist(), self.right_rows.tolist(), strict=True)
        found = [facet_signs(left[i], right[j]) for i, j in rows]
        return np.array(found, dtype=np.float32).reshape(-1, len(SIGNS))

    def facet_sign(self, name: str) -> Floats:
        """One column of `facet_signs`."""
        return self.facet_signs[:, SIGNS.index(name)]

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
    def _trigram_sums(self) -> tuple[Floats, Floats, Floats]:
        squares = self.rarity.grams**2
        left, right = self.left.grams[self.left_rows], self.right.grams[self.right_rows]
        common = left.multiply(right).tocsr()
        both, of_left, of_right = (_row_sums(m, squares[m.indices]) for m in (common, left, right))
        return both, of_left, of_right

    @property
    def trigram_cosine(self) -> Floats:
        """Cosine of the weighted trigrams of the names."""
        both, left, right = self._trigram_sums
        return np.nan_to_num(share(both, np.sqrt(left * right)))

    @property
    def trigram_shares(self) -> tuple[Floats, Floats]:
        """Share of each name's weighted trigrams that the other has."""
        both, left, right = self._trigram_sums
        return share(both, left), share(both, right)

    def alone(self, *kinds: int, weighted: bool = True) -> tuple[Floats, Floats]:
        """Weight of the tokens of some kinds that only the left has, and only the right."""
        names = self.names
        both = names.shared(*kinds, weighted=weighted)
        return (
            np.maximum(names.of_left(*kinds, weighted=weighted) - both, 0),
            np.maximum(names.of_right(*kinds, weighted=weighted) - both, 0),
        )

    def swapped(self, *kinds: int) -> Floats:
        """Weight of the tokens that stand in the place of others."""
        return np.minimum(*self.alone(*kinds))

    @cached_property
    def quantities(self) -> "Quantities":
        """What both sides state of volume, mass, storage and the like."""
        names = self.names
        sides = (names.common, names.left, names.right, *names.lone)
        return Quantities(*(names.kinds_found(m) for m in sides))

    @cached_property
    def residues(self) -> tuple[list[list[str]], list[list[str]]]:
        """The words that each name has and the other has not."""
        left, right = self.left.word_lists, self.right.word_lists
        both = [
            residue(left[i], right[j]) for i, j in zip(self.left_rows, self.right_rows, strict=True)
        ]
        return [a for a, _ in both], [b for _, b in both]

    @cached_property
    def residues_closed(self) -> tuple[list[str], list[str]]:
        """`residues` without spaces."""
        left, right = self.residues
        return ["".join(words) for words in left], ["".join(words) for words in right]

    @cached_property
    def words_unlike(self) -> tuple[Floats, Floats]:
        """How many words of each residue are like no word of the other's."""
        counts = [unlike(a, b) for a, b in zip(*self.residues, strict=True)]
        both = np.array(counts, dtype=np.float32).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    @cached_property
    def codes_inside(self) -> tuple[Floats, Floats]:
        """How much of a model code of each side stands in the other side's text, written anyhow."""
        left, right = self.left, self.right
        rows = list(zip(self.left_rows, self.right_rows, strict=True))
        return (
            np.array([inside(left.model_codes[i], right.closed[j]) for i, j in rows], np.float32),
            np.array([inside(right.model_codes[j], left.closed[i]) for i, j in rows], np.float32),
        )

    @cached_property
    def code_likeness(self) -> Floats:
        """Likeness of the nearest model codes of both sides; NaN where a side has none."""
        left, right = self.left.model_codes, self.right.model_codes
        rows = zip(self.left_rows, self.right_rows, strict=True)
        return np.array([nearest(left[i], right[j]) for i, j in rows], dtype=np.float32)

    @cached_property
    def marks_differ(self) -> Floats:
        """Number of words that are shared only where their marks are left out."""
        left, right = self.left.marked_words, self.right.marked_words
        rows = zip(self.left_rows.tolist(), self.right_rows.tolist(), strict=True)
        return np.array([marks_apart(left[i], right[j]) for i, j in rows], dtype=np.float32)

    @property
    def for_others(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether each side offers something for a product."""
        return (
            self.left.other_articles[self.left_rows],
            self.right.other_articles[self.right_rows],
        )

    @cached_property
    def heads_found(self) -> tuple[Floats, Floats]:
        """Share of the first words of each name that stand in the other."""
        left, right = self.left.heads[self.left_rows], self.right.heads[self.right_rows]
        in_right = left.multiply(self.right.tokens[self.right_rows]).tocsr()
        in_left = right.multiply(self.left.tokens[self.left_rows]).tocsr()
        return _part(in_right, left), _part(in_left, right)

    @cached_property
    def brands(self) -> tuple[list[str], list[str]]:
        """The stated brands of both sides, pair by pair."""
        left, right = self.left.brand_names, self.right.brand_names
        return [left[i] for i in self.left_rows], [right[j] for j in self.right_rows]

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


def _without(side: sparse.csr_matrix, common: sparse.csr_matrix) -> sparse.csr_matrix:
    alone = (side - common).tocsr()
    alone.eliminate_zeros()
    return alone


def _count(found: NDArray[np.bool_]) -> Floats:
    return as_floats(found.sum(axis=1))


def _part(part: sparse.csr_matrix, whole: sparse.csr_matrix) -> Floats:
    return share(np.diff(part.indptr).astype(np.float32), np.diff(whole.indptr).astype(np.float32))


def _idf(frequency: NDArray[np.int32], rows: int) -> Floats:
    return as_floats(np.log((1.0 + rows) / (1.0 + frequency) + 0.2))


def _row_sums(matrix: sparse.csr_matrix, data: NDArray[np.floating]) -> Floats:
    running = np.concatenate(([0.0], np.cumsum(data, dtype=np.float64)))
    return as_floats(running[matrix.indptr[1:]] - running[matrix.indptr[:-1]])


def _row_max(matrix: sparse.csr_matrix) -> Floats:
    return (
        np.asarray(matrix.max(axis=1).todense(), dtype=np.float32).ravel()
        if matrix.nnz
        else np.zeros(matrix.shape[0], np.float32)
    )


__all__ = [
    "CODE",
    "NUMBER",
    "WORD",
    "Frequencies",
    "Overlap",
    "Pairs",
    "Rarity",
    "Rows",
    "as_floats",
    "share",
]
