"""What one site's crawl is asked to do, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.load import Politeness
from crawler.attended import Attendance
from crawler.browser import BrowserConfig
from crawler.frontier import Frontier
from crawler.limits import VisitLimits
from domain.capture import Capture
from domain.outcome import Verdict
from domain.target import Site
from evidence.store import RESERVE_BYTES, unchanged

if TYPE_CHECKING:
    from crawler.spider import PlatformSpider


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One visit has been kept and read."""

    site_id: str
    visits: int
    outcome: str
    url: str


def ignore_progress(progress: Progress) -> None:
    """Tell nobody."""


def ignore_question(question: str) -> None:
    """Nobody sits in front of the browser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOrder:
    """What one site's crawl is to do."""

    site: Site
    politeness: Politeness
    spider: "type[PlatformSpider]"
    night: str
    evidence: Path
    frontier: Frontier
    browser: BrowserConfig = field(default_factory=BrowserConfig)
    limits: VisitLimits = field(default_factory=VisitLimits)
    visit_timeout: float | None = None
    """Hard limit of one visit in seconds; that of `limits` where it is not set."""
    max_seconds: float | None = None
    """No visit begins after so many seconds."""
    earlier: tuple[float, ...] = ()
    """Visits of the last hour that other runs made, in seconds before now."""
    run_id: str = ""
    software: str = ""
    """Name, version and commit; found out where it is empty."""
    about: Mapping[str, str] = field(default_factory=dict)
    """Further lines of the warcinfo record: operator, legal basis."""
    attended: bool = False
    """Whether a person sits in front of the browser and can lead a page through a wall."""
    ask: Callable[[str], None] = ignore_question
    """Shows the person what to do."""
    on_wait: Callable[[], None] = lambda: None
    """Called now and then while the crawl waits for the person."""
    attendance: Attendance = field(default_factory=Attendance)
    redact: Callable[[Capture], Capture] = unchanged
    reserve_bytes: int = RESERVE_BYTES
    """Free disk below which no capture is begun."""
    seed: int | None = None
    """Of the dice that draw the waits; for tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """What came of one site's crawl."""

    site_id: str
    visits: int
    by_outcome: dict[str, int]
    blocked: bool
    wall: Verdict | None
    """The verdict that stopped the run, where one did."""
    stopped_reason: str
    """`done`, `budget`, `blocked`, `time` or `interrupted`."""
    started_at: datetime
    ended_at: datetime
