"""`shopwitness registry`: the official lists of genuine products and registered sellers."""

from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from commands.console import emit, local_time, note, out
from commands.options import JsonOption
from jobs import registry as job
from jobs.register_rows import RowProblem
from jobs.workspace import open_workspace
from messages import translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobs.registry import ImportReport

SHOWN_PROBLEMS = 50
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


class Register(StrEnum):
    """Which of the two lists."""

    PRODUCTS = "products"
    SELLERS = "sellers"


@app.command("import")
def import_register(
    kind: Annotated[Register, typer.Argument(help=translate("products or sellers."))],
    file: Annotated[Path, typer.Argument(help=translate("A CSV or XLSX file."))],
    name: Annotated[
        str, typer.Option(help=translate("The register's name; a new file replaces its last one."))
    ] = "default",
    *,
    json: JsonOption = False,
) -> None:
    """Import a register; bad rows are told of by line and column, good ones are kept."""
    imports: dict[Register, Callable[..., ImportReport]] = {
        Register.PRODUCTS: job.import_products,
        Register.SELLERS: job.import_sellers,
    }
    report = imports[kind](file, name=name, store=open_workspace().store, at=datetime.now(UTC))
    if json:
        emit(asdict(report))
        return
    show_problems(report.problems)
    if report.unchanged:
        out.print(translate("This very file is in force already; nothing was done."))
    out.print(
        translate(
            "{kept} rows in force, {rejected} left out, {warnings} warnings.",
            kept=report.rows_kept,
            rejected=report.rows_rejected,
            warnings=report.warnings,
        )
    )


@app.command("list")
def list_versions(*, json: JsonOption = False) -> None:
    """List every version of every register."""
    with open_workspace().store.reading() as repo:
        versions = list(repo.registers.versions())
    if json:
        emit([asdict(version) for version in versions])
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (
        translate("Register"),
        translate("File"),
        translate("Imported"),
        translate("Rows"),
        translate("In force"),
    ):
        table.add_column(heading)
    for version in versions:
        origin = version.origin
        table.add_row(
            f"{version.kind} {origin.name}",
            origin.source,
            local_time(origin.imported_at),
            str(version.rows_kept),
            "✓" if version.is_current else "",
        )
    out.print(table)


def show_problems(problems: tuple[RowProblem, ...]) -> None:
    """Say what is wrong with each row, by line and column, on stderr."""
    for problem in problems[:SHOWN_PROBLEMS]:
        where = translate("line {line}", line=problem.line)
        if problem.column:
            where += ", " + translate("column {column}", column=problem.column)
        note(f"{where}: {problem.text}")
    if len(problems) > SHOWN_PROBLEMS:
        note(translate("… and {count} more.", count=len(problems) - SHOWN_PROBLEMS))
