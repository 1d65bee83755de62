"""`shopwitness match`: match what was found and raise flags."""

from dataclasses import asdict
from datetime import UTC, datetime

from commands.console import emit, out
from commands.counting import counting
from commands.options import JsonOption, NightOption
from jobs import match as job
from jobs.nights import check_night, night_of
from jobs.workspace import open_workspace
from messages import mark, translate


def match(night: NightOption = None, *, json: JsonOption = False) -> None:
    """Match every listing against the registers, apply the rules, raise flags."""
    workspace = open_workspace()
    name = check_night(night) if night else night_of(datetime.now(UTC))
    with counting(mark("Matching")) as counter:
        report = job.run(workspace, name, on_progress=counter.advance)
    if json:
        emit(asdict(report))
        return
    out.print(
        translate(
            "{listings} listings judged against {products} products and {sellers} sellers: "
            "{raised} new flags, {renewed} with new evidence, {stale} no longer raised.",
            listings=report.listings,
            products=report.products,
            sellers=report.sellers,
            raised=report.flags.raised,
            renewed=report.flags.renewed,
            stale=report.stale,
        ),
        soft_wrap=True,
    )
