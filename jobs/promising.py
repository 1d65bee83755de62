"""Cards of which the own page should be kept soon: what may be gone by tomorrow goes first."""

import heapq
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from domain.listing import Listing, Reading

PROMISING: Final = 0.5
"""Probability on its card from which a listing counts as promising."""
PRESERVE_SHARE: Final = 0.4
"""Least part of a run's visits that keeps promising listings, however many lists are unread."""
MEANWHILE_SHARE: Final = 0.15
"""The same while lists are still being read: a wall may end the run before they are through."""
LATELY_HOURS: Final = 14 * 24.0
"""A shop opened less long ago counts as new."""
LEAST_CARDS: Final = 3
"""So many cards, all of them new, tell that a shop is new where its page does not say."""
FEW_SALES: Final = 10
"""Pieces; where nothing that a shop offers sold more, it is new: such a page lives for a few orders."""
MANY_SALES: Final = 200
"""Pieces; what sold so often has stood for long."""
HOUR: Final = 3600.0


class Promising:
    """Promising cards by what waiting is likely to cost: probability times the hazard of its shop."""

    def __init__(self) -> None:
        self._cards: list[tuple[float, str, float]] = []

    def add(self, probabilities: Mapping[str, float], *, risk: float) -> None:
        """Remember those that promise enough; `risk` is their chance an hour to go."""
        for listing_id, probability in sorted(probabilities.items()):
            if probability >= PROMISING:
                heapq.heappush(self._cards, (-probability * risk, listing_id, probability))

    def pop(self) -> tuple[str, float] | None:
        """Take the most urgent: listing id and probability."""
        if not self._cards:
            return None
        _, listing_id, probability = heapq.heappop(self._cards)
        return listing_id, probability


def is_owed(*, budget: int, given: int, kept: int) -> bool:
    """Whether the next visit of a run has to keep a promising listing.

    `given` of the budget's visits were given out, `kept` of them to listings. Lists go first as
    long as enough is left: which cards are the best is known after them.
    """
    is_late = budget - given <= PRESERVE_SHARE * budget - kept
    return is_late or kept < MEANWHILE_SHARE * (given + 1)


def opened_lately(reading: Reading, at: float) -> bool | None:
    """Whether a shop opened lately, by its own page or else by its cards; None where neither says."""
    if reading.shop is not None and reading.shop.joined_at is not None:
        return at - _hour(reading.shop.joined_at) < LATELY_HOURS
    enough = max(LEAST_CARDS, len(reading.listings))
    born = [card.created_at for card in reading.listings if card.created_at is not None]
    if len(born) >= enough:
        return at - _hour(min(born)) < LATELY_HOURS
    sold = [card.sold for card in reading.listings if card.sold is not None]
    if max(sold, default=0) >= MANY_SALES:
        return False
    # Lists begin with the newest: only a whole one tells that there is nothing older.
    if reading.next_page is None and len(sold) >= enough:
        return max(sold) < FEW_SALES
    return None


def made_lately(card: Listing, at: float) -> bool | None:
    """Whether a card that a search found was put up lately; None where it does not say."""
    return None if card.created_at is None else at - _hour(card.created_at) < LATELY_HOURS


def _hour(moment: datetime) -> float:
    return moment.timestamp() / HOUR
