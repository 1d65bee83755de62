"""When the next page of a site may be visited. Pure: the clock and the dice come from outside."""

import random
from collections import deque
from collections.abc import Callable, Iterable

from config.load import Politeness

HOUR = 3600.0
MINUTE = 60.0


class Pace:
    """One run's rhythm: a wait before each visit, rests now and then, a stop after walls."""

    def __init__(
        self,
        politeness: Politeness,
        *,
        clock: Callable[[], float],
        dice: random.Random,
        earlier: Iterable[float] = (),
    ) -> None:
        """`clock` answers seconds and never goes back; `earlier` are visits of the last hour that
        another run made, in seconds before now."""
        self._politeness = politeness
        self._clock = clock
        self._dice = dice
        self._begun = 0
        self._walls_in_a_row = 0
        now = clock()
        self._next_at = now
        self._active_since = now
        self._last_hour = deque(sorted(now - age for age in earlier))

    @property
    def begun(self) -> int:
        """Visits begun so far."""
        return self._begun

    @property
    def is_spent(self) -> bool:
        """Whether the night's share of pages is used up."""
        return self._begun >= self._politeness.pages_per_night

    @property
    def must_stop(self) -> bool:
        """Whether the site has refused so often that this run leaves it alone."""
        return self._walls_in_a_row >= self._politeness.stop_after_walls

    def wait(self) -> float:
        """Seconds until the next visit may begin; 0 where it may begin now."""
        return max(0.0, max(self._next_at, self._hour_allows_at()) - self._clock())

    def begin(self) -> None:
        """A visit begins now."""
        now = self._clock()
        self._begun += 1
        self._last_hour.append(now)
        gap = self._gap()
        if self._begun % self._politeness.pause_every == 0:
            gap += self._politeness.pause_seconds
        if now - self._active_since >= self._politeness.rest_every_hours * HOUR:
            gap = max(gap, self._politeness.rest_minutes * MINUTE)
            self._active_since = now + gap
        self._next_at = now + gap

    def wall(self) -> None:
        """The site refused a visit."""
        self._walls_in_a_row += 1

    def passed(self) -> None:
        """The site showed a page."""
        self._walls_in_a_row = 0

    def _gap(self) -> float:
        spread = self._politeness.jitter
        return self._politeness.pace_seconds * self._dice.uniform(1 - spread, 1 + spread)

    def _hour_allows_at(self) -> float:
        """When the hour that ends then holds fewer visits than it may."""
        while self._last_hour and self._last_hour[0] <= self._clock() - HOUR:
            self._last_hour.popleft()
        over = len(self._last_hour) - self._politeness.pages_per_hour
        return self._last_hour[over] + HOUR if over >= 0 else self._clock()
