"""`shopwitness evidence withhold | retire | open`: acts on evidence that the ledger remembers."""

from typing import Annotated

import typer

from commands.console import emit, out
from commands.options import JsonOption
from config.settings import read_settings
from domain.errors import UsageError
from jobs import custody as job
from messages import translate

NightArgument = Annotated[str, typer.Argument(help=translate("A sealed night."))]
ReasonOption = Annotated[str, typer.Option(help=translate("Why; it goes into the ledger."))]
ActorOption = Annotated[
    str | None, typer.Option(help=translate("Who; the system's user by default."))
]


def withhold(
    night: NightArgument,
    record: Annotated[str, typer.Argument(help=translate("Id of the record: urn:uuid:..."))],
    reason: ReasonOption,
    actor: ActorOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Withhold a record's block from every pack; its leaf can still be followed to the root."""
    one = job.withhold(read_settings(), night, record, actor=actor, reason=reason)
    if json:
        emit(
            {
                "night": one.night,
                "record": one.record_id,
                "leaf": one.leaf,
                "leaf_sha256": one.leaf_hash.hex(),
                "header": one.header.decode("utf-8", "replace"),
                "block_sha256": one.block_sha256,
            }
        )
        return
    out.print(
        translate(
            "{record}: withheld. Its leaf {leaf} still holds: SHA-256 of the block is {digest}.",
            record=one.record_id,
            leaf=one.leaf,
            digest=one.block_sha256,
        ),
        markup=False,
        soft_wrap=True,
    )


def retire(
    night: NightArgument,
    reason: ReasonOption,
    actor: ActorOption = None,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help=translate("Needed: the bodies cannot be brought back."))
    ] = False,
) -> None:
    """Let the bodies of an old night go; what proves that they were there stays."""
    if not yes:
        raise UsageError(
            translate(
                "{night}: its pages and pictures would be gone for good; say --yes.", night=night
            )
        )
    gone = job.retire(read_settings(), night, actor=actor, reason=reason)
    out.print(
        translate(
            "{night}: {count} files let go, {size} MiB; lists, seal and ledger stay.",
            night=gone.night,
            count=len(gone.files),
            size=gone.bytes >> 20,
        ),
        markup=False,
    )


def open_value(
    capture: Annotated[str, typer.Argument(help=translate("Id of the capture."))],
    digest: Annotated[
        str, typer.Argument(help=translate("The 64 hex digits of a [REDACTED:...] mark."))
    ],
    reason: ReasonOption,
    actor: ActorOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Open one redacted value to a court, with the salt that fits it to its commitment."""
    opening = job.open_value(read_settings(), capture, digest, actor=actor, reason=reason)
    told = {
        "name": opening.name,
        "value": opening.value,
        "salt": opening.salt.hex(),
        "sha256": opening.digest,
    }
    if json:
        emit(told)
        return
    for name, value in told.items():
        out.print(f"{name}: {value}", markup=False, soft_wrap=True)
