"""`shopwitness serve`: the investigator's pages."""

import socket
from typing import Annotated

import typer

from commands.console import note
from domain.errors import ExitCode, UnavailableError
from jobs.workspace import open_workspace
from messages import translate

LOOPBACK = "127.0.0.1"


def serve(
    host: Annotated[
        str,
        typer.Option(help=translate("Address to listen on; put a TLS proxy before any other one.")),
    ] = LOOPBACK,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help=translate("Port of the pages."))
    ] = 8389,
    replay_port: Annotated[
        int,
        typer.Option(min=1, max=65535, help=translate("Port of the kept pages, an origin apart.")),
    ] = 8390,
) -> int:
    """Serve the investigator's pages until interrupted."""
    # Imported here: the web framework takes a second, and `--help` should not.
    from web.serve import run  # noqa: PLC0415

    for each in (port, replay_port):
        _require_free(host, each)
    workspace = open_workspace()
    with workspace.store.reading() as repo:
        if not repo.people.all():
            note(translate("Nobody can log in yet; add somebody with: shopwitness user add NAME"))
    note(translate("Pages: http://{host}:{port}/  (Ctrl-C ends)", host=host, port=port))
    run(workspace.settings, workspace.store, host=host, port=port, replay_port=replay_port)
    return ExitCode.OK


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UnavailableError(
                translate(
                    "Cannot listen on {host}:{port} ({cause}); choose another port.",
                    host=host,
                    port=port,
                    cause=error.strerror,
                )
            ) from error
