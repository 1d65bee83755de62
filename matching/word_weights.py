"""What single words say: which a name may have alone, and which make it another product."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from matching.cleaning import with_quantities
from matching.ngrams import BUCKETS
from matching.offers import Floats, Offers
from matching.overlaps import Overlap, as_floats
from matching.pair_features import PAIR_FEATURES
from matching.pairs import Pairs
from matching.tokens import column_of, columns_of_each

FEATURE = "word_evidence"


@dataclass(frozen=True, slots=True)
class WordWeights:
    """A logistic regression over words and features; the words are kept in the clear."""

    alone: Mapping[str, float]
    """Log-odds of a word that one name has and the other has not."""
    shared: Mapping[str, float]
    """Log-odds of a word of both names."""
    features: Floats
    """Log-odds of each of `PAIR_FEATURES`, a missing one counting 0."""
    intercept: float
    _columns: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        columns = np.zeros((2, BUCKETS), dtype=np.float32)
        for row, weights in zip(columns, (self.alone, self.shared), strict=True):
            row[columns_of_each([*weights])] = [*weights.values()]
        object.__setattr__(self, "_columns", columns)

    def log_odds(self, pairs: Pairs, features: Floats) -> Floats:
        """What words and features of each pair add up to."""
        known = np.nan_to_num(features[:, : len(self.features)])
        said = known @ self.features + self.intercept
        alone, shared = self.said(*lone_and_shared(pairs.names))
        return as_floats(said + alone + shared)

    def said(self, alone: sparse.csr_matrix, shared: sparse.csr_matrix) -> tuple[Floats, Floats]:
        """What the words that one name has alone add up to, and those of both."""
        return as_floats(alone @ self._columns[0]), as_floats(shared @ self._columns[1])

    def to_json(self) -> dict[str, Any]:
        """Words by weight, the weightiest first."""
        return {
            "intercept": round(self.intercept, 5),
            "features": {
                name: float(f"{weight:.5g}")
                for name, weight in zip(PAIR_FEATURES, self.features.tolist(), strict=True)
            },
            "alone": _by_weight(self.alone),
            "shared": _by_weight(self.shared),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "WordWeights":
        """What `to_json` wrote; raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            alone={str(word): float(weight) for word, weight in stored["alone"].items()},
            shared={str(word): float(weight) for word, weight in stored["shared"].items()},
            features=np.array(
                # A model that was fitted before a comparison was added does without it.
                [stored["features"].get(name, 0.0) for name in PAIR_FEATURES],
                np.float32,
            ),
            intercept=float(stored["intercept"]),
        )


def lone_and_shared(names: Overlap) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Ones for the words that one name only has, and for those of both."""
    left, right = names.lone
    return (left + right).tocsr(), names.common


def words_of(tables: Iterable[Offers]) -> dict[int, str]:
    """The word that stands behind each column, for the words of some tables."""
    words = {word for table in tables for name in table.named for word in words_in(name)}
    return {column_of(word): word for word in words}


def words_in(name: str) -> list[str]:
    """The words of a cleaned name as their columns hold them, quantities as one word each."""
    return "".join(c if c.isalnum() or c in "§¤" else " " for c in with_quantities(name)).split()


def _by_weight(weights: Mapping[str, float]) -> dict[str, float]:
    ordered = sorted(weights.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return {word: round(weight, 3) for word, weight in ordered}
