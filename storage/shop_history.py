"""What a visit says of seller accounts: snapshots appended, locked and re-appeared shops told."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from domain.events import Event, EventKind
from domain.listing import Listing, Shop
from storage.changes import compare_shops
from storage.codec import shop_columns, shop_of
from storage.columns import storable_json
from storage.models import ListingTable, ShopSnapshotTable, ShopTable
from storage.sighting import Sighting, earliest, newest
from storage.visits import SHOP_PAGES, is_target, target_address

BATCH = 500


def record_shop(session: Session, sighting: Sighting, shop: Shop, *, own: bool) -> list[Event]:
    """Append what a page says of a seller account; `own` is the shop's own page."""
    row = session.get(ShopTable, (sighting.site_id, shop.shop_id))
    if row is None:
        row = _new_row(session, sighting, shop.shop_id)
    previous = _previous(session, row, own=own)
    events = _first_seen(sighting, row, shop.name) + _unlock(sighting, row, previous)
    if not _is_worth_keeping(sighting, previous, shop, own=own):
        row.last_seen_at = newest(row.last_seen_at, sighting.at)
        return events
    snapshot = ShopSnapshotTable(**sighting.snapshot_columns, **shop_columns(shop), is_card=not own)
    session.add(snapshot)
    session.flush()
    if previous is None or previous.seen_at <= sighting.at:
        events += _changes(sighting, previous, shop)
        _point(row, snapshot, own=own)
        _describe(row, shop, own=own)
    row.last_seen_at = newest(row.last_seen_at, sighting.at)
    if sighting.target.kind in SHOP_PAGES:
        for name, value in target_address(sighting.target).items():
            setattr(row, name, value)
    session.flush()
    return events


def record_locked(session: Session, sighting: Sighting) -> list[Event]:
    """Note that a known signature says that the shop is closed or locked.

    Its listings are not thereby proven gone, only missing: each one's own page has to say so.
    """
    row = session.scalars(select(ShopTable).where(_locked_shop(sighting))).first()
    if row is None and sighting.target.shop_id is not None:
        row = _new_row(session, sighting, sighting.target.shop_id)
    if row is None or row.gone_at is not None or _is_seen_later(row, sighting):
        return []
    previous = _previous(session, row, own=True) or _previous(session, row, own=False)
    row.gone_at = sighting.at
    _mark_missing(session, sighting.site_id, row.shop_id, sighting.at)
    session.flush()
    return [
        sighting.event(
            EventKind.SHOP_LOCKED,
            shop_id=row.shop_id,
            previous_capture_id=previous.capture_id if previous else None,
            before=row.name,
        )
    ]


def discover_shops(session: Session, sighting: Sighting, cards: Iterable[Listing]) -> list[Event]:
    """Have a row for every shop that a list's cards name, so that it can be visited."""
    named = {card.shop_id: card.shop_name for card in cards if card.shop_id is not None}
    query = select(ShopTable.shop_id).where(
        ShopTable.site_id == sighting.site_id, ShopTable.shop_id.in_(named)
    )
    known = set(session.scalars(query))
    events: list[Event] = []
    for shop_id, name in named.items():
        if shop_id not in known:
            events += _first_seen(sighting, _new_row(session, sighting, shop_id), name)
    return events


def record_unlisted(
    session: Session, site_id: str, shop_id: str, *, listed: Collection[str], at: datetime
) -> int:
    """Mark the shop's listings that a whole list lacks as missing; answers how many are new."""
    query = select(ListingTable.listing_id).where(
        ListingTable.site_id == site_id,
        ListingTable.shop_id == shop_id,
        ListingTable.missing_since.is_(None),
        ListingTable.gone_at.is_(None),
        ListingTable.first_seen_at < at,
    )
    missing = sorted(set(session.scalars(query)).difference(listed))
    for start in range(0, len(missing), BATCH):
        session.execute(
            update(ListingTable)
            .where(
                ListingTable.site_id == site_id,
                ListingTable.listing_id.in_(missing[start : start + BATCH]),
            )
            .values(missing_since=at)
        )
    return len(missing)


def _mark_missing(session: Session, site_id: str, shop_id: str, at: datetime) -> None:
    record_unlisted(session, site_id, shop_id, listed=(), at=at)


def _new_row(session: Session, sighting: Sighting, shop_id: str) -> ShopTable:
    row = ShopTable(site_id=sighting.site_id, shop_id=shop_id, visits=0)
    session.add(row)
    session.flush()
    return row


def _locked_shop(sighting: Sighting) -> ColumnElement[bool]:
    return is_target(ShopTable, sighting.target)


def _first_seen(sighting: Sighting, row: ShopTable, name: str | None) -> list[Event]:
    is_first = row.first_seen_at is None
    row.first_seen_at = earliest(row.first_seen_at, sighting.at)
    row.name = row.name or name
    if not is_first:
        return []
    return [sighting.event(EventKind.FIRST_SEEN, shop_id=row.shop_id, after=name)]


def _unlock(sighting: Sighting, row: ShopTable, previous: ShopSnapshotTable | None) -> list[Event]:
    if row.gone_at is None or row.gone_at >= sighting.at:
        return []
    row.gone_at = None
    return [
        sighting.event(
            EventKind.SHOP_REAPPEARED,
            shop_id=row.shop_id,
            previous_capture_id=previous.capture_id if previous else None,
        )
    ]


def _changes(sighting: Sighting, previous: ShopSnapshotTable | None, shop: Shop) -> list[Event]:
    if previous is None or previous.capture_id == sighting.capture_id:
        return []
    return [
        sighting.event(
            change.kind,
            shop_id=shop.shop_id,
            previous_capture_id=previous.capture_id,
            before=change.before,
            after=change.after,
        )
        for change in compare_shops(shop_of(previous), shop)
    ]


def _is_worth_keeping(
    sighting: Sighting, previous: ShopSnapshotTable | None, shop: Shop, *, own: bool
) -> bool:
    """Every visit to the own page is kept; what other pages say, only where it differs."""
    if previous is None:
        return True
    if previous.capture_id == sighting.capture_id:
        return previous.parser_version != sighting.parser_version
    same = storable_json(shop_columns(shop_of(previous))) == storable_json(shop_columns(shop))
    return own or (not same and previous.seen_at <= sighting.at)


def _is_seen_later(row: ShopTable, sighting: Sighting) -> bool:
    return row.last_seen_at is not None and row.last_seen_at > sighting.at


def _previous(session: Session, row: ShopTable, *, own: bool) -> ShopSnapshotTable | None:
    snapshot_id = row.own_snapshot_id if own else row.card_snapshot_id
    return None if snapshot_id is None else session.get(ShopSnapshotTable, snapshot_id)


def _point(row: ShopTable, snapshot: ShopSnapshotTable, *, own: bool) -> None:
    if own:
        row.own_snapshot_id = snapshot.snapshot_id
    else:
        row.card_snapshot_id = snapshot.snapshot_id


def _describe(row: ShopTable, shop: Shop, *, own: bool) -> None:
    """Let the row carry the newest words; another page's words only where there are none."""
    for name in ("username", "name", "url", "item_count"):
        stated, known = getattr(shop, name), getattr(row, name)
        setattr(row, name, stated or known if own else known or stated)
