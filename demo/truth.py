"""What is so: by this the figures of a run on the marketplace are worked out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.world import Archetype, Platform, PracticeListing, PracticeShop, Violation, World


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingTruth:
    """The truth about one listing."""

    platform: Platform
    shop_id: str
    listing_id: str
    born_at: datetime
    """Aware UTC."""
    removed_at: datetime | None
    """When it was wiped, also where that lies ahead; None where it never is."""
    kinds: frozenset[Violation]
    """Empty for an innocent listing; every listing of an unregistered seller has that kind."""
    archetype: Archetype
    operator_id: str
    product_number: str | None
    """Registration number of the genuine product that is offered, claimed or copied."""
    edited_at: tuple[datetime, ...]
    """When its price, title, photo or stock changed."""
    note: str

    @property
    def violates(self) -> bool:
        """Whether the goods themselves are at fault, and not just their unregistered seller."""
        return bool(self.kinds - {Violation.UNREGISTERED_SELLER})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopTruth:
    """The truth about one shop."""

    platform: Platform
    shop_id: str
    username: str
    name: str
    archetype: Archetype
    operator_id: str
    registered: bool
    opened_at: datetime
    locked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The truth about the whole world, past and to come."""

    listings: tuple[ListingTruth, ...]
    shops: tuple[ShopTruth, ...]


def truth_of(world: World, start: datetime) -> Truth:
    """The truth with the world's hours put on the calendar."""
    return Truth(
        listings=tuple(_listing(one, world, start) for one in world.listings),
        shops=tuple(_shop(shop, start) for shop in world.shops),
    )


def _listing(one: PracticeListing, world: World, start: datetime) -> ListingTruth:
    shop = world.shop_by_id[one.platform, one.shop_id]
    return ListingTruth(
        platform=one.platform,
        shop_id=one.shop_id,
        listing_id=one.listing_id,
        born_at=start + timedelta(hours=one.born_at),
        removed_at=_later(start, one.removed_at),
        kinds=one.kinds,
        archetype=shop.archetype,
        operator_id=shop.operator.operator_id,
        product_number=one.product_number,
        edited_at=tuple(start + timedelta(hours=r.at) for r in one.revisions[1:]),
        note=one.note,
    )


def _shop(shop: PracticeShop, start: datetime) -> ShopTruth:
    return ShopTruth(
        platform=shop.platform,
        shop_id=shop.shop_id,
        username=shop.username,
        name=shop.name,
        archetype=shop.archetype,
        operator_id=shop.operator.operator_id,
        registered=shop.registered,
        opened_at=start + timedelta(hours=shop.opened_at),
        locked_at=_later(start, shop.locked_at),
    )


def _later(start: datetime, hour: float | None) -> datetime | None:
    return None if hour is None else start + timedelta(hours=hour)
