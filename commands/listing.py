"""`shopwitness listing`: a listing's timeline."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from commands.console import emit, local_time, out
from commands.options import JsonOption
from commands.tables import event_name, outcome_name
from domain.errors import UsageError
from domain.target import PageKind, Target
from jobs.watch import find_target
from jobs.workspace import Workspace, open_workspace
from messages import translate
from storage.rows import Timeline

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.callback()
def listing() -> None:
    """A listing's timeline."""


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(help=translate("The listing's URL in any form, or SITE:LISTING_ID."))
    ],
    *,
    json: JsonOption = False,
) -> None:
    """Show everything that was seen of a listing, oldest first."""
    workspace = open_workspace()
    site_id, listing_id = identity(workspace, name)
    with workspace.store.reading() as repo:
        timeline = repo.history.timeline(site_id, listing_id)
    if not (timeline.captures or timeline.listings):
        raise UsageError(translate("Nothing is known of the listing {name}.", name=name))
    if json:
        emit(asdict(timeline))
    else:
        out.print(_table(timeline))


def identity(workspace: Workspace, name: str) -> tuple[str, str]:
    """Site id and listing id of an address, or of `SITE:LISTING_ID`; raises UsageError."""
    site_id, _, listing_id = name.partition(":")
    if site_id in workspace.sites.sites and listing_id:
        return site_id, listing_id
    target: Target = find_target(workspace.sites, name)
    if target.kind is not PageKind.LISTING or target.listing_id is None:
        raise UsageError(
            translate(
                "{name} is not a listing but a page of the kind {kind}.",
                name=name,
                kind=target.kind.value,
            )
        )
    return target.site_id, target.listing_id


def _table(timeline: Timeline) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (translate("When"), translate("What"), translate("Capture")):
        table.add_column(heading, overflow="fold")
    for at, what, capture_id in sorted(_lines(timeline), key=lambda line: line[0]):
        table.add_row(local_time(at), escape(what), capture_id)
    return table


def _lines(timeline: Timeline) -> list[tuple[datetime, str, str]]:
    visits = [
        (
            c.started_at,
            translate("visited: {outcome}", outcome=outcome_name(c.outcome or "?")),
            c.capture_id,
        )
        for c in timeline.captures
    ]
    statements = [
        (
            s.seen_at,
            f"{s.listing.title}  {s.listing.price or '?'} {s.listing.currency or ''}",
            s.capture_id,
        )
        for s in timeline.listings
    ]
    events = [
        (
            e.at,
            " ".join(filter(None, (event_name(e.kind), _change(e.before, e.after)))),
            e.capture_id,
        )
        for e in timeline.events
    ]
    return [*visits, *statements, *events]


def _change(before: str | None, after: str | None) -> str:
    return f"{before or '-'} → {after or '-'}" if before or after else ""
