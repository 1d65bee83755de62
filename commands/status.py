"""`shopwitness status`: how things stand."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table

from commands.console import emit, local_time, out
from commands.options import JsonOption
from commands.tables import outcome_name
from domain.errors import ExitCode, UnavailableError
from jobs import metrics
from jobs import status as job
from jobs.nights import about_missed
from jobs.share import sentences
from jobs.status import Status
from jobs.workspace import open_workspace
from messages import translate

GIB = 1 << 30


def status(
    prometheus: Annotated[
        Path | None,
        typer.Option(
            "--prometheus",
            help=translate("Also write the numbers to this file, for node_exporter's textfiles."),
        ),
    ] = None,
    *,
    json: JsonOption = False,
) -> int:
    """Say what was kept and missed, walls, unsealed nights, and how long the disk lasts."""
    found = job.run(open_workspace())
    if prometheus is not None:
        _write(found, prometheus)
    if json:
        emit(_as_json(found))
    else:
        _print(found)
    return ExitCode.OK


def _write(found: Status, path: Path) -> None:
    try:
        metrics.write(found, path)
    except OSError as error:
        raise UnavailableError(
            translate("{path} cannot be written ({cause}).", path=path, cause=error.strerror)
        ) from error


def _as_json(found: Status) -> dict[str, Any]:
    return {
        **asdict(found),
        "preserved_share": found.preserved_share,
        "nights_left": found.disk.nights_left,
        "unsealed": [{"night": v.night, "failure": v.failure} for v in found.unsealed],
    }


def _print(found: Status) -> None:
    counts, share = found.counts, found.preserved_share
    out.print(
        translate(
            "{listings} listings, {shops} shops, {captures} captures in {nights} nights.",
            listings=counts.listings,
            shops=counts.shops,
            captures=counts.captures,
            nights=counts.nights,
        )
    )
    if found.last_run is None:
        out.print(translate("No night has run yet; begin with: shopwitness nightly"))
    else:
        out.print(
            translate(
                "Last night: {night}, begun {at}, {state}.",
                night=found.last_run.night,
                at=local_time(found.last_run.started_at),
                state=found.last_run.status,
            )
        )
    if found.missed_nights:
        out.print(f"[yellow]{about_missed(found.missed_nights)}[/]", soft_wrap=True)
    out.print(
        translate(
            "Wiped in thirty days: {kept} with their page kept before, {missed} before it could be "
            "({share} kept).",
            kept=found.wiped_preserved,
            missed=found.wiped_missed,
            share="-" if share is None else f"{share:.0%}",
        ),
        soft_wrap=True,
    )
    for sentence in sentences(found.estimate):
        out.print(sentence, soft_wrap=True)
    for volume in found.unsealed:
        text = translate(
            "Night {night} is not sealed: {why}", night=volume.night, why=volume.failure
        )
        out.print(f"[yellow]{text}[/]", soft_wrap=True)
    out.print(
        translate(
            "Disk: {free} GiB free, room for {nights} nights like the last ones.",
            free=found.disk.free_bytes // GIB,
            nights="?" if found.disk.nights_left is None else found.disk.nights_left,
        )
    )
    out.print(_sites(found))


def _sites(found: Status) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (
        translate("Site"),
        translate("Watched"),
        translate("Visits of the last run"),
        translate("Stopped by"),
        translate("Left alone until"),
    ):
        table.add_column(heading)
    for site in found.sites:
        table.add_row(
            site.site_id,
            str(site.watched),
            str(site.last_visits),
            outcome_name(site.last_wall) if site.last_wall else "",
            local_time(site.cooling_until) if site.cooling_until else "",
        )
    return table
