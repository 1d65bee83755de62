"""How much one visit may take, and what every visit of a run shares."""

from dataclasses import dataclass, field, replace

from crawler.egress import Egress
from crawler.guard import Guard
from crawler.intercept import BodyLimits
from crawler.screenshot import PictureLimits
from domain.target import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLimits:
    """How long the steps of a visit may take, in seconds, and how much of it is kept."""

    visit: float = 45.0
    """The whole visit; steps shrink so as to stay within."""
    capture: float = 12.0
    """Of it, kept free for the picture and the text."""
    settle: float = 8.0
    """Longest wait for the awaited answers and for quiet."""
    quiet: float = 0.35
    """A page is taken for loaded once its network was silent for so long."""
    without_awaited: float = 3.0
    """As `quiet`, where an awaited answer has not come: it will not."""
    brief: float = 0.1
    """As `quiet`, for a page that is to be scrolled first."""
    scroll: float = 6.0
    scrolls: int = 3
    """How often a page is scrolled that has grown since."""
    scroll_step_ms: int = 40
    step: float = 5.0
    """Longest wait for one question to the page."""
    text: int = 20_000_000
    """Characters of the serialised document."""
    bodies: BodyLimits = field(default_factory=BodyLimits)
    pictures: PictureLimits = field(default_factory=PictureLimits)

    @property
    def navigation(self) -> float:
        """How long a page may take to answer."""
        return max(0.5, self.visit - self.capture)

    def within(self, seconds: float) -> "VisitLimits":
        """The same for visits of so many seconds."""
        return replace(self, visit=seconds, capture=min(self.capture, seconds / 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every visit of one run shares."""

    site: Site
    night: str
    software: str
    browser_mode: str
    guard: Guard
    egress: Egress | None
    limits: VisitLimits
