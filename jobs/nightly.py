"""One night, end to end: crawl, match, seal, report. What cron calls."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from crawler.recrawl.share import ShareEstimate
from domain.errors import ExitCode
from domain.events import Issue
from domain.flag import Severity
from jobs import crawl, match, seal, share
from jobs.crawl import CrawlReport, CrawlRequest
from jobs.match import MatchReport
from jobs.nights import missed_nights
from jobs.progress import Progress
from jobs.seal import Sealing
from jobs.workspace import Workspace
from matching.rules import RULES
from storage.repository import Repository
from storage.rows import FlagRow, Wiped

SEVEREST_FIRST = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
SHOWN_FLAGS = 5
"""How many of the gravest flags of each rule a report names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """What an analyst reads in the morning."""

    crawl: CrawlReport
    match: MatchReport
    events: dict[str, int]
    """How many of each kind the night brought to light."""
    wiped: tuple[Wiped, ...]
    """Taken away in this night, each with the capture that preserved it."""
    missed: tuple[Wiped, ...]
    """Known misses: seen on a list, gone before their own page was preserved."""
    missed_nights: tuple[str, ...]
    """Nights since the crawl before this one, in which none began."""
    share: ShareEstimate
    """The share preserved over the last thirty days, those never seen included."""
    issues: tuple[Issue, ...]
    gravest: tuple[FlagRow, ...]
    """The gravest flags of each rule that still stand, the gravest rule first."""
    sealing: Sealing

    @property
    def exit_code(self) -> ExitCode:
        """What the command answers (docs/operations.md)."""
        if self.crawl.exit_code is not ExitCode.OK:
            return self.crawl.exit_code
        if self.sealing.failed:
            return ExitCode.EVIDENCE
        return ExitCode.OK


def run(
    workspace: Workspace,
    request: CrawlRequest,
    *,
    on_visit: Callable[[Progress], None],
    on_matched: Callable[[int], None],
) -> NightReport:
    """Run a night, or go on with one that was killed."""
    crawled = crawl.run(workspace, request, on_progress=on_visit)
    matched = match.run(workspace, request.night, on_progress=on_matched)
    workspace.store.refresh_statistics()
    return report(workspace, crawled, matched, seal.run_after(workspace, crawled))


def report(
    workspace: Workspace, crawled: CrawlReport, matched: MatchReport, sealing: Sealing
) -> NightReport:
    """Put together what a night came to, from what the store has of it."""
    night = crawled.night
    with workspace.store.reading() as repo:
        wiped = tuple(repo.history.wiped_between(night, night))
        return NightReport(
            crawl=crawled,
            match=matched,
            events=dict(Counter(e.kind.value for e in repo.history.events_of_night(night))),
            wiped=tuple(w for w in wiped if w.preserved_in is not None),
            missed=tuple(w for w in wiped if w.preserved_in is None),
            missed_nights=_missed_before(repo, night),
            share=share.preserved_share(repo, workspace.sites.sites, now=crawled.ended_at),
            issues=tuple(repo.issues.of_night(night)),
            gravest=tuple(_gravest(repo)),
            sealing=sealing,
        )


def _missed_before(repo: Repository, night: str) -> tuple[str, ...]:
    earlier = [each for each in repo.runs.nights("crawl", since="") if each < night]
    return missed_nights(sorted(earlier)[-1:], until=night)


def _gravest(repo: Repository) -> list[FlagRow]:
    """Some of each rule, so that the most common one does not hide the others."""
    by_rule = [
        list(repo.flags.list(rule=rule.__name__, with_stale=False, limit=SHOWN_FLAGS))
        for rule in RULES
    ]
    found = [flags for flags in by_rule if flags]
    found.sort(key=lambda flags: SEVEREST_FIRST.index(flags[0].flag.severity))
    return [flag for flags in found for flag in flags]


def as_json(report: NightReport) -> dict[str, Any]:
    """The report as one JSON value, stable and documented in docs/operations.md."""
    return {
        "night": report.crawl.night,
        "started_at": report.crawl.started_at.isoformat(),
        "ended_at": report.crawl.ended_at.isoformat(),
        "resumed": report.crawl.resumed,
        "visits": report.crawl.visits,
        "sites": [asdict(site) for site in report.crawl.sites],
        "listings_judged": report.match.listings,
        "flags": asdict(report.match.flags),
        "events": report.events,
        "wiped": [_wiped(wiped) for wiped in report.wiped],
        "missed": [_wiped(wiped) for wiped in report.missed],
        "missed_nights": list(report.missed_nights),
        "share": asdict(report.share),
        "issues": [asdict(issue) for issue in report.issues],
        "sealed": [asdict(made) for made in report.sealing.seals],
        "unsealed": [asdict(volume) for volume in report.sealing.unsealed],
        "exit_code": int(report.exit_code),
    }


def _wiped(wiped: Wiped) -> dict[str, Any]:
    return {**asdict(wiped), "how": wiped.how.value}
