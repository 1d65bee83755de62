"""Drives a policy through a world: discovers, plans, visits, feeds back, decides a day late."""

import heapq
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from benchmarks.recrawl.world import Bools, Floats, World

STEP = 0.25
"""Hours between two rounds of planning."""


class PlannedVisit(Protocol):
    """One page that a policy asks for."""

    @property
    def kind(self) -> str: ...
    @property
    def shop_id(self) -> Any: ...  # ids are whatever the simulator hands out
    @property
    def listing_id(self) -> Any: ...


class Policy(Protocol):
    """What a policy is told and asked; the shipped one and the baselines alike."""

    def shop_discovered(
        self, shop_id: Any, site: str, at: float, hints: Mapping[str, Any] | None = None
    ) -> None: ...
    def shop_visited(
        self, shop_id: Any, at: float, listed: Any, *, complete: bool, gone: bool
    ) -> None: ...
    def listing_visited(
        self, listing_id: Any, shop_id: Any, at: float, *, alive: bool, p_violating: float | None
    ) -> None: ...
    def decided(self, listing_id: Any, *, violating: bool) -> None: ...
    def plan(
        self, at: float, budget: int, site_caps: Mapping[str, int]
    ) -> Sequence[PlannedVisit]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How fetches and decisions behave."""

    failing: float = 0.0
    """Share of fetches that come to nothing and are not reported back."""
    decided: float = 1.0
    """Share of captured listings on which an officer decides."""
    decision_delay: float = 24.0
    walls: tuple[tuple[str, float, float], ...] = ()
    """Site, first and last hour of a wall: nothing is fetched there meanwhile."""
    batch: int = 10
    text_ids: bool = False
    incomplete: float = 0.0
    """Share of complete shop pages that are reported as incomplete."""


@dataclass(slots=True)
class Outcome:
    """What one run preserved."""

    world: World
    captured: Floats
    """Hour at which each listing's own page was fetched while it was alive, else infinity."""
    seen: Bools
    """Listings that were seen on a shop's page."""
    fetches: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """Scored violating listings preserved, as a share."""
        scored = self.world.scored
        return float(np.isfinite(self.captured[scored]).mean())

    @property
    def card_share(self) -> float:
        """Scored violating listings at least seen on a card, as a share."""
        return float((self.seen | np.isfinite(self.captured))[self.world.scored].mean())

    def losses(self) -> dict[str, float]:
        """What became of the scored violating listings that were not preserved, as shares of all."""
        world = self.world
        lost = world.scored & ~np.isfinite(self.captured)
        unknown = world.death <= world.shop_found[world.shop]
        parts = {
            "gone before their shop was known": lost & unknown,
            "never on a list that was read": lost & ~unknown & ~self.seen,
            "seen on a list, gone before their page was opened": lost & self.seen,
        }
        return {name: float(part.sum() / world.scored.sum()) for name, part in parts.items()}

    def share_by_kind(self) -> dict[str, float]:
        """The share of each kind of seller that violates at all."""
        world, shares = self.world, {}
        for number, kind in enumerate(world.config.kinds):
            those = world.scored & (world.shop_kind[world.shop] == number)
            if those.sum() >= 20:
                shares[kind.name] = float(np.isfinite(self.captured[those]).mean())
        return shares


Budget = Callable[[float], float]
"""Fetches granted at the step that begins at an hour."""


def spread(per_day: float) -> Budget:
    """The same number at every step."""
    return lambda _: per_day * STEP / 24.0


def runs(per_day: float, hours: tuple[float, ...] = (0.0, 6.0, 12.0, 18.0)) -> Budget:
    """Equal runs at given hours of the day, as cron would start them."""
    return lambda at: per_day / len(hours) if at % 24.0 in hours else 0.0


def window(per_day: float, begin: float = 22.0, end: float = 6.0) -> Budget:
    """Only in a nightly window, evenly."""
    length = (end - begin) % 24.0
    return lambda at: per_day * STEP / length if (at - begin) % 24.0 < length else 0.0


class Driver:
    """One run of one policy in one world."""

    def __init__(
        self, world: World, policy: Policy, budget: Budget, conditions: Conditions, seed: int
    ) -> None:
        self.world, self.policy, self.budget, self.conditions = world, policy, budget, conditions
        self.rng = np.random.default_rng(seed)
        self.captured = np.full(world.birth.size, np.inf)
        self.seen = np.zeros(world.birth.size, bool)
        self.decisions: list[tuple[float, int]] = []
        self.fetches = {"shop": 0, "listing": 0, "useless": 0, "violating": 0}
        self.sites = [name for name, _ in world.config.sites]
        self.caps = dict(world.config.sites)
        self.left = dict(self.caps)
        self.credit = 0.0
        self.order = np.argsort(world.shop_found, kind="stable")
        self.found = 0

    def run(self, begin: float = 0.0, end: float | None = None) -> Outcome:
        """The world from its first hour to its last, or a part of it."""
        start = time.perf_counter()
        last = self.world.hours if end is None else end
        for step in range(int(begin / STEP), int(last / STEP)):
            at = step * STEP
            while self.found < self.order.size and self.next_found <= at:
                self._discover(int(self.order[self.found]))
                self.found += 1
            while self.decisions and self.decisions[0][0] <= at:
                listing = heapq.heappop(self.decisions)[1]
                violating = bool(self.world.violating[listing])
                self.policy.decided(self._outside(listing), violating=violating)
            self._step(at)
        seconds = time.perf_counter() - start
        return Outcome(self.world, self.captured, self.seen, self.fetches, seconds)

    @property
    def next_found(self) -> float:
        """When the next shop is discovered."""
        return float(self.world.shop_found[self.order[self.found]])

    def _outside(self, number: int) -> int | str:
        return f"x{number}" if self.conditions.text_ids else number

    def _inside(self, name: int | str) -> int:
        return int(name[1:]) if isinstance(name, str) else int(name)

    def _discover(self, shop: int) -> None:
        world = self.world
        hint, operator = int(world.shop_hint[shop]), int(world.shop_operator[shop])
        hints = {
            "new": None if hint < 0 else bool(hint),
            "operator": None if operator < 0 else operator,
        }
        site = self.sites[world.shop_site[shop]]
        self.policy.shop_discovered(self._outside(shop), site, float(world.shop_found[shop]), hints)

    def _step(self, at: float) -> None:
        granted = self.budget(at)
        self.credit += granted
        if at % 1.0 == 0.0:
            self.left = dict(self.caps)
        for site, begin, end in self.conditions.walls:
            if begin <= at < end:
                self.left[site] = 0
        while self.credit >= 1.0:
            asked = min(self.conditions.batch, int(self.credit))
            visits = self.policy.plan(at, asked, site_caps=dict(self.left))
            if not visits:
                break
            for visit in visits:
                self._visit(at, visit)
        # What a trickle leaves unspent is lost; what a run leaves is spent while its hour lasts.
        if granted and self.credit > max(1.0, granted):
            self.credit = max(1.0, granted)

    def _visit(self, at: float, visit: PlannedVisit) -> None:
        self.credit -= 1.0
        shop = self._inside(visit.shop_id)
        self.left[self.sites[self.world.shop_site[shop]]] -= 1
        self.fetches["shop" if visit.listing_id is None else "listing"] += 1
        if self.rng.random() < self.conditions.failing:
            return
        if visit.listing_id is None:
            self._visit_shop(at, shop)
        else:
            self._visit_listing(at, self._inside(visit.listing_id))

    def _visit_shop(self, at: float, shop: int) -> None:
        world, name = self.world, self._outside(shop)
        if at >= world.shop_lock[shop]:
            self.policy.shop_visited(name, at, [], complete=True, gone=True)
            return
        listings, complete = world.alive_on_page(shop, at)
        self.seen[listings] = True
        cards = world.card[listings].tolist()
        listed = list(zip(map(self._outside, listings.tolist()), cards, strict=True))
        if complete and self.conditions.incomplete:
            complete = self.rng.random() >= self.conditions.incomplete
        self.policy.shop_visited(name, at, listed, complete=complete, gone=False)

    def _visit_listing(self, at: float, listing: int) -> None:
        world = self.world
        alive = bool(world.birth[listing] <= at < world.death[listing])
        if alive and not np.isfinite(self.captured[listing]):
            self.captured[listing] = at
            self.fetches["violating"] += int(world.violating[listing])
            if self.rng.random() < self.conditions.decided:
                due = at + self.conditions.decision_delay
                heapq.heappush(self.decisions, (due, listing))
        else:
            self.fetches["useless"] += 1
        self.policy.listing_visited(
            self._outside(listing),
            self._outside(int(world.shop[listing])),
            at,
            alive=alive,
            p_violating=float(world.page[listing]) if alive else None,
        )


def drive(
    world: World,
    policy: Policy,
    budget: Budget,
    conditions: Conditions | None = None,
    seed: int = 0,
) -> Outcome:
    """Run a policy through a world under a budget; deterministic for equal arguments."""
    return Driver(world, policy, budget, conditions or Conditions(), seed).run()
