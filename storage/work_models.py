"""The tables of what is done: watchlist, registers, runs, flags, decisions. Private to storage."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, RowId


class WatchTable(Base):
    """A target that somebody asked to be watched."""

    __tablename__ = "watchlist"
    __table_args__ = (
        UniqueConstraint("site_id", "kind", "key"),
        Index(None, "site_id", "shop_id"),
        Index(None, "site_id", "listing_id"),
    )

    watch_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    site_id: Mapped[str]
    kind: Mapped[str]
    key: Mapped[str]
    url: Mapped[str]
    shop_id: Mapped[str | None]
    listing_id: Mapped[str | None]
    query: Mapped[str | None]
    source: Mapped[str]
    note: Mapped[str]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    last_visited_at: Mapped[datetime | None]
    visits: Mapped[int] = mapped_column(default=0)
    last_outcome: Mapped[str | None]


class RegisterVersionTable(Base):
    """One import of a register."""

    __tablename__ = "register_versions"
    __table_args__ = (Index(None, "kind", "name", "version_id"),)

    version_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    source: Mapped[str]
    sha256: Mapped[str]
    imported_at: Mapped[datetime]
    rows_read: Mapped[int]
    rows_rejected: Mapped[int]
    rows_kept: Mapped[int] = mapped_column(default=0)
    rows_new: Mapped[int] = mapped_column(default=0)
    rows_closed: Mapped[int] = mapped_column(default=0)


class ProductTable(Base):
    """A registered product, valid from one version until another took it away or changed it."""

    __tablename__ = "registered_products"
    __table_args__ = (
        Index(None, "register", "product_id", "valid_to"),
        Index(None, "valid_to", "product_id", "valid_from"),
    )

    row_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    register: Mapped[str]
    product_id: Mapped[str]
    digest: Mapped[str]
    valid_from: Mapped[int] = mapped_column(ForeignKey("register_versions.version_id"))
    confirmed_in: Mapped[int] = mapped_column(ForeignKey("register_versions.version_id"))
    valid_to: Mapped[int | None] = mapped_column(ForeignKey("register_versions.version_id"))
    name: Mapped[str]
    brand: Mapped[str | None]
    owner: Mapped[str | None]
    registration_number: Mapped[str | None] = mapped_column(index=True)
    category: Mapped[str | None]
    reference_price: Mapped[Decimal | None]
    currency: Mapped[str]
    image: Mapped[str | None]
    image_phash: Mapped[str | None]
    description: Mapped[str | None]
    aliases: Mapped[list[Any]]
    authorised_sellers: Mapped[list[Any]]


class SellerTable(Base):
    """A registered seller, valid from one version until another took it away or changed it."""

    __tablename__ = "registered_sellers"
    __table_args__ = (
        Index(None, "register", "seller_id", "valid_to"),
        Index(None, "valid_to", "seller_id", "valid_from"),
    )

    row_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    register: Mapped[str]
    seller_id: Mapped[str]
    digest: Mapped[str]
    valid_from: Mapped[int] = mapped_column(ForeignKey("register_versions.version_id"))
    confirmed_in: Mapped[int] = mapped_column(ForeignKey("register_versions.version_id"))
    valid_to: Mapped[int | None] = mapped_column(ForeignKey("register_versions.version_id"))
    name: Mapped[str]
    tax_code: Mapped[str | None] = mapped_column(index=True)
    address: Mapped[str | None]
    phone: Mapped[str | None]
    shop_links: Mapped[list[Any]]


class RunTable(Base):
    """One run of a job."""

    __tablename__ = "runs"
    __table_args__ = (Index(None, "night", "kind"),)

    run_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    night: Mapped[str]
    kind: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    status: Mapped[str]
    config: Mapped[dict[str, Any]]
    report: Mapped[dict[str, Any] | None]


class SiteRunTable(Base):
    """What one run did on one site."""

    __tablename__ = "site_runs"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    site_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    visits: Mapped[int]
    by_outcome: Mapped[dict[str, Any]]
    blocked: Mapped[bool]
    wall: Mapped[str | None]
    stopped: Mapped[str | None]


class SiteLeaseTable(Base):
    """Which process may visit a site just now."""

    __tablename__ = "site_leases"

    site_id: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    taken_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class CoolDownTable(Base):
    """Until when a site that showed a wall is left alone."""

    __tablename__ = "cool_downs"

    site_id: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    reason: Mapped[str]


class IssueTable(Base):
    """Something about a run that a person should know."""

    __tablename__ = "issues"
    __table_args__ = (Index(None, "night", "kind"),)

    issue_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.run_id"), index=True)
    night: Mapped[str]
    kind: Mapped[str]
    site_id: Mapped[str]
    detail: Mapped[str]
    at: Mapped[datetime]
    capture_id: Mapped[str | None]


class PolicyTable(Base):
    """What a policy has learned, in the policy's own bytes."""

    __tablename__ = "policies"

    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime]


class MatchTable(Base):
    """The best record for a listing as one capture showed it."""

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("site_id", "listing_id", "capture_id", "model_version"),
        Index(None, "product_id"),
        Index(None, "run_id"),
    )

    match_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.run_id"))
    site_id: Mapped[str]
    listing_id: Mapped[str]
    capture_id: Mapped[str] = mapped_column(ForeignKey("captures.capture_id"), index=True)
    product_id: Mapped[str]
    product_name: Mapped[str]
    score: Mapped[float]
    model_version: Mapped[str]
    comparisons: Mapped[list[Any]]
    at: Mapped[datetime]


class FlagTable(Base):
    """A suspicion about one listing or shop, as its latest evidence has it."""

    __tablename__ = "flags"
    __table_args__ = (
        Index(None, "state", "stale_since", "weight", "flag_id"),
        Index(None, "state", "stale_since", "severity", "weight", "flag_id"),
        Index(None, "site_id", "listing_id"),
        Index(None, "site_id", "shop_id"),
        Index(None, "rule", "state"),
    )

    flag_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    identity: Mapped[str] = mapped_column(unique=True)
    rule: Mapped[str]
    site_id: Mapped[str]
    listing_id: Mapped[str | None]
    shop_id: Mapped[str | None]
    product_id: Mapped[str | None]
    severity: Mapped[str]
    probability: Mapped[float]
    weight: Mapped[float]
    state: Mapped[str]
    raised_at: Mapped[datetime] = mapped_column(index=True)
    last_raised_at: Mapped[datetime]
    last_run_id: Mapped[int] = mapped_column(ForeignKey("runs.run_id"), index=True)
    stale_since: Mapped[datetime | None]
    search_text: Mapped[str]
    latest_evidence: Mapped[int] = mapped_column(Integer, default=0)


class SavedViewTable(Base):
    """Filters of the review queue that a person gave a name."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    view_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = mapped_column(RowId, ForeignKey("users.user_id"))
    name: Mapped[str]
    query: Mapped[str]
    saved_at: Mapped[datetime]


class FlagEvidenceTable(Base):
    """What a flag rested on when it was raised, once for each time that this changed."""

    __tablename__ = "flag_evidence"

    flag_id: Mapped[int] = mapped_column(ForeignKey("flags.flag_id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.run_id"))
    at: Mapped[datetime]
    capture_id: Mapped[str] = mapped_column(ForeignKey("captures.capture_id"), index=True)
    severity: Mapped[str]
    probability: Mapped[float]
    reasons: Mapped[list[Any]]
    rules_version: Mapped[str]
    model_version: Mapped[str | None]


class DecisionTable(Base):
    """What one person decided about a flag."""

    __tablename__ = "decisions"

    decision_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flags.flag_id"), index=True)
    judgement: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    note: Mapped[str]
