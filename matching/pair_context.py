"""How a pair stands among the pairs that share one of its sides: the nearest of ten is another
thing than the only one."""

import numpy as np
from numpy.typing import NDArray

from matching.offers import Floats

Sides = NDArray[np.integer]
_PARTS = ("lead", "rank", "rivals")
CONTEXT_FEATURES = tuple(f"{side}_{part}" for side in ("left", "right") for part in _PARTS)
"""Of the pairs with the same left (right) side: score ahead of the best other, rank, number."""


def context_features(scores: Floats, left: Sides, right: Sides | None = None) -> Floats:
    """Shape [n, 6], NaN for a side that stands in one pair only.

    `scores` is any one score a pair, `left` and `right` tell which pairs share a side; without
    `right` (many listings may be one product) its half is NaN.
    """
    empty = np.full((len(scores), len(_PARTS)), np.nan, dtype=np.float32)
    halves = [_among(scores, side) if side is not None else empty for side in (left, right)]
    return np.hstack(halves)


def _among(scores: Floats, side: Sides) -> Floats:
    order = np.lexsort((-scores, side))
    ranked, owners = scores[order], side[order]
    fresh = np.concatenate(([True], owners[1:] != owners[:-1]))[: len(scores)]
    starts = np.flatnonzero(fresh)
    sizes = np.diff(np.append(starts, len(scores)))
    first = np.repeat(starts, sizes)
    size = np.repeat(sizes, sizes)
    rank = np.arange(len(scores)) - first
    best_other = np.where(rank > 0, first, np.minimum(first + 1, len(scores) - 1))
    lead = ranked - ranked[best_other]
    found = np.stack([lead, np.log2(1 + rank), np.log2(size)], axis=1).astype(np.float32)
    found[size == 1] = np.nan
    answer = np.empty_like(found)
    answer[order] = found
    return answer
