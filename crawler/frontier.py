"""Where a crawl gets its visits from, and where it reports what came of them."""

from dataclasses import dataclass
from typing import Protocol

from domain.capture import Capture, StoredCapture
from domain.events import Issue
from domain.listing import Reading
from domain.target import Target

ON_AIR = "still on air"
"""Reason of a visit that the crawl adds by itself, while a broadcast goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page to be visited now."""

    target: Target
    page: int = 1
    """Of a list; counts from 1."""
    priority: float = 0.0
    reason: str = ""
    """Why now, in English words for the record: `watchlist`, `due`, `confirm removal`."""


class Frontier(Protocol):
    """Chooses what one site's run visits next."""

    def next_visits(self, count: int) -> list[Visit]:
        """Up to `count` visits; an empty list where the budget is spent or nothing is due."""
        ...

    def visited(
        self,
        visit: Visit,
        capture: Capture,
        stored: StoredCapture,
        reading: Reading | None,
        issues: tuple[Issue, ...],
    ) -> None:
        """Called once a visit's bytes are on the disk and were read; `reading` is None where the
        page could not be read."""
        ...
