"""`shopwitness crawl`: visit what is due and preserve it."""

from dataclasses import asdict, replace
from datetime import UTC, datetime

from rich.table import Table

from commands.console import emit, out
from commands.options import (
    DEFAULT_BUDGET,
    AttendedOption,
    BudgetOption,
    DryRunOption,
    JsonOption,
    MinutesOption,
    NightOption,
    RemovedOption,
    SiteOption,
    SpreadOption,
)
from commands.progress import visit_progress
from commands.tables import outcome_name
from domain.errors import ExitCode
from jobs import crawl as job
from jobs.crawl import CrawlReport, CrawlRequest
from jobs.nights import check_night, night_of
from jobs.progress import Order, SiteState
from jobs.workspace import open_workspace
from messages import mark, translate


def crawl(
    budget: BudgetOption = DEFAULT_BUDGET,
    night: NightOption = None,
    site: SiteOption = None,
    minutes: MinutesOption = None,
    *,
    spread: SpreadOption = False,
    removed: RemovedOption = False,
    attended: AttendedOption = False,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> int:
    """Visit pages and preserve them as evidence."""
    request = replace(
        request_of(budget, night, site, minutes, attended=attended),
        spread=spread,
        removed_only=removed,
    )
    workspace = open_workspace()
    if dry_run:
        show_plan(job.plan(workspace, request), json=json)
        return ExitCode.OK
    with visit_progress() as progress:
        report = job.run(workspace, request, on_progress=progress.show)
    if json:
        emit({"night": report.night, "sites": [asdict(each) for each in report.sites]})
    else:
        out.print(sites_table(report))
    return report.exit_code


def request_of(
    budget: int,
    night: str | None,
    site: list[str] | None,
    minutes: float | None,
    *,
    attended: bool,
) -> CrawlRequest:
    """The request that the options stand for."""
    return CrawlRequest(
        night=check_night(night) if night else night_of(datetime.now(UTC)),
        budget=budget,
        sites=tuple(site or ()),
        attended=attended,
        max_seconds=None if minutes is None else minutes * 60,
    )


def show_plan(orders: tuple[Order, ...], *, json: bool) -> None:
    """Print what a crawl would do."""
    if json:
        emit([asdict(order) for order in orders])
        return
    table = Table(box=None, pad_edge=False)
    for heading in (translate("Site"), translate("Night"), translate("Visits left")):
        table.add_column(heading)
    for order in orders:
        table.add_row(order.site_id, order.night, str(order.budget))
    out.print(table)


def sites_table(report: CrawlReport) -> Table:
    """How each site's part went."""
    table = Table(box=None, pad_edge=False)
    for heading in (
        translate("Site"),
        translate("State"),
        translate("Visits"),
        translate("Outcomes"),
    ):
        table.add_column(heading)
    for site in report.sites:
        outcomes = ", ".join(
            f"{outcome_name(name)} {count}" for name, count in sorted(site.by_outcome.items())
        )
        state = translate(STATES[site.state])
        why = outcome_name(site.wall) if site.wall else site.detail
        detail = f" ({why})" if why else ""
        table.add_row(site.site_id, state + detail, str(site.visits), outcomes)
    return table


STATES = {
    SiteState.DONE: mark("done"),
    SiteState.BLOCKED: mark("stopped by a wall"),
    SiteState.COOLING: mark("left alone after a wall"),
    SiteState.BUSY: mark("held by another run"),
    SiteState.QUIET: mark("left alone at this hour"),
    SiteState.INTERRUPTED: mark("interrupted"),
    SiteState.OUT_OF_TIME: mark("out of time"),
    SiteState.CRASHED: mark("crashed"),
    SiteState.UNAVAILABLE: mark("something needed is missing"),
}
