"""The immutable record of one visit. Parsers read a capture and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.target import Target

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP request of a visit with the answer that the browser was given."""

    url: str
    method: str = "GET"
    status: int = 0
    """0 where no answer came."""
    status_text: str = ""
    request_headers: Headers = ()
    response_headers: Headers = ()
    request_body: bytes = b""
    body: bytes = b""
    """Decoded bytes as the browser received them; empty where `body_kept` is false."""
    body_sha256: str = ""
    """Hex digest of the body as it was received, kept even where the bytes were let go."""
    body_length: int = 0
    resource_type: str = "other"
    """Chromium's resource type in lower case: document, xhr, fetch, image, script, ..."""
    started_at: datetime | None = None
    """Aware UTC."""
    remote_address: str | None = None
    """IP address that was connected to."""
    protocol: str | None = None
    """`http/1.1`, `h2` or `h3`."""
    failure: str | None = None
    """Chromium's error text where the request failed, or `blocked: <why>` where the guard did."""
    redirect_to: str | None = None
    truncated: str | None = None
    """As in WARC-Truncated: `length`, `time`, `disconnect`, or `unspecified` where the body cannot be
    had, as that of a redirect."""
    from_cache: bool = False

    @property
    def mime(self) -> str:
        """Content type without parameters, lower case, empty where none was sent."""
        return self.header("content-type").partition(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """The first response header of that name, or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.response_headers if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A screenshot, or one tile of a page that was too tall for one."""

    kind: str
    """`fullPage`, `mobile`, or `fullPage-tile-003`."""
    png: bytes
    width: int
    height: int
    truncated: bool = False
    """True where the page was taller than the bound and its rest is not in any tile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateChain:
    """The certificates that the browser itself was shown by one origin."""

    origin: str
    """`https://shopee.vn`."""
    der: tuple[bytes, ...]
    """DER bytes, the server's own certificate first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """What made a capture: enough for a stranger to make it again."""

    software: str
    """Name, version and commit: `shopwitness 0.1.0 (3f2a9c1)`."""
    browser: str = ""
    """Chromium's own version string."""
    user_agent: str = ""
    viewport: str = ""
    """`1366x768`."""
    locale: str = ""
    time_zone: str = ""
    browser_mode: str = ""
    """`launched`, `profile` or `attached`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """The record of ONE visit, whatever came of it: the failed and the blocked ones too."""

    capture_id: str
    """Time-ordered unique id: `20261123T150000.123456Z-shopee-vn-000017`."""
    night: str
    """The evidence volume that it lies in: `2026-11-23` (date in Asia/Ho_Chi_Minh)."""
    site_id: str
    target: Target
    requested_url: str
    final_url: str
    started_at: datetime
    """Aware UTC."""
    ended_at: datetime
    agent: Agent
    status: int = 0
    """HTTP status of the main document; 0 where none came."""
    redirects: tuple[str, ...] = ()
    """Every URL of the main document's chain, the requested one first, the final one last."""
    exchanges: tuple[Exchange, ...] = ()
    title: str = ""
    dom: str = ""
    """The rendered document, serialised."""
    text: str = ""
    """The page's visible text."""
    pictures: tuple[Picture, ...] = ()
    pdf: bytes = b""
    """The page as printed, where that was asked for."""
    failure: str | None = None
    """Why the visit failed, where it did: `net::ERR_TOO_MANY_REDIRECTS`, `time-out after 45 s`."""
    truncated: tuple[str, ...] = ()
    """Bounds that were reached: `body:30000000:<url>`, `height:60000`, `time`."""
    incidents: tuple[str, ...] = ()
    """What the page tried besides showing itself: `dialog:alert:<text>`, `popup:<url>`, `crash`; and
    `unrecorded:<url>`, an answer that the browser does not let anybody see."""
    certificates: tuple[CertificateChain, ...] = ()
    private: tuple[tuple[str, str], ...] = ()
    """Names and values of the page's web storage, for redaction to look for; kept nowhere."""

    @property
    def document(self) -> Exchange | None:
        """The main document's last answer, where one came."""
        documents = [e for e in self.exchanges if e.resource_type == "document" and e.status]
        return documents[-1] if documents else None

    def answers(self, path_part: str) -> Iterator[Exchange]:
        """Successful or not, the exchanges whose URL contains `path_part`, in order."""
        return (e for e in self.exchanges if path_part in e.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """Where one WARC record of a capture lies, and the digest that it must have."""

    record_id: str
    """`<urn:uuid:...>`."""
    type: str
    """`response`, `request`, `resource`."""
    uri: str
    """As it stands in WARC-Target-URI."""
    offset: int
    """First byte of the record's gzip member in the file."""
    length: int
    """Bytes of the gzip member."""
    sha256: str
    """Hex digest of the whole record uncompressed: header, block and the two closing line ends."""
    payload_sha256: str
    """Hex digest of the payload alone: the body without HTTP headers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCapture:
    """Where a capture's records lie; exists only for a capture whose bytes are on the disk."""

    capture_id: str
    night: str
    warc_file: str
    """File name within `<evidence>/<night>/warc`, without the suffix `.open`."""
    records: tuple[StoredRecord, ...]
    """In file order; the `urn:visit:` record is the last one."""
    complete: bool
    """False where a bound cut something off the capture (see `Capture.truncated`)."""
