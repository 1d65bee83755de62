"""The child process that crawls one site: an order on standard input, JSON lines on output."""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from config.expectations import Expectation, load_expectations
from config.lexicon_files import load_lexicons
from config.logs import formatter
from config.rules import load_rules
from config.software import software
from crawler.browser import BrowserConfig
from crawler.limits import VisitLimits
from crawler.run import CrawlOrder, SiteReport, run_site
from crawler.screenshot import PictureLimits
from domain.errors import ShopWitnessError, UnavailableError
from domain.events import Issue, IssueKind
from domain.outcome import Outcome
from jobs import leases, policies
from jobs.agenda import Score
from jobs.confirm import rule_of
from jobs.expectations import Alarm, Tally, check, silent_guards
from jobs.frontier import SiteWork, StoreFrontier
from jobs.keys import redactor
from jobs.progress import Order, Progress, SiteResult, SiteState, to_line
from jobs.workspace import Workspace, open_workspace
from matching.card import card_probability
from matching.context import RuleContext
from messages import translate
from spiders import spider_class

MEBIBYTE = 1 << 20
STOPPED = {
    "blocked": SiteState.BLOCKED,
    "time": SiteState.OUT_OF_TIME,
    "interrupted": SiteState.INTERRUPTED,
}
"""The crawler's words for why it stopped, where it did not simply finish."""

Say = Callable[[Progress | SiteResult], None]


def main() -> int:
    """Crawl what standard input orders; the last line on standard output is the result."""
    # Only our own lines may go down the pipe: a library's print must not break it.
    pipe, sys.stdout = sys.stdout, sys.stderr
    handler = logging.StreamHandler()
    handler.setFormatter(formatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    order = Order(**json.loads(sys.stdin.readline()))
    threading.Thread(target=_end_with_the_parent, daemon=True).start()

    def say(message: Progress | SiteResult) -> None:
        # The parent may be gone; the crawl is told so by the end of standard input.
        with suppress(BrokenPipeError):
            pipe.write(to_line(message))
            pipe.flush()

    try:
        say(crawl(order, say))
    except UnavailableError as error:
        say(SiteResult(site_id=order.site_id, state=SiteState.UNAVAILABLE, detail=str(error)))
        return error.exit_code
    except ShopWitnessError as error:
        say(SiteResult(site_id=order.site_id, state=SiteState.CRASHED, detail=str(error)))
        return error.exit_code
    return 0


def crawl(order: Order, say: Say) -> SiteResult:
    """Crawl one site while holding it, unless it cools down or another run holds it."""
    workspace = open_workspace()
    holder = leases.this_process()
    try:
        if refusal := _take_site(workspace, order, holder):
            return refusal
        try:
            return _crawl_held(workspace, order, holder, say)
        finally:
            with workspace.store.transaction() as repo:
                repo.runs.unlock_site(order.site_id, holder)
    finally:
        workspace.store.close()


def _take_site(workspace: Workspace, order: Order, holder: str) -> SiteResult | None:
    now = datetime.now(UTC)
    with workspace.store.reading() as repo:
        until = repo.runs.cool_down(order.site_id)
        if until is not None and until > now:
            return SiteResult(
                site_id=order.site_id, state=SiteState.COOLING, detail=until.isoformat()
            )
    if not leases.take(workspace.store, order.site_id, holder):
        return SiteResult(site_id=order.site_id, state=SiteState.BUSY)
    return None


def _crawl_held(workspace: Workspace, order: Order, holder: str, say: Say) -> SiteResult:
    site = workspace.sites.sites[order.site_id]
    work = SiteWork(
        order=order,
        site=site,
        spider=spider_class(site.platform),
        store=workspace.store,
        holder=holder,
        parser_version=software(),
        rule=rule_of(workspace.sites.politeness[order.site_id]),
        campaigns=policies.campaigns(workspace.settings.campaigns_file),
    )
    expected = load_expectations(site, workspace.settings.expectations_file)
    frontier = StoreFrontier(work, score=_card_score(workspace), on_progress=say)
    report = run_site(_crawl_order(workspace, work, frontier))
    frontier.remember()
    _note_unproven(work, frontier.removals.finish())
    _note_drift(work, frontier.tally, expected)
    result = _as_result(report, distrust=frontier.removals.distrust)
    if result.state is SiteState.BLOCKED:
        _cool_down(workspace, order.site_id)
    return result


def _note_unproven(work: SiteWork, count: int) -> None:
    """Removals without a control listing are no fact; that there were some should be known."""
    if not count:
        return
    detail = translate(
        "{count} pages said to be removed, and no control listing loaded to prove it", count=count
    )
    _file(work, [Alarm(kind=IssueKind.UNPROVEN_REMOVAL, detail=detail)])


def _note_drift(work: SiteWork, tally: Tally, expected: Expectation) -> None:
    """File what this run broke of what a healthy run looks like."""
    with work.store.reading() as repo:
        since = {
            outcome: repo.captures.visits_since(work.site.site_id, outcome)
            for outcome in expected.guards
        }
    _file(work, [*check(tally, expected), *silent_guards(since, expected)])


def _file(work: SiteWork, alarms: Iterable[Alarm]) -> None:
    now, site_id, order = datetime.now(UTC), work.site.site_id, work.order
    issues = [Issue(kind=a.kind, site_id=site_id, detail=a.detail, at=now) for a in alarms]
    with work.store.transaction() as repo:
        repo.issues.add_all(issues, night=order.night, run_id=order.run_id)


def _card_score(workspace: Workspace) -> Score:
    """How promising a listing looks, with the lexicons and registers in force."""
    with workspace.store.reading() as repo:
        context = RuleContext.build(
            load_rules(),
            load_lexicons(),
            list(repo.registers.current_products()),
            list(repo.registers.current_sellers()),
        )
    return partial(card_probability, context=context)


def _end_with_the_parent() -> None:
    """Standard input ends when the parent dies: finish the page under way and stop."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def _cool_down(workspace: Workspace, site_id: str) -> None:
    minutes = workspace.sites.politeness[site_id].cool_down_minutes
    with workspace.store.transaction() as repo:
        repo.runs.set_cool_down(site_id, datetime.now(UTC) + timedelta(minutes=minutes), "wall")


def _crawl_order(workspace: Workspace, work: SiteWork, frontier: StoreFrontier) -> CrawlOrder:
    settings, order = workspace.settings, work.order
    return CrawlOrder(
        site=work.site,
        politeness=workspace.sites.politeness[order.site_id],
        spider=work.spider,
        night=order.night,
        evidence=settings.evidence,
        frontier=frontier,
        browser=BrowserConfig(
            mode=settings.browser_mode,
            chromium=settings.chromium,
            profile=settings.home / "profiles" / order.site_id,
            cdp_url=settings.cdp_url,
            headless=settings.browser_mode == "launched" and not order.attended,
        ),
        visit_timeout=settings.visit_timeout,
        earlier=_visits_of_the_last_hour(work),
        max_seconds=order.max_seconds,
        run_id=str(order.run_id),
        attended=order.attended,
        ask=frontier.ask,
        on_wait=frontier.hold,
        limits=VisitLimits(
            pictures=PictureLimits(mobile=settings.mobile_kinds, pdf=settings.pdf_kinds)
        ),
        redact=redactor(settings, settings.account_names),
        reserve_bytes=settings.disk_reserve_mb * MEBIBYTE,
    )


def _visits_of_the_last_hour(work: SiteWork) -> tuple[float, ...]:
    """How many seconds ago each was made, by whichever run."""
    now = datetime.now(UTC)
    with work.store.reading() as repo:
        made = repo.captures.between(work.site.site_id, now - timedelta(hours=1), now)
    return tuple((now - capture.started_at).total_seconds() for capture in made)


def _as_result(report: SiteReport, *, distrust: str | None) -> SiteResult:
    if distrust is not None:
        return SiteResult(
            site_id=report.site_id,
            state=SiteState.BLOCKED,
            visits=report.visits,
            by_outcome=report.by_outcome,
            wall=Outcome.SUSPECT.value,
            detail=distrust,
        )
    return SiteResult(
        site_id=report.site_id,
        state=STOPPED.get(report.stopped_reason, SiteState.DONE),
        visits=report.visits,
        by_outcome=report.by_outcome,
        wall=report.wall.outcome.value if report.wall else None,
        detail=report.wall.reason if report.wall else "",
    )


if __name__ == "__main__":
    sys.exit(main())
