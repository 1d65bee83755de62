"""`shopwitness watch`: shops, listings and searches to be watched."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from commands.console import emit, local_time, out
from commands.options import JsonOption
from commands.registry import show_problems
from commands.tables import outcome_name
from domain.errors import ExitCode
from jobs import watch as job
from jobs.watch import WatchReport
from jobs.workspace import open_workspace
from messages import translate

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.command()
def add(
    urls: Annotated[list[str], typer.Argument(help=translate("Addresses in any form."))],
    note: Annotated[str, typer.Option(help=translate("Why it is watched."))] = "",
    *,
    json: JsonOption = False,
) -> int:
    """Watch shops, listings or searches from now on."""
    workspace = open_workspace()
    report = job.add_targets(
        urls, sites=workspace.sites, store=workspace.store, at=datetime.now(UTC), note=note
    )
    return _told(report, json=json)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help=translate("A text, CSV or XLSX file."))],
    *,
    json: JsonOption = False,
) -> int:
    """Watch every address of a file."""
    workspace = open_workspace()
    report = job.import_file(
        file, sites=workspace.sites, store=workspace.store, at=datetime.now(UTC)
    )
    return _told(report, json=json)


@app.command("list")
def list_watched(*, json: JsonOption = False) -> None:
    """List what is watched."""
    with open_workspace().store.reading() as repo:
        watched = repo.watchlist.all()
    if json:
        emit([asdict(one) for one in watched])
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (
        translate("Site"),
        translate("Kind"),
        translate("Page"),
        translate("Last visited"),
        translate("Outcome"),
    ):
        table.add_column(heading, overflow="fold")
    for one in watched:
        target = one.target
        visited = local_time(one.last_visited_at)
        table.add_row(
            target.site_id,
            target.kind.value,
            target.url,
            visited,
            outcome_name(one.last_outcome or ""),
        )
    out.print(table)


def _told(report: WatchReport, *, json: bool) -> int:
    if json:
        emit(asdict(report))
    else:
        show_problems(report.problems)
        out.print(
            translate(
                "{added} new, {known} watched already, {rejected} not understood.",
                added=len(report.added),
                known=report.known,
                rejected=report.rejected,
            )
        )
    nothing = report.rejected and not report.added and not report.known
    return ExitCode.USAGE if nothing else ExitCode.OK
