"""How many of the violating listings were preserved before deletion, those never seen included.

What is known: listings kept, and listings seen on a card whose page was gone before it was kept.
What is not: listings that appeared and went between two readings of a shop's page. A listing that
appears at any time of a gap of T hours and is deleted at a rate h is still there at its end with
probability (1 - exp(-hT)) / hT, so that each one found stands for the inverse of that many
(Horvitz and Thompson 1952). A shop that was found locked hides a last gap, filled at its own rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHRINK = 2.0
"""Deletions that the whole market's hazard is worth beside a shop's own."""
LEAST_SEEN = 0.05
"""A listing found stands for twenty at most: beyond that the gaps were too long to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenListing:
    """One listing that was seen on a card or opened, in the time that is looked at."""

    shop_id: str
    p_violating: float
    gap_hours: float | None
    """From the reading of the shop's page before to the one that showed it; None for a shop's first."""
    watched_hours: float
    """From its first sight to its deletion, or to its last sight where it still stands."""
    kept: bool
    """Its own page was preserved while it was alive."""
    deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedShop:
    """One shop whose page was read at least once in that time."""

    shop_id: str
    watched_hours: float
    """From the first reading of its page to the last one that it stood at."""
    locked_gap: float | None
    """Hours from the last reading until it was found locked; None where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareEstimate:
    """Violating listings, in expectation, and the share preserved with its 95 % interval."""

    kept: float
    missed: float
    """Seen on a card, gone before their own page was kept."""
    waiting: float
    """Seen and standing, not kept yet: in no share."""
    never_seen: float
    known_share: float | None
    """Of those seen; None where none is settled."""
    share: float | None
    """Of all, those never seen included."""
    low: float | None
    high: float | None


def estimate_share(
    listings: Sequence[SeenListing],
    shops: Sequence[WatchedShop],
    *,
    draws: int = 400,
    seed: int = 0,
) -> ShareEstimate:
    """The share preserved before deletion, from what a crawl saw in some time.

    The interval is a bootstrap over shops, whose listings go together; equal for equal arguments.
    It does not hold shops that were never discovered: nobody can count those from inside.
    """
    names = sorted({listing.shop_id for listing in listings} | {shop.shop_id for shop in shops})
    if not names:
        return ShareEstimate(
            kept=0.0, missed=0.0, waiting=0.0, never_seen=0.0,
            known_share=None, share=None, low=None, high=None,
        )  # fmt: skip
    table = _Table(names, listings, shops)
    ones = np.ones((1, len(names)))
    kept, missed, waiting, never = (float(x[0]) for x in table.totals(ones))
    weights = np.random.default_rng(seed).multinomial(
        len(names), np.full(len(names), 1.0 / len(names)), size=draws
    )
    drawn = table.totals(weights.astype(np.float64))
    whole = drawn[0] + drawn[1] + drawn[3]
    shares = drawn[0][whole > 0] / whole[whole > 0]
    return ShareEstimate(
        kept=kept,
        missed=missed,
        waiting=waiting,
        never_seen=never,
        known_share=_ratio(kept, kept + missed),
        share=_ratio(kept, kept + missed + never),
        low=float(np.quantile(shares, 0.025)) if shares.size else None,
        high=float(np.quantile(shares, 0.975)) if shares.size else None,
    )


class _Table:
    """The observations as columns, one row a listing or a shop, and totals under shop weights."""

    def __init__(
        self, names: list[str], listings: Sequence[SeenListing], shops: Sequence[WatchedShop]
    ) -> None:
        row = {name: number for number, name in enumerate(names)}
        self.size = len(names)
        self.shop = np.array([row[listing.shop_id] for listing in listings], dtype=np.int64)
        self.chance = np.array([listing.p_violating for listing in listings], dtype=np.float64)
        self.gap = np.array(
            [np.nan if x.gap_hours is None else x.gap_hours for x in listings], dtype=np.float64
        )
        self.hours = np.array([listing.watched_hours for listing in listings], dtype=np.float64)
        self.kept = np.array([listing.kept for listing in listings], dtype=bool)
        self.deleted = np.array([listing.deleted for listing in listings], dtype=bool)
        self.shop_hours, self.locked_gap = np.zeros(self.size), np.zeros(self.size)
        for shop in shops:
            self.shop_hours[row[shop.shop_id]] = shop.watched_hours
            self.locked_gap[row[shop.shop_id]] = shop.locked_gap or 0.0

    def by_shop(self, values: Floats) -> Floats:
        """Sums of a listing column by shop."""
        sums = np.bincount(self.shop, weights=values, minlength=self.size)
        return np.asarray(sums, dtype=np.float64)

    def totals(self, weights: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Kept, missed, waiting and never seen for each row of shop weights."""
        missed = self.chance * (~self.kept & self.deleted)
        waiting = self.chance * (~self.kept & ~self.deleted)
        columns = (self.chance * self.kept, missed, waiting, self._never())
        sums = [self.by_shop(column) for column in columns[:3]]
        sums.append(self.by_shop(columns[3]) + self._behind_locks())
        kept, gone, still, never = (weights @ column for column in sums)
        return kept, gone, still, never

    def hazard(self) -> Floats:
        """Deletions per hour of each shop's violating listings, drawn towards the whole market's."""
        events = self.by_shop(self.chance * self.deleted)
        hours = self.by_shop(self.chance * self.hours)
        mean = (events.sum() + 0.5) / (hours.sum() + 0.5)
        return np.asarray((events + SHRINK * 1.0) / (hours + SHRINK / mean))

    def _never(self) -> Floats:
        """What each listing found stands for beyond itself."""
        waited = np.nan_to_num(self.hazard()[self.shop] * self.gap, nan=0.0)
        seen = np.where(waited > 1e-6, -np.expm1(-waited) / np.maximum(waited, 1e-6), 1.0)
        return np.asarray(self.chance * (1.0 / np.maximum(seen, LEAST_SEEN) - 1.0))

    def _behind_locks(self) -> Floats:
        """Births in the gap before each lock; a shop read once has shown no rate of its own."""
        later = self.by_shop(np.where(np.isnan(self.gap), 0.0, self.chance + self._never()))
        locked = self.locked_gap > 0
        mean = later.sum() / max(self.shop_hours.sum(), 1.0)
        rate = (later + SHRINK * mean) / (self.shop_hours + SHRINK)
        # It was locked at a time of the gap that nobody knows: half of it on average.
        return np.asarray(np.where(locked, rate * self.locked_gap / 2.0, 0.0))


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
