"""Days on which sellers list more and platforms delete more: sales campaigns, told by date."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Some days of a campaign, on the policy's running clock."""

    begin: float
    """Its first hour."""
    end: float
    """The hour after its last."""
    births: float = 1.0
    """How many times as many listings appear as on other days."""
    deletions: float = 1.0
    """How many times as fast listings are deleted, and shops locked."""


class Calendar:
    """How fast births and deletions go at an hour, and how long an interval counts for them."""

    def __init__(self, campaigns: Iterable[Campaign] = ()) -> None:
        held = [each for each in campaigns if each.end > each.begin]
        edges = [edge for each in held for edge in (each.begin, each.end)]
        self.knots = np.unique(np.array(edges, dtype=np.float64))
        middles = (self.knots[:-1] + self.knots[1:]) / 2
        self._births = np.array([_most(held, at, "births") for at in middles])
        self._deletions = np.array([_most(held, at, "deletions") for at in middles])
        self._extra_births = self._summed(self._births)
        self._extra_deletions = self._summed(self._deletions)

    def births(self, at: float) -> float:
        """The factor on births at an hour."""
        return self._factor(self._births, at)

    def deletions(self, at: float) -> float:
        """The factor on deletions at an hour."""
        return self._factor(self._deletions, at)

    def more_births(self, at: Floats) -> Floats:
        """Hours that campaigns until then have added for births."""
        return np.interp(at, self.knots, self._extra_births) if self.knots.size else 0.0 * at

    def more_deletions(self, at: Floats) -> Floats:
        """Hours that campaigns until then have added for deletions."""
        return np.interp(at, self.knots, self._extra_deletions) if self.knots.size else 0.0 * at

    def _summed(self, factors: Floats) -> Floats:
        return np.concatenate([[0.0], np.cumsum((factors - 1.0) * np.diff(self.knots))])

    def _factor(self, factors: Floats, at: float) -> float:
        place = int(np.searchsorted(self.knots, at, side="right")) - 1
        return float(factors[place]) if 0 <= place < factors.size else 1.0


def _most(campaigns: Iterable[Campaign], at: float, what: str) -> float:
    """Where campaigns overlap the strongest counts; 1 where there is none."""
    return max(
        (getattr(each, what) for each in campaigns if each.begin <= at < each.end), default=1.0
    )
