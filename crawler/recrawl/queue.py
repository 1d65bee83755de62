"""The best pages at hand, as a heap that is made anew every quarter of an hour."""

import heapq
from collections.abc import Mapping

import numpy as np

from crawler.recrawl.config import RecrawlConfig, Visit, VisitKind
from crawler.recrawl.learning import Learning
from crawler.recrawl.memory import Floats, Memory, Rows
from crawler.recrawl.ranking import Ranking
from crawler.recrawl.tables import PENDING, ListingTable, ShopTable

Entry = tuple[float, int, int, int]
"""Negative index, version, shop row, listing row or -1."""
LEARN_HOURS = 1.0
SHOP_SWEEP = 10_000
"""Shops whose index is computed anew in one round, besides the best: it grows as they wait."""
PAUSE_HOURS = 3.0
"""After a pause as long, as between runs of cron, every shop's index is computed anew."""
LISTING_SWEEP = 2_000
"""The same of listings: an index that was not touched since only falls, so few are enough."""
WORTHLESS = 1e-6
MOST_TRIES = 4


class Queue:
    """Hands out visits by index; what changes is offered again under a new version."""

    def __init__(
        self, config: RecrawlConfig, memory: Memory, learning: Learning, ranking: Ranking
    ) -> None:
        self.config, self.memory = config, memory
        self.learning, self.ranking = learning, ranking
        self.heap: list[Entry] = []
        self.version = 0
        self.ranked_at = self.learned_at = -np.inf
        self.rounds = 0
        self.more = False
        """True where pages that are worth a visit are not in the heap."""

    # -- offering ----------------------------------------------------------------------------

    def offer(self, shop: int) -> None:
        """A shop and its pending listings have changed."""
        if self.ranked_at == -np.inf or self.memory.shops.gone[shop]:
            return
        rank = float(self.ranking.shops(np.array([shop]), self.ranking.clock)[0])
        self.memory.shops.rank[shop] = rank
        if rank > 0:
            heapq.heappush(self.heap, (-rank, 0, shop, -1))
        rows = self.memory.pending(shop)
        if rows.size:
            self.version += 1
            self._push_listings(rows, self.ranking.listings(rows, self.ranking.clock))

    def _push_listings(self, rows: Rows, ranks: Floats) -> None:
        listings = self.memory.listings
        listings.stamp[rows] = self.version
        listings.rank[rows] = ranks
        shops = listings.shop[rows].tolist()
        for rank, shop, row in zip(ranks.tolist(), shops, rows.tolist(), strict=True):
            heapq.heappush(self.heap, (-rank, self.version, shop, row))

    # -- ranking all -------------------------------------------------------------------------

    def rank(self, at: float, wanted: int, closed: frozenset[int] = frozenset()) -> None:
        """Make the heap anew from the best pages of all; nothing of sites that are closed now."""
        sweep = SHOP_SWEEP if at - self.ranked_at < PAUSE_HOURS else self.memory.shops.size
        self.ranking.bring_to(at)
        if at - self.learned_at >= LEARN_HOURS:
            self.learning.recount(int(at // LEARN_HOURS))
            self.learned_at = at
        self.ranked_at = at
        self.rounds += 1
        shops, ranks = self._best_shops(at, wanted, closed, sweep)
        rows, chances = self._best_listings(at, wanted, closed)
        self.version += 1
        self.heap = [
            (-rank, 0, shop, -1) for rank, shop in zip(ranks.tolist(), shops.tolist(), strict=True)
        ]
        self.memory.listings.stamp[rows] = self.version
        owners = self.memory.listings.shop[rows].tolist()
        for rank, shop, row in zip(chances.tolist(), owners, rows.tolist(), strict=True):
            self.heap.append((-rank, self.version, shop, row))
        heapq.heapify(self.heap)
        self.more = bool(closed) or wanted in {shops.size, rows.size}

    def _best_shops(
        self, at: float, wanted: int, closed: frozenset[int], sweep: int
    ) -> tuple[Rows, Floats]:
        shops, count = self.memory.shops, self.memory.shops.size
        free = ~shops.gone[:count] & (shops.busy_until[:count] <= at)
        if closed:
            free &= ~np.isin(shops.site[:count], list(closed))
        rows = self._due(np.flatnonzero(free), shops.rank, wanted, sweep)
        self.ranking.grow(rows, at)
        ranks = self.ranking.shops(rows, at)
        shops.rank[rows] = ranks
        top = _top(ranks, wanted)
        top = top[ranks[top] > 0]
        return rows[top], ranks[top]

    def _best_listings(self, at: float, wanted: int, closed: frozenset[int]) -> tuple[Rows, Floats]:
        listings, count = self.memory.listings, self.memory.listings.size
        free = listings.status[:count] == PENDING
        free &= listings.busy_until[:count] <= at
        if closed:
            sites = self.memory.shops.site[listings.shop[:count]]
            free &= ~np.isin(sites, list(closed))
        rows = self._due(np.flatnonzero(free), listings.rank, wanted, LISTING_SWEEP)
        ranks = self.ranking.listings(rows, at)
        listings.rank[rows] = ranks
        top = _top(ranks, wanted)
        top = top[ranks[top] > WORTHLESS]
        return rows[top], ranks[top]

    def _due(self, rows: Rows, ranks: Floats, wanted: int, sweep: int) -> Rows:
        """All rows where they are few; of many the best by their last index, and a part in turn."""
        if rows.size <= 2 * wanted + sweep:
            return rows
        best = rows[_top(ranks[rows], 2 * wanted)]
        begin = self.rounds * sweep % rows.size
        return np.union1d(best, rows[begin : begin + sweep])

    # -- taking ------------------------------------------------------------------------------

    def take(self, at: float, budget: int, site_caps: Mapping[str, int | None]) -> list[Visit]:
        """The best visits at an hour, at most `budget`, within what each site may take."""
        caps = [site_caps.get(name) for name in self.memory.site_names]
        wanted = max(512, 8 * budget)
        if at - self.ranked_at >= self.config.refresh_hours:
            self.rank(at, wanted)
        visits = self._take(at, budget, caps)
        if len(visits) < budget and self.more:
            closed = frozenset(
                number for number, cap in enumerate(caps) if cap is not None and cap <= 0
            )
            self.rank(at, wanted, closed)
            visits += self._take(at, budget - len(visits), caps)
        full = len(visits) == budget
        self.ranking.accepted.append(visits[-1].priority if full else 0.0)
        return visits

    def _take(self, at: float, budget: int, caps: list[int | None]) -> list[Visit]:
        visits: list[Visit] = []
        refused = []
        while self.heap and len(visits) < budget:
            entry = heapq.heappop(self.heap)
            if not self._stands(entry, at):
                continue
            site = self.memory.shops.site[entry[2]]
            cap = caps[site]
            if cap is not None and cap <= 0:
                refused.append(entry)
                continue
            if cap is not None:
                caps[site] = cap - 1
            visits.append(self._visit(at, entry))
        for entry in refused:
            heapq.heappush(self.heap, entry)
        return visits

    def _stands(self, entry: Entry, at: float) -> bool:
        """Whether an entry is the latest of its page, and the page is free."""
        negative, version, shop, listing = entry
        shops, listings = self.memory.shops, self.memory.listings
        if listing < 0:
            current = shops.rank[shop] == -negative and not shops.gone[shop]
            return bool(current and shops.busy_until[shop] <= at)
        current = listings.stamp[listing] == version and listings.status[listing] == PENDING
        return bool(current and listings.busy_until[listing] <= at)

    def _visit(self, at: float, entry: Entry) -> Visit:
        negative, _, shop, listing = entry
        table: ShopTable | ListingTable = self.memory.shops
        row, identity, kind = shop, None, VisitKind.SHOP
        if listing >= 0:
            table, row, kind = self.memory.listings, listing, VisitKind.LISTING
            identity = self.memory.listing_ids[listing]
        tries = int(table.tries[row])
        table.busy_until[row] = at + self.config.retry_hours * 2.0 ** min(tries, MOST_TRIES)
        table.tries[row] = min(tries + 1, MOST_TRIES)
        return Visit(kind, self.memory.shop_ids[shop], identity, -negative)


def _top(values: Floats, count: int) -> Rows:
    """Positions of the largest values, in no order."""
    if values.size <= count:
        return np.arange(values.size, dtype=np.int64)
    return np.argpartition(-values, count)[:count].astype(np.int64)
