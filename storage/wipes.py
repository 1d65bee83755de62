"""What was taken away, what had been preserved of it, and what was missed."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from domain.events import EventKind
from storage.models import EventTable, ListingSnapshotTable, ListingTable, ShopTable
from storage.rows import Standing, Wiped

BATCH = 1000

_listed_in = ListingSnapshotTable.capture_id.label("listed_in")
_is_card = ListingSnapshotTable.snapshot_id == ListingTable.card_snapshot_id


def between(session: Session, night_a: str, night_b: str) -> Iterator[Wiped]:
    """Listings whose page, or whose whole shop, went in these nights and is still gone."""
    yield from _removed(session, night_a, night_b)
    yield from _locked_away(session, night_a, night_b)


def misses(session: Session, night_a: str, night_b: str) -> Iterator[Wiped]:
    """Those that lists had shown and whose own page was never preserved alive."""
    for wiped in between(session, night_a, night_b):
        if wiped.preserved_in is None and wiped.last_listed_at is not None:
            yield wiped


def _removed(session: Session, night_a: str, night_b: str) -> Iterator[Wiped]:
    query = (
        select(ListingTable, EventTable.at, EventTable.capture_id, _listed_in)
        .join(
            EventTable,
            (EventTable.site_id == ListingTable.site_id)
            & (EventTable.listing_id == ListingTable.listing_id)
            # The event that began the absence that still lasts.
            & (EventTable.at == ListingTable.gone_at),
        )
        .outerjoin(ListingSnapshotTable, _is_card)
        .where(
            EventTable.kind == EventKind.REMOVED_SUSPECTED.value,
            EventTable.night.between(night_a, night_b),
        )
        .order_by(EventTable.at, EventTable.event_id)
        .execution_options(yield_per=BATCH)
    )
    for row in session.execute(query):
        confirmed = row.ListingTable.standing == Standing.REMOVAL_CONFIRMED.value
        how = EventKind.REMOVED_CONFIRMED if confirmed else EventKind.REMOVED_SUSPECTED
        yield _wiped(row, how)


def _locked_away(session: Session, night_a: str, night_b: str) -> Iterator[Wiped]:
    query = (
        select(ListingTable, EventTable.at, EventTable.capture_id, _listed_in)
        .join(
            ShopTable,
            (ShopTable.site_id == ListingTable.site_id)
            & (ShopTable.shop_id == ListingTable.shop_id),
        )
        .join(
            EventTable,
            (EventTable.site_id == ShopTable.site_id)
            & (EventTable.shop_id == ShopTable.shop_id)
            & (EventTable.at == ShopTable.gone_at),
        )
        .outerjoin(ListingSnapshotTable, _is_card)
        .where(
            EventTable.kind == EventKind.SHOP_LOCKED.value,
            EventTable.night.between(night_a, night_b),
            # One whose own page went is told of by that page.
            ListingTable.gone_at.is_(None),
            ListingTable.first_seen_at.is_not(None),
        )
        .order_by(EventTable.at, EventTable.event_id, ListingTable.listing_id)
        .execution_options(yield_per=BATCH)
    )
    for row in session.execute(query):
        yield _wiped(row, EventKind.SHOP_LOCKED)


def _wiped(row: Row[ListingTable, datetime, str, str], how: EventKind) -> Wiped:
    listing: ListingTable = row.ListingTable
    return Wiped(
        site_id=listing.site_id,
        listing_id=listing.listing_id,
        shop_id=listing.shop_id,
        title=listing.title,
        url=listing.url,
        how=how,
        at=row.at,
        last_alive_at=listing.last_alive_at,
        last_listed_at=listing.last_listed_at,
        capture_id=row.capture_id,
        preserved_in=listing.own_capture_id,
        listed_in=row.listed_in,
    )
