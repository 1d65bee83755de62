"""Which flags are wanted, in which order, and what is read with each."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from domain.flag import FlagState, Severity
from storage.folding import fold
from storage.models import ListingTable, ShopTable
from storage.work_models import FlagEvidenceTable, FlagTable

GRAVEST = (FlagTable.weight.desc(), FlagTable.flag_id.desc())
"""The gravest first, of equal ones the newest."""

is_latest = (FlagEvidenceTable.flag_id == FlagTable.flag_id) & (
    FlagEvidenceTable.position == FlagTable.latest_evidence
)


def flag_filters(
    *,
    rule: str | None = None,
    severity: Severity | None = None,
    state: FlagState | None = None,
    site_id: str | None = None,
    shop_id: str | None = None,
    listing_id: str | None = None,
    since: datetime | None = None,
    text: str | None = None,
    with_stale: bool = True,
) -> list[ColumnElement[bool]]:
    """Conditions for the filters that `Flags.list` takes."""
    equal = {
        FlagTable.rule: rule,
        FlagTable.severity: severity and severity.value,
        FlagTable.state: state and state.value,
        FlagTable.site_id: site_id,
        FlagTable.shop_id: shop_id,
        FlagTable.listing_id: listing_id,
    }
    where = [column == value for column, value in equal.items() if value is not None]
    if since is not None:
        where.append(FlagTable.raised_at >= since)
    if text:
        where.append(FlagTable.search_text.contains(fold(text), autoescape=True))
    if not with_stale:
        where.append(FlagTable.stale_since.is_(None))
    return where


def joined_flags() -> Select[*tuple[Any, ...]]:
    """Flags with their latest evidence and the names of their subjects."""
    listing = (ListingTable.site_id == FlagTable.site_id) & (
        ListingTable.listing_id == FlagTable.listing_id
    )
    shop = (ShopTable.site_id == FlagTable.site_id) & (ShopTable.shop_id == FlagTable.shop_id)
    return (
        select(
            FlagTable,
            FlagEvidenceTable,
            ListingTable.title.label("title"),
            ListingTable.url.label("listing_url"),
            ShopTable.url.label("shop_url"),
            ShopTable.name.label("shop_name"),
        )
        .join(FlagEvidenceTable, is_latest)
        .outerjoin(ListingTable, listing)
        .outerjoin(ShopTable, shop)
    )
