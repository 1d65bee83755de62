"""Everything that was seen of one listing or shop, oldest first."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from domain.events import Event
from domain.outcome import Outcome
from storage.captures import capture_row
from storage.codec import listing_of, shop_of
from storage.models import CaptureTable, EventTable, ListingSnapshotTable, ShopSnapshotTable
from storage.rows import CaptureRow, ListingSnapshot, ShopSnapshot, Timeline
from storage.sighting import event_of
from storage.visits import SHOP_PAGES


def of_listing(session: Session, site_id: str, listing_id: str) -> Timeline:
    """Snapshots (cards too), events, and every capture that is about the listing."""
    snapshots = session.scalars(
        select(ListingSnapshotTable)
        .where(
            ListingSnapshotTable.site_id == site_id, ListingSnapshotTable.listing_id == listing_id
        )
        .order_by(ListingSnapshotTable.seen_at, ListingSnapshotTable.snapshot_id)
    ).all()
    own = (CaptureTable.site_id == site_id) & (CaptureTable.listing_id == listing_id)
    return Timeline(
        site_id=site_id,
        listings=tuple(_listing_snapshot(row) for row in snapshots),
        events=_events(session, EventTable.site_id == site_id, EventTable.listing_id == listing_id),
        captures=_captures(session, own, {row.capture_id for row in snapshots}),
    )


def of_shop(session: Session, site_id: str, shop_id: str) -> Timeline:
    """Snapshots, events and captures of the account itself, not of its listings."""
    snapshots = session.scalars(
        select(ShopSnapshotTable)
        .where(ShopSnapshotTable.site_id == site_id, ShopSnapshotTable.shop_id == shop_id)
        .order_by(ShopSnapshotTable.seen_at, ShopSnapshotTable.snapshot_id)
    ).all()
    own = (
        (CaptureTable.site_id == site_id)
        & (CaptureTable.shop_id == shop_id)
        & CaptureTable.kind.in_([kind.value for kind in SHOP_PAGES])
    )
    return Timeline(
        site_id=site_id,
        shops=tuple(_shop_snapshot(row) for row in snapshots),
        events=_events(
            session,
            EventTable.site_id == site_id,
            EventTable.shop_id == shop_id,
            EventTable.listing_id.is_(None),
        ),
        captures=_captures(session, own, {row.capture_id for row in snapshots}),
    )


def events_of_night(session: Session, night: str, site_id: str | None) -> list[Event]:
    """What one night brought to light."""
    where = [EventTable.night == night]
    if site_id is not None:
        where.append(EventTable.site_id == site_id)
    return list(_events(session, *where))


def _events(session: Session, *where: ColumnElement[bool]) -> tuple[Event, ...]:
    query = select(EventTable).where(*where).order_by(EventTable.at, EventTable.event_id)
    return tuple(event_of(row) for row in session.scalars(query))


def _captures(
    session: Session, own: ColumnElement[bool], named: set[str]
) -> tuple[CaptureRow, ...]:
    query = select(CaptureTable).where(or_(own, CaptureTable.capture_id.in_(sorted(named))))
    rows = session.scalars(query.order_by(CaptureTable.started_at, CaptureTable.capture_id))
    return tuple(capture_row(row) for row in rows)


def _listing_snapshot(row: ListingSnapshotTable) -> ListingSnapshot:
    return ListingSnapshot(
        snapshot_id=row.snapshot_id,
        site_id=row.site_id,
        listing=listing_of(row),
        capture_id=row.capture_id,
        seen_at=row.seen_at,
        parser_version=row.parser_version,
        outcome=Outcome(row.outcome),
    )


def _shop_snapshot(row: ShopSnapshotTable) -> ShopSnapshot:
    return ShopSnapshot(
        snapshot_id=row.snapshot_id,
        site_id=row.site_id,
        shop=shop_of(row),
        capture_id=row.capture_id,
        seen_at=row.seen_at,
        parser_version=row.parser_version,
        outcome=Outcome(row.outcome),
        is_card=row.is_card,
    )
