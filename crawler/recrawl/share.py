"""Of the violating listings that were deleted, how many were preserved before, the unseen included.

What is known: listings kept, and listings of which the deletion was noticed. What is not, and has to
be estimated, each part with the hazard h of deletion that its shop and the whole market have shown:

- listings last seen U hours ago, kept or not, may be gone by now: with probability 1 - exp(-hU);
- listings that appeared and went between two readings of a shop's page. One that appears at any time
  of a gap of T hours is still there at its end with probability (1 - exp(-hT)) / hT, so that each one
  found stands for the inverse of that many (Horvitz and Thompson 1952);
- those that appeared after the last reading and are gone by now, at the shop's own rate of births; a
  shop that was found locked hides all that its last gap brought.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHRINK = 2.0
"""Deletions that the whole market's hazard is worth beside a shop's own: the gamma's shape."""
LEAST_SEEN = 0.05
"""A listing found stands for twenty at most: beyond that the gaps were too long to tell."""
HAZARDS = 16
"""How many hazards of the market the interval is computed with, of those that were drawn."""
JEFFREYS = 0.5
"""Deletions of either kind that the interval of a share takes for granted."""
ROUNDS = 40
"""Of expectation-maximisation for the shops' mean hazard."""
MOMENTS = 5
"""The same for the moment of a deletion, which nobody saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenListing:
    """One listing that was seen on a card or opened, in the time that is looked at."""

    shop_id: str
    p_violating: float
    gap_hours: float | None
    """From the reading of the shop's page before to the one that showed it; None for a shop's first."""
    watched_hours: float
    """From its first sight to its last."""
    kept: bool
    """Its own page was preserved while it was alive."""
    deleted: bool
    dying_hours: float = 0.0
    """From its last sight until its deletion was noticed; 0 where the moment is known."""
    unseen_hours: float = 0.0
    """From its last sight until now, where no deletion was noticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedShop:
    """One shop whose page was read at least once in that time."""

    shop_id: str
    watched_hours: float
    """From the first reading of its page to the last one that it stood at."""
    locked_gap: float | None
    """Hours from the last reading until it was found locked; None where it stands."""
    unread_hours: float = 0.0
    """From the last reading until now, where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareEstimate:
    """Violating listings, in expectation, and the share preserved with its 95 % interval."""

    kept: float
    """All that were kept, whether they still stand or not."""
    kept_deleted: float
    """Of these, deleted by now: known, or estimated from their hazard."""
    missed: float
    """Seen on a card, known to be gone before their own page was kept."""
    waiting: float
    """Seen, not kept, and not known to be gone."""
    waiting_gone: float
    """Of the waiting, gone by now: estimated."""
    never_seen: float
    """Appeared and gone between two visits, or since the last one: estimated."""
    known_share: float | None
    """Of the deletions that were noticed, kept before; None where none was."""
    share: float | None
    """Of all that are deleted by now, kept before."""
    low: float | None
    high: float | None


NOTHING = ShareEstimate(
    kept=0.0,
    kept_deleted=0.0,
    missed=0.0,
    waiting=0.0,
    waiting_gone=0.0,
    never_seen=0.0,
    known_share=None,
    share=None,
    low=None,
    high=None,
)


def estimate_share(
    listings: Sequence[SeenListing],
    shops: Sequence[WatchedShop],
    *,
    draws: int = 400,
    seed: int = 0,
) -> ShareEstimate:
    """The share preserved before deletion, from what a crawl saw in some time.

    The interval is a bootstrap over shops, whose listings go together, with the market's hazard drawn
    anew each time; equal for equal arguments. It does not hold shops that were never discovered:
    nobody can count those from inside.
    """
    names = sorted({listing.shop_id for listing in listings} | {shop.shop_id for shop in shops})
    if not names:
        return NOTHING
    table = _Table(names, listings, shops)
    known = table.known()
    lost = table.estimated(table.hazard())
    rescued = float(lost.rescued.sum())
    gone, hidden = float(lost.gone.sum()), float(lost.hidden.sum())
    low, high = _interval(table, np.random.default_rng(seed), draws)
    return ShareEstimate(
        kept=known.kept,
        kept_deleted=rescued,
        missed=known.missed,
        waiting=known.waiting,
        waiting_gone=gone,
        never_seen=hidden,
        known_share=_ratio(known.rescued, known.rescued + known.missed),
        share=_ratio(rescued, rescued + known.missed + gone + hidden),
        low=low,
        high=high,
    )


def _interval(
    table: "_Table", dice: np.random.Generator, draws: int
) -> tuple[float | None, float | None]:
    """The 95 % interval of the share."""
    even = np.full(table.size, 1.0 / table.size)
    weights = dice.multinomial(table.size, even, size=draws).astype(np.float64)
    hazards = table.drawn_hazards(weights, dice)
    shares: list[Floats] = []
    for part in np.array_split(np.argsort(hazards), HAZARDS):
        if part.size:
            lost = table.estimated(float(hazards[part].mean()))
            saved = weights[part] @ lost.rescued
            wiped = weights[part] @ (table.missed + lost.gone + lost.hidden)
            some = saved + wiped > 0
            # Few deletions, or few shops, tell little however much they agree.
            shares.append(dice.beta(saved[some] + JEFFREYS, wiped[some] + JEFFREYS))
    found = np.concatenate(shares)
    if not found.size:
        return None, None
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


@dataclass(frozen=True, slots=True)
class _Known:
    """What needs no estimate."""

    kept: float
    rescued: float
    missed: float
    waiting: float


@dataclass(frozen=True, slots=True)
class _Lost:
    """By shop: deleted by now and kept before, deleted while waiting, and never seen at all."""

    rescued: Floats
    gone: Floats
    hidden: Floats


class _Table:
    """The observations as columns, one row a listing or a shop."""

    def __init__(
        self, names: list[str], listings: Sequence[SeenListing], shops: Sequence[WatchedShop]
    ) -> None:
        row = {name: number for number, name in enumerate(names)}
        self.size = len(names)
        self.shop = np.array([row[listing.shop_id] for listing in listings], dtype=np.int64)
        self.chance = _column(listing.p_violating for listing in listings)
        self.gap = _column(np.nan if x.gap_hours is None else x.gap_hours for x in listings)
        self.watched = _column(listing.watched_hours for listing in listings)
        self.dying = _column(listing.dying_hours for listing in listings)
        self.unseen = _column(listing.unseen_hours for listing in listings)
        self.kept = np.array([listing.kept for listing in listings], dtype=bool)
        self.deleted = np.array([listing.deleted for listing in listings], dtype=bool)
        self.events = self.by_shop(self.chance * self.deleted)
        self.missed = self.by_shop(self.chance * (~self.kept & self.deleted))
        self.shop_hours, self.locked_gap = np.zeros(self.size), np.zeros(self.size)
        self.unread = np.zeros(self.size)
        for shop in shops:
            number = row[shop.shop_id]
            self.shop_hours[number] = shop.watched_hours
            self.locked_gap[number] = shop.locked_gap or 0.0
            self.unread[number] = shop.unread_hours

    def by_shop(self, values: Floats) -> Floats:
        """Sums of a listing column by shop."""
        sums = np.bincount(self.shop, weights=values, minlength=self.size)
        return np.asarray(sums, dtype=np.float64)

    def known(self) -> _Known:
        """What was kept, and what is known to have been lost or to wait."""
        return _Known(
            kept=float(self.chance[self.kept].sum()),
            rescued=float(self.chance[self.kept & self.deleted].sum()),
            missed=float(self.missed.sum()),
            waiting=float(self.chance[~self.kept & ~self.deleted].sum()),
        )

    def hazard(self) -> float:
        """The shops' mean hazard of deletion an hour, in a market of shops that differ (gamma)."""
        mean, own = self._crude(), np.zeros(self.size)
        for _ in range(ROUNDS):
            own = self._own(mean, own)
            mean = float(own.mean())
        return mean

    def drawn_hazards(self, weights: Floats, dice: np.random.Generator) -> Floats:
        """The mean hazard for each row of shop weights; few deletions leave it wide open."""
        mean = self.hazard()
        hours = self._hours(self._shrunk(mean))
        drawn = dice.gamma(weights @ self.events + 0.5) / (weights @ hours + 0.5)
        return np.asarray(drawn * mean / ((self.events.sum() + 0.5) / (hours.sum() + 0.5)))

    def estimated(self, mean: float) -> _Lost:
        """What is gone by now and was not noticed, each shop's hazard drawn towards `mean`."""
        hazard = self._shrunk(mean)
        own = hazard[self.shop]
        by_now = np.where(self.deleted, 1.0, -np.expm1(-own * self.unseen)) * self.chance
        never = self._never(own)
        return _Lost(
            rescued=self.by_shop(by_now * self.kept),
            gone=self.by_shop(by_now * (~self.kept & ~self.deleted)),
            hidden=self.by_shop(never) + self._after_the_last_reading(never, hazard),
        )

    def _shrunk(self, mean: float) -> Floats:
        """Each shop's hazard, drawn towards the market's."""
        own = np.full(self.size, mean)
        for _ in range(MOMENTS):
            own = self._own(mean, own)
        return own

    def _crude(self) -> float:
        hours = self._hours(np.zeros(self.size)).sum()
        return float((self.events.sum() + 0.5) / (hours + 0.5))

    def _own(self, mean: float, before: Floats) -> Floats:
        return np.asarray((self.events + SHRINK) / (self._hours(before) + SHRINK / mean))

    def _hours(self, hazard: Floats) -> Floats:
        """Hours at risk by shop, at those hazards: when in its gap a listing went nobody saw."""
        waited = np.clip(hazard[self.shop] * self.dying, 1e-6, 500.0)
        alive = self.dying * (1.0 / waited - 1.0 / np.expm1(waited))
        return self.by_shop(self.chance * (self.watched + np.where(self.deleted, alive, 0.0)))

    def _never(self, hazard: Floats) -> Floats:
        """What each listing found stands for beyond itself."""
        waited = np.nan_to_num(hazard * self.gap, nan=0.0)
        return np.asarray(self.chance * (1.0 / np.maximum(_still_there(waited), LEAST_SEEN) - 1.0))

    def _after_the_last_reading(self, never: Floats, hazard: Floats) -> Floats:
        """Births after a shop's last reading that are gone; one read once has no rate of its own."""
        later = self.by_shop(np.where(np.isnan(self.gap), 0.0, self.chance + never))
        mean = later.sum() / max(self.shop_hours.sum(), 1.0)
        rate = (later + SHRINK * mean) / (self.shop_hours + SHRINK)
        gone = self.unread * (1.0 - _still_there(hazard * self.unread))
        # It was locked at a time of the gap that nobody knows: half of it on average.
        return np.asarray(rate * np.where(self.locked_gap > 0, self.locked_gap / 2.0, gone))


def _column(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)


def _still_there(waited: Floats) -> Floats:
    """The chance to stand at the end of a gap, for one that appears at any time of it."""
    filled = np.maximum(waited, 1e-6)
    return np.asarray(np.where(waited > 1e-6, -np.expm1(-filled) / filled, 1.0))


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
