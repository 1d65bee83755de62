"""What is new this morning: the first page, and the honest counts."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from domain.flag import FlagState
from domain.outcome import Outcome
from domain.people import Right
from evidence.volume import volumes
from jobs.nights import night_of
from messages import mark
from messages.names import RULE_NAMES
from storage.repository import Repository
from storage.rows import Run
from storage.trends import FlagTrends
from web.login import Ready, Visitor, needs
from web.pages import page, site_name
from web.plots import bar_plot, part_plot

router = APIRouter()
SHOWN = 12
SPANS = (7, 30, 90)
SHARE_DAYS = 30
WALLS = frozenset(outcome.value for outcome in Outcome if outcome.is_wall)


@router.get("/")
def morning(
    request: Request,
    ready: Ready,
    days: Annotated[int, Query()] = 30,
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """New suspects, what was wiped after and before its capture, walls, nights, trends."""
    now = datetime.now(UTC)
    span = days if days in SPANS else 30
    with ready.store.reading() as repo:
        run = next(iter(repo.runs.latest("crawl", count=1)), None)
        trends = repo.flag_trends(since=now - timedelta(days=span), until=now)
        values = (
            _night(repo, run) if run else {"wiped": [], "missed": [], "walls": [], "issues": []}
        )
        values["new"] = list(
            repo.flags.list(
                state=FlagState.OPEN,
                with_stale=False,
                since=run.started_at if run else now,
                limit=SHOWN,
            )
        )
        values["new_count"] = repo.flags.count(
            state=FlagState.OPEN, with_stale=False, since=run.started_at if run else now
        )
        values["share"] = _share(repo, now)
        values["open"] = repo.flags.count(state=FlagState.OPEN, with_stale=False)
        counts = repo.counts()
    nights = list(islice(reversed(list(volumes(ready.settings.evidence))), 7))
    return page(
        request,
        "morning.html",
        visitor,
        run=run,
        counts=counts,
        nights=nights,
        trends=trends,
        span=span,
        spans=SPANS,
        by_day=bar_plot(trends.by_day),
        plots=_plots(trends, visitor),
        **values,
    )


def _share(repo: Repository, now: datetime) -> dict[str, Any]:
    """Of the listings known to have been wiped lately, those whose page was kept before."""
    first = night_of(now - timedelta(days=SHARE_DAYS))
    wiped = [each.preserved_in is not None for each in repo.history.wiped_between(first, "~")]
    known = len(wiped)
    return {"known": known, "kept": sum(wiped), "part": sum(wiped) / known if known else None}


def _plots(trends: FlagTrends, visitor: Visitor) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """Heading, picture and the numbers in words, of each way to part the suspects."""
    say = visitor.say
    rules = [(say(RULE_NAMES.get(name, name)), count) for name, count in trends.by_rule]
    sites = [(site_name(name, say), count) for name, count in trends.by_site]
    places = [(name or say(mark("not stated")), count) for name, count in trends.by_place]
    headings = (mark("By suspicion"), mark("By site"), mark("By place it is sent from"))
    parted = zip(headings, (rules, sites, places), strict=True)
    return [(say(heading), part_plot(tuple(rows)), rows) for heading, rows in parted]


def _night(repo: Repository, run: Run) -> dict[str, Any]:
    wiped = list(repo.history.wiped_between(run.night, run.night))
    return {
        "wiped": [each for each in wiped if each.preserved_in is not None],
        "missed": [each for each in wiped if each.preserved_in is None],
        "walls": [site for site in repo.runs.site_runs(run.run_id) if site.wall in WALLS],
        "issues": repo.issues.of_night(run.night)[:SHOWN],
    }
