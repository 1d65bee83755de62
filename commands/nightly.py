"""`shopwitness nightly`: crawl, match, report. What cron calls."""

from dataclasses import replace
from pathlib import Path

from commands.console import complain, emit, note, out
from commands.counting import counting
from commands.crawl import request_of, show_plan, sites_table
from commands.options import (
    DEFAULT_BUDGET,
    AheadOption,
    AttendedOption,
    BudgetOption,
    DryRunOption,
    JsonOption,
    MinutesOption,
    NightOption,
    SiteOption,
    SpreadOption,
)
from commands.progress import visit_progress
from commands.tables import event_name, flags_table, outcome_name, wiped_table
from domain.errors import ExitCode, ShopWitnessError
from jobs import crawl as crawl_job
from jobs import digest
from jobs import match as match_job
from jobs import nightly as job
from jobs import seal as seal_job
from jobs.nightly import NightReport
from jobs.nights import about_missed
from jobs.progress import SiteResult
from jobs.share import sentences
from jobs.workspace import Workspace, open_workspace
from messages import mark, translate

SHOWN_MISSES = 10


def nightly(
    budget: BudgetOption = DEFAULT_BUDGET,
    night: NightOption = None,
    site: SiteOption = None,
    minutes: MinutesOption = None,
    *,
    hours_ahead: AheadOption = 0.0,
    spread: SpreadOption = False,
    attended: AttendedOption = False,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> int:
    """Crawl, match and report: a whole night. Run it again after a crash: it goes on."""
    request = replace(
        request_of(budget, night, site, minutes, attended=attended),
        hours_ahead=hours_ahead,
        spread=spread,
    )
    workspace = open_workspace()
    if dry_run:
        show_plan(crawl_job.plan(workspace, request), json=json)
        return ExitCode.OK
    report = run_with_bars(workspace, request)
    _alert(workspace, report)
    if json:
        emit(job.as_json(report))
    else:
        print_report(report, home=workspace.settings.home)
    return report.exit_code


def _alert(workspace: Workspace, report: NightReport) -> None:
    """Tell at once of prohibited goods; a channel that fails does not fail the night."""
    channels = workspace.settings.notify_channels
    found = digest.alerts(workspace, since=report.crawl.started_at) if channels else ()
    if not found:
        return
    try:
        digest.send(channels, title="ShopWitness", text=digest.alert_text(found))
    except ShopWitnessError as error:
        complain(str(error))


def run_with_bars(workspace: Workspace, request: crawl_job.CrawlRequest) -> NightReport:
    """Run a night while showing how far it is."""
    with visit_progress() as visits:
        crawled = crawl_job.run(workspace, request, on_progress=visits.show)
    with counting(mark("Matching")) as counter:
        matched = match_job.run(workspace, request.night, on_progress=counter.advance)
    return job.report(workspace, crawled, matched, seal_job.run_after(workspace, crawled))


def print_report(report: NightReport, *, home: Path, flags: bool = True) -> None:
    """What an analyst reads in the morning."""
    _heading(
        translate(
            "Night {night}: {visits} page visits",
            night=report.crawl.night,
            visits=report.crawl.visits,
        )
    )
    out.print(sites_table(report.crawl))
    for site in report.crawl.sites:
        if site.wall is not None:
            out.print(_about_the_wall(site), soft_wrap=True)
    for issue in report.issues:
        out.print(f"{issue.site_id}: {issue.detail}", markup=False, soft_wrap=True)
    if report.events:
        out.print(", ".join(f"{event_name(k)}: {n}" for k, n in sorted(report.events.items())))
    _print_wiped(report)
    if report.missed_nights:
        out.print(about_missed(report.missed_nights), soft_wrap=True)
    for sentence in sentences(report.share):
        out.print(sentence, soft_wrap=True)
    if flags and report.gravest:
        _heading(translate("The gravest suspects"))
        out.print(flags_table(list(report.gravest)))
    print_sealing(report.sealing)
    note(translate("Evidence: {folder}", folder=home / "evidence" / report.crawl.night))


def _print_wiped(report: NightReport) -> None:
    if report.wiped:
        _heading(
            translate("Wiped in this night, and preserved before: {count}", count=len(report.wiped))
        )
        out.print(wiped_table(report.wiped))
    if report.missed:
        _heading(
            translate(
                "Wiped before its own page was preserved, only its card is kept: {count}",
                count=len(report.missed),
            )
        )
        out.print(wiped_table(report.missed[:SHOWN_MISSES]))
        if len(report.missed) > SHOWN_MISSES:
            out.print(translate("… and {count} more.", count=len(report.missed) - SHOWN_MISSES))


def print_sealing(sealing: seal_job.Sealing) -> None:
    """Which nights were sealed, and which are not and why."""
    for made in sealing.seals:
        out.print(
            translate(
                "{night}: sealed, {records} records of {captures} visits, root {root}",
                night=made.night,
                records=made.records,
                captures=made.captures,
                root=made.root,
            ),
            markup=False,
            soft_wrap=True,
        )
    for volume in sealing.unsealed:
        why = volume.failure or translate("No seal was tried yet; the next run finishes the night.")
        note(translate("{night}: UNSEALED. {why}", night=volume.night, why=why))


def _about_the_wall(site: SiteResult) -> str:
    return translate(
        "{site}: {wall}. Nothing on this site was recorded as taken away because of it; to pass "
        "it in your own browser: shopwitness nightly --attended.",
        site=site.site_id,
        wall=outcome_name(site.wall or ""),
    )


def _heading(text: str) -> None:
    out.print(f"\n[bold]{text}[/]", soft_wrap=True)
