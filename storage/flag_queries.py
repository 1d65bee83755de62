"""Which flags are wanted, in which order, and what is read with each."""

from typing import Any, Unpack

from sqlalchemy import ColumnElement, Select, select

from storage.folding import fold
from storage.models import ListingTable, ShopTable
from storage.wanted import WantedFlags
from storage.work_models import FlagEvidenceTable, FlagTable

GRAVEST = (FlagTable.weight.desc(), FlagTable.flag_id.desc())
"""The gravest first, of equal ones the newest."""

is_latest = (FlagEvidenceTable.flag_id == FlagTable.flag_id) & (
    FlagEvidenceTable.position == FlagTable.latest_evidence
)


def flag_filters(**wanted: Unpack[WantedFlags]) -> list[ColumnElement[bool]]:
    """Conditions for what is wanted."""
    severity, state = wanted.get("severity"), wanted.get("state")
    equal = {
        FlagTable.rule: wanted.get("rule"),
        FlagTable.severity: severity and severity.value,
        FlagTable.state: state and state.value,
        FlagTable.site_id: wanted.get("site_id"),
        FlagTable.shop_id: wanted.get("shop_id"),
        FlagTable.listing_id: wanted.get("listing_id"),
    }
    where = [column == value for column, value in equal.items() if value is not None]
    if (since := wanted.get("since")) is not None:
        where.append(FlagTable.raised_at >= since)
    if text := wanted.get("text"):
        where.append(FlagTable.search_text.contains(fold(text), autoescape=True))
    if not wanted.get("with_stale", True):
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
