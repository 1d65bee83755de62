"""Pairs of rows of two tables, with the arithmetic that the features share done once for all."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.facet_signs import SIGNS, facet_signs
from matching.offers import Floats, Offers
from matching.overlaps import Overlap, Quantities, row_sums, share
from matching.rarity import Rarity
from matching.reading_signs import SIGNS as READING_SIGNS
from matching.reading_signs import reading_signs
from matching.spelling import inside, marks_apart, nearest, residue, unlike
from matching.tokens import COLOUR_COLUMNS, VARIANT_COLUMNS

Rows = NDArray[np.int64]


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
            self.left.essentials(self.left_rows),
            self.right.essentials(self.right_rows),
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
    def reading_signs(self) -> Floats:
        """What the words of both sides say in their places, shape [n, len(reading_signs.SIGNS)]."""
        left, right = self.left.readings, self.right.readings
        rows = zip(self.left_rows.tolist(), self.right_rows.tolist(), strict=True)
        found = [reading_signs(left[i], right[j]) for i, j in rows]
        return np.array(found, dtype=np.float32).reshape(-1, len(READING_SIGNS))

    def reading_sign(self, name: str) -> Floats:
        """One column of `reading_signs`."""
        return self.reading_signs[:, READING_SIGNS.index(name)]

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
        both, of_left, of_right = (row_sums(m, squares[m.indices]) for m in (common, left, right))
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
    def quantities(self) -> Quantities:
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


def _part(part: sparse.csr_matrix, whole: sparse.csr_matrix) -> Floats:
    return share(np.diff(part.indptr).astype(np.float32), np.diff(whole.indptr).astype(np.float32))
