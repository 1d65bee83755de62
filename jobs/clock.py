"""Notices when the wall clock is set, or the machine slept: it parts from the monotonic clock."""

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

TOLERATED_SECONDS = 30.0
"""What a time service may correct bit by bit in a long night."""
LOOK_SECONDS = 20.0


class ClockWatch:
    """Compares two clocks since the last look."""

    def __init__(
        self,
        *,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
        tolerated: float = TOLERATED_SECONDS,
    ) -> None:
        self._wall, self._steady, self._tolerated = wall, steady, tolerated
        self._apart = wall() - steady()

    def jump(self) -> float | None:
        """By how many seconds the wall clock jumped since it was last told; None where it did not."""
        apart = self._wall() - self._steady()
        jumped = apart - self._apart
        if abs(jumped) <= self._tolerated:
            return None
        self._apart = apart
        return jumped


def watch_in_background(
    on_jump: Callable[[float], None], *, every: float = LOOK_SECONDS
) -> threading.Event:
    """Look now and then until the event that is answered is set; each jump is logged and told."""
    over, watch = threading.Event(), ClockWatch()

    def look() -> None:
        while not over.wait(every):
            if (seconds := watch.jump()) is not None:
                logger.warning("the clock jumped by %.0f s", seconds, extra={"seconds": seconds})
                on_jump(seconds)

    threading.Thread(target=look, daemon=True, name="clock watch").start()
    return over
