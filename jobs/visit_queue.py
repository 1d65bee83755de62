"""The visits that wait at one site, best first; what is open is not opened beside itself. Pure."""

import heapq
import itertools
from collections import Counter
from collections.abc import Callable
from typing import Final

from crawler.frontier import Visit
from domain.target import PageKind, Target

MAX_FAILURES: Final = 2
"""A page that failed this often is left for another run."""

VisitKey = tuple[PageKind, str, int]


class VisitQueue:
    """Visits by priority, the earlier of equals first."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Visit]] = []
        self._order = itertools.count()
        self._asked: set[VisitKey] = set()
        self._under_way: set[VisitKey] = set()
        self._failures: Counter[VisitKey] = Counter()

    def put(self, visit: Visit) -> None:
        """Queue a visit."""
        heapq.heappush(self._heap, (-visit.priority, next(self._order), visit))

    def put_once(self, visit: Visit) -> None:
        """Queue a visit to a page that `put_once` never queued before."""
        if _key(visit) not in self._asked:
            self._asked.add(_key(visit))
            self.put(visit)

    def leave_out(self, target: Target) -> None:
        """`put_once` queues this page no more."""
        self._asked.add((target.kind, target.key, 1))

    def pop(self, is_wanted: Callable[[Visit], bool]) -> Visit | None:
        """Take the best visit that is wanted; those before it are dropped."""
        while self._heap:
            best = heapq.heappop(self._heap)[2]
            if is_wanted(best):
                return best
        return None

    def begin(self, visit: Visit) -> None:
        """The page is being opened."""
        self._under_way.add(_key(visit))

    def end(self, visit: Visit, *, failed: bool) -> None:
        """The page was opened, or could not be."""
        self._under_way.discard(_key(visit))
        self._failures[_key(visit)] += failed

    def may_open(self, visit: Visit) -> bool:
        """Whether the page is not open just now, and did not fail too often."""
        key = _key(visit)
        return key not in self._under_way and self._failures[key] < MAX_FAILURES


def _key(visit: Visit) -> VisitKey:
    return visit.target.kind, visit.target.key, visit.page
