"""The tables of what was seen: captures, listings, shops and their history. Private to storage."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.columns import Count, Money, PageJson, PageText, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

APPEND_ONLY = (
    "captures",
    "capture_records",
    "listing_snapshots",
    "shop_snapshots",
    "events",
    "decisions",
    "case_entries",
)
"""Tables whose rows no code may change or delete; triggers in both databases see to it."""

RowId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Names and column types that all tables share."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        str: PageText(),
        datetime: UtcDateTime(),
        Decimal: Money(),
        int: Count(),
        dict[str, Any]: PageJson(),
        list[Any]: PageJson(),
    }


class CaptureTable(Base):
    """One visit, whatever came of it; its bytes are in the WARC file named here."""

    __tablename__ = "captures"
    __table_args__ = (
        Index(None, "night", "site_id", "outcome"),
        Index(None, "site_id", "listing_id", "started_at"),
        Index(None, "site_id", "shop_id", "started_at"),
        Index(None, "site_id", "kind", "key"),
    )

    capture_id: Mapped[str] = mapped_column(primary_key=True)
    night: Mapped[str]
    site_id: Mapped[str]
    kind: Mapped[str]
    key: Mapped[str]
    url: Mapped[str]
    shop_id: Mapped[str | None]
    listing_id: Mapped[str | None]
    query: Mapped[str | None]
    requested_url: Mapped[str]
    final_url: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    status: Mapped[int]
    title: Mapped[str]
    failure: Mapped[str | None]
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    warc_file: Mapped[str]
    complete: Mapped[bool]
    agent: Mapped[dict[str, Any]]
    redirects: Mapped[list[Any]]
    truncated: Mapped[list[Any]]
    summary: Mapped[dict[str, Any]]


class CaptureRecordTable(Base):
    """Where one WARC record of a capture lies."""

    __tablename__ = "capture_records"

    capture_id: Mapped[str] = mapped_column(ForeignKey("captures.capture_id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    record_id: Mapped[str]
    type: Mapped[str]
    uri: Mapped[str]
    offset: Mapped[int]
    length: Mapped[int]
    sha256: Mapped[str]
    payload_sha256: Mapped[str] = mapped_column(index=True)


class ShopTable(Base):
    """Where a seller account stands; its statements are in shop_snapshots."""

    __tablename__ = "shops"
    __table_args__ = (Index(None, "site_id", "target_kind", "target_key"),)

    site_id: Mapped[str] = mapped_column(primary_key=True)
    shop_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    username: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str | None]
    url: Mapped[str | None]
    item_count: Mapped[int | None]
    target_kind: Mapped[str | None]
    target_key: Mapped[str | None]
    target_url: Mapped[str | None]
    first_seen_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    last_visited_at: Mapped[datetime | None]
    visits: Mapped[int] = mapped_column(default=0)
    last_outcome: Mapped[str | None]
    gone_at: Mapped[datetime | None]
    own_snapshot_id: Mapped[int | None]
    card_snapshot_id: Mapped[int | None]


class ListingTable(Base):
    """Where an offer stands; its statements are in listing_snapshots."""

    __tablename__ = "listings"
    __table_args__ = (
        Index(None, "site_id", "shop_id"),
        Index(None, "site_id", "gone_at"),
        Index(None, "site_id", "target_kind", "target_key"),
    )

    site_id: Mapped[str] = mapped_column(primary_key=True)
    listing_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    shop_id: Mapped[str | None]
    url: Mapped[str | None]
    title: Mapped[str | None]
    target_kind: Mapped[str | None]
    target_key: Mapped[str | None]
    target_url: Mapped[str | None]
    standing: Mapped[str]
    first_seen_at: Mapped[datetime | None]
    last_listed_at: Mapped[datetime | None]
    last_alive_at: Mapped[datetime | None]
    last_visited_at: Mapped[datetime | None]
    missing_since: Mapped[datetime | None]
    visits: Mapped[int] = mapped_column(default=0)
    last_outcome: Mapped[str | None]
    gone_at: Mapped[datetime | None]
    gone_visits: Mapped[int] = mapped_column(default=0)
    p_violating: Mapped[float | None]
    own_snapshot_id: Mapped[int | None]
    card_snapshot_id: Mapped[int | None]
    own_capture_id: Mapped[str | None] = mapped_column(ForeignKey("captures.capture_id"))


class ListingSnapshotTable(Base):
    """An offer as one capture stated it."""

    __tablename__ = "listing_snapshots"
    __table_args__ = (
        Index(None, "site_id", "listing_id", "seen_at"),
        ForeignKeyConstraint(
            ["site_id", "listing_id"], ["listings.site_id", "listings.listing_id"]
        ),
    )

    snapshot_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    site_id: Mapped[str]
    listing_id: Mapped[str]
    capture_id: Mapped[str] = mapped_column(ForeignKey("captures.capture_id"), index=True)
    seen_at: Mapped[datetime]
    parser_version: Mapped[str]
    outcome: Mapped[str]
    is_card: Mapped[bool]
    shop_id: Mapped[str | None]
    shop_name: Mapped[str | None]
    url: Mapped[str | None]
    title: Mapped[str]
    price: Mapped[Decimal | None]
    price_min: Mapped[Decimal | None]
    price_max: Mapped[Decimal | None]
    original_price: Mapped[Decimal | None]
    currency: Mapped[str | None]
    brand: Mapped[str | None]
    description: Mapped[str | None]
    sold: Mapped[int | None]
    stock: Mapped[int | None]
    rating: Mapped[Decimal | None]
    rating_count: Mapped[int | None]
    location: Mapped[str | None]
    status: Mapped[str | None]
    created_at: Mapped[datetime | None]
    images: Mapped[list[Any]]
    attributes: Mapped[list[Any]]
    variants: Mapped[list[Any]]
    category: Mapped[list[Any]]


class ShopSnapshotTable(Base):
    """A seller account as one capture stated it."""

    __tablename__ = "shop_snapshots"
    __table_args__ = (
        Index(None, "site_id", "shop_id", "seen_at"),
        ForeignKeyConstraint(["site_id", "shop_id"], ["shops.site_id", "shops.shop_id"]),
    )

    snapshot_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    site_id: Mapped[str]
    shop_id: Mapped[str]
    capture_id: Mapped[str] = mapped_column(ForeignKey("captures.capture_id"), index=True)
    seen_at: Mapped[datetime]
    parser_version: Mapped[str]
    outcome: Mapped[str]
    is_card: Mapped[bool]
    username: Mapped[str | None]
    name: Mapped[str | None]
    url: Mapped[str | None]
    description: Mapped[str | None]
    location: Mapped[str | None]
    joined_at: Mapped[datetime | None]
    followers: Mapped[int | None]
    item_count: Mapped[int | None]
    rating: Mapped[Decimal | None]
    response_rate: Mapped[int | None]
    official: Mapped[bool | None]
    status: Mapped[str | None]


class EventTable(Base):
    """One change between two visits."""

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "night", "kind"),
        Index(None, "site_id", "listing_id", "at"),
        Index(None, "site_id", "shop_id", "at"),
    )

    event_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str]
    night: Mapped[str]
    site_id: Mapped[str]
    shop_id: Mapped[str | None]
    listing_id: Mapped[str | None]
    at: Mapped[datetime]
    capture_id: Mapped[str] = mapped_column(ForeignKey("captures.capture_id"), index=True)
    previous_capture_id: Mapped[str | None] = mapped_column(ForeignKey("captures.capture_id"))
    before: Mapped[str | None]
    after: Mapped[str | None]


class IdentifierTable(Base):
    """A phone, account or link by which a seller may be known, and where it was first seen."""

    __tablename__ = "identifiers"
    __table_args__ = (
        Index(None, "kind", "value"),
        Index(None, "site_id", "listing_id"),
        Index(None, "site_id", "shop_id"),
    )

    identifier_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    site_id: Mapped[str]
    shop_id: Mapped[str | None]
    listing_id: Mapped[str | None]
    kind: Mapped[str]
    value: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    field: Mapped[str]
    detail: Mapped[str | None]
    capture_id: Mapped[str] = mapped_column(ForeignKey("captures.capture_id"))
    seen_at: Mapped[datetime]
