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
_PICTURES = "pictures_apart"
_BITS = np.array([8, 16, 20, 28])
_MOVES = np.array([5.0, 2.4, 1.5, 0.0, -0.5])
"""Log-odds that a photo adds which differs in up to so many bits, or more: measured beside the
probabilities of titles on 39,782 pairs of 500 groups of Shopee postings (24 November 2026)."""

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
    return scores if model.looks_at(_PICTURES) else with_photos(scores, offers, left, right)


def with_photos(scores: Floats, offers: Offers, left: Rows, right: Rows) -> Floats:
    """Probabilities of a model that looks at titles alone, moved by how alike the photos are."""
    bits = offers.bits
    if not bits.any():
        return scores
    shown = (bits[left] > 0) & (bits[right] > 0)
    apart = np.searchsorted(_BITS, np.bitwise_count(bits[left] ^ bits[right]))
    moved = _log_odds(scores) + np.where(shown, _MOVES[apart], 0)
    return np.asarray(1 / (1 + np.exp(-moved)), dtype=np.float32)


def _log_odds(scores: Floats) -> Floats:
    known = np.clip(scores, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(known / (1 - known)), dtype=np.float32)
