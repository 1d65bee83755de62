"""The best statement that there is of each listing and shop."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from domain.listing import Shop
from storage.codec import listing_of, shop_of
from storage.models import (
    CaptureTable,
    ListingSnapshotTable,
    ListingTable,
    ShopSnapshotTable,
    ShopTable,
)
from storage.rows import LatestSnapshot

BATCH = 500

_best_listing = func.coalesce(ListingTable.own_snapshot_id, ListingTable.card_snapshot_id)
best_shop = func.coalesce(ShopTable.own_snapshot_id, ShopTable.card_snapshot_id)
"""Which snapshot states best what a shop is."""


def every(
    session: Session, site_id: str | None, since_night: str | None
) -> Iterator[LatestSnapshot]:
    """The best statement of every listing, a page of rows at a time."""
    after = ("", "")
    while True:
        query = _query(after, site_id, since_night)
        snapshots = session.scalars(query.limit(BATCH)).all()
        yield from _with_shops(session, snapshots)
        if len(snapshots) < BATCH:
            return
        after = (snapshots[-1].site_id, snapshots[-1].listing_id)


def one(session: Session, site_id: str, listing_id: str) -> LatestSnapshot | None:
    """The best statement of one listing."""
    query = _joined().where(ListingTable.site_id == site_id, ListingTable.listing_id == listing_id)
    return next(_with_shops(session, session.scalars(query).all()), None)


def shops(session: Session, site_id: str, shop_ids: Iterable[str]) -> dict[str, Shop]:
    """The best statement of each of these shops, by id; a shop never described is left out."""
    query = (
        select(ShopSnapshotTable)
        .join(ShopTable, ShopSnapshotTable.snapshot_id == best_shop)
        .where(ShopTable.site_id == site_id, ShopTable.shop_id.in_(list(shop_ids)))
    )
    return {row.shop_id: shop_of(row) for row in session.scalars(query)}


def _joined() -> Select[ListingSnapshotTable]:
    return select(ListingSnapshotTable).join(
        ListingTable, ListingSnapshotTable.snapshot_id == _best_listing
    )


def _query(
    after: tuple[str, str], site_id: str | None, since_night: str | None
) -> Select[ListingSnapshotTable]:
    key = tuple_(ListingTable.site_id, ListingTable.listing_id)
    query = _joined().where(key > after).order_by(ListingTable.site_id, ListingTable.listing_id)
    if site_id is not None:
        query = query.where(ListingTable.site_id == site_id)
    if since_night is not None:
        query = query.join(
            CaptureTable, CaptureTable.capture_id == ListingSnapshotTable.capture_id
        ).where(CaptureTable.night >= since_night)
    return query


def _with_shops(
    session: Session, snapshots: Iterable[ListingSnapshotTable]
) -> Iterator[LatestSnapshot]:
    rows = list(snapshots)
    known: dict[tuple[str, str], Shop] = {}
    for site_id in {row.site_id for row in rows}:
        wanted = {row.shop_id for row in rows if row.site_id == site_id and row.shop_id}
        found = shops(session, site_id, wanted)
        known |= {(site_id, shop_id): shop for shop_id, shop in found.items()}
    for row in rows:
        yield LatestSnapshot(
            site_id=row.site_id,
            listing=listing_of(row),
            shop=known.get((row.site_id, row.shop_id or "")),
            capture_id=row.capture_id,
            snapshot_id=row.snapshot_id,
            seen_at=row.seen_at,
        )
