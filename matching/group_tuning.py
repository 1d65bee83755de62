"""Picks the limits of grouping that do best on groups that are known."""

from dataclasses import asdict
from itertools import product

import numpy as np

from matching.group import Grouping, group
from matching.offers import Floats
from matching.pairs import Rows

_JOINED = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
_LONE = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6)


def mean_f1(found: Rows, true: Rows) -> float:
    """Mean over offers of the F1 of the group that was found and the true one."""
    _, found = np.unique(found, return_inverse=True)
    _, true = np.unique(true, return_inverse=True)
    keys = found.astype(np.int64) * (int(true.max()) + 1) + true
    _, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
    both = counts[places]
    sizes = np.bincount(found)[found] + np.bincount(true)[true]
    return float(np.mean(2 * both / sizes))


def tune(true: Rows, left: Rows, right: Rows, scores: Floats) -> tuple[Grouping, float]:
    """The best limits and their `mean_f1`; `scores` must be of pairs that the model had not seen."""
    found = []
    for joined, lone in product(_JOINED, _LONE):
        if lone <= joined:
            limits = Grouping(joined=joined, lone=lone)
            groups = group(len(true), left, right, scores, limits)
            found.append((mean_f1(groups, true), limits))
    best = max(score for score, _ in found)
    # Of limits that do all but the best, those in the middle of them are the steadier.
    good = [limits for score, limits in found if score >= best - 0.001]
    centre = Grouping(
        joined=float(np.median([g.joined for g in good])),
        lone=float(np.median([g.lone for g in good])),
    )
    groups = group(len(true), left, right, scores, centre)
    return centre, mean_f1(groups, true)


def as_told(grouping: Grouping, score: float) -> dict[str, float]:
    """The limits as a model file holds them."""
    return {**asdict(grouping), "inner_f1": round(score, 4)}
