"""`shopwitness rules`: apply the rules to a table of listings, CSV in, CSV out."""

from pathlib import Path
from typing import Annotated

import typer

from commands.console import note
from commands.counting import counting
from commands.link import tell_bad_row
from commands.pairs import check_apart
from jobs import rules as job
from messages import mark, translate


def rules(
    listings: Annotated[
        Path,
        typer.Option(
            help=translate(
                "CSV or XLSX with id, title and any of description, brand, price, category, shop,"
                " registration_number, origin."
            )
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(help=translate("CSV to write: id, rule, severity, probability, reason.")),
    ],
    registry: Annotated[
        Path | None,
        typer.Option(help=translate("Registered products to judge against; else words alone.")),
    ] = None,
    sellers: Annotated[
        Path | None, typer.Option(help=translate("Registered sellers to look shops up in."))
    ] = None,
) -> None:
    """Apply the rules to each listing and write one row a flag, with its reasons."""
    for path in filter(None, (listings, registry, sellers)):
        check_apart(path, out)
    with counting(mark("Listings judged")) as counter:
        report = job.run(
            listings,
            out,
            products=registry,
            sellers=sellers,
            on_progress=counter.advance,
            on_bad_row=tell_bad_row,
        )
    note(
        translate(
            "{listings} listings judged, {flagged} flagged ({flags} flags); {bad} rows left out.",
            listings=report.listings,
            flagged=report.flagged,
            flags=report.flags,
            bad=report.bad_rows,
        )
    )
