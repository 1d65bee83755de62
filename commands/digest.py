"""`shopwitness digest`: the morning's message, printed, and sent where channels are configured."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from commands.console import note, out
from domain.errors import ExitCode
from jobs import digest as job
from jobs.workspace import open_workspace
from messages import translate


def digest(
    *,
    send: Annotated[
        bool, typer.Option("--send", help=translate("Send it through SHOPWITNESS_NOTIFY."))
    ] = False,
) -> int:
    """Print what is new, what was wiped after and before capture, walls, and room on the disk."""
    workspace = open_workspace()
    made = job.run(workspace)
    out.print(made.title, markup=False, soft_wrap=True)
    out.print(made.text, markup=False, soft_wrap=True)
    settings = workspace.settings
    if not send:
        return ExitCode.OK
    if not settings.notify_channels:
        note(translate("Nothing was sent: SHOPWITNESS_NOTIFY names no channel."))
    elif job.is_quiet(datetime.now(UTC), *settings.quiet_hours):
        note(translate("Nothing was sent: these are quiet hours (SHOPWITNESS_QUIET)."))
    else:
        job.send(settings.notify_channels, title=made.title, text=made.text)
        note(translate("Sent through {count} channels.", count=len(settings.notify_channels)))
    return ExitCode.OK
