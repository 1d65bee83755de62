"""What a crawl tells while it runs, and what it tells at its end; crosses a pipe as JSON lines."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class SiteState(StrEnum):
    """How a site's part of a run ended."""

    DONE = "done"
    """Budget spent, or nothing more was due."""
    BLOCKED = "blocked"
    """A wall stopped it; nothing on this site was taken for removed because of it."""
    COOLING = "cooling"
    """Not visited, as it is still cooling down after a wall."""
    BUSY = "busy"
    """Not visited, as another run holds the site."""
    QUIET = "quiet"
    """Not visited, as these are not its hours."""
    INTERRUPTED = "interrupted"
    OUT_OF_TIME = "out_of_time"
    CRASHED = "crashed"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one child process is asked to crawl."""

    site_id: str
    night: str
    """The volume of evidence that is written."""
    run_id: int
    budget: int
    """Visits still allowed to the site in this night."""
    hours_ahead: float = 0.0
    """Practice only: how far the marketplace's clock is ahead of ours."""
    attended: bool = False
    max_seconds: float | None = None
    opens_at: str | None = None
    """Outside its visiting hours: when they begin; the site is left alone before. Aware ISO time."""
    closes_at: str | None = None
    """When its visiting hours end, where that ends the crawl of it. Aware ISO time."""
    urgent_only: bool = False
    """Only pages that a person asked for at once; they come first in every other crawl too."""
    removed_only: bool = False
    """Only removals that are due for another look."""
    sealed: tuple[str, ...] = ()
    """Volumes of the same night that were sealed before: what they hold is not visited again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One visit that was made."""

    site_id: str
    visits: int
    budget: int
    outcome: str
    url: str
    question: str = ""
    """What a person in front of the browser is asked to do; the crawl of this site waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResult:
    """How one site's part of a run went."""

    site_id: str
    state: SiteState
    visits: int = 0
    by_outcome: dict[str, int] = field(default_factory=dict)
    wall: str | None = None
    """The wall that stopped the site, as an outcome."""
    detail: str = ""


def to_line(message: Progress | SiteResult) -> str:
    """One JSON line for the pipe."""
    return json.dumps({"type": type(message).__name__, **asdict(message)}) + "\n"


def from_line(line: str) -> Progress | SiteResult:
    """Read a line that `to_line` wrote; raises ValueError for anything else."""
    fields = json.loads(line)
    kind = fields.pop("type", None) if isinstance(fields, dict) else None
    if kind == "Progress":
        return Progress(**fields)
    if kind == "SiteResult":
        return SiteResult(**{**fields, "state": SiteState(fields["state"])})
    raise ValueError(f"not a progress line: {line[:80]!r}")
