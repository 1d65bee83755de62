"""`shopwitness demo`: two practice nights on the built-in marketplace."""

from typing import Annotated

import typer
from rich import box
from rich.table import Table

from commands.console import note, out
from commands.nightly import print_report, run_with_bars
from commands.tables import rule_name
from domain.errors import ExitCode
from jobs import demo as job
from jobs.demo import DemoReport
from jobs.progress import SiteState
from messages import translate


def demo(
    budget: Annotated[
        int, typer.Option(min=10, help=translate("Page visits of each night, over all sites."))
    ] = job.BUDGET,
) -> int:
    """Run two practice nights on the built-in marketplace; everything in it is invented."""
    report = job.run(run_with_bars, say=note, budget=budget)
    for night in report.nights:
        print_report(night, home=report.home, flags=night is report.nights[-1])
    out.print(f"\n[bold]{translate('Against the truth, which only the marketplace knows')}[/]")
    out.print(_scores(report))
    _print_preserved(report)
    _print_next(report)
    states = {site.state for night in report.nights for site in night.crawl.sites}
    return ExitCode.INTERNAL if SiteState.CRASHED in states else ExitCode.OK


def _scores(report: DemoReport) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(translate("Suspicion"))
    for heading in (
        translate("Right"),
        translate("Wrong"),
        translate("Missed"),
        translate("Precision"),
        translate("Recall"),
    ):
        table.add_column(heading, justify="right")
    for score in report.scores:
        table.add_row(
            rule_name(score.rule),
            str(score.right),
            str(score.wrong),
            str(score.missed),
            _share(score.precision),
            _share(score.recall),
        )
    return table


def _print_preserved(report: DemoReport) -> None:
    kept = report.preserved
    out.print(
        translate(
            "Violating listings taken away so far: {gone}; preserved before on their own page: "
            "{in_time} ({share}), on a list only: {listed}. Listings seen: {seen} of {born}.",
            gone=kept.taken_away,
            in_time=kept.in_time,
            share=_share(kept.share),
            listed=kept.on_a_list,
            seen=report.listings_seen,
            born=report.listings_born,
        ),
        soft_wrap=True,
    )


def _print_next(report: DemoReport) -> None:
    home = report.home
    lines = (
        f"shopwitness --home {home} flags list",
        f"shopwitness --home {home} flags show 1",
        f"shopwitness --home {home} evidence list",
        f"shopwitness --home {home} evidence verify",
    )
    out.print(f"\n{translate('Evidence: {folder}', folder=home / 'evidence')}", soft_wrap=True)
    out.print(translate("What to type next:"))
    for line in lines:
        out.print(f"  .venv/bin/{line}", markup=False, soft_wrap=True)


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
