"""That a page was visited, whatever came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.orm import Session

from domain.outcome import Outcome
from domain.target import PageKind, Target
from storage.models import ListingTable, ShopTable
from storage.rows import Standing
from storage.work_models import WatchTable

SHOP_PAGES = frozenset({PageKind.SHOP, PageKind.PROFILE})

_Visited = type[ListingTable] | type[ShopTable] | type[WatchTable]


def note_visit(session: Session, target: Target, outcome: Outcome | None, *, at: datetime) -> None:
    """Count a visit where its target is watched or known; the same visit counts once."""
    _expect(session, target)
    session.flush()
    _count(session, WatchTable, _is_watch(target), outcome, at)
    if target.kind is PageKind.LISTING:
        _count(session, ListingTable, is_target(ListingTable, target), outcome, at)
    elif target.kind in SHOP_PAGES:
        _count(session, ShopTable, is_target(ShopTable, target), outcome, at)


def is_target(table: type[ListingTable] | type[ShopTable], target: Target) -> ColumnElement[bool]:
    """The row of the listing or shop that a target names, by its id or by its canonical name."""
    named: ColumnElement[bool] = (table.target_kind == target.kind.value) & (
        table.target_key == target.key
    )
    if table is ListingTable and target.listing_id is not None:
        named = or_(ListingTable.listing_id == target.listing_id, named)
    elif table is ShopTable and target.shop_id is not None:
        named = or_(ShopTable.shop_id == target.shop_id, named)
    return (table.site_id == target.site_id) & named


def target_address(target: Target) -> dict[str, str]:
    """Columns by which a listing's or shop's page can be visited again."""
    return {"target_kind": target.kind.value, "target_key": target.key, "target_url": target.url}


def _expect(session: Session, target: Target) -> None:
    """Have a row for a target that names its listing or shop, though nothing was seen of it."""
    if target.kind is PageKind.LISTING and target.listing_id is not None:
        listing = session.get(ListingTable, (target.site_id, target.listing_id))
        if listing is None:
            listing = ListingTable(
                site_id=target.site_id,
                listing_id=target.listing_id,
                shop_id=target.shop_id,
                url=target.url,
                standing=Standing.EXPECTED.value,
            )
            session.add(listing)
        _address(listing, target)
    elif target.kind in SHOP_PAGES and target.shop_id is not None:
        shop = session.get(ShopTable, (target.site_id, target.shop_id))
        if shop is None:
            shop = ShopTable(site_id=target.site_id, shop_id=target.shop_id, url=target.url)
            session.add(shop)
        _address(shop, target)


def _address(row: ListingTable | ShopTable, target: Target) -> None:
    for name, value in target_address(target).items():
        setattr(row, name, value)


def _is_watch(target: Target) -> ColumnElement[bool]:
    return (
        (WatchTable.site_id == target.site_id)
        & (WatchTable.kind == target.kind.value)
        & (WatchTable.key == target.key)
    )


def _count(
    session: Session,
    table: _Visited,
    where: ColumnElement[bool],
    outcome: Outcome | None,
    at: datetime,
) -> None:
    values: dict[Any, Any] = {
        "visits": table.visits + 1,
        "last_visited_at": at,
        "last_outcome": None if outcome is None else outcome.value,
    }
    earlier = or_(table.last_visited_at.is_(None), table.last_visited_at < at)
    session.execute(update(table).where(where, earlier).values(**values))
