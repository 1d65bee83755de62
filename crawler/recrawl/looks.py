"""First looks: what shops held when they were first read, weighed with what is believed now.

Most shops are first read when little is known of what kinds of seller hold. Were that look weighed
once and for all, shops that look honest by the first guesses would be left for good.
"""

import numpy as np
from scipy.special import gammaln

from crawler.recrawl.beliefs import Beliefs, Floats
from crawler.recrawl.memory import Memory, Rows


class Looks:
    """The evidence of first looks by shop and kind, and what kinds hold, counted from them."""

    def __init__(self, memory: Memory, beliefs: Beliefs) -> None:
        self.memory, self.beliefs = memory, beliefs

    def taken(self, row: int, new: Rows) -> None:
        """A shop was read for the first time and showed those listings."""
        shops = self.memory.shops
        shops.stock_count[row] = new.size
        shops.stock_begin[row] = new[0] if new.size else 0

    def read(self, rows: Rows) -> None:
        """Weigh the first looks of shops with what is believed now."""
        shops = self.memory.shops
        looks, bad = self._cards(rows)
        numbered = shops.numbered[rows]
        looks[numbered] += self._numbers(rows[numbered])
        shops.LOOK[rows], shops.STOCK_BAD[rows] = looks, bad

    def _cards(self, rows: Rows) -> tuple[Floats, Floats]:
        """Log evidence of the cards of each first look, and how many of them violate, by kind."""
        shops, listings, beliefs = self.memory.shops, self.memory.listings, self.beliefs
        counts = shops.stock_count[rows]
        looks = np.zeros((rows.size, beliefs.pi.size))
        bad = np.zeros_like(looks)
        filled = np.flatnonzero(counts)
        if not filled.size:
            return looks, bad
        starts = np.cumsum(counts) - counts
        cards = np.arange(counts.sum()) + np.repeat(shops.stock_begin[rows] - starts, counts)
        ratio = np.exp(listings.evidence[cards].astype(np.float64))[:, None] * beliefs.odds[1]
        seen = np.log((1.0 + ratio) * (1.0 - beliefs.shares[1]))
        looks[filled] = np.add.reduceat(seen, starts[filled], axis=0)
        bad[filled] = np.add.reduceat(ratio / (1.0 + ratio), starts[filled], axis=0)
        return looks, bad

    def _numbers(self, rows: Rows) -> Floats:
        """Log evidence of how many listings each first look showed."""
        shops, shape = self.memory.shops, self.beliefs.shape
        count = shops.stock_count[rows][:, None]
        total = self.beliefs.stock + shops.BEFORE[rows]
        log = count * np.log(total) - (shape + count) * np.log(shape + total)
        return np.asarray(log + shape * np.log(shape) + gammaln(shape + count) - gammaln(shape))

    def count(self) -> None:
        """Count the kinds among all shops that were read, by hint, and what they held."""
        shops, beliefs = self.memory.shops, self.beliefs
        size = shops.size
        visited = np.isfinite(shops.visited[:size])
        for hint in range(3):
            those = visited & (shops.hint[:size] == hint)
            beliefs.seen_kinds[hint] = those.astype(np.float64) @ shops.WEIGHT[:size]
        weight, count = shops.WEIGHT[:size], shops.stock_count[:size]
        beliefs.stock_listings = count @ weight
        beliefs.stock_violating = (weight * shops.STOCK_BAD[:size]).sum(axis=0)
        rows = np.flatnonzero(shops.numbered[:size])
        weight, part = weight[rows], beliefs.stock / (beliefs.stock + shops.BEFORE[rows])
        beliefs.stock_shops = weight.sum(axis=0)
        beliefs.stock_seen = count[rows] @ (weight * part)
