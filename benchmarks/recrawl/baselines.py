"""Schedules to compare with: uniform, change-proportional, freshness, and an index that knows all.

They know more than a real one would: every shop's number is an index into the world's tables.
"""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.recrawl.world import Floats, World

BASE_ODDS = 0.15 / 0.85


@dataclass(frozen=True, slots=True)
class Page:
    """One page that a baseline asks for."""

    kind: str
    shop_id: int
    listing_id: int | None


class Baseline:
    """A rank for every shop, computed anew at each hour it plans at, and a rank for each new card."""

    def __init__(self, world: World) -> None:
        shops = world.shop_kind.size
        self.world = world
        self.sites = [name for name, _ in world.config.sites]
        self.found = np.full(shops, np.inf)
        self.visited = np.full(shops, -np.inf)
        self.gone = np.ones(shops, bool)
        self.births = np.zeros(shops)
        self.scores = np.zeros(shops)
        self.known: dict[int, bool] = {}
        """Listings seen on a card; True while they wait for a visit."""
        self.cards: list[tuple[float, int, int]] = []
        self.order: list[tuple[float, int]] = []
        self.at = -np.inf

    def rank(self, at: float) -> Floats:
        """What a visit to each shop is worth at an hour."""
        raise NotImplementedError

    def rank_card(self, shop: int, card: float) -> float:
        """What a visit to a newly seen listing is worth; all alike unless told otherwise."""
        del shop, card
        return np.inf

    def shop_discovered(
        self, shop_id: int, site: str, at: float, hints: Mapping[str, Any] | None = None
    ) -> None:
        del site, hints
        self.found[shop_id] = at
        self.gone[shop_id] = False

    def shop_visited(
        self, shop_id: int, at: float, listed: Any, *, complete: bool, gone: bool
    ) -> None:
        del complete
        self.gone[shop_id] = gone
        first = self.visited[shop_id] == -np.inf
        self.visited[shop_id] = at
        for listing, card in listed:
            if listing not in self.known:
                self.known[listing] = True
                rank = self.rank_card(shop_id, card)
                # Of equal ranks the card seen last goes first: a backlog of old ones is no use.
                heapq.heappush(self.cards, (-rank, -len(self.known), listing))
                self.births[shop_id] += not first
                self.scores[shop_id] += card

    def listing_visited(
        self, listing_id: int, shop_id: int, at: float, *, alive: bool, p_violating: float | None
    ) -> None:
        del shop_id, at, alive, p_violating
        self.known[listing_id] = False

    def decided(self, listing_id: int, *, violating: bool) -> None:
        """Decisions teach these schedules nothing."""

    def plan(self, at: float, budget: int, site_caps: Mapping[str, int]) -> list[Page]:
        if at > self.at:
            self.at = at
            ranks = np.where(self.gone, -np.inf, self.rank(at))
            shops = np.flatnonzero(ranks > 0)
            self.order = list(zip((-ranks[shops]).tolist(), shops.tolist(), strict=True))
            heapq.heapify(self.order)
        caps = dict(site_caps)
        return list(self._best(budget, caps))

    def _best(self, budget: int, caps: dict[str, int]) -> Iterable[Page]:
        refused: list[tuple[float, int, int]] = []
        while budget and (self.cards or self.order):
            if self.cards and (not self.order or self.cards[0][0] <= self.order[0][0]):
                card = heapq.heappop(self.cards)
                listing = card[2]
                page = Page("listing", int(self.world.shop[listing]), listing)
                waits = self.known[listing]
            else:
                card, shop = None, heapq.heappop(self.order)[1]
                page = Page("shop", shop, None)
                waits = not self.gone[shop]
            site = self.sites[self.world.shop_site[page.shop_id]]
            if waits and caps[site] > 0:
                caps[site] -= 1
                budget -= 1
                yield page
            elif waits and card is not None:
                refused.append(card)
        for card in refused:
            heapq.heappush(self.cards, card)


class Uniform(Baseline):
    """Each night every shop once, in an order drawn anew, and every new listing shown."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.rng = np.random.default_rng(0)
        self.night = self.last = -np.inf
        self.draw = np.empty(0)

    def rank(self, at: float) -> Floats:
        if at - self.last > 2.0 or at - self.night >= 24.0:
            self.night = at
            self.draw = self.rng.random(self.found.size)
        self.last = at
        return np.where(self.visited < self.night, self.draw, -1.0)


class ChangeProportional(Baseline):
    """Shops as often as they were seen to change; every new listing that their pages show."""

    def rates(self, at: float) -> Floats:
        """New listings per hour, as a posterior mean."""
        watched = np.where(np.isfinite(self.visited), self.visited - self.found, 0.0)
        del at
        return np.asarray((1.0 + self.births) / (48.0 + watched))

    def rank(self, at: float) -> Floats:
        since = at - np.where(np.isfinite(self.visited), self.visited, self.found)
        return np.asarray(self.rates(at) * since)


class Freshness(ChangeProportional):
    """Azar and others 2018: keeps what was seen fresh, weighted by the cards' probabilities."""

    def rank(self, at: float) -> Floats:
        rate = self.rates(at)
        since = at - np.where(np.isfinite(self.visited), self.visited, self.found)
        changes = rate * since
        weight = (0.15 * 2 + self.scores) / (2 + np.maximum(self.births, self.scores))
        return np.asarray(weight / rate * (1.0 - np.exp(-changes) * (1.0 + changes)))

    def rank_card(self, shop: int, card: float) -> float:
        del shop
        return 1000.0 + card


class Informed(Baseline):
    """The closed-form capture index with every shop's kind, share and hazards known."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        kinds = world.config.kinds
        of = world.shop_kind
        self.share = np.array([kind.violating for kind in kinds])[of]
        life = np.array([kind.violating_life for kind in kinds])
        lock = np.array([kind.shop_life for kind in kinds])
        self.hazard = (1.0 / life + 1.0 / lock)[of]
        self.lock = (1.0 / lock)[of]
        self.steady = np.array([kind.births for kind in kinds])[of]
        self.dump = np.array([kind.dump for kind in kinds])[of]
        self.dump_hours = np.array([kind.dump_hours for kind in kinds])[of]

    def rank(self, at: float) -> Floats:
        """What the page is expected to show that is new, less what waiting would add."""
        found = np.maximum(self.found, 0.0)
        begin = np.where(np.isfinite(self.visited), self.visited, found)
        since = np.maximum(at - begin, 0.0)
        hazard, rate = self.hazard, self.steady * self.share
        waited = hazard * since
        settled = rate / hazard * (1.0 - np.exp(-waited) * (1.0 + waited))
        opened = np.where(self.dump > 0, self.world.shop_open, 0.0)
        age = np.maximum(at - opened, 0.0)
        before = np.where(np.isfinite(self.visited), begin - opened, 0.0)
        pace = 1.0 / self.dump_hours
        # Births of the opening, less those that were deleted since, while the shop stands.
        kept = (np.exp(-hazard * age) * pace / np.minimum(hazard - pace, -1e-9)) * (
            np.exp((hazard - pace) * age) - np.exp((hazard - pace) * before)
        )
        number = self.dump * self.share * kept
        growth = self.dump * self.share * pace * np.exp(-pace * age) - hazard * number
        alive = np.exp(-self.lock * since)
        return np.asarray(settled + np.maximum(number - since * growth, 0.0) * alive)

    def rank_card(self, shop: int, card: float) -> float:
        odds = card / (1.0 - card) / BASE_ODDS * self.share[shop] / (1.0 - self.share[shop])
        return float(odds / (1.0 + odds))
