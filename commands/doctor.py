"""`shopwitness doctor`: what a run needs, and what to do about what is missing."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from commands.console import emit, note, out
from config.settings import read_settings
from domain.errors import ExitCode, UsageError
from jobs import doctor as job
from messages import translate


def doctor(
    only: Annotated[
        list[str] | None,
        typer.Option(help=translate("Make only this check; may be given several times.")),
    ] = None,
    *,
    install_browser: Annotated[
        bool,
        typer.Option("--install-browser", help=translate("Install a Chromium if none is found.")),
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help=translate("One JSON value on stdout."))
    ] = False,
) -> int:
    """Check browser, fonts, sites, database, disk and clock."""
    wanted = only or []
    if unknown := set(wanted) - set(job.CHECKS):
        raise UsageError(
            translate(
                "There is no check {name}; there are: {checks}.",
                name=", ".join(sorted(unknown)),
                checks=", ".join(job.CHECKS),
            )
        )
    settings = read_settings()
    if install_browser:
        job.install_browser(settings, say=note)
    checks = job.run(settings, wanted)
    if json:
        emit([asdict(check) for check in checks])
    else:
        out.print(_table(checks))
    return ExitCode.OK if all(check.healthy for check in checks) else ExitCode.UNAVAILABLE


def _table(checks: tuple[job.Check, ...]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for check in checks:
        sign = "[green]✓[/]" if check.healthy else "[red]✗[/]"
        table.add_row(sign, translate(check.name), check.detail)
        if check.remedy:
            table.add_row("", "", f"→ {check.remedy}")
    return table
