"""Phones, accounts and links in pages, and the shops that share them."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from domain.listing import Identifier, Reading
from storage.columns import storable
from storage.models import IdentifierTable
from storage.rows import SharedIdentifier
from storage.sighting import Sighting

MAX_VALUE = 500
"""Longer than any phone, account or link of use; keeps the index's rows within bounds."""


def keep(session: Session, sighting: Sighting, reading: Reading) -> None:
    """Store the identifiers that this listing or shop had not shown before."""
    own = next((listing for listing in reading.listings if not listing.is_card), None)
    shop_id = sighting.target.shop_id
    if reading.shop is not None:
        shop_id = reading.shop.shop_id
    elif own is not None:
        shop_id = own.shop_id or shop_id
    listing_id = own.listing_id if own else None
    known = _known(session, sighting.site_id, shop_id, listing_id)
    for found in reading.identifiers:
        name = (found.kind, storable(found.value))
        if name not in known and len(found.value) <= MAX_VALUE:
            known.add(name)
            session.add(_row(sighting, found, shop_id, listing_id))


def shared(session: Session) -> Iterator[SharedIdentifier]:
    """Identifiers that more than one shop shows, in bounded memory."""
    row = IdentifierTable
    shop = row.site_id + "\n" + row.shop_id
    several = (
        select(row.kind, row.value)
        .where(row.shop_id.is_not(None))
        .group_by(row.kind, row.value)
        .having(func.count(shop.distinct()) > 1)
        .subquery()
    )
    query = (
        select(row.kind, row.value, row.site_id, row.shop_id, row.capture_id, row.seen_at)
        .join(several, (row.kind == several.c.kind) & (row.value == several.c.value))
        .where(row.shop_id.is_not(None))
        .order_by(row.kind, row.value, row.seen_at, row.identifier_id)
        .execution_options(yield_per=1000)
    )
    for (kind, value), rows in groupby(session.execute(query), key=lambda r: (r.kind, r.value)):
        yield _shared(kind, value, list(rows))


def _shared(
    kind: str, value: str, rows: list[Row[str, str, str, str | None, str, datetime]]
) -> SharedIdentifier:
    captures: dict[tuple[str, str], str] = {}
    for row in rows:
        captures.setdefault((row.site_id, row.shop_id), row.capture_id)
    return SharedIdentifier(
        kind=kind,
        value=value,
        shops=tuple(captures),
        first_seen_at=rows[0].seen_at,
        capture_ids=tuple(captures.values()),
    )


def _known(
    session: Session, site_id: str, shop_id: str | None, listing_id: str | None
) -> set[tuple[str, str]]:
    row = IdentifierTable
    query = select(row.kind, row.value).where(row.site_id == site_id)
    if listing_id is not None:
        query = query.where(row.listing_id == listing_id)
    else:
        query = query.where(row.shop_id == shop_id, row.listing_id.is_(None))
    return {(kind, value) for kind, value in session.execute(query)}


def _row(
    sighting: Sighting, found: Identifier, shop_id: str | None, listing_id: str | None
) -> IdentifierTable:
    return IdentifierTable(
        site_id=sighting.site_id,
        shop_id=shop_id,
        listing_id=listing_id,
        capture_id=sighting.capture_id,
        seen_at=sighting.at,
        **{name: getattr(found, name) for name in Identifier.__slots__},
    )
