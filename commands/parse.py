"""`shopwitness parse`: read a saved page, offline, and print what it says as JSON."""

from pathlib import Path
from typing import Annotated

import typer

from commands.console import emit
from jobs import parse as job
from messages import translate


def parse(
    file: Annotated[Path, typer.Argument(help=translate("A saved page or answer."))],
    platform: Annotated[
        str,
        typer.Option(
            help=translate("Whose page it is; a wrong name is answered with those that there are.")
        ),
    ],
    url: Annotated[
        str | None, typer.Option(help=translate("The page's address, so that its id is checked."))
    ] = None,
) -> None:
    """Read a saved page and print one JSON object: its outcome, listings, shop and identifiers."""
    emit(job.run(file, platform, url))
