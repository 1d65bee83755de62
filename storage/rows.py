"""What the store hands out beside the nouns of the house: frozen values, no SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.capture import StoredCapture
from domain.events import Event, EventKind
from domain.flag import Decision, Flag, FlagState, Reason
from domain.listing import Listing, Shop
from domain.match import Comparison
from domain.outcome import Outcome
from domain.target import Target


class Standing(StrEnum):
    """Where a listing stands after everything that was seen of it."""

    EXPECTED = "expected"
    """Watched, never seen."""
    LISTED = "listed"
    """Seen on a list only; its own page was not seen alive yet."""
    LIVE = "live"
    SOLD_OUT = "sold_out"
    UNLISTED = "unlisted"
    REMOVAL_SUSPECTED = "removal_suspected"
    REMOVAL_CONFIRMED = "removal_confirmed"

    @property
    def is_gone(self) -> bool:
        """Whether the last proof was of its absence."""
        return self in {Standing.REMOVAL_SUSPECTED, Standing.REMOVAL_CONFIRMED}


class RegisterKind(StrEnum):
    """What a register lists."""

    PRODUCTS = "products"
    SELLERS = "sellers"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedTarget:
    """A target that somebody asked to be watched."""

    target: Target
    source: str
    """Who or which file asked for it."""
    note: str
    added_at: datetime
    removed_at: datetime | None = None
    last_visited_at: datetime | None = None
    visits: int = 0
    last_outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSource:
    """Where one version of a register came from."""

    name: str
    source: str
    """File name."""
    sha256: str
    """Hex digest of the file's bytes."""
    imported_at: datetime
    rows_read: int = 0
    rows_rejected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterVersion:
    """One import of a register."""

    version_id: int
    kind: RegisterKind
    origin: RegisterSource
    rows_kept: int
    """Rows that this version has in force."""
    rows_new: int
    """Rows that it added or changed."""
    rows_closed: int
    """Rows of the version before that it no longer has, or changed."""
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRow:
    """What the database knows of a capture; its bytes are in the WARC file."""

    capture_id: str
    night: str
    site_id: str
    target: Target
    requested_url: str
    final_url: str
    started_at: datetime
    ended_at: datetime
    status: int
    title: str
    failure: str | None
    outcome: Outcome | None
    reason: str | None
    stored: StoredCapture
    """Its records are empty in lists of captures, and filled by `get`."""
    agent: Mapping[str, Any] = field(default_factory=dict)
    redirects: tuple[str, ...] = ()
    truncated: tuple[str, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingSnapshot:
    """An offer as one capture stated it."""

    snapshot_id: int
    site_id: str
    listing: Listing
    capture_id: str
    seen_at: datetime
    parser_version: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSnapshot:
    """A seller account as one capture stated it."""

    snapshot_id: int
    site_id: str
    shop: Shop
    capture_id: str
    seen_at: datetime
    parser_version: str
    outcome: Outcome
    is_card: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestSnapshot:
    """The best statement that there is of a listing, for the matcher."""

    site_id: str
    listing: Listing
    shop: Shop | None
    capture_id: str
    snapshot_id: int
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything that was seen of a listing or shop, oldest first."""

    site_id: str
    listings: tuple[ListingSnapshot, ...] = ()
    shops: tuple[ShopSnapshot, ...] = ()
    events: tuple[Event, ...] = ()
    captures: tuple[CaptureRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiped:
    """A listing that was taken away, with what was preserved of it."""

    site_id: str
    listing_id: str
    shop_id: str | None
    title: str | None
    url: str | None
    how: EventKind
    """removal suspected or confirmed, or its whole shop locked."""
    at: datetime
    last_alive_at: datetime | None
    """When its own page was last seen alive."""
    last_listed_at: datetime | None
    """When a list last had it."""
    capture_id: str
    """The capture that showed that it is gone."""
    preserved_in: str | None
    """The last capture of its own page alive; None is a known miss."""
    listed_in: str | None
    """The capture of the list that last stated its card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedIdentifier:
    """One phone, account or link that several shops show."""

    kind: str
    value: str
    shops: tuple[tuple[str, str], ...]
    """(site id, shop id), at least two."""
    first_seen_at: datetime
    capture_ids: tuple[str, ...]
    """One capture for each shop, in the same order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopState:
    """What the recrawl policy needs to know of a shop."""

    site_id: str
    shop_id: str
    target: Target | None
    """None where no visit or watchlist entry gave the shop's address."""
    username: str | None
    first_seen_at: datetime | None
    last_visited_at: datetime | None
    visits: int
    last_outcome: Outcome | None
    gone: bool
    item_count: int | None
    is_watched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingState:
    """What the recrawl policy needs to know of a listing."""

    site_id: str
    listing_id: str
    shop_id: str | None
    target: Target | None
    """None where it was only seen on lists; then its address is `url`."""
    url: str | None
    first_seen_at: datetime | None
    last_listed_at: datetime | None
    last_alive_at: datetime | None
    missing_since: datetime | None
    last_visited_at: datetime | None
    visits: int
    last_outcome: Outcome | None
    standing: Standing
    gone_at: datetime | None
    p_violating: float | None

    @property
    def gone(self) -> bool:
        """Whether the last proof was of its absence."""
        return self.standing.is_gone


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """The best record for a listing as one capture showed it."""

    match_id: int
    run_id: int
    site_id: str
    listing_id: str
    capture_id: str
    product_id: str
    product_name: str
    score: float
    comparisons: tuple[Comparison, ...]
    model_version: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagEvidence:
    """What a flag rested on when it was raised."""

    run_id: int
    at: datetime
    capture_id: str
    reasons: tuple[Reason, ...]
    probability: float
    rules_version: str
    model_version: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRow:
    """A flag with where it stands and what a person needs to recognise its subject."""

    flag_id: int
    flag: Flag
    """With its latest evidence."""
    state: FlagState
    raised_at: datetime
    last_raised_at: datetime
    stale_since: datetime | None
    """Since when no run raised it any more."""
    title: str | None
    url: str | None
    shop_name: str | None
    evidence: tuple[FlagEvidence, ...] = ()
    """Oldest first; filled by `get`."""
    decisions: tuple[Decision, ...] = ()
    """Oldest first; filled by `get`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagCounts:
    """What one run did to the flags."""

    raised: int
    """Flags that are new."""
    renewed: int
    """Known flags with new evidence."""
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a job."""

    run_id: int
    night: str
    kind: str
    started_at: datetime
    finished_at: datetime | None
    status: str
    config: Mapping[str, Any]
    report: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRun:
    """What one run did on one site."""

    run_id: int
    site_id: str
    at: datetime
    visits: int
    by_outcome: Mapping[str, int]
    blocked: bool
    wall: str | None = None
    """Outcome of the wall that stopped the site."""
    stopped: str | None = None
    """Why the site's run ended before its budget did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is of everything."""

    listings: int
    shops: int
    captures: int
    nights: int
    watched: int
    products: int
    sellers: int
    flags: Mapping[FlagState, int]
