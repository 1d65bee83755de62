"""The recrawl policy: what to open next so that most violating listings are kept in time."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from crawler.recrawl import state
from crawler.recrawl.beliefs import Beliefs, Floats
from crawler.recrawl.config import UNTOLD, ListingId, RecrawlConfig, ShopId, Visit
from crawler.recrawl.learning import Learning
from crawler.recrawl.memory import Memory
from crawler.recrawl.queue import Queue
from crawler.recrawl.ranking import Ranking


class RecrawlPolicy:
    """Learns from visits and plans the next ones. Pure: no clock, no I/O, no hidden chance.

    `at` is hours as a float on one running clock; an hour before the latest one counts as that.
    """

    def __init__(self, config: RecrawlConfig | None = None) -> None:
        self.config = config or RecrawlConfig()
        self.beliefs = Beliefs(self.config)
        self.memory = Memory(len(self.config.archetypes))
        self.learning = Learning(self.config, self.memory, self.beliefs)
        self.ranking = Ranking(self.config, self.memory, self.beliefs)
        self.queue = Queue(self.config, self.memory, self.learning, self.ranking)

    # -- what happened -----------------------------------------------------------------------

    def shop_discovered(
        self, shop_id: ShopId, site: str, at: float, hints: Mapping[str, Any] | None = None
    ) -> None:
        """A shop was heard of. Told again, hints are added, and one that was gone is back.

        `hints` may hold `new`, whether it opened lately, and `operator`, an id; either may be None.
        """
        hints = hints or {}
        row = self._shop(shop_id, at)
        shops = self.memory.shops
        shops.site[row] = self.memory.site(site)
        if hints.get("new") is not None:
            shops.hint[row] = int(bool(hints["new"]))
        if hints.get("operator") is not None and shops.operator[row] < 0:
            number = self.memory.operator(hints["operator"])
            shops.operator[row] = number
            self.memory.operator_shops[number].append(row)
        if shops.gone[row]:
            shops.gone[row], shops.grown[row] = False, at
            shops.ALIVE[row] = 1.0
        self.learning.weigh(row)
        self.queue.offer(row)

    def shop_visited(
        self,
        shop_id: ShopId,
        at: float,
        listed: Iterable[tuple[ListingId, float]] = (),
        *,
        complete: bool = True,
        gone: bool = False,
    ) -> None:
        """A shop's page was read: the listings on it with each card's probability, or that it is gone.

        A probability is the matcher's at a base rate of 0.15. `complete` is true where the page
        listed everything that is alive.
        """
        row = self._shop(shop_id, at)
        shops = self.memory.shops
        first = shops.visited[row] == -np.inf
        at = max(at, shops.visited[row])
        shops.busy_until[row] = at + self._least_interval(row, at)
        shops.tries[row] = 0
        if gone:
            self.learning.lock(row, at)
            shops.visited[row] = at
            self.learning.weigh(row)
        else:
            self.learning.page(row, at, list(listed), complete=complete)
        self.queue.offer(row)
        if first or gone:
            for sibling in self.learning.siblings(row):
                self.queue.offer(sibling)

    def listing_visited(
        self,
        listing_id: ListingId,
        shop_id: ShopId,
        at: float,
        *,
        alive: bool,
        p_violating: float | None = None,
    ) -> None:
        """A listing's own page was opened, and was alive or not."""
        row = self._shop(shop_id, at)
        listing = self.memory.listing(listing_id, row, at)
        listings = self.memory.listings
        listings.busy_until[listing] = -np.inf
        listings.tries[listing] = 0
        if alive:
            self.learning.page_kept(listing, row, at, p_violating)
        else:
            self.learning.page_missing(listing, row, at)
            self.queue.offer(row)

    def decided(self, listing_id: ListingId, *, violating: bool) -> None:
        """An officer's decision about a listing; one that is not known is passed."""
        listing = self.memory.listing_rows.get(listing_id)
        if listing is not None:
            self.learning.decided(listing, violating=violating)
            self.queue.offer(int(self.memory.listings.shop[listing]))

    def risk(self, shop_id: ShopId, at: float) -> float:
        """Chance an hour that a violating listing of a shop goes: deleted, or locked with its shop.

        What violates comes from a shop of a kind in proportion to that kind's violating share.
        """
        row = self._shop(shop_id, at)
        beliefs, shops = self.beliefs, self.memory.shops
        weight = shops.WEIGHT[row] * beliefs.pi
        if shops.hint[row] == 0:
            # It is told to be old, and so is none that stocks up, sells and is locked.
            weight = weight * ~beliefs.fresh
        band = int(beliefs.band(np.maximum(at - shops.found[row], 0.0)))
        return self._hazard(weight, band)

    def risk_of_stranger(self, *, new: bool | None) -> float:
        """The same for a shop of which nothing is known but, perhaps, whether it opened lately."""
        hint = UNTOLD if new is None else int(new)
        return self._hazard(self.beliefs.prior[hint] * self.beliefs.pi, 0)

    def _least_interval(self, row: int, at: float) -> float:
        """Hours until a shop's page may be read again; while it still stocks up they are fewer."""
        shops, config = self.memory.shops, self.config
        opening = shops.hint[row] == 1 and at - shops.found[row] < config.opening_hours
        return config.least_opening_hours if opening else config.least_shop_hours

    def _hazard(self, weight: Floats, band: int) -> float:
        hazards = self.beliefs.h + self.beliefs.g[:, band]
        return float(weight @ hazards / weight.sum())

    # -- what next ---------------------------------------------------------------------------

    def plan(
        self, at: float, budget: int, site_caps: Mapping[str, int | None] | None = None
    ) -> list[Visit]:
        """The best visits at an hour, best first, at most `budget`.

        `site_caps` bounds the visits of a site; one that is not named is not bounded. A page is
        given out once, and again after a while where no visit to it was reported.
        """
        if budget <= 0:
            return []
        return self.queue.take(max(at, self.ranking.clock), budget, site_caps or {})

    # -- over a restart ----------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Everything learned and planned, as values that JSON can hold."""
        return state.save(self)

    @classmethod
    def from_state(
        cls, saved: Mapping[str, Any], config: RecrawlConfig | None = None
    ) -> "RecrawlPolicy":
        """The policy as it was when `state` was called; plans as if it had never stopped.

        Raises StateError where another version or other kinds of seller wrote it.
        """
        policy = cls(config)
        state.restore(policy, dict(saved))
        return policy

    def _shop(self, shop_id: ShopId, at: float) -> int:
        row = self.memory.shop_rows.get(shop_id)
        shops = self.memory.shops
        if row is not None:
            if at - shops.grown[row] > self.config.refresh_hours:
                self.ranking.grow(np.array([row]), at)
            return row
        row = self.memory.add_shop(shop_id)
        shops.found[row] = shops.grown[row] = at
        shops.site[row] = self.memory.site("")
        shops.NUMBER[row] = self.beliefs.pi * self.beliefs.stock
        shops.ALIVE[row] = 1.0 - self.beliefs.late
        self.learning.weigh(row)
        return row
