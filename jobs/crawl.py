"""Visits what is due on every watched site, within a budget, and preserves each page."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from config.software import software
from domain.errors import ExitCode, UsageError
from domain.events import Issue, IssueKind
from evidence.recover import Recovery
from evidence.volume import open_volume, sealed_volumes
from jobs import adopt, hours
from jobs.budgets import share_out
from jobs.children import run_children
from jobs.clock import ClockWatch
from jobs.keys import prepare_to_crawl
from jobs.nights import elapsed
from jobs.progress import Order, Progress, SiteResult, SiteState
from jobs.workspace import Workspace
from messages import translate
from storage.repository import Repository
from storage.rows import SiteRun

KIND = "crawl"
URGENT = "urgent"
"""Pages that a person asked for at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRequest:
    """What a crawl is asked to do."""

    night: str
    budget: int
    """Page visits of the whole night, over all sites; visits already made count."""
    sites: tuple[str, ...] = ()
    """Only these; empty for every site that has something to visit."""
    hours_ahead: float = 0.0
    """Practice only: how far the marketplace's clock is ahead of ours."""
    attended: bool = False
    max_seconds: float | None = None
    spread: bool = False
    """Only that part of the budget which the part of the night that has passed allows."""
    removed_only: bool = False
    """Only removals that are due for another look, with a budget of their own."""
    urgent_only: bool = False
    """Only pages that a person asked for at once, outside every budget."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """How a crawl went."""

    night: str
    """The volume of evidence: the night, or `<night>-2` where that was sealed before."""
    run_id: int
    started_at: datetime
    ended_at: datetime
    resumed: bool
    """Whether it went on with a run that had not ended."""
    recovered: Recovery
    sites: tuple[SiteResult, ...]

    @property
    def visits(self) -> int:
        """Page visits made by this run."""
        return sum(site.visits for site in self.sites)

    @property
    def blocked(self) -> tuple[SiteResult, ...]:
        """Sites that a wall stopped, or that still cool down after one."""
        return tuple(s for s in self.sites if s.state in {SiteState.BLOCKED, SiteState.COOLING})

    @property
    def is_all_busy(self) -> bool:
        """Whether other runs held every site that was due, so that this one did nothing."""
        states = {site.state for site in self.sites} - {SiteState.QUIET}
        return states == {SiteState.BUSY}

    @property
    def exit_code(self) -> ExitCode:
        """What a command answers for this crawl (docs/operations.md), the gravest first."""
        states = {site.state for site in self.sites}
        if SiteState.INTERRUPTED in states:
            return ExitCode.INTERRUPTED
        if SiteState.UNAVAILABLE in states:
            return ExitCode.UNAVAILABLE
        if SiteState.CRASHED in states:
            return ExitCode.INTERNAL
        if self.is_all_busy:
            return ExitCode.INTERRUPTED
        if self.blocked:
            return ExitCode.BLOCKED
        return ExitCode.PARTIAL if SiteState.OUT_OF_TIME in states else ExitCode.OK


def plan(workspace: Workspace, request: CrawlRequest) -> tuple[Order, ...]:
    """The orders that a crawl would carry out now; makes no visit and changes nothing.

    Raises UsageError for an unknown site, or where nothing is watched yet.
    """
    with workspace.store.reading() as repo:
        return _orders(workspace, request, repo, run_id=0)


def run(
    workspace: Workspace, request: CrawlRequest, *, on_progress: Callable[[Progress], None]
) -> CrawlReport:
    """Crawl; can be killed at any moment and run again with the same request."""
    started_at, clock = datetime.now(UTC), ClockWatch()
    volume = open_volume(workspace.settings.evidence, request.night)
    plan(workspace, request)
    prepare_to_crawl(workspace.settings)
    recovered = adopt.run(workspace, volume, parser_version=software())
    run_id, resumed = _begin(workspace, request, started_at)
    with workspace.store.reading() as repo:
        orders = _orders(workspace, request, repo, run_id=run_id)
    open_orders = [order for order in orders if order.budget > 0]
    due = [order for order in open_orders if order.opens_at is None]
    results = run_children(
        due,
        logs=workspace.settings.home / "logs",
        on_progress=on_progress,
    )
    report = CrawlReport(
        night=volume if due else _last_volume(workspace, request.night),
        run_id=run_id,
        started_at=started_at,
        ended_at=datetime.now(UTC),
        resumed=resumed,
        recovered=recovered,
        sites=(*hours.explained(due, results), *hours.left_alone(open_orders)),
    )
    _finish(workspace, report, jumped=clock.jump())
    return report


def _orders(
    workspace: Workspace, request: CrawlRequest, repo: Repository, *, run_id: int
) -> tuple[Order, ...]:
    if request.urgent_only:
        return _urgent_orders(workspace, request, repo, run_id=run_id)
    chosen = _chosen_sites(workspace, request, repo)
    sealed = sealed_volumes(workspace.settings.evidence, request.night)
    volume = open_volume(workspace.settings.evidence, request.night)
    made = {
        site_id: sum(repo.runs.visits_made(name, site_id) for name in (*sealed, volume))
        for site_id in chosen
    }
    allowed = {s: workspace.sites.politeness[s].pages_per_night for s in chosen}
    if request.removed_only:
        left = share_out(request.budget, {s: max(0, allowed[s] - made[s]) for s in chosen})
    else:
        part = elapsed(datetime.now(UTC)) if request.spread else 1.0
        shares = share_out(request.budget, allowed)
        left = {s: max(0, math.ceil(shares[s] * part) - made[s]) for s in chosen}
    orders = (
        Order(
            site_id=site_id,
            night=volume,
            sealed=sealed,
            run_id=run_id,
            budget=left[site_id],
            removed_only=request.removed_only,
            hours_ahead=request.hours_ahead,
            attended=request.attended,
            max_seconds=request.max_seconds,
        )
        for site_id in chosen
    )
    return tuple(hours.limited(o, workspace.sites.politeness[o.site_id].hours) for o in orders)


def _urgent_orders(
    workspace: Workspace, request: CrawlRequest, repo: Repository, *, run_id: int
) -> tuple[Order, ...]:
    waiting = Counter(each.site_id for each in repo.urgent.waiting())
    return tuple(
        Order(
            site_id=site_id,
            night=open_volume(workspace.settings.evidence, request.night),
            run_id=run_id,
            budget=count,
            attended=request.attended,
            max_seconds=request.max_seconds,
            hours_ahead=request.hours_ahead,
            urgent_only=True,
        )
        for site_id, count in waiting.items()
        if site_id in workspace.sites.sites
    )


def _last_volume(workspace: Workspace, night: str) -> str:
    """The volume that a night came to lie in last, where nothing is left to visit."""
    evidence = workspace.settings.evidence
    still_open = open_volume(evidence, night)
    sealed = sealed_volumes(evidence, night)
    return still_open if (evidence / still_open).is_dir() or not sealed else sealed[-1]


def _chosen_sites(workspace: Workspace, request: CrawlRequest, repo: Repository) -> tuple[str, ...]:
    workspace.check_sites(request.sites)
    watched = {target.target.site_id for target in repo.watchlist.all()}
    chosen = tuple(
        s
        for s in workspace.sites.sites
        if s in watched and (not request.sites or s in request.sites)
    )
    if not chosen:
        raise UsageError(
            translate("Nothing is watched there yet; add a shop with: shopwitness watch add URL")
        )
    return chosen


def _begin(workspace: Workspace, request: CrawlRequest, at: datetime) -> tuple[int, bool]:
    kind = URGENT if request.urgent_only else KIND
    with workspace.store.transaction() as repo:
        if unfinished := repo.runs.unfinished(request.night, kind):
            return unfinished.run_id, True
        # What held for this run: terms change, and a judge may ask years later.
        manners = {site: each.model_dump() for site, each in workspace.sites.politeness.items()}
        config = {**asdict(request), "politeness": manners}
        return repo.runs.start(request.night, kind, at=at, config=config), False


def _finish(workspace: Workspace, report: CrawlReport, *, jumped: float | None) -> None:
    with workspace.store.transaction() as repo:
        for site in report.sites:
            if site.state is SiteState.BUSY:
                continue  # the run that holds it says how it went
            repo.runs.put_site_run(_site_run(report, site))
        found = [*_issues(report), *_clock_issues(report, jumped)]
        repo.issues.add_all(found, night=report.night, run_id=report.run_id)
        interrupted = any(site.state is SiteState.INTERRUPTED for site in report.sites)
        if not interrupted and not report.is_all_busy:
            repo.runs.finish(
                report.run_id,
                "blocked" if report.blocked else "done",
                {"sites": [asdict(site) for site in report.sites]},
                at=report.ended_at,
            )


def _site_run(report: CrawlReport, site: SiteResult) -> SiteRun:
    return SiteRun(
        run_id=report.run_id,
        site_id=site.site_id,
        at=report.ended_at,
        visits=site.visits,
        by_outcome=site.by_outcome,
        blocked=site.state is SiteState.BLOCKED,
        wall=site.wall,
        stopped=site.state.value,
    )


_TROUBLE = {
    SiteState.BLOCKED: IssueKind.BLOCKED,
    SiteState.CRASHED: IssueKind.CRASHED,
    SiteState.UNAVAILABLE: IssueKind.CRASHED,
}


def _issues(report: CrawlReport) -> Iterable[Issue]:
    """What a person should know of; a healthy budget that found nothing is suspicious too."""
    for site in report.sites:
        if kind := _TROUBLE.get(site.state):
            detail = site.wall or site.detail or site.state.value
            yield Issue(kind=kind, site_id=site.site_id, detail=detail, at=report.ended_at)
        elif site.visits and not site.by_outcome.get("live"):
            yield Issue(
                kind=IssueKind.TOO_FEW,
                site_id=site.site_id,
                detail=f"none of {site.visits} visits showed a live page",
                at=report.ended_at,
            )


def _clock_issues(report: CrawlReport, jumped: float | None) -> Iterable[Issue]:
    """A clock that was set in a run makes its times doubtful, at every site that it visited."""
    if jumped is None:
        return
    detail = translate("the clock jumped by {seconds:+.0f} s while this ran", seconds=jumped)
    for site in report.sites:
        if site.visits:
            yield Issue(
                kind=IssueKind.CLOCK_JUMPED,
                site_id=site.site_id,
                detail=detail,
                at=report.ended_at,
            )
