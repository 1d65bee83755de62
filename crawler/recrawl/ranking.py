"""What a visit is worth: one price for pages of shops and of listings.

A shop's index is R - t R': what its page is expected to show that is new, R, less what would come
anyway in a wait as long as the last one. It is the Whittle index of a page that is read again and
again. A listing's index is the probability that it violates and is still there.
"""

from collections import deque

import numpy as np

from crawler.recrawl.beliefs import HOURS, Beliefs, Floats
from crawler.recrawl.config import RecrawlConfig
from crawler.recrawl.memory import Memory, Rows

GROW_STEP = 2.0
"""Hours within which a shop's hazards count as constant."""
LOWEST_PRICE = 1e-4
WAITS = (2, 4, 8)
"""Hours that a page may be left for a time of day at which fetches are worth less."""
HOURLY_MEMORY = 0.9
"""How much of an hour's price stays from one look to the next, four an hour."""


class Ranking:
    """Indices of shops and listings at the hour that the memory was last brought to."""

    def __init__(self, config: RecrawlConfig, memory: Memory, beliefs: Beliefs) -> None:
        self.config, self.memory, self.beliefs = config, memory, beliefs
        self.clock = -np.inf
        self.price = 0.3
        """The index of the last page that was worth a fetch in the past day."""
        self.accepted: list[float] = []
        self.marginal: deque[tuple[float, float]] = deque()
        self.hourly = np.full(HOURS, np.nan)
        """The price by hour of the day, where it is known."""
        kinds = len(config.archetypes)
        self.values: Floats = np.ones(kinds)
        self.flow: Floats = np.zeros(kinds)

    def bring_to(self, at: float) -> None:
        """Price, values and every shop's expectations as of an hour."""
        if self.accepted:
            lately = float(np.mean(self.accepted))
            self.marginal.append((at, lately))
            hour = int(self.clock % HOURS)
            before = lately if np.isnan(self.hourly[hour]) else self.hourly[hour]
            self.hourly[hour] = HOURLY_MEMORY * before + (1.0 - HOURLY_MEMORY) * lately
            self.accepted.clear()
            while self.marginal[0][0] < at - HOURS:
                self.marginal.popleft()
            seen = np.quantile([value for _, value in self.marginal], self.config.price_quantile)
            self.price = max(float(seen), LOWEST_PRICE)
        self._grow(at)
        self.beliefs.update()
        self.values = self.beliefs.net_values(self.price)
        horizon = np.minimum(self.config.horizon_hours, 1.0 / self.beliefs.g[:, -1])
        self.flow = self.beliefs.net_flow(self.price, self.values) * horizon

    def _grow(self, at: float) -> None:
        """Bring every shop's expected unseen listings and survival to an hour."""
        begin = at if self.clock == -np.inf else self.clock
        steps = int(min(max(np.ceil((at - begin) / GROW_STEP), 1), 60))
        for start, end in zip(*_intervals(begin, at, steps), strict=True):
            self._grow_step(float(start), float(end))
        self.clock = at

    def _grow_step(self, start: float, end: float) -> None:
        shops, count, beliefs = self.memory.shops, self.memory.shops.size, self.beliefs
        span = end - start
        if span <= 0:
            return
        busy = beliefs.busy_time(end) - beliefs.busy_time(start)
        band = beliefs.band(np.maximum(end - shops.found[:count], 0.0))
        shops.ALIVE[:count] *= np.exp(-beliefs.g.T * span)[band]
        shops.NUMBER[:count] *= np.exp(-beliefs.h * span)
        born = (beliefs.pi[:, None] * beliefs.rate).T * busy
        shops.NUMBER[:count] += shops.FACTOR[:count] * born[band]

    def _premium(self, held: Floats, hazard: Floats, at: float) -> Floats:
        """What waiting for a cheaper hour would save, less what of `held` would be gone by then.

        Both are rows by kinds; `held` is what a visit now would find.
        """
        hour, saved = int(at % HOURS), np.zeros(len(held))
        for wait in WAITS:
            ahead = self.hourly[np.arange(hour + 1, hour + wait + 1) % HOURS]
            drop = self.config.patience * float(self.hourly[hour] - ahead[-1])
            # An hour without a price is one in which nothing is fetched.
            if not np.isnan(ahead).any() and drop > 0.0:
                lost = (held * -np.expm1(-hazard * wait)).sum(axis=-1)
                np.maximum(saved, drop - lost, out=saved)
        return saved

    def shops(self, rows: Rows, at: float) -> Floats:
        """The index of shops."""
        shops, beliefs, config = self.memory.shops, self.beliefs, self.config
        band = beliefs.band(np.maximum(at - shops.found[rows], 0.0))
        # Part of the hour's own pace: a burst that is ending need not be waited for.
        hour = beliefs.hour[int(at % HOURS)] ** config.hour_power
        weight, number = shops.WEIGHT[rows], shops.NUMBER[rows]
        believed = weight * shops.ALIVE[rows]
        worth = believed * self.values
        born = shops.FACTOR[rows] * ((beliefs.pi[:, None] * beliefs.rate).T * hour)[band]
        hazard = beliefs.h + beliefs.g.T[band]
        since = at - np.maximum(shops.visited[rows], shops.found[rows])
        gain = (worth * number).sum(axis=-1)
        growth = (worth * (born - hazard * number)).sum(axis=-1)
        likely = config.news_power * number
        news = (1.0 - np.exp(-likely) * (1.0 + likely)) * believed * (1.0 - weight)
        index = gain - since * growth + (news * self.flow).sum(axis=-1)
        return np.asarray(index - self._premium(worth * number, hazard, at))

    def listings(self, rows: Rows, at: float) -> Floats:
        """The index of listings."""
        listings, shops, beliefs = self.memory.listings, self.memory.shops, self.beliefs
        shop = listings.shop[rows]
        chance = beliefs.posterior(listings.evidence[rows], listings.stock[rows])
        gap = np.maximum(at - listings.last[rows], 0.0)
        alive = shops.ALIVE[shop] * np.exp(-beliefs.h * gap[:, None])
        held = shops.WEIGHT[shop] * alive * chance
        told = 1.0 + self.config.label_power * (1.0 - shops.WEIGHT[shop]) * self.flow
        band = beliefs.band(np.maximum(at - shops.found[shop], 0.0))
        hazard = beliefs.h + beliefs.g.T[band]
        return np.asarray((held * told).sum(axis=-1) - self._premium(held, hazard, at))


def _intervals(begin: float, end: float, steps: int) -> tuple[Floats, Floats]:
    edges = np.linspace(begin, end, steps + 1)
    return edges[:-1], edges[1:]
