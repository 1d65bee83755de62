"""Slows down whoever guesses passwords: a few wrong ones, then a wait."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from threading import Lock

MOST = 5
WINDOW_SECONDS = 900.0
MAX_KEYS = 10_000


class Attempts:
    """Failed log-ins by name and by address, within the last quarter of an hour. In memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: dict[str, deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def may_try(self, *keys: str) -> bool:
        """Whether none of these has failed too often lately."""
        with self._lock:
            return all(len(self._recent(key)) < MOST for key in keys)

    def failed(self, *keys: str) -> None:
        """Count a wrong password."""
        with self._lock:
            if len(self._failed) > MAX_KEYS:
                self._failed.clear()
            for key in keys:
                self._recent(key).append(self._clock())

    def succeeded(self, *keys: str) -> None:
        """Forget the failures of those who knew their password after all."""
        with self._lock:
            for key in keys:
                self._failed.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        times = self._failed[key]
        while times and times[0] < self._clock() - WINDOW_SECONDS:
            times.popleft()
        return times
