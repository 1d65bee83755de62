"""Picks how likely pairs must be in a group, on postings that the judging trees had not seen."""

from pathlib import Path

import numpy as np

from benchmarks.matching.sources import shopee_groups
from matching.group_tuning import as_told, tune
from matching.offers import Floats
from matching.pairs import Pairs


def group_limits(folder: Path, pairs: Pairs, unseen: Floats, cut: float) -> dict[str, float]:
    """The limits for the Shopee postings, as a model file holds them.

    `unseen` are probabilities of `pairs`, whose log-odds are moved so that `cut` is one half.
    """
    _, _, names = shopee_groups(folder)
    true = np.unique(names, return_inverse=True)[1]
    odds = unseen / (1 - unseen) * (1 - cut) / cut
    scores = np.asarray(odds / (1 + odds), dtype=np.float32)
    return as_told(*tune(true, pairs.left_rows, pairs.right_rows, scores))
