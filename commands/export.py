"""`shopwitness evidence export`: a pack for whoever decides."""

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.console import emit, note, out
from commands.options import JsonOption
from domain.errors import ExitCode, UsageError
from messages import language as reader_language
from messages import translate

if TYPE_CHECKING:
    from evidence.pack import Pack


def export(
    *,
    to: Annotated[
        Path, typer.Option("--out", help=translate("A folder that is not there yet, or FILE.zip."))
    ],
    reason: Annotated[str, typer.Option(help=translate("Why; it goes into the ledger."))],
    listing: Annotated[
        str | None, typer.Option(help=translate("A listing: its URL, or SITE:LISTING_ID."))
    ] = None,
    flag: Annotated[int | None, typer.Option(help=translate("A flag's number."))] = None,
    case: Annotated[int | None, typer.Option(help=translate("A case's number."))] = None,
    capture: Annotated[str | None, typer.Option(help=translate("One capture's id."))] = None,
    language: Annotated[
        str | None, typer.Option(help=translate("The report's language: vi or en."))
    ] = None,
    actor: Annotated[
        str | None, typer.Option(help=translate("Who exports; your log-in by default."))
    ] = None,
    json: JsonOption = False,
) -> int:
    """Export a pack: replay, report, facts, proofs and a verifier. It is entered in the ledger."""
    from commands.listing import identity  # noqa: PLC0415  (loads the platforms)
    from jobs import export as job  # noqa: PLC0415  (loads the index writer)
    from jobs.export_subjects import Asked  # noqa: PLC0415
    from jobs.workspace import open_workspace  # noqa: PLC0415

    if sum(one is not None for one in (listing, flag, case, capture)) != 1:
        raise UsageError(translate("Give exactly one of --listing, --flag, --case and --capture."))
    workspace = open_workspace()
    asked = Asked(
        flag=flag,
        listing=identity(workspace, listing) if listing is not None else None,
        case=case,
        capture=capture,
    )
    made = job.run(
        workspace,
        job.ExportRequest(
            asked=asked,
            out=to,
            actor=actor if actor is not None else getpass.getuser(),
            reason=reason,
            language=language or reader_language(),
        ),
    )
    _tell(made, json=json)
    return ExitCode.OK


def _tell(made: "Pack", *, json: bool) -> None:
    if json:
        emit(asdict(made))
    else:
        _print(made)
    for night in made.unsealed:
        note(
            translate(
                "{night} is NOT SEALED, and the pack says so: run shopwitness evidence seal {night}, "
                "then export again.",
                night=night,
            )
        )


def _print(made: "Pack") -> None:
    out.print(
        translate(
            "{path}: {captures} captures, {records} records, {size} MB",
            path=made.path,
            captures=made.captures,
            records=made.records,
            size=f"{made.size / 1e6:.1f}",
        ),
        markup=False,
        soft_wrap=True,
    )
