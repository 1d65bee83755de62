"""`shopwitness pairs`: judge pairs of offers, CSV in, CSV out."""

from pathlib import Path
from typing import Annotated

import typer

from commands.console import note
from commands.counting import counting
from domain.errors import UsageError
from jobs import pairs as job
from jobs.pair_rows import BadRow
from messages import mark, translate


def pairs(
    pairs: Annotated[
        Path,
        typer.Option(
            help=translate(
                "CSV or XLSX with pair_id, left_title, right_title and any left_X, right_X."
            )
        ),
    ],
    out: Annotated[Path, typer.Option(help=translate("CSV to write: pair_id, score, match."))],
    model: Annotated[
        Path | None, typer.Option(help=translate("A model of `model fit`; else the shipped one."))
    ] = None,
) -> None:
    """Say of each pair of offers whether both are one product, with a probability."""
    check_apart(pairs, out)
    loaded = job.load_model(model)
    with counting(mark("Pairs read")) as counter:
        report = job.run(pairs, out, loaded, on_progress=counter.advance, on_bad_row=tell_bad_row)
    note(
        translate(
            "{pairs} pairs judged, {matches} are one product (score {threshold} and more);"
            " {bad} rows left out.",
            pairs=report.pairs,
            matches=report.matches,
            threshold=f"{report.threshold:.3f}",
            bad=report.bad_rows,
        )
    )


def tell_bad_row(row: BadRow) -> None:
    """Name a row that was left out by its line."""
    note(translate("Line {line} left out: {text}.", line=row.line, text=row.text))


def check_apart(read: Path, written: Path) -> None:
    """Refuse to write over the file that is read, or where nothing can be written.

    Raises UsageError.
    """
    if not written.resolve().parent.is_dir() or written.is_dir():
        raise UsageError(
            translate("{path} cannot be written: there is no such folder.", path=written)
        )
    if job.is_same_file(read, written):
        raise UsageError(
            translate("{path} would be written over while it is read; name another.", path=written)
        )
