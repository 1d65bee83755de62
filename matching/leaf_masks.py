"""Finds the leaf of each row in small trees without walking them (after QuickScorer, SIGIR 2015).

A node whose answer is "right" rules out the leaves of its left side. Of the leaves that no node
rules out, the leftmost is where the walk would have ended. All nodes of a tree are asked at once,
eight answers make a byte, and a table says which leaves a byte rules out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_LEAVES = 16
_NODES = 8
_FIRST_FREE = np.array([(~n & (n + 1)).bit_length() - 1 for n in range(1 << 16)], dtype=np.uint8)
_FIRST_FREE[-1] = MOST_LEAVES - 1
"""Number of the lowest bit that is not set."""
_BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(bool)


@dataclass(frozen=True, slots=True)
class LeafMasks:
    """One tree's nodes and leaves, ready for `leaf_values`."""

    feature: NDArray[np.int64]
    cut: NDArray[np.float32]
    """Shape [nodes, 1]."""
    missing_left: NDArray[np.bool_]
    ruled_out: tuple[NDArray[np.uint16], ...]
    """For each eight nodes the leaves that each byte of answers rules out, shape [256]."""
    values: NDArray[np.float32]
    """Of the leaves from left to right, shape [16]."""


def leaf_values(tree: LeafMasks, columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """The value of each row's leaf; `columns` has shape [features, rows], NaN where missing."""
    if not len(tree.feature):
        return np.full(columns.shape[1], tree.values[0], dtype=np.float32)
    asked = columns[tree.feature]
    right = asked > tree.cut
    missing_right = ~tree.missing_left
    if missing_right.any():
        right[missing_right] |= np.isnan(asked[missing_right])
    codes = np.packbits(right, axis=0)
    ruled_out = tree.ruled_out[0][codes[0]]
    for table, code in zip(tree.ruled_out[1:], codes[1:], strict=True):
        ruled_out |= table[code]
    found: NDArray[np.float32] = tree.values[_FIRST_FREE[ruled_out]]
    return found


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes of all trees end to end, as in `Trees`."""

    feature: NDArray[np.int32]
    cut: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    missing_left: NDArray[np.bool_]
    value: NDArray[np.float32]


def leaf_masks(root: int, of: Nodes) -> LeafMasks | None:
    """The tree of a root; None where it has more than 16 leaves."""
    nodes: list[int] = []
    leaves: list[int] = []
    masks: dict[int, int] = {}
    stack: list[tuple[int, int]] = [(root, -1)]
    while stack:
        node, begun = stack.pop()
        if begun >= 0:
            masks[node] = (1 << len(leaves)) - (1 << begun)
        elif of.left[node] == node:
            leaves.append(node)
        else:
            nodes.append(node)
            stack += [(int(of.right[node]), -1), (node, len(leaves)), (int(of.left[node]), -1)]
        if len(leaves) > MOST_LEAVES or len(nodes) >= MOST_LEAVES:
            return None
    values = np.zeros(MOST_LEAVES, dtype=np.float32)
    values[: len(leaves)] = of.value[leaves]
    return LeafMasks(
        feature=of.feature[nodes].astype(np.int64),
        cut=of.cut[nodes].astype(np.float32)[:, None],
        missing_left=of.missing_left[nodes],
        ruled_out=_tables([masks[node] for node in nodes]),
        values=values,
    )


def _tables(masks: list[int]) -> tuple[NDArray[np.uint16], ...]:
    tables = []
    for start in range(0, len(masks), _NODES):
        some = np.array(masks[start : start + _NODES], dtype=np.uint16)
        chosen = np.where(_BITS[:, : len(some)], some, np.uint16(0))
        tables.append(np.bitwise_or.reduce(chosen, axis=1).astype(np.uint16))
    return tuple(tables)
