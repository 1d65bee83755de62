"""`shopwitness plan` and `explain`: what would be visited next, and why."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from commands.console import emit, local_time, out
from commands.crawl import request_of
from commands.listing import identity
from commands.options import (
    DEFAULT_BUDGET,
    BudgetOption,
    JsonOption,
    NightOption,
    SiteOption,
)
from crawler.frontier import Visit
from domain.errors import ExitCode, UsageError
from jobs import plan as job
from jobs.nights import night_of
from jobs.plan import Explanation, SitePlan
from jobs.workspace import open_workspace
from messages import language, mark, translate
from messages.names import RULE_NAMES

SHOWN = 15
REASONS = {
    "asked for": mark("a person asked for it at once"),
    "watchlist": mark("it is on the watchlist"),
    "recrawl policy": mark("most likely to be lost if it waits"),
    "promising card": mark("its card looks like a violation and its page is not kept"),
    "kept pages there": mark("pages of this shop were kept; is it still there?"),
    "no longer listed": mark("its shop's list no longer shows it"),
    "found by search": mark("a search found it"),
    "next page": mark("the list goes on"),
    "confirm removal": mark("a removal is looked at again"),
}


def plan(
    budget: BudgetOption = DEFAULT_BUDGET,
    night: NightOption = None,
    site: SiteOption = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=translate("Said for clarity: a plan never visits."))
    ] = True,
    json: JsonOption = False,
) -> int:
    """Say what the next crawl would visit first, and the share that this would keep."""
    del dry_run
    plans = job.run(open_workspace(), request_of(budget, night, site, None, attended=False))
    if json:
        emit([_plan_as_json(each) for each in plans])
    else:
        for each in plans:
            _print_plan(each)
    return ExitCode.OK


def explain(
    listing: Annotated[
        str, typer.Argument(help=translate("The listing's URL in any form, or SITE:LISTING_ID."))
    ],
    *,
    json: JsonOption = False,
) -> int:
    """Say why a listing was flagged, and when and why its page is visited next."""
    workspace = open_workspace()
    site_id, listing_id = identity(workspace, listing)
    found = job.explain(workspace, site_id, listing_id, night=night_of(datetime.now(UTC)))
    if found is None:
        raise UsageError(translate("Nothing is known of the listing {name}.", name=listing))
    if json:
        emit(asdict(found))
    else:
        _print_explanation(found)
    return ExitCode.OK


def why(visit: Visit) -> str:
    """A visit's reason in words."""
    return translate(REASONS.get(visit.reason, visit.reason))


def _print_plan(found: SitePlan) -> None:
    share = found.expected_share
    out.print(
        translate(
            "{site}: {visits} of {budget} visits are known now; of {waiting:.1f} violating "
            "listings that wait they would keep {kept:.1f} ({share}).",
            site=found.site_id,
            visits=len(found.visits),
            budget=found.budget,
            waiting=found.waiting,
            kept=found.kept,
            share="-" if share is None else f"{share:.0%}",
        ),
        soft_wrap=True,
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (translate("Page"), translate("Priority"), translate("Why")):
        table.add_column(heading, overflow="fold")
    for visit in found.visits[:SHOWN]:
        table.add_row(escape(visit.target.url), f"{visit.priority:.3f}", why(visit))
    out.print(table)


def _plan_as_json(found: SitePlan) -> dict[str, Any]:
    visits = [
        {"url": v.target.url, "page": v.page, "priority": v.priority, "reason": v.reason}
        for v in found.visits
    ]
    return {
        "site_id": found.site_id,
        "budget": found.budget,
        "waiting": found.waiting,
        "kept": found.kept,
        "expected_share": found.expected_share,
        "visits": visits,
    }


def _print_explanation(found: Explanation) -> None:
    if not found.flags:
        out.print(translate("No flag stands against it."))
    for row in found.flags:
        name = translate(RULE_NAMES.get(row.flag.rule, row.flag.rule))
        out.print(f"#{row.flag_id} {name} {row.flag.probability:.0%}", markup=False)
        for reason in row.flag.reasons:
            text = reason.text_vi if language() == "vi" else reason.text_en
            out.print(f"  - {text}", markup=False, soft_wrap=True)
        out.print(
            f"    {translate('Capture')}: {row.flag.capture_id}", markup=False, soft_wrap=True
        )
    state = found.listing
    out.print(
        translate(
            "Chance of a violation: {chance}; its own page was last seen alive: {alive}.",
            chance="?" if state.p_violating is None else f"{state.p_violating:.0%}",
            alive=local_time(state.last_alive_at) if state.last_alive_at else translate("never"),
        ),
        soft_wrap=True,
    )
    if found.visit is None:
        out.print(
            translate(
                "Its page is not among the next {count} visits: {standing}.",
                count=job.LOOKED_AHEAD,
                standing=translate("it is gone") if state.gone else translate("others come first"),
            ),
            soft_wrap=True,
        )
        return
    out.print(
        translate(
            "Its page is visit {place} of the next crawl: {why} (priority {priority:.3f}).",
            place=found.place,
            why=why(found.visit),
            priority=found.visit.priority,
        ),
        soft_wrap=True,
    )
