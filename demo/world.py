"""The nouns of the practice world: shops and listings with their whole lives, decided beforehand.

Times are hours since the first night began (negative: before it); money is whole VND.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from demo.goods import GenuineProduct
from demo.people import Operator
from demo.pictures import Picture


class Platform(StrEnum):
    """The three platforms that are imitated."""

    SHOPEE = "shopee"
    LAZADA = "lazada"
    TIKTOK = "tiktok"


class Archetype(StrEnum):
    """How a seller behaves."""

    OFFICIAL = "official"
    HONEST_REGISTERED = "honest_registered"
    HONEST_UNREGISTERED = "honest_unregistered"
    HONEST_NEW = "honest_new"
    MIXED = "mixed"
    PERSISTENT_FAKE = "persistent_fake"
    HIT_AND_RUN = "hit_and_run"


class Violation(StrEnum):
    """What is wrong with a listing, as the world knows it."""

    SUSPECTED_COUNTERFEIT = "suspected_counterfeit"
    UNREGISTERED_PRODUCT = "unregistered_product"
    UNREGISTERED_SELLER = "unregistered_seller"
    PROHIBITED_GOODS = "prohibited_goods"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a listing says from one hour on."""

    at: float
    title: str
    price: int
    """The lowest price over its variants."""
    original_price: int
    description: str
    pictures: tuple[str, ...]
    """Keys, the cover first."""
    sold_out: bool = False
    unlisted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeVariant:
    """One choice of a listing."""

    variant_id: str
    name: str
    surcharge: int
    stock: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeListing:
    """One offer from its birth to its removal, with the truth about it."""

    platform: Platform
    shop_id: str
    listing_id: str
    born_at: float
    removed_at: float | None
    family: str
    brand: str | None
    """What the brand field claims."""
    category: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    variant_label: str
    variants: tuple[PracticeVariant, ...]
    sold: int
    rating: float
    rating_count: int
    revisions: tuple[Revision, ...]
    kinds: frozenset[Violation]
    note: str
    product_number: str | None
    """Registration number of the genuine product that is offered or claimed."""

    @property
    def option_names(self) -> tuple[str, ...]:
        """The choices that a page offers; none where there is only one."""
        return tuple(v.name for v in self.variants) if len(self.variants) > 1 else ()

    def is_alive(self, at: float) -> bool:
        """Whether the listing can be opened at that hour."""
        return self.born_at <= at and (self.removed_at is None or at < self.removed_at)

    def revision(self, at: float) -> Revision:
        """What it says at that hour."""
        return next((r for r in reversed(self.revisions) if r.at <= at), self.revisions[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeShop:
    """One seller account with the truth about it."""

    platform: Platform
    shop_id: str
    user_id: str
    username: str
    """Its name in URLs."""
    name: str
    description: str
    operator: Operator
    archetype: Archetype
    registered: bool
    """Whether its seller stands in the sellers' register."""
    company: str
    opened_at: float
    locked_at: float | None
    followers: int
    rating: float
    response_rate: int
    newer_payload: bool
    """Which of the platform's two generations of payload its pages use."""
    on_holiday: bool = False

    @property
    def city(self) -> str:
        """Where it says that it is."""
        return self.operator.city

    @property
    def official(self) -> bool:
        """Whether the platform vouches for it."""
        return self.archetype is Archetype.OFFICIAL

    def is_open(self, at: float) -> bool:
        """Whether the shop's page can be opened at that hour."""
        return self.opened_at <= at and (self.locked_at is None or at < self.locked_at)


ShopKey = tuple[Platform, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that there is and will be, with indexes for the pages."""

    seed: int
    products: tuple[GenuineProduct, ...]
    shops: tuple[PracticeShop, ...]
    listings: tuple[PracticeListing, ...]
    pictures: Mapping[str, Picture]
    """By key."""
    shop_by_id: Mapping[ShopKey, PracticeShop]
    shop_by_username: Mapping[ShopKey, PracticeShop]
    listing_by_id: Mapping[ShopKey, PracticeListing]
    listings_by_shop: Mapping[ShopKey, tuple[PracticeListing, ...]]
    short_links: Mapping[ShopKey, str]
    """Code to path on the same host."""


def index_world(
    *,
    seed: int,
    products: tuple[GenuineProduct, ...],
    shops: tuple[PracticeShop, ...],
    listings: tuple[PracticeListing, ...],
    pictures: Mapping[str, Picture],
    short_links: Mapping[ShopKey, str],
) -> World:
    """Put the parts together with the look-ups that pages need."""
    by_shop: dict[ShopKey, list[PracticeListing]] = {(s.platform, s.shop_id): [] for s in shops}
    for listing in listings:
        by_shop[listing.platform, listing.shop_id].append(listing)
    return World(
        seed=seed,
        products=products,
        shops=shops,
        listings=listings,
        pictures=pictures,
        shop_by_id={(s.platform, s.shop_id): s for s in shops},
        shop_by_username={(s.platform, s.username): s for s in shops},
        listing_by_id={(one.platform, one.listing_id): one for one in listings},
        listings_by_shop={key: tuple(found) for key, found in by_shop.items()},
        short_links=short_links,
    )
