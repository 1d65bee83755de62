"""The share of violating listings preserved before deletion, from what the store holds."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from crawler.recrawl.share import SeenListing, ShareEstimate, WatchedShop, estimate_share
from domain.target import PageKind
from messages import translate
from storage.repository import Repository
from storage.rows import CaptureRow, ListingState

DAYS = 30
"""How far back listings are counted."""
HOUR = 3600.0
RUNS = 10_000
"""Crawls of the time looked at, at most."""
LEAST_LOST = 0.5
"""Listings; with fewer known or estimated as lost, a share of 100 % would be no finding."""


def preserved_share(
    repo: Repository, site_ids: Iterable[str], *, now: datetime, days: int = DAYS
) -> ShareEstimate:
    """The estimate over the listings first seen in the last days, all those sites together.

    A listing counts by its probability of violating; one that was never scored does not count.
    """
    since = now - timedelta(days=days)
    clock = _Clock(repo)
    listings: list[SeenListing] = []
    shops: list[WatchedShop] = []
    for site_id in site_ids:
        readings = _Readings(
            repo.captures.between(site_id, since, now), _keys(repo, site_id), clock
        )
        shops += readings.shops(site_id, clock.at(now))
        seen = (
            _seen(state, readings, clock, since=since, now=now)
            for state in repo.frontier.listings(site_id, scored_since=since)
        )
        listings += [listing for listing in seen if listing is not None]
    return estimate_share(listings, shops)


def sentences(estimate: ShareEstimate) -> tuple[str, ...]:
    """The estimate as an officer reads it; what is known first, then what is estimated."""
    if estimate.share is None or estimate.low is None or estimate.high is None:
        return (translate("Nothing is settled yet: no listing that violates was kept or lost."),)
    known = translate(
        "Of the violating listings that were seen, {kept:.0f} were kept in time and {missed:.0f} "
        "were deleted before their own page was kept; {waiting:.0f} still wait.",
        kept=estimate.kept,
        missed=estimate.missed,
        waiting=estimate.waiting,
    )
    lost = estimate.missed + estimate.waiting_gone + estimate.never_seen
    if lost < LEAST_LOST:
        return known, translate("Nothing that was lost is known yet, so the share says nothing.")
    hidden = translate(
        "About {waiting:.0f} of those that wait are gone by now, and about {number:.0f} came and "
        "went between two visits and were never seen (estimates).",
        waiting=estimate.waiting_gone,
        number=estimate.never_seen,
    )
    share = translate(
        "Preserved before deletion: {share:.0%} (95 % interval {low:.0%} to {high:.0%}) of about "
        "{deleted:.0f} violating listings deleted so far, in the shops that are known.",
        share=estimate.share,
        low=estimate.low,
        high=estimate.high,
        deleted=estimate.kept_deleted + lost,
    )
    return known, hidden, share


class _Clock:
    """The platform's clock: ahead of ours in practice nights, ours in real ones."""

    def __init__(self, repo: Repository) -> None:
        runs = reversed(repo.runs.latest("crawl", count=RUNS))
        self._steps = [(run.started_at, _ahead(run.config.get("hours_ahead"))) for run in runs]

    def at(self, moment: datetime) -> datetime:
        """That moment of ours on the platform's clock."""
        begun = bisect_right(self._steps, moment, key=lambda step: step[0])
        return moment + self._steps[begun - 1][1] if begun else moment


def _ahead(hours: object) -> timedelta:
    return timedelta(hours=float(hours) if isinstance(hours, int | float) else 0.0)


class _Readings:
    """When each shop's page was read, and when it was found gone."""

    def __init__(
        self, captures: Iterable[CaptureRow], shop_of: Mapping[str, str], clock: _Clock
    ) -> None:
        self.read: dict[str, list[datetime]] = defaultdict(list)
        self.locked: dict[str, datetime] = {}
        for capture in captures:
            target, outcome = capture.target, capture.outcome
            if target.kind is not PageKind.SHOP or outcome is None:
                continue
            shop = target.shop_id or shop_of.get(target.key, target.key)
            if outcome.is_present:
                self.read[shop].append(clock.at(capture.started_at))
                self.locked.pop(shop, None)
            elif outcome.is_gone:
                self.locked.setdefault(shop, clock.at(capture.started_at))

    def shops(self, site_id: str, now: datetime) -> list[WatchedShop]:
        """Every shop that was read, under its site's name."""
        return [
            WatchedShop(
                shop_id=f"{site_id} {shop}",
                watched_hours=_hours(times[0], times[-1]),
                locked_gap=_hours(times[-1], self.locked[shop]) if shop in self.locked else None,
                unread_hours=0.0 if shop in self.locked else _hours(times[-1], now),
            )
            for shop, times in self.read.items()
        ]

    def gap(self, shop: str, seen_at: datetime) -> float | None:
        """Hours since the reading before; None where there was none."""
        times = self.read.get(shop, [])
        before = bisect_left(times, seen_at)
        return _hours(times[before - 1], seen_at) if before else None


def _seen(
    state: ListingState, readings: _Readings, clock: _Clock, *, since: datetime, now: datetime
) -> SeenListing | None:
    """A listing as the estimate takes it; None where it is older, or was never scored."""
    first = state.first_seen_at
    if first is None or first < since or state.p_violating is None:
        return None
    shop = state.shop_id or ""
    begun = clock.at(first)
    sights = [clock.at(at) for at in (state.last_alive_at, state.last_listed_at) if at is not None]
    last = max(sights, default=begun)
    noticed = state.gone_at or state.missing_since
    went = readings.locked.get(shop) if noticed is None else clock.at(noticed)
    deleted = went is not None and went >= last
    return SeenListing(
        shop_id=f"{state.site_id} {shop}",
        p_violating=state.p_violating,
        gap_hours=readings.gap(shop, begun),
        watched_hours=_hours(begun, last),
        kept=state.last_alive_at is not None and state.visits > 0,
        deleted=deleted,
        dying_hours=_hours(last, went) if went is not None and deleted else 0.0,
        unseen_hours=0.0 if deleted else _hours(last, clock.at(now)),
    )


def _keys(repo: Repository, site_id: str) -> dict[str, str]:
    """The shop's id by the key that its address goes by."""
    return {
        state.target.key: state.shop_id
        for state in repo.frontier.shops(site_id)
        if state.target is not None
    }


def _hours(begin: datetime, end: datetime) -> float:
    return max((end - begin).total_seconds() / HOUR, 0.0)
