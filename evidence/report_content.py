"""What a report says, before it is set in type."""

from dataclasses import dataclass
from datetime import datetime

from domain.flag import Flag, FlagState
from domain.listing import Listing, Shop
from evidence.report_nights import ReportNight


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPicture:
    """A screenshot as the report prints it."""

    jpeg: bytes
    kind: str
    width: int
    height: int
    """Pixels of the kept picture."""
    is_cut: bool
    """Whether only its upper part is printed."""
    record: str
    """Name of its record in the pack."""
    sha256: str
    """Hex digest of the PNG."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCapture:
    """One visit that is in the pack."""

    capture_id: str
    night: str
    url: str
    final_url: str
    started_at: datetime
    ended_at: datetime
    outcome: str | None
    """As `Outcome` has it; None where the page was not judged."""
    status: int
    failure: str | None
    title: str
    software: str
    browser: str
    user_agent: str
    viewport: str
    locale: str
    time_zone: str
    remote_address: str
    protocol: str
    certificate: str
    """Subject, issuer and SHA-256 of the server's certificate; empty where there was none."""
    ingested: str
    """Where somebody else made the capture: of which file it was taken; else empty."""
    is_attended: bool
    """Whether a person could have touched the page: the browser had a window, or was the person's own."""
    truncated: tuple[str, ...]
    records: int
    hashes: tuple[tuple[str, str, str], ...]
    """What it is (an English name), the record's name in the pack, hex SHA-256 of its payload."""
    pictures: tuple[ReportPicture, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFlag:
    """A suspicion with where it stands."""

    number: int
    flag: Flag
    state: FlagState
    rule_sentence: str
    legal_basis: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One line of a timeline."""

    at: datetime
    kind: str
    """`visit` or `event`."""
    name: str
    """The outcome's or event's name, as in messages.names."""
    before: str | None = None
    after: str | None = None
    capture_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubject:
    """A listing or shop that the pack is about."""

    site_id: str
    url: str
    listing: Listing | None
    shop: Shop | None
    seen_at: datetime | None
    """When the statement of the listing was seen."""
    standing: str
    """The outcome or event that the timeline ends with."""
    flags: tuple[ReportFlag, ...]
    timeline: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLaw:
    """A text that the report cites."""

    scope: str
    name: str
    articles: str
    says: str
    in_force: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a report says."""

    subject: str
    title: str
    actor: str
    reason: str
    made_at: datetime
    software: str
    language: str
    signer: str
    """Hex SHA-256 of the signing key's public half, DER."""
    subjects: tuple[ReportSubject, ...]
    captures: tuple[ReportCapture, ...]
    nights: tuple[ReportNight, ...]
    laws: tuple[ReportLaw, ...]
    law_note: str
