"""What is believed of each kind of seller, learned from all shops together.

Every figure is (prior events + seen events) / (prior exposure + seen exposure), each seen event
shared out over the kinds by how likely the shop is of each: an online expectation-maximisation.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from crawler.recrawl.campaigns import Calendar
from crawler.recrawl.config import AGE_EDGES, BASE_RATE, RecrawlConfig

Floats = NDArray[np.float64]

HOURS: Final = 24
LOG_BASE_ODDS: Final = float(np.log(BASE_RATE / (1.0 - BASE_RATE)))
EVIDENCE_EDGES: Final = np.linspace(-6.0, 6.0, 25)
"""Bands of the log likelihood ratio that a card's score stands for."""
CENTRES: Final = (EVIDENCE_EDGES[:-1] + EVIDENCE_EDGES[1:]) / 2
_EDGES: Final = np.array(AGE_EDGES)
_UPPER: Final = np.append(_EDGES[1:], np.inf)
_SPREAD: Final = 1.8
STOCK_SHOPS: Final = 20.0
"""Shops that the guess of how many listings a kind holds is worth."""
_TRUST_PRIOR: Final = 60.0
"""Decisions, roughly, that the matcher's own account of itself is worth."""
FILLED_EDGES: Final = np.array([1, 3, 6, 10, 15, 25])
"""Listings on the first look of a shop at which the next class of fullness begins."""
_FILLED_PRIOR: Final = 10.0
"""Births that the guess is worth that a shop's fullness says nothing about what it will still list."""


def _bell(middle: float) -> Floats:
    bell = np.exp(-((CENTRES - middle) ** 2) / (2 * _SPREAD**2))
    return np.asarray(50.0 * bell / bell.sum())


def _tilt(spared: Floats, odds: Floats, violating: Floats, listings: Floats) -> float:
    """The factor on what was spared at which as many violate as were seen; drawn towards one."""
    low, high = -5.0, 5.0
    for _ in range(20):
        middle = (low + high) / 2
        stock = odds * np.minimum(spared * np.exp(middle), 1.0)
        expected = float((listings * stock / (1.0 + stock)).sum())
        if float(violating.sum()) - expected > middle:
            low = middle
        else:
            high = middle
    return float(np.exp((low + high) / 2))


class Beliefs:
    """Population figures of K kinds of seller. `K` runs over archetypes, `B` over age bands."""

    def __init__(self, config: RecrawlConfig) -> None:
        kinds = config.archetypes
        factor, size, bands = config.hazard_factor, len(kinds), _EDGES.size
        self.calendar = Calendar(config.campaigns)
        self.fresh = np.array([kind.fresh for kind in kinds])
        self.groups = [those for those in (self.fresh, ~self.fresh) if those.any()]
        self.pi = np.array([kind.share for kind in kinds])
        self.shape = np.where(self.fresh, config.fresh_shape, config.birth_shape)
        # Sufficient statistics, begun with the guesses as a few pseudo-observations.
        self.deletions = np.full(size, 2.0)
        self.deletion_hours = 2.0 / (factor * np.array([kind.deletion for kind in kinds]))
        self.expiries, self.expiry_hours = 2.0, 2.0 * 1000.0
        lock = factor * np.array([kind.lock for kind in kinds])
        self.locks = np.full((size, bands), 0.5)
        self.lock_hours = 0.5 / np.repeat(lock[:, None], bands, axis=1)
        self.births = np.full((size, bands), 1.0)
        self.birth_hours = 1.0 / np.array([kind.births for kind in kinds])
        self.filled_births = np.full(FILLED_EDGES.size + 1, _FILLED_PRIOR)
        self.filled_expected = self.filled_births.copy()
        self.found_locked = np.full(size, 1.0)
        self.found_open = np.full(size, 19.0)
        self.guessed_stock = np.array([kind.stock for kind in kinds])
        self.stock_seen, self.stock_shops = np.zeros(size), np.zeros(size)
        self.stock_violating, self.stock_listings = np.zeros(size), np.zeros(size)
        new = np.array([kind.weight_new for kind in kinds])
        old = np.array([kind.weight_old for kind in kinds])
        weights = np.stack([old, new, (old + new) / 2])
        self.kinds = 10.0 * weights / weights.sum(axis=1, keepdims=True)
        self.seen_kinds = np.zeros_like(self.kinds)
        self.hour_births = np.full(HOURS, 20.0)
        self.hour_expected = np.full(HOURS, 20.0)
        self.honest_cards = _bell(-(_SPREAD**2) / 2)
        self.violating_cards = _bell(_SPREAD**2 / 2)
        self.trust, self.trust_weight = 1.0, _TRUST_PRIOR
        self.update()

    def update(self) -> None:
        """Make the figures anew from what was counted."""
        self.h = np.clip(self.deletions / self.deletion_hours, 1e-5, 2.0)
        self.h0 = min(max(self.expiries / self.expiry_hours, 1e-6), 0.5)
        # Bands share strength: each begins from the kind's overall lock hazard.
        overall = self.locks.sum(axis=1) / self.lock_hours.sum(axis=1)
        strength = 3.0
        hours = strength / overall
        self.g = np.clip((self.locks + strength) / (self.lock_hours + hours[:, None]), 1e-6, 2.0)
        self.rate = np.clip(self.births / self.birth_hours, 1e-5, 50.0)
        self.late = self.found_locked / (self.found_locked + self.found_open)
        """Chance that a shop was locked before it was found."""
        self.filled = self.filled_births / self.filled_expected
        self.stock = np.clip(self._stock(), 0.05, 1000.0)
        kinds = self.kinds + self.seen_kinds
        self.prior = kinds / kinds.sum(axis=1, keepdims=True)
        self.shares = np.stack([self.pi, np.clip(self._stock_shares(), 0.2 * self.pi, 0.98)])
        """Violating share of what is born, and of what is found on the first visit."""
        self.odds = self.shares / (1.0 - self.shares)
        hour = self.hour_births / self.hour_expected
        self.hour = np.clip(hour / hour.mean(), 0.02, 20.0)
        self.hour /= self.hour.mean()
        self.hour_sum = np.concatenate([[0.0], np.cumsum(self.hour)])

    def _stock(self) -> Floats:
        """Listings that a shop of each kind holds when it is found.

        Settled kinds, and those that opened lately, are first taken to hold as many as each other.
        """
        guess = self.guessed_stock.copy()
        for those in self.groups:
            expected = float(guess[those] @ self.stock_shops[those])
            guess[those] *= (guess[those].mean() + self.stock_seen[those].sum()) / (
                guess[those].mean() + expected
            )
        return np.asarray(
            (STOCK_SHOPS * guess + self.stock_seen) / (STOCK_SHOPS + self.stock_shops)
        )

    def _stock_shares(self) -> Floats:
        """Violating share of what a shop of each kind holds when it is found.

        A shop that opened lately holds what it puts up. What stands for long was spared: its share
        is that of the survivors, all kinds' moved alike to what was seen, and never above that of
        the births. Kinds that could each move to their own would no longer mean what they say.
        """
        odds: Floats = self.pi / (1.0 - self.pi)
        settled = ~self.fresh
        spared = (self.h0 / self.h)[settled]
        seen = self.stock_violating[settled], self.stock_listings[settled]
        spared = np.minimum(spared * _tilt(spared, odds[settled], *seen), 1.0)
        odds[settled] *= spared
        return odds / (1.0 + odds)

    # -- time --------------------------------------------------------------------------------

    def busy_time(self, at: float) -> float:
        """Hours on the births' own clock: it runs faster in busy hours of the day and in campaigns."""
        return float(self.busy_times(np.array([at]))[0])

    def busy_times(self, at: Floats) -> Floats:
        """The same for many hours at once."""
        hour = at % HOURS
        whole = hour.astype(np.intp)
        busy = at - hour + self.hour_sum[whole] + (hour - whole) * self.hour[whole]
        return np.asarray(busy + self.calendar.more_births(at))

    def risk_span(self, begin: Floats, end: Floats) -> Floats:
        """Hours of an interval on the clock of deletions, which runs faster in campaigns."""
        more = self.calendar.more_deletions
        return np.asarray(end - begin + more(end) - more(begin))

    def band(self, age: Floats) -> NDArray[np.intp]:
        """The age band of each age in hours."""
        return np.searchsorted(_EDGES, age, side="right") - 1

    def band_hours(self, begin: float, end: float) -> Floats:
        """How long an interval of a shop's age lies in each band."""
        hours: Floats = np.clip(np.minimum(end, _UPPER) - np.maximum(begin, _EDGES), 0.0, None)
        return hours

    def lock_exposure(self, begin: float, end: float, at: float) -> Floats:
        """Hours of an interval of age by band, on the clock of deletions; it begins at `at`."""
        span = end - begin
        pace = float(self.risk_span(np.array([at]), np.array([at + span]))[0]) / span
        return self.band_hours(begin, end) * pace

    def exposure(self, begin: float, end: float, at: float) -> Floats:
        """Busy hours of an interval of age by kind and band, less what is deleted by its end.

        `at` is the hour on the clock at which the interval begins.
        """
        hours = self.band_hours(begin, end)
        span = max(end - begin, 1e-3)
        busy = (
            (self.busy_time(at + end - begin) - self.busy_time(at)) / span if end > begin else 1.0
        )
        loss = self.pi * self.h + (1.0 - self.pi) * self.h0
        middle = (np.cumsum(hours) - hours / 2) * (hours > 0)
        return np.asarray(hours * busy * np.exp(-loss[:, None] * np.maximum(span - middle, 0.0)))

    def pace(self, looked: NDArray[np.bool_], count: NDArray[np.int32]) -> Floats:
        """Births of shops over those of their kind, by how many listings their first look showed.

        A shop that has just opened and shows few goes on stocking up; one that is full has finished.
        """
        filled = np.where(looked, self.filled[self.fullness(count)], 1.0)
        return np.where(self.fresh, filled[:, None], 1.0)

    def fullness(self, count: NDArray[np.int32]) -> NDArray[np.intp]:
        """The class of each number of listings on a first look."""
        return np.searchsorted(FILLED_EDGES, count, side="right")

    # -- chances and values ------------------------------------------------------------------

    def posterior(self, evidence: Any, stock: Any = 0) -> Floats:
        """P(violating) of listings with that log evidence in a shop of each kind, last axis K."""
        base = self.odds[np.asarray(stock, dtype=np.intp)]
        odds = np.exp(np.asarray(evidence, dtype=np.float64))[..., None] * base
        odds /= 1.0 + odds
        return np.asarray(odds)

    def net_values(self, price: float) -> Floats:
        """What one violating birth of each kind is worth once found, its fetches paid."""
        bad = self.violating_cards / self.violating_cards.sum()
        good = self.honest_cards / self.honest_cards.sum()
        mass = bad[:, None] * self.pi + good[:, None] * (1.0 - self.pi)
        surplus = np.maximum(self.posterior(CENTRES) - price, 0.0) * mass
        return np.asarray(surplus.sum(axis=0) / self.pi)

    def net_flow(self, price: float, values: Floats) -> Floats:
        """What an hour of a settled shop of each kind is worth, visited as often as pays."""
        cycle = np.geomspace(2.0, 2000.0, 25)[:, None]
        loss = self.h + self.g[:, -1]
        found = self.rate[:, -1] * self.pi / loss * -np.expm1(-loss * cycle)
        return np.asarray(np.maximum((found * values - price) / cycle, 0.0).max(axis=0))

    # -- counting ----------------------------------------------------------------------------

    def add_lock(self, weight: Floats, hours: Floats) -> None:
        """Count a lock somewhere in those hours of each band."""
        risk = self.g * hours
        before = np.cumsum(risk, axis=1) - risk
        density = np.exp(-before) * -np.expm1(-risk)
        density /= np.maximum(density.sum(axis=1, keepdims=True), 1e-12)
        later = np.maximum(1.0 - np.cumsum(density, axis=1), 0.0)
        self.locks += weight[:, None] * density
        self.lock_hours += weight[:, None] * hours * (later + density / (2.0 + risk))

    def add_filled(self, count: int, births: float, expected: float) -> None:
        """Count births of shops that stock up when they open, by what their first look showed."""
        cell = int(self.fullness(np.array([count], np.int32))[0])
        self.filled_births[cell] += births
        self.filled_expected[cell] += expected

    def add_hours(self, begin: float, end: float, count: int, expected: float) -> None:
        """Count births of an interval by hour of the day; long ones tell too little."""
        if not 0.0 < end - begin <= HOURS / 2:
            return
        edges = np.arange(HOURS, dtype=float) + np.floor(begin / HOURS) * HOURS
        overlap = sum(
            np.clip(np.minimum(first + 1, end) - np.maximum(first, begin), 0.0, 1.0)
            for first in (edges, edges + HOURS)
        )
        busy = float(overlap @ self.hour)
        self.hour_births += count * overlap * self.hour / busy
        # What is expected is expected at the hours' pace: without it, a pace is held against itself.
        self.hour_expected += expected * overlap / busy

    def add_cards(self, evidence: NDArray[np.float32], chance: Floats) -> None:
        """Count newly seen cards by what they score and how likely they violate."""
        cell = np.clip(np.searchsorted(EVIDENCE_EDGES, evidence) - 1, 0, CENTRES.size - 1)
        np.add.at(self.violating_cards, cell, chance)
        np.add.at(self.honest_cards, cell, 1.0 - chance)

    def add_decision(self, evidence: float, chance: float, violating: bool) -> None:  # noqa: FBT001
        """Learn by how much the matcher's evidence is too strong or too weak."""
        self.trust_weight += chance * (1.0 - chance) * evidence**2
        step = (float(violating) - chance) * evidence / self.trust_weight
        self.trust = min(max(self.trust + step, 0.3), 1.2)


def log_evidence(probability: float) -> float:
    """The log likelihood ratio behind a probability given at the base rate, bounded to e^+-5.

    What is no number tells nothing.
    """
    if np.isnan(probability):
        return 0.0
    bounded = min(max(probability, 1e-9), 1.0 - 1e-9)
    ratio = float(np.log(bounded / (1.0 - bounded))) - LOG_BASE_ODDS
    return min(max(ratio, -5.0), 5.0)
