"""What the recrawl policy starts from: kinds of seller as first guesses, and what a visit is.

The numbers here are beginnings, not truths: each is worth a few observations and is learned
from what the crawl sees (see `beliefs.py`).
"""

from dataclasses import dataclass
from enum import StrEnum

from crawler.recrawl.campaigns import Campaign

ShopId = str | int
ListingId = str | int

AGE_EDGES = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)
"""Hours since a shop was found at which its age band begins; the last band is open."""

BASE_RATE = 0.15
"""The share of violating listings that the matcher's probability on a card supposes."""

UNTOLD = 2
"""Which prior a shop has of which nobody said whether it opened lately; 0 is no and 1 is yes."""

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


SHARES = (0.003, 0.06, 0.2, 0.45, 0.75, 0.94)
"""Violating shares that a shop may have; how many shops have each is learned."""
_SETTLED = (0.80, 0.05, 0.05, 0.04, 0.03, 0.03)
_OPENED = (0.50, 0.04, 0.05, 0.06, 0.10, 0.25)


def _kind(number: int, *, fresh: bool) -> Archetype:
    share = SHARES[number]
    old, new = _SETTLED[number], _OPENED[number]
    return Archetype(
        name=f"{'fresh' if fresh else 'settled'} {share:g}",
        fresh=fresh,
        share=share,
        share_bounds=(share, share),
        deletion=1 / (200 - 130 * share),
        lock=(1 / 9000 + share**3 / 40) if fresh else (1 / 9000 + share**2 / 2500),
        births=_DUMP if fresh else _FLAT,
        stock=4.0 if fresh else 20.0,
        weight_new=0.92 * new if fresh else 0.08 * old,
        weight_old=0.05 * new if fresh else 0.95 * old,
    )


ARCHETYPES = tuple(_kind(n, fresh=fresh) for fresh in (False, True) for n in range(len(SHARES)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecrawlConfig:
    """Settings of the policy; the defaults need no tuning."""

    archetypes: tuple[Archetype, ...] = ARCHETYPES
    seed: int = 0
    """Kept for the record: nothing is drawn, equal inputs give equal plans."""
    refresh_hours: float = 0.25
    """How old the ranking of all pages may be before it is made anew."""
    retry_hours: float = 0.75
    """After how long a visit that was not reported back may be planned again, doubling to 12 h."""
    campaigns: tuple[Campaign, ...] = ()
    """Days on which more is listed and deleted than on others."""
    least_shop_hours: float = 1.0
    """A shop's page that was read is not read again before, however few others there are."""
    least_opening_hours: float = 0.25
    """The same of a shop that is told to have opened lately, in its first hours."""
    opening_hours: float = 24.0
    """For how long after it was found a shop that opened lately counts as stocking up."""
    hazard_factor: float = 1.0
    """Multiplies every guessed hazard, to try how much a wrong guess costs."""
    birth_shape: float = 1.5
    """Gamma shape of the difference in birth rate between settled shops of one kind."""
    fresh_shape: float = 0.5
    """The same for shops that stock up when they open: some have finished when they are found."""
    forgetting: float = 0.0
    """How fast a shop's past births fade: 0 never, 1 in proportion to its age."""
    evidence_bound: float = 14.0
    """Natural-log odds beyond which a shop's past does not count, so that it may still turn."""
    operator_doubt: float = 2.0
    """How many shops of an operator weigh as much as the whole population."""
    price_quantile: float = 0.1
    """Which part of the past day's last indices stands for the price of a fetch."""
    horizon_hours: float = 480.0
    """How long knowing a shop better is worth something."""
    news_power: float = 0.7
    """How much is learnt of a shop from one violating listing seen in it."""
