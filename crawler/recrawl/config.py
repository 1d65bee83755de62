"""What the recrawl policy starts from: kinds of seller as first guesses, and what a visit is.

The numbers here are beginnings, not truths: each is worth a few observations and is learned
from what the crawl sees (see `beliefs.py`).
"""

from dataclasses import dataclass, field
from enum import StrEnum

ShopId = str | int
ListingId = str | int

AGE_EDGES = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)
"""Hours since a shop was found at which its age band begins; the last band is open."""

BASE_RATE = 0.15
"""The share of violating listings that the matcher's probability on a card supposes."""

_DUMP = (0.8, 0.7, 0.5, 0.25, 0.08, 0.03, 0.02, 0.015, 0.015, 0.015)
_FLAT = (0.02,) * len(AGE_EDGES)


class VisitKind(StrEnum):
    """Which page to open."""

    SHOP = "shop"
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class Visit:
    """One page to open now."""

    kind: VisitKind
    shop_id: ShopId
    listing_id: ListingId | None
    priority: float
    """Violating listings that the visit is expected to preserve, net of what waiting would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archetype:
    """A kind of seller, as first guessed. Rates per hour."""

    name: str
    fresh: bool
    """True for kinds that stock up when they open."""
    share: float
    """Violating share of its listings."""
    share_bounds: tuple[float, float]
    """Learning keeps the share in here, so that the kinds stay apart."""
    deletion: float
    """Hazard of one violating listing being deleted."""
    lock: float
    """Hazard of the whole shop being locked."""
    births: tuple[float, ...]
    """New listings per hour in each age band."""
    stock: float
    """Listings on the page when the shop is found."""
    weight_new: float
    """Share among shops known to have opened lately."""
    weight_old: float
    """Share among shops known to have been there for long."""


def _kind(  # noqa: PLR0917  (a row of the table below)
    name: str, share: float, bounds: tuple[float, float], deletion: float, lock: float,
    weights: tuple[float, float], *, fresh: bool,
) -> Archetype:  # fmt: skip
    return Archetype(
        name=name,
        fresh=fresh,
        share=share,
        share_bounds=bounds,
        deletion=deletion,
        lock=lock,
        births=_DUMP if fresh else _FLAT,
        stock=4.0 if fresh else 20.0,
        weight_new=weights[0],
        weight_old=weights[1],
    )


ARCHETYPES = (
    _kind("settled clean", 0.004, (0.0003, 0.03), 1 / 200, 1 / 9000, (0.01, 0.75), fresh=False),
    _kind("settled few", 0.12, (0.04, 0.25), 1 / 150, 1 / 6000, (0.01, 0.10), fresh=False),
    _kind("settled many", 0.40, (0.28, 0.6), 1 / 120, 1 / 3000, (0.01, 0.06), fresh=False),
    _kind("settled most", 0.85, (0.65, 0.99), 1 / 80, 1 / 2000, (0.02, 0.05), fresh=False),
    _kind("fresh clean", 0.01, (0.0003, 0.03), 1 / 150, 1 / 9000, (0.45, 0.01), fresh=True),
    _kind("fresh few", 0.12, (0.04, 0.25), 1 / 120, 1 / 1000, (0.06, 0.01), fresh=True),
    _kind("fresh many", 0.40, (0.28, 0.6), 1 / 100, 1 / 200, (0.07, 0.01), fresh=True),
    _kind("hit-and-run", 0.92, (0.65, 0.995), 1 / 80, 1 / 40, (0.37, 0.01), fresh=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecrawlConfig:
    """Settings of the policy; the defaults need no tuning."""

    archetypes: tuple[Archetype, ...] = ARCHETYPES
    seed: int = 0
    """Breaks ties only."""
    refresh_hours: float = 0.25
    """How old the ranking of all pages may be before it is made anew."""
    retry_hours: float = 0.75
    """After how long a visit that was not reported back may be planned again, doubling."""
    hazard_factor: float = 1.0
    """Multiplies every guessed hazard, to try how much a wrong guess costs."""
    birth_shape: float = 1.5
    """Gamma shape of the difference in birth rate between shops of one kind."""
    evidence_bound: float = 14.0
    """Natural-log odds beyond which a shop's past does not count, so that it may still turn."""
    tuning: dict[str, float] = field(default_factory=dict)
