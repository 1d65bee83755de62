"""Sets a fitted model's limits for the work that it was fitted for, on rows it had not seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.link import EXCLUSIVE
from matching.group_offers import GROUPING
from matching.group_tuning import as_told, tune
from matching.link_tuning import link_threshold
from matching.model_fit import Fit
from matching.pairs import Pairs

_EXCLUSIVE_SHARE = 0.95
"""Share of the linked listings that have an entry to themselves, from which on all have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What the work does on rows that the model had not seen."""

    threshold: float
    told: Mapping[str, Any]
    """For the model file."""
    f1: float


def tuned_for_groups(found: Fit, pairs: Pairs, groups: NDArray[np.int64]) -> Tuned:
    """Limits of grouping; `groups` are those of the listings."""
    limits, score = tune(groups, pairs.left_rows, pairs.right_rows, found.unseen)
    return Tuned(threshold=found.model.threshold, told={GROUPING: as_told(limits, score)}, f1=score)


def tuned_for_links(found: Fit, pairs: Pairs, labels: NDArray[np.int8], wanted: int) -> Tuned:
    """Threshold of the best entry of each listing; `wanted` is how many links are right."""
    exclusive = is_exclusive(pairs, labels)
    threshold, score = link_threshold(
        (pairs.left_rows, pairs.right_rows),
        found.unseen,
        labels == 1,
        wanted=wanted,
        exclusive=exclusive,
    )
    told = {EXCLUSIVE: exclusive, "inner_link_f1": round(score, 4)}
    return Tuned(threshold=threshold, told=told, f1=score)


def is_exclusive(pairs: Pairs, labels: NDArray[np.int8]) -> bool:
    """Whether the labels give each entry to one listing: two lists of one thing each."""
    linked = pairs.right_rows[labels == 1]
    return len(linked) > 0 and len(np.unique(linked)) >= _EXCLUSIVE_SHARE * len(linked)
