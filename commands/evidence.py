"""`shopwitness evidence`: what was kept, and whether it holds."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from commands import custody
from commands.console import emit, out
from commands.custody import ActorOption
from commands.export import export
from commands.options import JsonOption
from config.settings import read_settings
from domain.errors import ExitCode
from evidence.signers import Rotation, read_signers
from evidence.verify import Trusted, Verification
from evidence.volume import volumes
from jobs import verify as verifying
from jobs.custody import actor_or_user
from jobs.keys import keys_folder, prepare_keys, prepare_to_crawl
from jobs.keys import rotate as rotate_key
from jobs.workspace import make_home, open_workspace
from messages import translate

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


app.command()(export)


@app.callback()
def evidence() -> None:
    """What was kept, and whether it holds."""


@app.command("list")
def list_nights(*, json: JsonOption = False) -> None:
    """List every night with its state: sealed, or unsealed and why."""
    settings = read_settings()
    nights = list(volumes(settings.evidence))
    if json:
        emit([asdict(volume) for volume in nights])
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (translate("Night"), translate("State"), translate("Why")):
        table.add_column(heading, overflow="fold")
    for volume in nights:
        state = translate("sealed") if volume.sealed else translate("UNSEALED")
        table.add_row(volume.night, state, volume.failure)
    out.print(table)


@app.command()
def keys(
    *,
    practice: Annotated[
        bool,
        typer.Option(
            "--practice", help=translate("Also make a time-stamping authority for practice only.")
        ),
    ] = False,
    rotate: Annotated[
        bool,
        typer.Option(
            "--rotate", help=translate("Seal with a new key from now on; the old one signs it.")
        ),
    ] = False,
    reason: Annotated[str, typer.Option(help=translate("Why the key is replaced."))] = "",
    actor: ActorOption = None,
) -> None:
    """Make the signing key and the vault's key where they are missing, or replace the former."""
    settings = read_settings()
    make_home(settings)
    if rotate:
        _print_rotation(rotate_key(settings, actor=actor_or_user(actor), reason=reason))
        return
    prepare_keys(settings, practice=practice)
    out.print(
        translate("Keys: {folder}", folder=keys_folder(settings)),
        markup=False,
        soft_wrap=True,
    )


def _print_rotation(rotation: Rotation) -> None:
    out.print(
        translate("Signing key from now on: {key}", key=rotation.new), markup=False, soft_wrap=True
    )
    if rotation.retired:
        words = translate(
            "The old key lies in {path}: take it off this machine and lock it away, or destroy it.",
            path=rotation.retired,
        )
    else:
        words = translate(
            "The old key was not there to sign the new one: give receivers both public keys."
        )
    out.print(words, markup=False, soft_wrap=True)


@app.command()
def seal(
    night: Annotated[
        str | None, typer.Argument(help=translate("One night; every unsealed one by default."))
    ] = None,
    *,
    json: JsonOption = False,
) -> int:
    """Seal nights: leaves, root, signature and timestamps. A failure leaves a night unsealed."""
    from commands.nightly import print_sealing  # noqa: PLC0415  (loads the crawler, as the next)
    from jobs import seal as sealing_job  # noqa: PLC0415

    workspace = open_workspace()
    prepare_to_crawl(workspace.settings)
    if night is None:
        sealing = sealing_job.run_pending(workspace)
    else:
        sealing = sealing_job.run_one(workspace, night)
    if json:
        emit(
            {
                "sealed": [asdict(made) for made in sealing.seals],
                "unsealed": [asdict(volume) for volume in sealing.unsealed],
            }
        )
    else:
        print_sealing(sealing)
    return ExitCode.EVIDENCE if sealing.unsealed else ExitCode.OK


@app.command()
def verify(
    what: Annotated[
        str | None,
        typer.Argument(
            help=translate("A night, a capture, a pack's folder or ZIP; every night by default.")
        ),
    ] = None,
    *,
    signer: Annotated[
        Path | None,
        typer.Option(help=translate("Public signing key, or a folder of such, from elsewhere.")),
    ] = None,
    tsa_chain: Annotated[
        Path | None, typer.Option(help=translate("The authorities' certificates, from elsewhere."))
    ] = None,
    json: JsonOption = False,
) -> int:
    """Check evidence and name each artefact that does not hold."""
    trusted = Trusted(
        signers=read_signers(signer) if signer else (),
        tsa_chain=tsa_chain.read_bytes() if tsa_chain else None,
    )
    checked = verifying.run(read_settings(), what, trusted)
    holds = all(verification.holds for verification in checked)
    if json:
        emit([_as_plain(verification) for verification in checked])
    else:
        for verification in checked:
            _print(verification)
    return ExitCode.OK if holds else ExitCode.EVIDENCE


app.command("withhold")(custody.withhold)
app.command("retire")(custody.retire)
app.command("open")(custody.open_value)


def _as_plain(verification: Verification) -> dict[str, object]:
    return {
        "subject": verification.subject,
        "holds": verification.holds,
        "checked": len(verification.findings),
        "broken": [{"artefact": f.artefact, "reason": f.reason} for f in verification.broken],
    }


def _print(verification: Verification) -> None:
    for finding in verification.broken:
        out.print(f"✗ {finding.artefact}: {finding.reason}", markup=False, soft_wrap=True)
    words = (
        translate("{subject}: holds, {count} checks", **_counted(verification))
        if verification.holds
        else translate("{subject}: DOES NOT HOLD, {broken} of {count} checks failed",
                       broken=len(verification.broken), **_counted(verification))
    )  # fmt: skip
    out.print(words, markup=False, soft_wrap=True)


def _counted(verification: Verification) -> dict[str, object]:
    return {"subject": verification.subject, "count": len(verification.findings)}
