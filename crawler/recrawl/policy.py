"""The recrawl policy: what to open next so that most violating listings are kept in time."""

import heapq
import itertools
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crawler.recrawl.beliefs import Beliefs, log_evidence
from crawler.recrawl.config import ListingId, RecrawlConfig, ShopId, Visit, VisitKind
from crawler.recrawl.tables import CAPTURED, DEAD, PENDING, ListingTable, ShopTable

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
TINY = 1e-12


class RecrawlPolicy:
    """Learns from visits and plans the next ones. Pure: no clock, no I/O, no hidden chance."""

    def __init__(self, config: RecrawlConfig | None = None) -> None:
        self.config = config or RecrawlConfig()
        self.beliefs = Beliefs(self.config)
        kinds = len(self.config.archetypes)
        self.shops = ShopTable(kinds)
        self.listings = ListingTable(kinds)
        self.shop_rows: dict[ShopId, int] = {}
        self.shop_ids: list[ShopId] = []
        self.listing_rows: dict[ListingId, int] = {}
        self.listing_ids: list[ListingId] = []
        self.members: list[Rows] = []
        self.sites: dict[str, int] = {}
        self.site_names: list[str] = []
        self.operators: dict[Any, int] = {}
        self.operator_weight: list[Floats] = []
        self.operator_shops: list[list[int]] = []
        self.clock = -np.inf
        self.price = 0.3
        self.heap: list[tuple[float, int, int, int]] = []
        self.version = 0
        self.ranked_at = -np.inf
        self.swept_at = -np.inf
        self.learned_at = -np.inf
        self.accepted: list[float] = []
        self.marginal: deque[tuple[float, float]] = deque()
        self.tune = {
            "alpha": 2.0,
            "quantile": 0.3,
            "voi_hours": 480.0,
            "voi_power": 0.7,
            **self.config.tuning,
        }

    # -- what happened ---------------------------------------------------------------------

    def shop_discovered(
        self, shop_id: ShopId, site: str, at: float, hints: Mapping[str, Any] | None = None
    ) -> None:
        """A shop was heard of; telling it again changes nothing."""
        hints = hints or {}
        row = self._shop(shop_id, at)
        shops = self.shops
        shops.site[row] = self._site(site)
        new = hints.get("new")
        if new is not None:
            shops.hint[row] = int(bool(new))
        operator = hints.get("operator")
        if operator is not None and shops.operator[row] < 0:
            number = self.operators.setdefault(operator, len(self.operators))
            if number == len(self.operator_weight):
                self.operator_weight.append(np.zeros(len(self.config.archetypes)))
                self.operator_shops.append([])
            shops.operator[row] = number
            self.operator_shops[number].append(row)
        if shops.gone[row]:
            shops.gone[row] = False
            shops.ALIVE[row] = 1.0
        self._weigh(row)
        self._offer_shop(row)

    def shop_visited(
        self,
        shop_id: ShopId,
        at: float,
        listed: Iterable[tuple[ListingId, float]] = (),
        *,
        complete: bool = True,
        gone: bool = False,
    ) -> None:
        """A shop's page was read: the listings on it with each card's probability, or that it is gone."""
        row = self._shop(shop_id, at)
        shops = self.shops
        at = max(at, shops.visited[row])
        shops.busy_until[row] = -np.inf
        shops.tries[row] = 0
        if gone:
            self._lock(row, at)
        else:
            self._page(row, at, list(listed), complete)
        shops.visited[row] = at
        self._weigh(row)
        self._offer_shop(row)
        self._offer_listings(row)

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
        listing = self._listing(listing_id, row, at)
        shops, listings = self.shops, self.listings
        listings.busy_until[listing] = -np.inf
        listings.tries[listing] = 0
        if alive:
            self._alive(row, at)
            listings.status[listing] = CAPTURED
            listings.last[listing] = max(at, listings.last[listing])
            if p_violating is not None and listings.decision[listing] < 0:
                self._re_evidence(listing, log_evidence(p_violating))
            self._weigh(row)
            return
        if listings.status[listing] == PENDING:
            listings.status[listing] = DEAD
        gap = max(at - listings.last[listing], 0.01)
        beliefs = self.beliefs
        chance = beliefs.posterior(float(listings.evidence[listing]))
        single = 1.0 - (
            chance * np.exp(-beliefs.h * gap) + (1.0 - chance) * np.exp(-beliefs.h0 * gap)
        )
        alive_now = shops.ALIVE[row] * single
        total = alive_now + 1.0 - shops.ALIVE[row]
        shops.EVIDENCE[row] += np.log(np.maximum(total, TINY))
        shops.ALIVE[row] = alive_now / np.maximum(total, TINY)
        self._weigh(row)
        self._offer_shop(row)
        self._offer_listings(row)

    def decided(self, listing_id: ListingId, *, violating: bool) -> None:
        """An officer's decision about a listing."""
        listing = self.listing_rows.get(listing_id)
        if listing is None:
            return
        self.listings.decision[listing] = int(violating)
        self._re_evidence(listing, 6.0 if violating else -6.0)
        row = int(self.listings.shop[listing])
        self._weigh(row)
        self._offer_shop(row)
        self._offer_listings(row)

    # -- what next -------------------------------------------------------------------------

    def plan(  # noqa: C901, PLR0912  (one loop over one heap reads best whole)
        self, at: float, budget: int, site_caps: Mapping[str, int | None] | None = None
    ) -> list[Visit]:
        """The best visits at an hour, at most `budget`; each is given out once until it is overdue."""
        at = max(at, self.clock)
        if budget <= 0:
            return []
        if at - self.ranked_at >= self.config.refresh_hours:
            self._rank(at, budget)
        caps = [(site_caps or {}).get(name) for name in self.site_names]
        visits: list[Visit] = []
        fresh = False
        shops, listings = self.shops, self.listings
        put_back = []
        while len(visits) < budget:
            if not self.heap:
                if fresh or not self.more:
                    break
                fresh = True
                self._rank(at, 4 * budget)
                continue
            entry = heapq.heappop(self.heap)
            negative, version, shop, listing = entry
            if listing < 0:
                if shops.rank[shop] != -negative or shops.gone[shop] or shops.busy_until[shop] > at:
                    continue
            elif (
                listings.status[listing] != PENDING
                or listings.busy_until[listing] > at
                or listings.stamp[listing] != version
            ):
                continue
            cap = caps[shops.site[shop]]
            if cap is not None and cap <= 0:
                put_back.append(entry)
                continue
            if cap is not None:
                caps[shops.site[shop]] = cap - 1
            visits.append(self._visit(at, shop, listing, -negative))
        for entry in put_back:
            heapq.heappush(self.heap, entry)
        if visits and len(visits) == budget:
            self.accepted.append(visits[-1].priority)
        elif len(visits) < budget:
            self.accepted.append(0.0)
        return visits

    def _visit(self, at: float, shop: int, listing: int, priority: float) -> Visit:
        table: ShopTable | ListingTable = self.shops
        row, identity = shop, None
        if listing >= 0:
            table, row, identity = self.listings, listing, self.listing_ids[listing]
        tries = int(table.tries[row])
        table.busy_until[row] = at + self.config.retry_hours * 2.0 ** min(tries, 8)
        table.tries[row] = tries + 1
        kind = VisitKind.SHOP if identity is None else VisitKind.LISTING
        return Visit(kind, self.shop_ids[shop], identity, priority)

    # -- ranking ---------------------------------------------------------------------------

    def _rank(self, at: float, budget: int) -> None:
        if self.accepted:
            self.marginal.append((at, float(np.mean(self.accepted))))
            self.accepted.clear()
            while self.marginal[0][0] < at - 24.0:
                self.marginal.popleft()
            seen = np.quantile([value for _, value in self.marginal], self.tune["quantile"])
            self.price = max(float(seen), 1e-4)
        self._grow(at)
        if at - self.learned_at >= 1.0:
            self._learn_kinds()
            self.learned_at = at
        self.beliefs.update()
        self.values = self.beliefs.net_values(self.price)
        horizon = np.minimum(self.tune["voi_hours"], 1.0 / self.beliefs.g[:, -1])
        self.flow = self.beliefs.net_flow(self.price, self.values) * horizon
        self.ranked_at = at
        shops, listings = self.shops, self.listings
        count = shops.size
        shops.rank[:count] = self._shop_ranks(np.arange(count), at)
        live = np.flatnonzero(
            ~shops.gone[:count] & (shops.busy_until[:count] <= at) & (shops.rank[:count] > 0)
        )
        pending = np.flatnonzero(
            (listings.status[: listings.size] == PENDING)
            & (listings.busy_until[: listings.size] <= at)
        )
        wanted = max(512, 8 * budget)
        # A listing's rank only falls with time until its shop is heard of again, so that the
        # rank it had is a bound: only the best of those are looked at anew.
        bound = listings.rank[pending]
        if pending.size > 2 * wanted and at - self.swept_at < 6.0:
            pending = pending[np.argpartition(-bound, 2 * wanted)[: 2 * wanted]]
        else:
            self.swept_at = at
        ranks = self._listing_ranks(pending, at)
        listings.rank[pending] = ranks
        keep = ranks > 1e-6
        pending, ranks = pending[keep], ranks[keep]
        every = np.concatenate([shops.rank[live], ranks])
        self.more = every.size > wanted
        top = np.argpartition(-every, wanted)[:wanted] if self.more else np.arange(every.size)
        self.version += 1
        heap = []
        for position in top.tolist():
            if position < live.size:
                shop = int(live[position])
                heap.append((-float(every[position]), 0, shop, -1))
            else:
                listing = int(pending[position - live.size])
                listings.stamp[listing] = self.version
                heap.append(
                    (-float(every[position]), self.version, int(listings.shop[listing]), listing)
                )
        heapq.heapify(heap)
        self.heap = heap

    def _grow(self, at: float) -> None:
        """Bring every shop's expected unseen listings and survival to an hour."""
        if self.clock == -np.inf:
            self.clock = at
        shops, count, beliefs = self.shops, self.shops.size, self.beliefs
        steps = int(min(max(np.ceil((at - self.clock) / 2.0), 1), 60))
        edges = np.linspace(self.clock, at, steps + 1)
        for begin, end in itertools.pairwise(edges):
            span = end - begin
            if span <= 0:
                continue
            busy = beliefs.busy_time(end) - beliefs.busy_time(begin)
            band = beliefs.band(np.maximum(end - shops.found[:count], 0.0))
            shops.ALIVE[:count] *= np.exp(-beliefs.g.T * span)[band]
            shops.NUMBER[:count] *= np.exp(-beliefs.h * span)
            shops.NUMBER[:count] += (
                shops.FACTOR[:count] * ((beliefs.pi[:, None] * beliefs.rate).T * busy)[band]
            )
        self.clock = at

    def _shop_ranks(self, rows: Any, at: float) -> Floats:
        shops, beliefs = self.shops, self.beliefs
        band = beliefs.band(np.maximum(at - shops.found[rows], 0.0))
        hour = beliefs.hour[int(at % 24.0)]
        hour = hour ** self.tune.get("hour_power", 1.0)
        worth = shops.WEIGHT[rows] * shops.ALIVE[rows] * self.values
        number = shops.NUMBER[rows]
        born = shops.FACTOR[rows] * ((beliefs.pi[:, None] * beliefs.rate).T * hour)[band]
        lost = (beliefs.h + beliefs.g.T[band]) * number
        since = at - np.maximum(shops.visited[rows], shops.found[rows])
        gain = (worth * number).sum(axis=-1)
        growth = (worth * (born - lost)).sum(axis=-1)
        learnt = 1.0 - shops.WEIGHT[rows]
        x = self.tune["voi_power"] * number
        news = 1.0 - np.exp(-x) * (1.0 + x)
        news = (shops.WEIGHT[rows] * learnt * shops.ALIVE[rows] * self.flow * news).sum(axis=-1)
        return np.asarray(gain - since * growth * self.tune.get("growth", 1.0) + news)

    def _listing_ranks(self, rows: Any, at: float) -> Floats:
        shops, listings, beliefs = self.shops, self.listings, self.beliefs
        shop = listings.shop[rows]
        chance = beliefs.posterior(listings.evidence[rows].astype(float))
        gap = np.maximum(at - listings.last[rows], 0.0)
        alive = np.exp(-beliefs.h * gap[:, None])
        return np.asarray((shops.WEIGHT[shop] * shops.ALIVE[shop] * alive * chance).sum(axis=-1))

    def _offer_shop(self, row: int) -> None:
        if self.ranked_at == -np.inf or self.shops.gone[row]:
            return
        rank = float(self._shop_ranks(np.array([row]), self.clock)[0])
        self.shops.rank[row] = rank
        if rank > 0:
            heapq.heappush(self.heap, (-rank, 0, row, -1))

    def _offer_listings(self, row: int) -> None:
        if self.ranked_at == -np.inf or self.shops.gone[row]:
            return
        rows = self.members[row]
        rows = rows[self.listings.status[rows] == PENDING]
        if rows.size == 0:
            return
        self.version += 1
        self.listings.stamp[rows] = self.version
        ranks = self._listing_ranks(rows, self.clock)
        self.listings.rank[rows] = ranks
        for listing, rank in zip(rows.tolist(), ranks.tolist(), strict=True):
            heapq.heappush(self.heap, (-rank, self.version, row, listing))

    def _learn_kinds(self) -> None:
        shops, count = self.shops, self.shops.size
        visited = np.isfinite(shops.visited[:count])
        hint = shops.hint[:count]
        for number in range(3):
            those = visited & (hint == number)
            self.beliefs.seen_kinds[number] = shops.WEIGHT[:count][those].sum(axis=0)

    # -- learning --------------------------------------------------------------------------

    def _shop(self, shop_id: ShopId, at: float) -> int:
        row = self.shop_rows.get(shop_id)
        if row is not None:
            return row
        row = self.shops.add()
        self.shop_rows[shop_id] = row
        self.shop_ids.append(shop_id)
        self.members.append(np.empty(0, np.int64))
        shops, beliefs = self.shops, self.beliefs
        shops.found[row] = at
        shops.site[row] = self._site("")
        shops.ALIVE[row] = 1.0
        shops.NUMBER[row] = beliefs.pi * beliefs.stock
        self._weigh(row)
        return row

    def _listing(self, listing_id: ListingId, shop: int, at: float) -> int:
        row = self.listing_rows.get(listing_id)
        if row is None:
            row = self.listings.add()
            self.listing_rows[listing_id] = row
            self.listing_ids.append(listing_id)
            self.listings.shop[row] = shop
            self.listings.first[row] = self.listings.last[row] = at
        return row

    def _site(self, name: str) -> int:
        number = self.sites.setdefault(name, len(self.sites))
        if number == len(self.site_names):
            self.site_names.append(name)
        return number

    def _weigh(self, row: int) -> None:
        shops, beliefs, config = self.shops, self.beliefs, self.config
        prior = beliefs.prior[shops.hint[row]]
        operator = int(shops.operator[row])
        if operator >= 0:
            alpha = self.tune["alpha"]
            others = self.operator_weight[operator]
            if shops.visited[row] > -np.inf:
                others = others - shops.WEIGHT[row]
            prior = alpha * prior + np.maximum(others, 0.0)
            prior = prior / prior.sum()
        evidence = shops.EVIDENCE[row]
        np.subtract(evidence, evidence.max(), out=evidence)
        np.maximum(evidence, -config.evidence_bound, out=evidence)
        shape, born = config.birth_shape, shops.births[row]
        steady = shops.RATES[row] - (shape + born) * np.log(shape + shops.EXPECTED[row])
        log = np.log(prior) + evidence + steady - steady.max()
        weight = np.exp(log - log.max())
        weight /= weight.sum()
        if operator >= 0:
            total = self.operator_weight[operator]
            if shops.visited[row] > -np.inf:
                if shops.WEIGHT[row].any() and self._counted(row):
                    total -= shops.WEIGHT[row]
                total += weight
        shops.WEIGHT[row] = weight
        shops.FACTOR[row] = (shape + born) / (shape + shops.EXPECTED[row])

    def _counted(self, row: int) -> bool:
        return True

    def _alive(self, row: int, at: float) -> None:
        shops, beliefs = self.shops, self.beliefs
        begin = max(shops.known_alive[row], shops.found[row])
        shops.EVIDENCE[row] += np.log(np.maximum(shops.ALIVE[row], TINY))
        shops.ALIVE[row] = 1.0
        if at > begin:
            hours = beliefs.band_hours(begin - shops.found[row], at - shops.found[row])
            beliefs.lock_hours += shops.WEIGHT[row][:, None] * hours
        shops.known_alive[row] = max(at, begin)
        shops.gone[row] = False

    def _lock(self, row: int, at: float) -> None:
        shops, beliefs, listings = self.shops, self.beliefs, self.listings
        if not shops.gone[row]:
            shops.EVIDENCE[row] += np.log(np.maximum(1.0 - shops.ALIVE[row], TINY))
            self._weigh(row)
            found = shops.found[row]
            begin = max(shops.known_alive[row], found)
            hours = beliefs.band_hours(begin - found, max(at - found, begin - found + 0.01))
            risk = beliefs.g * hours
            before = np.cumsum(risk, axis=1) - risk
            density = np.exp(-before) * -np.expm1(-risk)
            density /= np.maximum(density.sum(axis=1, keepdims=True), TINY)
            weight = shops.WEIGHT[row][:, None]
            beliefs.locks += weight * density
            later = 1.0 - np.cumsum(density, axis=1)
            beliefs.lock_hours += weight * hours * (np.maximum(later, 0.0) + density / (2.0 + risk))
        shops.gone[row] = True
        rows = self.members[row]
        pending = rows[listings.status[rows] == PENDING]
        listings.status[pending] = DEAD
        self.members[row] = rows[:0]

    def _page(  # noqa: PLR0915  (one page's bookkeeping, in the order of its steps)
        self,
        row: int,
        at: float,
        listed: list[tuple[ListingId, float]],
        complete: bool,  # noqa: FBT001
    ) -> None:
        shops, beliefs, listings = self.shops, self.beliefs, self.listings
        first = shops.visited[row] == -np.inf
        begin = shops.found[row] if first else shops.visited[row]
        self._alive(row, at)
        known, new, scores = [], [], []
        for listing_id, probability in listed:
            number = self.listing_rows.get(listing_id)
            if number is None:
                number = self._listing(listing_id, row, at)
                new.append(number)
                scores.append(log_evidence(probability))
            else:
                known.append(number)
        fresh_rows = np.array(new, dtype=np.int64)
        known_rows = np.array(known, dtype=np.int64)
        self.version += 1
        listings.stamp[known_rows] = self.version
        listings.stamp[fresh_rows] = self.version
        members = self.members[row]
        absent = members[listings.stamp[members] != self.version]
        evidence = np.array(scores)
        chance = beliefs.posterior(evidence)
        if new:
            listings.evidence[fresh_rows] = evidence
            share = beliefs.stock_share if first else beliefs.pi
            shops.EVIDENCE[row] += np.log(1.0 - share + share * np.exp(evidence)[:, None]).sum(
                axis=0
            )
        survived = self._survival(row, known_rows, at, gone=False) if known else None
        died = self._survival(row, absent, at, gone=True) if complete and absent.size else None
        expected = self._count_births(
            row, begin, at, len(new), first=first, full=not complete and not known
        )
        self._weigh(row)
        weight = shops.WEIGHT[row]
        if new and not first:
            beliefs.violating += weight * chance.sum(axis=0)
            beliefs.listings += weight * len(new)
        if new:
            beliefs.add_cards(evidence, chance @ weight)
        for found in (survived, died):
            if found is not None:
                beliefs.deletions += weight * found[0]
                beliefs.deletion_hours += weight * found[1]
                beliefs.expiries += float(weight @ found[2])
                beliefs.expiry_hours += float(weight @ found[3])
        if expected is not None:
            self._learn_births(row, begin, at, len(new), expected, first=first)
        dead = listings.status[known_rows] == DEAD
        listings.status[known_rows[dead]] = PENDING
        listings.last[known_rows] = at
        if complete:
            listings.status[absent[listings.status[absent] == PENDING]] = DEAD
            self.members[row] = np.concatenate([known_rows, fresh_rows])
        else:
            self.members[row] = np.concatenate([known_rows, fresh_rows, absent])
        shops.NUMBER[row] = 0.0

    def _survival(self, row: int, rows: Rows, at: float, *, gone: bool) -> tuple[Floats, ...]:
        beliefs, listings = self.beliefs, self.listings
        gap = np.maximum(at - listings.last[rows], 0.0)[:, None]
        chance = beliefs.posterior(listings.evidence[rows].astype(float))
        bad = np.exp(-beliefs.h * gap)
        good = np.exp(-beliefs.h0 * gap)
        if gone:
            bad, good, gap = 1.0 - bad, 1.0 - good, gap / 2.0
        bad, good = chance * bad, (1.0 - chance) * good
        total = np.maximum(bad + good, TINY)
        self.shops.EVIDENCE[row] += np.log(total).sum(axis=0)
        bad /= total
        events = bad.sum(axis=0) if gone else np.zeros(bad.shape[1])
        expiries = (1.0 - bad).sum(axis=0) if gone else np.zeros(bad.shape[1])
        return events, (bad * gap).sum(axis=0), expiries, ((1.0 - bad) * gap).sum(axis=0)

    def _count_births(
        self, row: int, begin: float, at: float, count: int, *, first: bool, full: bool
    ) -> Floats | None:
        """Expected births by kind and band, counted as evidence."""
        if at - begin < 0.01 and not first:
            return None
        shops, beliefs = self.shops, self.beliefs
        age = begin - shops.found[row], at - shops.found[row]
        hours = beliefs.band_hours(*age)
        span = max(at - begin, 1e-3)
        busy = (beliefs.busy_time(at) - beliefs.busy_time(begin)) / span if at > begin else 1.0
        loss = beliefs.pi * beliefs.h + (1.0 - beliefs.pi) * beliefs.h0
        filled = hours > 0
        ends = np.cumsum(hours)
        middle = (ends - hours / 2) * filled
        kept = np.exp(-loss[:, None] * np.maximum(span - middle, 0.0))
        exposure: Floats = hours * busy * kept
        expected = beliefs.rate * exposure
        if full:
            return None
        if first:
            total = expected.sum(axis=1) + beliefs.stock
            shape = self.config.birth_shape
            shops.EVIDENCE[row] += count * np.log(total) - (shape + count) * np.log(shape + total)
        else:
            total = expected.sum(axis=1)
            shops.births[row] += count
            shops.EXPECTED[row] += total
            shops.RATES[row] += count * np.log(np.maximum(total, TINY))
        return exposure

    def _learn_births(
        self, row: int, begin: float, at: float, count: int, exposure: Floats, *, first: bool
    ) -> None:
        shops, beliefs = self.shops, self.beliefs
        weight = shops.WEIGHT[row]
        factor = shops.FACTOR[row] if not first else np.ones(weight.size)
        expected = beliefs.rate * exposure * factor[:, None]
        total = expected.sum(axis=1)
        if first:
            total = total + beliefs.stock
            beliefs.stock_seen += weight * count * beliefs.stock / total
            beliefs.stock_shops += weight
        total = np.maximum(total, TINY)
        beliefs.births += (weight * count / total)[:, None] * expected
        beliefs.birth_hours += (weight * factor)[:, None] * exposure
        if not first and at - begin <= 12.0:
            share = beliefs.hours_between(begin, at) * beliefs.hour
            share /= share.sum()
            beliefs.hour_births += count * share
            beliefs.hour_expected += float(weight @ total) * share

    def _re_evidence(self, listing: int, evidence: float) -> None:
        listings, beliefs = self.listings, self.beliefs
        row = int(listings.shop[listing])
        old = float(listings.evidence[listing])
        pi = beliefs.pi
        self.shops.EVIDENCE[row] += np.log(1.0 - pi + pi * np.exp(evidence)) - np.log(
            1.0 - pi + pi * np.exp(old)
        )
        listings.evidence[listing] = evidence
        weight = self.shops.WEIGHT[row]
        beliefs.violating += weight * (beliefs.posterior(evidence) - beliefs.posterior(old))
