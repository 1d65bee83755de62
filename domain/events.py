"""What changed between two visits, and what a run itself should be told off for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """A fact about a listing or shop that a later visit brought to light."""

    FIRST_SEEN = "first_seen"
    PRICE_CHANGED = "price_changed"
    TITLE_CHANGED = "title_changed"
    IMAGE_CHANGED = "image_changed"
    DESCRIPTION_CHANGED = "description_changed"
    SOLD_OUT = "sold_out"
    UNLISTED = "unlisted"
    REMOVED_SUSPECTED = "removed_suspected"
    REMOVED_CONFIRMED = "removed_confirmed"
    REAPPEARED = "reappeared"
    SHOP_LOCKED = "shop_locked"
    SHOP_REAPPEARED = "shop_reappeared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change, with the captures on either side of it."""

    kind: EventKind
    site_id: str
    shop_id: str | None
    listing_id: str | None
    at: datetime
    """When the visit that showed it began, aware UTC."""
    capture_id: str
    previous_capture_id: str | None = None
    before: str | None = None
    after: str | None = None


class IssueKind(StrEnum):
    """A data-quality event of a run."""

    BLOCKED = "blocked"
    LAYOUT_CHANGED = "layout_changed"
    UNKNOWN_VALUE = "unknown_value"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    DECOY = "decoy"
    SILENT_GUARD = "silent_guard"
    FAILED_VISITS = "failed_visits"
    TRUNCATED = "truncated"
    CRASHED = "crashed"
    CLOCK_JUMPED = "clock_jumped"
    """The wall clock was set, or the machine slept, while a crawl ran: times around it are doubtful."""
    UNPROVEN_REMOVAL = "unproven_removal"
    """A removal was seen, and no control listing loaded to prove that the site was answering."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something about a run that a person should know."""

    kind: IssueKind
    site_id: str
    detail: str
    at: datetime
    capture_id: str | None = None
