"""`shopwitness ingest`: captures that somebody else made."""

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from commands.console import emit, local_time, note, out
from commands.options import JsonOption
from commands.tables import outcome_name
from jobs import ingest as job
from jobs.workspace import open_workspace
from messages import translate


def ingest(
    file: Annotated[Path, typer.Argument(help=translate("A .warc, .warc.gz, .wacz or .har file."))],
    *,
    reason: Annotated[
        str, typer.Option(help=translate("Why, and from whom; it goes into the ledger."))
    ] = "",
    actor: Annotated[
        str | None, typer.Option(help=translate("Who takes it over; your log-in by default."))
    ] = None,
    json: JsonOption = False,
) -> None:
    """Take over captures that somebody else made; they stay marked as such."""
    who = actor if actor is not None else getpass.getuser()
    report = job.run(open_workspace(), file, actor=who, reason=reason)
    if json:
        emit(asdict(report))
        return
    if report.pages:
        out.print(_table(report))
        kept = translate(
            "{file}: SHA-256 {digest}, made by {software}; kept as {name} in {night}.",
            file=report.file,
            digest=report.sha256,
            software=report.software,
            name=report.kept_as,
            night=report.night,
        )
        out.print(kept, markup=False, soft_wrap=True)
    if report.known:
        note(translate("{count} pages were taken over before.", count=report.known))


def _table(report: job.IngestReport) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (
        translate("When"),
        translate("Page"),
        translate("Result"),
        translate("Capture"),
    ):
        table.add_column(heading, overflow="fold")
    for page in report.pages:
        outcome = outcome_name(page.outcome or "unknown")
        table.add_row(local_time(page.at), escape(page.url), outcome, page.capture_id)
    return table
