"""Picks the probability from which on a listing is linked to its best entry."""

import numpy as np
from numpy.typing import NDArray

from matching.offers import Floats
from matching.pairs import Rows


def best_links(left: Rows, right: Rows, scores: Floats, *, exclusive: bool) -> Rows:
    """The pair of each listing's best entry, and where `exclusive` only the entry's best one."""
    order = np.argsort(-scores, kind="stable")
    _, first = np.unique(left[order], return_index=True)
    kept = order[first]
    if exclusive:
        again = kept[np.argsort(-scores[kept], kind="stable")]
        _, first = np.unique(right[again], return_index=True)
        kept = again[first]
    return kept


def link_threshold(
    pairs: tuple[Rows, Rows],
    scores: Floats,
    is_right: NDArray[np.bool_],
    *,
    wanted: int,
    exclusive: bool,
) -> tuple[float, float]:
    """The threshold with the best F1 of links, and that F1; `wanted` links are right altogether."""
    kept = best_links(*pairs, scores, exclusive=exclusive)
    kept = kept[np.argsort(-scores[kept], kind="stable")]
    best = scores[kept]
    f1 = 2 * np.cumsum(is_right[kept]) / (np.arange(1, len(kept) + 1) + wanted)
    # Neighbouring cuts differ by chance; the middle of the best stretch is steadier than its peak.
    cut = int(np.median(np.flatnonzero(f1 >= f1.max() - 0.001)))
    following = best[min(cut + 1, len(best) - 1)]
    return float((best[cut] + following) / 2), float(f1[cut])
