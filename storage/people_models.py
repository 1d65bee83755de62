"""The tables of people and of the folders they work in. Private to storage."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, RowId


class UserTable(Base):
    """A person who may log in."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("name"),)

    user_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str]
    shown_name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class LoginTable(Base):
    """A browser session or an API token; the secret itself is never stored, only its digest."""

    __tablename__ = "logins"
    __table_args__ = (Index(None, "user_id"),)

    secret_sha256: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(RowId, ForeignKey("users.user_id"))
    kind: Mapped[str]
    label: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    reason: Mapped[str | None]
    """Why the person may see personal data in clear, where they gave a reason."""


class CaseTable(Base):
    """A folder that an investigator works in and exports."""

    __tablename__ = "cases"
    __table_args__ = (Index(None, "state", "opened_at"),)

    case_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    title: Mapped[str]
    state: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    assigned_to: Mapped[str | None]
    district: Mapped[str | None]


class CaseListingTable(Base):
    """A listing in a case."""

    __tablename__ = "case_listings"

    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.case_id"), primary_key=True)
    site_id: Mapped[str] = mapped_column(primary_key=True)
    listing_id: Mapped[str] = mapped_column(primary_key=True)
    flag_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("flags.flag_id"))
    added_at: Mapped[datetime]
    added_by: Mapped[str]


class CaseEntryTable(Base):
    """What was done in a case: a note, an attachment, a hand-over. Never changed or deleted."""

    __tablename__ = "case_entries"
    __table_args__ = (Index(None, "case_id", "at"),)

    entry_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("cases.case_id"))
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]


class UrgentTable(Base):
    """A page that a person asked for at once."""

    __tablename__ = "urgent_pages"
    __table_args__ = (Index(None, "capture_id", "site_id"),)

    urgent_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    site_id: Mapped[str]
    kind: Mapped[str]
    key: Mapped[str]
    url: Mapped[str]
    shop_id: Mapped[str | None]
    listing_id: Mapped[str | None]
    query: Mapped[str | None]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    reason: Mapped[str]
    answered_at: Mapped[datetime | None]
    capture_id: Mapped[str | None]
