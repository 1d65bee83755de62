"""What is believed of each kind of seller, learned from all shops together.

Every figure is (prior events + seen events) / (prior exposure + seen exposure), each seen event
shared out over the kinds by how likely the shop is of each: an online expectation-maximisation.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from crawler.recrawl.config import AGE_EDGES, BASE_RATE, RecrawlConfig

Floats = NDArray[np.float64]

HOURS: Final = 24
LOG_BASE_ODDS: Final = float(np.log(BASE_RATE / (1.0 - BASE_RATE)))
EVIDENCE_EDGES: Final = np.linspace(-6.0, 6.0, 25)
"""Bands of the log likelihood ratio that a card's score stands for."""
_EDGES: Final = np.array(AGE_EDGES)
_UPPER: Final = np.append(_EDGES[1:], np.inf)


class Beliefs:
    """Population figures of K kinds of seller. `K` runs over archetypes, `B` over age bands."""

    def __init__(self, config: RecrawlConfig) -> None:
        kinds = config.archetypes
        factor = config.hazard_factor
        self.fresh = np.array([kind.fresh for kind in kinds])
        self.share_low, self.share_high = np.array([kind.share_bounds for kind in kinds]).T
        self.shape = config.birth_shape
        size, bands = len(kinds), _EDGES.size
        # Sufficient statistics, begun with the guesses as a few pseudo-observations.
        self.violating = 10.0 * np.array([kind.share for kind in kinds])
        self.listings = np.full(size, 10.0)
        self.deletions = np.full(size, 2.0)
        self.deletion_hours = 2.0 / (factor * np.array([kind.deletion for kind in kinds]))
        self.expiries, self.expiry_hours = 2.0, 2.0 * 1000.0
        lock = factor * np.array([kind.lock for kind in kinds])
        self.locks = np.full((size, bands), 0.5)
        self.lock_hours = 0.5 / np.repeat(lock[:, None], bands, axis=1)
        rate = np.array([kind.births for kind in kinds])
        self.births = np.full((size, bands), 1.0)
        self.birth_hours = 1.0 / rate
        self.stock_seen = np.array([kind.stock for kind in kinds]) * 2.0
        self.stock_shops = np.full(size, 2.0)
        new = np.array([kind.weight_new for kind in kinds])
        old = np.array([kind.weight_old for kind in kinds])
        weights = np.stack([old, new, (old + new) / 2])
        self.kinds = 10.0 * weights / weights.sum(axis=1, keepdims=True)
        self.seen_kinds = np.zeros_like(self.kinds)
        self.hour_births = np.full(HOURS, 20.0)
        self.hour_expected = np.full(HOURS, 20.0)
        centre = (EVIDENCE_EDGES[:-1] + EVIDENCE_EDGES[1:]) / 2
        spread = 1.8
        bell = np.exp(-((centre + spread**2 / 2) ** 2) / (2 * spread**2))
        self.honest_cards = 50.0 * bell / bell.sum()
        bell = np.exp(-((centre - spread**2 / 2) ** 2) / (2 * spread**2))
        self.violating_cards = 50.0 * bell / bell.sum()
        self.update()

    def update(self) -> None:
        """Make the figures anew from what was counted."""
        self.pi = np.clip(self.violating / self.listings, self.share_low, self.share_high)
        self.h = np.clip(self.deletions / self.deletion_hours, 1e-5, 2.0)
        self.h0 = min(max(self.expiries / self.expiry_hours, 1e-6), 0.5)
        # Bands share strength: each begins from the kind's overall lock hazard.
        overall = self.locks.sum(axis=1) / self.lock_hours.sum(axis=1)
        strength = 3.0
        hours = strength / overall
        self.g = np.clip((self.locks + strength) / (self.lock_hours + hours[:, None]), 1e-6, 2.0)
        self.rate = np.clip(self.births / self.birth_hours, 1e-5, 50.0)
        self.stock = np.clip(self.stock_seen / self.stock_shops, 0.05, 1000.0)
        kinds = self.kinds + self.seen_kinds
        self.prior = kinds / kinds.sum(axis=1, keepdims=True)
        # What stands in a shop for long was spared: its share is that of the survivors.
        bad, good = self.pi / self.h, (1.0 - self.pi) / self.h0
        self.stock_share = np.where(self.fresh, self.pi, bad / (bad + good))
        hour = self.hour_births / self.hour_expected
        self.hour = np.clip(hour / hour.mean(), 0.02, 20.0)
        self.hour /= self.hour.mean()
        self.hour_sum = np.concatenate([[0.0], np.cumsum(self.hour)])

    def busy_time(self, at: float) -> float:
        """Hours on the births' own clock, which runs faster in busy hours of the day."""
        day, hour = divmod(at, HOURS)
        whole = int(hour)
        return float(day * HOURS + self.hour_sum[whole] + (hour - whole) * self.hour[whole])

    def hours_between(self, begin: float, end: float) -> Floats:
        """How long each hour of the day lies in an interval of at most a day."""
        edges = np.arange(HOURS, dtype=float)
        first = np.floor(begin / HOURS) * HOURS + edges
        overlap = np.clip(np.minimum(first + 1, end) - np.maximum(first, begin), 0.0, 1.0)
        first += HOURS
        return np.asarray(
            overlap + np.clip(np.minimum(first + 1, end) - np.maximum(first, begin), 0.0, 1.0)
        )

    def band(self, age: Floats) -> NDArray[np.intp]:
        """The age band of each age in hours."""
        return np.searchsorted(_EDGES, age, side="right") - 1

    def band_hours(self, begin: float, end: float) -> Floats:
        """How long an interval of a shop's age lies in each band."""
        hours: Floats = np.clip(np.minimum(end, _UPPER) - np.maximum(begin, _EDGES), 0.0, None)
        return hours

    def posterior(self, evidence: Floats | float) -> Floats:
        """P(violating) of a listing with that log evidence in a shop of each kind, last axis K."""
        odds = np.exp(np.asarray(evidence))[..., None] * (self.pi / (1.0 - self.pi))
        return np.asarray(odds / (1.0 + odds))

    def net_values(self, price: float) -> Floats:
        """What one violating birth of each kind is worth once found, its fetches paid."""
        centre = (EVIDENCE_EDGES[:-1] + EVIDENCE_EDGES[1:]) / 2
        bad = self.violating_cards / self.violating_cards.sum()
        good = self.honest_cards / self.honest_cards.sum()
        chance = self.posterior(centre)
        mass = bad[:, None] * self.pi + good[:, None] * (1.0 - self.pi)
        return np.asarray((np.maximum(chance - price, 0.0) * mass).sum(axis=0) / self.pi)

    def net_flow(self, price: float, values: Floats) -> Floats:
        """What an hour of a settled shop of each kind is worth, visited as often as pays."""
        cycle = np.geomspace(2.0, 2000.0, 25)[:, None]
        loss = self.h + self.g[:, -1]
        found = self.rate[:, -1] * self.pi / loss * -np.expm1(-loss * cycle)
        return np.asarray(np.maximum((found * values - price) / cycle, 0.0).max(axis=0))

    def add_cards(self, evidence: Floats, chance: Floats) -> None:
        """Count newly seen cards by what they score and how likely they violate."""
        cell = np.clip(np.searchsorted(EVIDENCE_EDGES, evidence) - 1, 0, EVIDENCE_EDGES.size - 2)
        np.add.at(self.violating_cards, cell, chance)
        np.add.at(self.honest_cards, cell, 1.0 - chance)


def log_evidence(probability: float) -> float:
    """The log likelihood ratio behind a probability given at the base rate, bounded to e^+-5."""
    bounded = min(max(probability, 1e-9), 1.0 - 1e-9)
    ratio = float(np.log(bounded / (1.0 - bounded))) - LOG_BASE_ODDS
    return min(max(ratio, -5.0), 5.0)
