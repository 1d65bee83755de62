"""`shopwitness group`: put listings of one product together, CSV in, CSV out."""

from pathlib import Path
from typing import Annotated

import typer

from commands.console import note
from commands.counting import counting
from commands.link import tell_bad_row
from commands.pairs import check_apart
from jobs import group as job
from jobs.pairs import load_model
from messages import mark, translate


def group(
    listings: Annotated[
        Path,
        typer.Option(
            help=translate(
                "CSV or XLSX with id, title and any of description, brand, price, category,"
                " image_phash."
            )
        ),
    ],
    out: Annotated[Path, typer.Option(help=translate("CSV to write: id, group_id."))],
    model: Annotated[
        Path | None, typer.Option(help=translate("A model of `model fit`; else the shipped one."))
    ] = None,
) -> None:
    """Put listings of one product together, whoever sells them."""
    for path in (listings, *((model,) if model else ())):
        check_apart(path, out)
    loaded = load_model(model)
    with counting(mark("Listings compared")) as counter:
        report = job.run(
            listings, out, loaded, on_progress=counter.advance, on_bad_row=tell_bad_row
        )
    note(
        translate(
            "{listings} listings read: {grouped} of them in {groups} groups, the others alone;"
            " {bad} rows left out.",
            listings=report.listings,
            grouped=report.grouped,
            groups=report.groups,
            bad=report.bad_rows,
        )
    )
