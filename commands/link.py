"""`shopwitness link`: find each listing's entry in a register, CSV in, CSV out."""

from pathlib import Path
from typing import Annotated

import typer

from commands.console import note
from commands.counting import counting
from commands.pairs import check_apart
from jobs import link as job
from jobs.pairs import load_model
from messages import mark, translate

ThoroughOption = Annotated[
    bool,
    typer.Option(
        "--thorough",
        help=translate(
            "Look as closely at each listing of a large table as at those of a small one: near"
            " misses are told better, and it takes many times as long."
        ),
    ),
]


def link(
    listings: Annotated[
        Path,
        typer.Option(
            help=translate(
                "CSV or XLSX with id, title and any of description, brand, price, category,"
                " image_phash."
            )
        ),
    ],
    registry: Annotated[
        Path, typer.Option(help=translate("Registered products, with the same columns."))
    ],
    out: Annotated[
        Path, typer.Option(help=translate("CSV to write: listing_id, registry_id, score, reasons."))
    ],
    model: Annotated[
        Path | None, typer.Option(help=translate("A model of `model fit`; else the shipped one."))
    ] = None,
    *,
    thorough: ThoroughOption = False,
) -> None:
    """Link each listing to the registered product that it offers, or to none, and say why."""
    for path in (listings, registry, *((model,) if model else ())):
        check_apart(path, out)
    loaded = load_model(model)
    with counting(mark("Listings linked")) as counter:
        report = job.run(
            listings,
            registry,
            out,
            loaded,
            on_progress=counter.advance,
            on_bad_row=tell_bad_row,
            thorough=thorough,
        )
    note(
        translate(
            "{listings} listings read, {linked} linked to one of {entries} registered products;"
            " {bad} rows left out.",
            listings=report.listings,
            linked=report.linked,
            entries=report.entries,
            bad=report.bad_rows,
        )
    )


def tell_bad_row(path: Path, line: int, why: str) -> None:
    """Name a row that was left out by its file and line."""
    note(translate("{path}, line {line} left out: {text}.", path=path, line=line, text=why))
