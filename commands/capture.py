"""`shopwitness capture` and `shopwitness freeze`: pages that cannot wait for the night."""

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer

from commands.console import emit, note, out
from commands.options import AttendedOption, JsonOption
from commands.progress import visit_progress
from domain.errors import ExitCode, UsageError
from jobs import urgent as job
from jobs.watch import find_target
from jobs.workspace import Workspace, open_workspace
from messages import translate

ReasonOption = Annotated[
    str, typer.Option("--reason", help=translate("Why; it stays with the captures."))
]
NowOption = Annotated[
    bool,
    typer.Option(
        "--now/--later", help=translate("Visit at once, or first of all in the next crawl.")
    ),
]


def capture(
    urls: Annotated[list[str], typer.Argument(help=translate("Addresses in any form."))],
    reason: ReasonOption = "",
    *,
    now: NowOption = True,
    attended: AttendedOption = False,
    json: JsonOption = False,
) -> int:
    """Preserve these pages before anything else: a tip is kept within a minute."""
    workspace = open_workspace()
    numbers = job.ask(workspace, urls, by=getpass.getuser(), reason=reason)
    return _carry_out(workspace, numbers, now=now, attended=attended, json=json)


def freeze(
    shops: Annotated[
        list[str],
        typer.Argument(
            help=translate("Shops: an address, or SITE:SHOP_ID; or an operator's name.")
        ),
    ],
    reason: ReasonOption = "",
    *,
    now: NowOption = True,
    attended: AttendedOption = False,
    json: JsonOption = False,
) -> int:
    """Preserve every known page of these shops, or of an operator's, again, at once: before a raid."""
    workspace = open_workspace()
    numbers: list[int] = []
    for name in shops:
        for site_id, shop_id in _shops(workspace, name):
            numbers += job.ask_for_shop(
                workspace, site_id, shop_id, by=getpass.getuser(), reason=reason
            )
    return _carry_out(workspace, numbers, now=now, attended=attended, json=json)


def _carry_out(
    workspace: Workspace, numbers: list[int], *, now: bool, attended: bool, json: bool
) -> int:
    if not now:
        note(translate("{count} pages come first in the next crawl.", count=len(numbers)))
        return ExitCode.OK
    begun = datetime.now(UTC)
    with visit_progress() as progress:
        report, pages = job.run(workspace, numbers, attended=attended, on_progress=progress.show)
    if json:
        emit([{"url": p.target.url, "capture_id": p.capture_id} for p in pages])
    else:
        for page in pages:
            kept = page.capture_id or translate("not kept yet; it comes first in the next crawl")
            out.print(f"{page.target.url}  {kept}", markup=False, soft_wrap=True)
    kept_now = sum(page.capture_id is not None for page in pages)
    seconds = (datetime.now(UTC) - begun).total_seconds()
    note(
        translate(
            "{kept} of {count} pages kept in {seconds} seconds; seal them with: shopwitness "
            "evidence seal {night}",
            kept=kept_now,
            count=len(pages),
            seconds=f"{seconds:.0f}",
            night=report.night,
        )
    )
    if report.blocked:
        return ExitCode.BLOCKED
    return ExitCode.OK if kept_now == len(pages) else ExitCode.PARTIAL


def _shops(workspace: Workspace, name: str) -> tuple[tuple[str, str], ...]:
    """An operator's shops, or the one shop that is named."""
    with workspace.store.reading() as repo:
        operator = repo.operators.get(name)
    return operator.shops if operator is not None else (_shop(workspace, name),)


def _shop(workspace: Workspace, name: str) -> tuple[str, str]:
    site_id, _, shop_id = name.partition(":")
    if site_id in workspace.sites.sites and shop_id:
        return site_id, shop_id
    target = find_target(workspace.sites, name)
    with workspace.store.reading() as repo:
        for known in repo.frontier.shops(target.site_id):
            if known.target is not None and known.target.key == target.key:
                return target.site_id, known.shop_id
    raise UsageError(translate("Nothing is known of the shop {shop}.", shop=name))
