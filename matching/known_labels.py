"""What the labels say of a record by itself: a listing that was matched already has its product.

    labelled pairs -> for each record, in how many it is that product, in how many it is not
    a pair to judge -> the counts of its left and of its right record, missing for a new record

A label never counts for its own pair, which may be judged again. While a model is fitted the counts of a row come from the other folds, so that no row sees its own
label; a share of the rows is shown none, so that the trees do well on records that are new.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.offers import Floats

KNOWN_FEATURES = (
    "left_known_matches",
    "left_known_others",
    "right_known_matches",
    "right_known_others",
)
"""Labelled pairs of one product, and of two, that a pair's left (right) record stands in."""
Keys = NDArray[np.int64]
Labels = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class SideCounts:
    """The labels of one side's records; keys in order, each once."""

    keys: Keys
    matches: NDArray[np.int64]
    others: NDArray[np.int64]

    @classmethod
    def of(cls, keys: Keys, labels: Labels) -> "SideCounts":
        """Count labelled pairs by the record on this side."""
        known, places = np.unique(keys, return_inverse=True)
        matches = np.bincount(places, labels == 1, len(known)).astype(np.int64)
        return cls(known, matches, np.bincount(places, minlength=len(known)) - matches)

    def of_each(self, keys: Keys) -> Floats:
        """Shape [n, 2], NaN for a record that no label speaks of."""
        found = np.full((len(keys), 2), np.nan, dtype=np.float32)
        if len(self.keys):
            places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
            here = self.keys[places] == keys
            found[here, 0] = self.matches[places[here]]
            found[here, 1] = self.others[places[here]]
        return found

    def to_json(self) -> dict[str, list[int]]:
        """Keys and counts as lists."""
        return {
            "keys": self.keys.tolist(),
            "matches": self.matches.tolist(),
            "others": self.others.tolist(),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "SideCounts":
        """What `to_json` wrote; raises KeyError, TypeError or ValueError for anything else."""
        columns = [np.array(stored[name], np.int64) for name in ("keys", "matches", "others")]
        if len({column.shape for column in columns}) != 1 or np.any(np.diff(columns[0]) <= 0):
            raise ValueError("the counts of records are damaged")
        return cls(*columns)


@dataclass(frozen=True, slots=True)
class KnownLabels:
    """What the labels say of the records on both sides. Records are kept as digests only."""

    left: SideCounts
    right: SideCounts
    pairs: SideCounts
    """The labels of the pairs themselves."""

    @classmethod
    def of(cls, left: Keys, right: Keys, labels: Labels) -> "KnownLabels":
        """From labelled pairs."""
        pairs = SideCounts.of(_together(left, right), labels)
        return cls(SideCounts.of(left, labels), SideCounts.of(right, labels), pairs)

    def features(self, left: Keys, right: Keys) -> Floats:
        """Shape [n, len(KNOWN_FEATURES)]."""
        own = np.nan_to_num(self.pairs.of_each(_together(left, right)))
        sides = [
            side.of_each(keys) - own for side, keys in ((self.left, left), (self.right, right))
        ]
        for side in sides:
            side[side.sum(axis=1) == 0] = np.nan
        return np.hstack(sides)

    def to_json(self) -> dict[str, Any]:
        """Both sides and the pairs."""
        return {
            "left": self.left.to_json(),
            "right": self.right.to_json(),
            "pairs": self.pairs.to_json(),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "KnownLabels":
        """What `to_json` wrote."""
        return cls(*(SideCounts.from_json(stored[name]) for name in ("left", "right", "pairs")))


def record_keys(records: Sequence[tuple[str, ...]]) -> Keys:
    """A number for each record, the same wherever and whenever its cells are the same."""
    digests = b"".join(
        blake2b("\x1f".join(cells).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for cells in records
    )
    return np.frombuffer(digests, dtype="<i8").astype(np.int64)


def known_apart(left: Keys, right: Keys, labels: Labels, folds: NDArray[np.int64]) -> Floats:
    """The features of labelled pairs, each by the labels of the other folds."""
    found = np.full((len(labels), len(KNOWN_FEATURES)), np.nan, dtype=np.float32)
    for fold in np.unique(folds):
        here = folds == fold
        others = KnownLabels.of(left[~here], right[~here], labels[~here])
        found[here] = others.features(left[here], right[here])
    return found


def _together(left: Keys, right: Keys) -> Keys:
    """One number for both records of each pair; which is left matters."""
    mixed = left.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed ^ (mixed >> np.uint64(29)) ^ right.astype(np.uint64)).astype(np.int64)
