"""What a visit says of listings: snapshots appended, standing moved, changes brought to light."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.events import Event, EventKind
from domain.listing import Listing
from storage.changes import (
    compare_listings,
    listed_standing,
    next_standing,
    standing_event,
)
from storage.codec import listing_columns, listing_of
from storage.columns import storable_json
from storage.models import ListingSnapshotTable, ListingTable
from storage.rows import Standing
from storage.sighting import Sighting, earliest, newest
from storage.visits import target_address

BATCH = 500


def record_own(session: Session, sighting: Sighting, listing: Listing) -> list[Event]:
    """Append what a listing's own page says of it."""
    row = _rows(session, sighting, [listing])[listing.listing_id]
    if _is_read_already(session, sighting, listing):
        return []
    previous = _snapshot(session, row.own_snapshot_id)
    snapshot = _append(session, sighting, listing)
    events = _first_seen(sighting, row, listing)
    if _is_newest(row, sighting):
        events += _changes(sighting, previous, listing)
        events += _move(sighting, row, previous)
        row.last_alive_at, row.missing_since = sighting.at, None
        _describe(row, listing)
        row.url = row.url or sighting.target.url
    if previous is None or previous.seen_at <= sighting.at:
        row.own_snapshot_id, row.own_capture_id = snapshot.snapshot_id, sighting.capture_id
    if sighting.target.listing_id in {None, listing.listing_id}:
        for name, value in target_address(sighting.target).items():
            setattr(row, name, value)
    session.flush()
    return events


def record_cards(session: Session, sighting: Sighting, cards: Iterable[Listing]) -> list[Event]:
    """Append what a list says of its listings, where that is new or differs from the last list."""
    unique = list({card.listing_id: card for card in cards}.values())
    events: list[Event] = []
    for start in range(0, len(unique), BATCH):
        events += _record_card_batch(session, sighting, unique[start : start + BATCH])
    return events


def record_absence(session: Session, sighting: Sighting, listing_id: str) -> list[Event]:
    """Note that a listing's own page showed a known removal signature."""
    row = session.get(ListingTable, (sighting.site_id, listing_id))
    if row is None:
        row = ListingTable(
            site_id=sighting.site_id,
            listing_id=listing_id,
            shop_id=sighting.target.shop_id,
            url=sighting.target.url,
            standing=Standing.EXPECTED.value,
            visits=0,
            gone_visits=0,
            **target_address(sighting.target),
        )
        session.add(row)
    if not _is_newest(row, sighting) or row.gone_at == sighting.at:
        return []
    events = _move(sighting, row, _snapshot(session, row.own_snapshot_id))
    session.flush()
    return events


def confirm_removal(session: Session, sighting: Sighting, listing_id: str) -> list[Event]:
    """Move a suspected removal to a confirmed one; nothing happens where it is not suspected."""
    row = session.get(ListingTable, (sighting.site_id, listing_id))
    if row is None or row.standing != Standing.REMOVAL_SUSPECTED.value:
        return []
    row.standing = Standing.REMOVAL_CONFIRMED.value
    session.flush()
    return [
        sighting.event(
            EventKind.REMOVED_CONFIRMED,
            shop_id=row.shop_id,
            listing_id=listing_id,
            previous_capture_id=row.own_capture_id,
            before=Standing.REMOVAL_SUSPECTED.value,
            after=Standing.REMOVAL_CONFIRMED.value,
        )
    ]


def _record_card_batch(session: Session, sighting: Sighting, cards: list[Listing]) -> list[Event]:
    rows = _rows(session, sighting, cards)
    ids = [row.card_snapshot_id for row in rows.values() if row.card_snapshot_id is not None]
    query = select(ListingSnapshotTable).where(ListingSnapshotTable.snapshot_id.in_(ids))
    known = {snapshot.listing_id: snapshot for snapshot in session.scalars(query)}
    events: list[Event] = []
    fresh: list[ListingSnapshotTable] = []
    for card in cards:
        row, previous = rows[card.listing_id], known.get(card.listing_id)
        events += _first_seen(sighting, row, card)
        row.standing = listed_standing(Standing(row.standing)).value
        if not _differs(sighting, previous, card):
            _list(row, sighting)
            continue
        if previous is None or previous.seen_at <= sighting.at:
            events += _changes(sighting, previous, card)
            fresh.append(_snapshot_row(sighting, card))
            if row.own_snapshot_id is None:
                _describe(row, card)
        _list(row, sighting)
    session.add_all(fresh)
    session.flush()
    for snapshot in fresh:
        rows[snapshot.listing_id].card_snapshot_id = snapshot.snapshot_id
    session.flush()
    return events


def _rows(session: Session, sighting: Sighting, listings: list[Listing]) -> dict[str, ListingTable]:
    """The rows of these listings, made where there are none."""
    query = select(ListingTable).where(
        ListingTable.site_id == sighting.site_id,
        ListingTable.listing_id.in_([listing.listing_id for listing in listings]),
    )
    rows = {row.listing_id: row for row in session.scalars(query)}
    for listing in listings:
        if listing.listing_id not in rows:
            rows[listing.listing_id] = ListingTable(
                site_id=sighting.site_id,
                listing_id=listing.listing_id,
                standing=Standing.EXPECTED.value,
                visits=0,
                gone_visits=0,
            )
            session.add(rows[listing.listing_id])
    session.flush()
    return rows


def _first_seen(sighting: Sighting, row: ListingTable, listing: Listing) -> list[Event]:
    is_first = row.first_seen_at is None
    row.first_seen_at = earliest(row.first_seen_at, sighting.at)
    row.shop_id = row.shop_id or listing.shop_id
    row.url = row.url or listing.url
    row.title = row.title or listing.title
    if not is_first:
        return []
    return [
        sighting.event(
            EventKind.FIRST_SEEN,
            shop_id=row.shop_id,
            listing_id=row.listing_id,
            after=listing.title or None,
        )
    ]


def _move(
    sighting: Sighting, row: ListingTable, previous: ListingSnapshotTable | None
) -> list[Event]:
    before = Standing(row.standing)
    after = next_standing(before, sighting.outcome)
    row.standing = after.value
    if after.is_gone:
        row.gone_visits += 1
        row.gone_at = row.gone_at or sighting.at
    else:
        row.gone_visits, row.gone_at = 0, None
    kind = standing_event(before, after)
    if kind is None:
        return []
    return [
        sighting.event(
            kind,
            shop_id=row.shop_id,
            listing_id=row.listing_id,
            previous_capture_id=previous.capture_id if previous else None,
            before=before.value,
            after=after.value,
        )
    ]


def _changes(
    sighting: Sighting, previous: ListingSnapshotTable | None, listing: Listing
) -> list[Event]:
    """Differences from an earlier visit; another reading of the same capture is no change."""
    if previous is None or previous.capture_id == sighting.capture_id:
        return []
    return [
        sighting.event(
            change.kind,
            shop_id=listing.shop_id or previous.shop_id,
            listing_id=listing.listing_id,
            previous_capture_id=previous.capture_id,
            before=change.before,
            after=change.after,
        )
        for change in compare_listings(listing_of(previous), listing)
    ]


def _differs(sighting: Sighting, previous: ListingSnapshotTable | None, card: Listing) -> bool:
    if previous is None:
        return True
    if previous.capture_id == sighting.capture_id:
        return previous.parser_version != sighting.parser_version
    return bool(
        storable_json(_comparable(listing_of(previous))) != storable_json(_comparable(card))
    )


def _comparable(listing: Listing) -> dict[str, object]:
    columns = listing_columns(listing)
    return {key: value for key, value in columns.items() if value not in (None, "", [])}


def _is_newest(row: ListingTable, sighting: Sighting) -> bool:
    """Whether nothing later is known of the listing's own page."""
    latest = newest(row.last_alive_at, row.gone_at)
    return latest is None or latest <= sighting.at


def _is_read_already(session: Session, sighting: Sighting, listing: Listing) -> bool:
    query = select(ListingSnapshotTable.snapshot_id).where(
        ListingSnapshotTable.capture_id == sighting.capture_id,
        ListingSnapshotTable.listing_id == listing.listing_id,
        ListingSnapshotTable.parser_version == sighting.parser_version,
        ListingSnapshotTable.is_card.is_(listing.is_card),
    )
    return session.scalar(query.limit(1)) is not None


def _snapshot(session: Session, snapshot_id: int | None) -> ListingSnapshotTable | None:
    return None if snapshot_id is None else session.get(ListingSnapshotTable, snapshot_id)


def _snapshot_row(sighting: Sighting, listing: Listing) -> ListingSnapshotTable:
    return ListingSnapshotTable(**sighting.snapshot_columns, **listing_columns(listing))


def _append(session: Session, sighting: Sighting, listing: Listing) -> ListingSnapshotTable:
    snapshot = _snapshot_row(sighting, listing)
    session.add(snapshot)
    session.flush()
    return snapshot


def _describe(row: ListingTable, listing: Listing) -> None:
    """Let the row carry the newest words, for lists that people read."""
    row.title = listing.title or row.title
    row.shop_id = listing.shop_id or row.shop_id
    row.url = listing.url or row.url


def _list(row: ListingTable, sighting: Sighting) -> None:
    row.last_listed_at = newest(row.last_listed_at, sighting.at)
    if row.missing_since is not None and row.missing_since <= sighting.at:
        row.missing_since = None
