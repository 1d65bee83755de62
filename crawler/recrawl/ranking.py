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
MOST_STEPS = 60
SHORTEST_WAIT = 0.25
"""Hours below which a wait tells no pace."""
LOWEST_PRICE = 1e-4


class Ranking:
    """Indices of shops and listings at the hour that the memory was last brought to."""

    def __init__(self, config: RecrawlConfig, memory: Memory, beliefs: Beliefs) -> None:
        self.config, self.memory, self.beliefs = config, memory, beliefs
        self.clock = -np.inf
        self.price = 0.3
        """The index of the last page that was worth a fetch in the past day."""
        self.accepted: list[float] = []
        self.marginal: deque[tuple[float, float]] = deque()
        kinds = len(config.archetypes)
        self.values: Floats = np.ones(kinds)
        self.flow: Floats = np.zeros(kinds)

    def bring_to(self, at: float) -> None:
        """Price and values as of an hour."""
        if self.accepted:
            self.marginal.append((at, float(np.mean(self.accepted))))
            self.accepted.clear()
            while self.marginal[0][0] < at - HOURS:
                self.marginal.popleft()
            seen = np.quantile([value for _, value in self.marginal], self.config.price_quantile)
            self.price = max(float(seen), LOWEST_PRICE)
        self.clock = at
        self.beliefs.update()
        self.values = self.beliefs.net_values(self.price)
        horizon = np.minimum(self.config.horizon_hours, 1.0 / self.beliefs.g[:, -1])
        self.flow = self.beliefs.net_flow(self.price, self.values) * horizon

    def grow(self, rows: Rows, at: float) -> None:
        """Bring shops' expected unseen listings and survival to an hour."""
        shops = self.memory.shops
        start = np.minimum(shops.grown[rows], at)
        span = at - start
        steps = int(min(max(np.ceil(span.max(initial=0.0) / GROW_STEP), 1), MOST_STEPS))
        for step in range(steps):
            self._grow_step(rows, start + span * step / steps, start + span * (step + 1) / steps)
        shops.grown[rows] = at

    def _grow_step(self, rows: Rows, start: Floats, end: Floats) -> None:
        shops, beliefs = self.memory.shops, self.beliefs
        span = beliefs.risk_span(start, end)[:, None]
        busy = (beliefs.busy_times(end) - beliefs.busy_times(start))[:, None]
        band = beliefs.band(np.maximum(end - shops.found[rows], 0.0))
        shops.ALIVE[rows] *= np.exp(-beliefs.g.T[band] * span)
        born = shops.FACTOR[rows] * (beliefs.pi[:, None] * beliefs.rate).T[band] * busy
        shops.NUMBER[rows] = shops.NUMBER[rows] * np.exp(-beliefs.h * span) + born

    def shops(self, rows: Rows, at: float) -> Floats:
        """The index of shops."""
        shops, beliefs = self.memory.shops, self.beliefs
        band = beliefs.band(np.maximum(at - shops.found[rows], 0.0))
        since = at - np.maximum(shops.visited[rows], shops.found[rows])
        hour = self._pace(since, at)[:, None]
        weight, number = shops.WEIGHT[rows], shops.NUMBER[rows]
        believed = weight * shops.ALIVE[rows]
        worth = believed * self.values
        born = shops.FACTOR[rows] * (beliefs.pi[:, None] * beliefs.rate).T[band] * hour
        hazard = (beliefs.h + beliefs.g.T[band]) * beliefs.calendar.deletions(at)
        gain = (worth * number).sum(axis=-1)
        growth = (worth * (born - hazard * number)).sum(axis=-1)
        likely = self.config.news_power * number
        news = (1.0 - np.exp(-likely) * (1.0 + likely)) * believed
        # To know which of two kinds that are visited alike a shop is of changes nothing.
        more = np.maximum(self.flow - (weight @ self.flow)[:, None], 0.0)
        return np.asarray(gain - since * growth + (news * more).sum(axis=-1))

    def _pace(self, since: Floats, at: float) -> Floats:
        """Births over the day's mean in the wait that ends now, as the expected number counts them."""
        wait = np.maximum(since, SHORTEST_WAIT)
        busy = self.beliefs.busy_time(at) - self.beliefs.busy_times(at - wait)
        return np.asarray(busy / wait)

    def listings(self, rows: Rows, at: float) -> Floats:
        """The index of listings."""
        listings, shops, beliefs = self.memory.listings, self.memory.shops, self.beliefs
        shop = listings.shop[rows]
        held = beliefs.posterior(listings.evidence[rows], listings.stock[rows])
        last = np.minimum(listings.last[rows], at)
        gap = beliefs.risk_span(last, np.full_like(last, at))
        held *= np.exp(gap[:, None] * -beliefs.h)
        held *= shops.WEIGHT[shop]
        held *= shops.ALIVE[shop]
        return np.asarray(held.sum(axis=-1))
