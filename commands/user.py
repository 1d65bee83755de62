"""`shopwitness user`: who may log in to the pages."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from commands.console import emit, local_time, out
from commands.options import JsonOption
from domain.errors import UsageError
from domain.people import Role
from jobs.workspace import open_workspace
from messages import translate
from messages.names import ROLES

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.callback()
def user() -> None:
    """Who may log in to the pages."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(help=translate("What the person types to log in."))],
    role: Annotated[Role, typer.Option(help=translate("What the person is here for."))] = (
        Role.INVESTIGATOR
    ),
    shown: Annotated[str, typer.Option(help=translate("The name that pages show."))] = "",
) -> None:
    """Let a person in; the password is asked for, or read from standard input."""
    from web.login import MIN_PASSWORD, hash_password  # noqa: PLC0415  (loads the web framework)

    password = _password()
    if len(password) < MIN_PASSWORD:
        raise UsageError(
            translate("The password is too short; at least {count} signs.", count=MIN_PASSWORD)
        )
    with open_workspace().store.transaction() as repo:
        repo.people.add(
            name,
            password_hash=hash_password(password),
            role=role,
            shown_name=shown,
            at=datetime.now(UTC),
        )
    out.print(translate("{name} may log in now.", name=name), markup=False)


@app.command("list")
def list_(*, json: JsonOption = False) -> None:
    """Everybody who may log in, or might once."""
    with open_workspace().store.reading() as repo:
        people = repo.people.all()
    if json:
        emit([{"name": p.name, "role": p.role.value, "disabled": p.disabled_at} for p in people])
        return
    table = Table(box=None, pad_edge=False)
    for heading in (translate("Name"), translate("Role"), translate("Since"), translate("Until")):
        table.add_column(heading)
    for each in people:
        until = local_time(each.disabled_at) if each.disabled_at else ""
        table.add_row(
            each.name, translate(ROLES[each.role.value]), local_time(each.created_at), until
        )
    out.print(table)


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt(translate("Password"), hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
