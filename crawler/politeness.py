"""When the next page of a site may be visited. Pure: the clock and the dice come from outside."""

import random
from collections.abc import Callable

from config.load import Politeness


class Pace:
    """One run's rhythm: a wait before each visit, a rest now and then, a stop after walls."""

    def __init__(
        self,
        politeness: Politeness,
        *,
        clock: Callable[[], float],
        dice: random.Random,
    ) -> None:
        """`clock` answers seconds and never goes back."""
        self._politeness = politeness
        self._clock = clock
        self._dice = dice
        self._begun = 0
        self._walls_in_a_row = 0
        self._next_at = clock()

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
        return max(0.0, self._next_at - self._clock())

    def begin(self) -> None:
        """A visit begins now."""
        self._begun += 1
        gap = self._gap()
        if self._begun % self._politeness.pause_every == 0:
            gap += self._politeness.pause_seconds
        self._next_at = self._clock() + gap

    def wall(self) -> None:
        """The site refused a visit."""
        self._walls_in_a_row += 1

    def passed(self) -> None:
        """The site showed a page."""
        self._walls_in_a_row = 0

    def _gap(self) -> float:
        spread = self._politeness.jitter
        return self._politeness.pace_seconds * self._dice.uniform(1 - spread, 1 + spread)
