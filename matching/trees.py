"""Boosted trees as plain arrays: read from JSON and evaluated in numpy, nothing to unpickle."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.leaf_masks import LeafMasks, Nodes, leaf_masks, leaf_values
from matching.offers import Floats

_ROWS = 4096
"""Rows that are taken at once, so that what is worked on stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Trees:
    """The nodes of all trees end to end; a leaf is its own child and holds its value."""

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    """Column that a node looks at; 0 at a leaf."""
    cut: Floats
    """Up to this value the left child is next."""
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    missing_left: NDArray[np.bool_]
    """Whether a missing value goes left."""
    value: Floats
    """Log-odds that a leaf adds; 0 elsewhere."""
    depth: int
    _masks: tuple[LeafMasks | None, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check()
        nodes = Nodes(self.feature, self.cut, self.left, self.right, self.missing_left, self.value)
        masks = tuple(leaf_masks(int(root), nodes) for root in self.roots)
        object.__setattr__(self, "_masks", masks)

    def log_odds(self, features: Floats) -> Floats:
        """The sum over all trees of a row's leaves, shape [n]."""
        parts = [
            self._sum(features[start : start + _ROWS]) for start in range(0, len(features), _ROWS)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def to_json(self) -> dict[str, Any]:
        """Lists of numbers, one a node attribute."""
        return {
            "roots": self.roots.tolist(),
            "feature": self.feature.tolist(),
            "cut": [None if np.isinf(v) else float(f"{v:.7g}") for v in self.cut.tolist()],
            "left": self.left.tolist(),
            "right": self.right.tolist(),
            "missing_left": self.missing_left.astype(int).tolist(),
            "value": [float(f"{v:.5g}") for v in self.value.tolist()],
            "depth": self.depth,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Trees":
        """What `to_json` wrote; raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            roots=np.array(stored["roots"], np.int32),
            feature=np.array(stored["feature"], np.int32),
            cut=np.array([np.inf if v is None else v for v in stored["cut"]], np.float32),
            left=np.array(stored["left"], np.int32),
            right=np.array(stored["right"], np.int32),
            missing_left=np.array(stored["missing_left"], bool),
            value=np.array(stored["value"], np.float32),
            depth=int(stored["depth"]),
        )

    def moved(self, columns: Sequence[int]) -> "Trees":
        """The same trees over a table whose column `columns[n]` is what was column n.

        Raises IndexError for a node that looks at a column beyond these.
        """
        places = np.array(columns, dtype=np.int32)
        # A leaf looks at nothing; its feature is 0 whatever stands there.
        leaf = self.left == np.arange(len(self.left))
        return replace(self, feature=np.where(leaf, 0, places[self.feature]).astype(np.int32))

    def raised(self, base: float) -> "Trees":
        """The same trees with log-odds that all rows begin with, put into the first one's leaves."""
        end = int(self.roots[1]) if len(self.roots) > 1 else len(self.value)
        value = self.value.copy()
        value[:end] += np.where(np.isinf(self.cut[:end]), np.float32(base), np.float32(0))
        return replace(self, value=value)

    def _check(self) -> None:
        count = len(self.feature)
        nodes = (self.cut, self.left, self.right, self.missing_left, self.value)
        if any(len(column) != count for column in nodes):
            raise ValueError("columns of nodes differ in length")
        targets = np.concatenate([self.roots, self.left, self.right])
        if len(targets) and (targets.min() < 0 or targets.max() >= count):
            raise ValueError("a node points outside the trees")

    def _sum(self, features: Floats) -> Floats:
        columns = np.ascontiguousarray(features.T)
        total = np.zeros(len(features), dtype=np.float32)
        for root, masks in zip(self.roots, self._masks, strict=True):
            total += leaf_values(masks, columns) if masks else self._walk(int(root), columns)
        return total

    def _walk(self, root: int, columns: Floats) -> Floats:
        rows = np.arange(columns.shape[1])
        at = np.full(len(rows), root, dtype=np.int32)
        for _ in range(self.depth):
            seen = columns[self.feature[at], rows]
            goes_left = (seen <= self.cut[at]) | (np.isnan(seen) & self.missing_left[at])
            at = np.where(goes_left, self.left[at], self.right[at])
        return self.value[at]


def trees_of(predictors: Sequence[Any], columns: Sequence[int], scale: float) -> Trees:
    """Take over trees that scikit-learn grew on some columns of the features.

    `predictors` are `TreePredictor`s, whose `nodes` are a structured array (scikit-learn 1.9).
    """
    parts: dict[str, list[Any]] = {f.name: [] for f in fields(Trees) if f.init}
    start = depth = 0
    for predictor in predictors:
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        itself = np.arange(len(nodes))
        parts["roots"].append(start)
        parts["feature"].append(np.where(leaf, 0, np.array(columns)[nodes["feature_idx"]]))
        parts["cut"].append(np.where(leaf, np.inf, nodes["num_threshold"]))
        for side in ("left", "right"):
            parts[side].append(np.where(leaf, itself, nodes[side].astype(np.int64)) + start)
        parts["missing_left"].append(nodes["missing_go_to_left"].astype(bool))
        parts["value"].append(np.where(leaf, nodes["value"], 0) * scale)
        start += len(nodes)
        depth = max(depth, int(nodes["depth"].max()))
    return Trees(
        roots=np.array(parts["roots"], np.int32),
        feature=np.concatenate(parts["feature"]).astype(np.int32),
        cut=np.concatenate(parts["cut"]).astype(np.float32),
        left=np.concatenate(parts["left"]).astype(np.int32),
        right=np.concatenate(parts["right"]).astype(np.int32),
        missing_left=np.concatenate(parts["missing_left"]),
        value=np.concatenate(parts["value"]).astype(np.float32),
        depth=depth,
    )
