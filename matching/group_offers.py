"""Groups a table of offers: candidates, probabilities of pairs, groups.

offers -> pairs, both ways round -> what each pair says, a block at a time on disk
-> how a pair stands among its neighbours -> probability -> groups
"""

import tempfile
from collections.abc import Callable

import numpy as np

from matching.group import Grouping, group
from matching.group_pairs import group_pairs
from matching.model import Model
from matching.offers import Floats, Offers
from matching.pair_context import context_features
from matching.pairs import Pairs, Rows

GROUPING = "grouping"
"""Under this name a model says how likely pairs must be in a group."""
_BLOCK = 20_000
"""Pairs that are compared at once."""

Progress = Callable[[int], None]


def group_offers(offers: Offers, model: Model, on_progress: Progress) -> Rows:
    """A group's number for each offer; `on_progress` is told numbers of offers."""
    if offers.size < 2:
        on_progress(offers.size)
        return np.arange(offers.size)
    left, right = group_pairs(offers)
    scores = _probabilities(offers, model, left, right, on_progress)
    return group(offers.size, left, right, scores, grouping_of(model))


def grouping_of(model: Model) -> Grouping:
    """The limits that a model fitted on groups brings; else its threshold for pairs."""
    known = model.about.get(GROUPING)
    if not known:
        return Grouping(joined=model.threshold, lone=model.threshold)
    return Grouping(joined=float(known["joined"]), lone=float(known["lone"]))


def _probabilities(
    offers: Offers, model: Model, left: Rows, right: Rows, on_progress: Progress
) -> Floats:
    rarity = model.rarity(offers)
    blocks = [slice(start, start + _BLOCK) for start in range(0, len(left), _BLOCK)]
    evidence = np.zeros(len(left), dtype=np.float32)
    scores = np.zeros(len(left), dtype=np.float32)
    with tempfile.TemporaryFile() as scratch:
        widths = []
        told = 0
        for block in blocks:
            said = model.said(Pairs(offers, offers, left[block], right[block], rarity))
            evidence[block] = said[:, -1]
            scratch.write(np.ascontiguousarray(said, dtype=np.float32).tobytes())
            widths.append(said.shape[1])
            # Pairs are sorted by their left side.
            reached = int(left[block][-1]) + 1
            on_progress(reached - told)
            told = reached
        context = context_features(evidence, left, right)
        scratch.seek(0)
        for block, width in zip(blocks, widths, strict=True):
            rows = len(left[block])
            said = np.frombuffer(scratch.read(rows * width * 4), np.float32).reshape(rows, width)
            scores[block] = model.probability(np.hstack([said, context[block]]))
    return scores
