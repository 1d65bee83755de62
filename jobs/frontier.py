"""One site's frontier: the agenda decides, the store remembers, each visit in one transaction."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crawler.frontier import ON_AIR, Visit
from crawler.recrawl import Campaign
from crawler.removal import PageSeen, RemovalRule
from crawler.spider import PlatformSpider
from domain.capture import Capture, StoredCapture
from domain.events import Issue
from domain.listing import Listing, Reading
from domain.outcome import Outcome
from domain.target import PageKind, Site, Target
from jobs import confirm, policies
from jobs.agenda import WATCHED_PRIORITY, Agenda, Score
from jobs.expectations import Tally
from jobs.leases import LEASE_SECONDS
from jobs.progress import Order, Progress
from jobs.removals import RECHECK_SHARE, Held, Removals
from jobs.tour import Lesson
from jobs.visits import keep_visit, record_removal
from storage.repository import Repository
from storage.session import Store

logger = logging.getLogger(__name__)

HOUR = 3600.0
URGENT_PRIORITY = 100.0
WATCHED_SHOPS_SHARE = 0.6
"""Watched shops that fit into this part of a budget are all visited; else the policy chooses."""
SAVE_EVERY = 50
"""Visits after which what the policy learned is kept; at the end of a crawl it always is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWork:
    """What one site's crawl works on."""

    order: Order
    site: Site
    spider: type[PlatformSpider]
    store: Store
    holder: str
    """Who holds the site's lease."""
    parser_version: str
    rule: RemovalRule = field(default_factory=RemovalRule)
    campaigns: tuple[Campaign, ...] = ()


class StoreFrontier:
    """Hands out visits until the budget is spent, and keeps what came of each."""

    def __init__(
        self, work: SiteWork, *, score: Score, on_progress: Callable[[Progress], None]
    ) -> None:
        self.work = work
        self.by_outcome: Counter[str] = Counter()
        self.tally = Tally()
        self._left = work.order.budget
        self._on_progress = on_progress
        self._tried: set[int] = set()
        with work.store.reading() as repo:
            self._policy = policies.load(repo, work.site.site_id, campaigns=work.campaigns)
            self._agenda = Agenda(
                site=work.site,
                policy=self._policy,
                score=score,
                find_target=self._target,
                budget=work.order.budget,
            )
            self._begin(repo)
            self._gone = {
                state.listing_id: state.gone_at
                for state in repo.frontier.removed(work.site.site_id)
                if state.gone_at is not None
            }
            self.removals = Removals(
                rule=work.rule,
                budget=work.order.budget,
                known_live=confirm.known_live(repo, work.site.site_id),
                rechecks=confirm.rechecks(
                    repo, work.site.site_id, work.rule, night=work.order.night
                ),
                rechecks_share=1.0 if work.order.removed_only else RECHECK_SHARE,
            )

    def next_visits(self, count: int) -> list[Visit]:
        """Up to `count` visits; none once the budget is spent or nothing is due.

        Pages that a person asked for at once come first, and outside the budget.
        """
        if asked := self._asked_for(count):
            return asked
        if self.work.order.urgent_only:
            return []
        visits = self._due(min(count, self._left), datetime.now(UTC))
        self._left -= len(visits)
        return visits

    def visited(
        self,
        visit: Visit,
        capture: Capture,
        stored: StoredCapture,
        reading: Reading | None,
        issues: tuple[Issue, ...],
    ) -> None:
        """Keep what a visit showed, in one transaction, and let the agenda learn from it."""
        self.tally.add(reading)
        self._left -= visit.reason == ON_AIR
        target = self._resolved(visit.target, capture)
        for listing in reading.listings if reading is not None else ():
            self._know_card(listing, capture.started_at)
        proven = self.removals.seen(visit, target, _page_seen(target, capture, reading), reading)
        lesson = self._agenda.seen(
            visit, reading, at=self._hours(capture.started_at), led_to=target
        )
        with self.work.store.transaction() as repo:
            keep_visit(
                repo,
                capture,
                stored,
                reading,
                parser_version=self.work.parser_version,
                target=target,
            )
            for removal in proven:
                self._confirm(repo, removal)
            self._keep_lesson(repo, lesson, capture.started_at)
            if self.by_outcome.total() % SAVE_EVERY == SAVE_EVERY - 1:
                policies.save(repo, self.work.site.site_id, self._policy)
            repo.urgent.answered(visit.target, capture.capture_id, at=capture.ended_at)
            repo.issues.add_all(issues, night=self.work.order.night, run_id=self.work.order.run_id)
            still_ours = self._renew(repo)
        if not still_ours:
            logger.warning("another process has taken the site; this crawl of it ends")
            self._left = 0
        if self.removals.distrust:
            logger.warning("the crawl of this site ends: %s", self.removals.distrust)
            self._left = 0
        self._tell(reading, capture)

    def remember(self) -> None:
        """Keep what the policy has learned, for the next crawl."""
        with self.work.store.transaction() as repo:
            policies.save(repo, self.work.site.site_id, self._policy)

    def _asked_for(self, count: int) -> list[Visit]:
        """Waiting pages that this crawl has not tried yet; one that fails is told of, not tried on."""
        with self.work.store.reading() as repo:
            waiting = repo.urgent.waiting(self.work.site.site_id)
        fresh = [page for page in waiting if page.urgent_id not in self._tried][:count]
        self._tried.update(page.urgent_id for page in fresh)
        return [
            Visit(target=page.target, priority=URGENT_PRIORITY, reason="asked for")
            for page in fresh
        ]

    def ask(self, question: str) -> None:
        """Pass on what a person in front of the browser is asked to do."""
        logger.warning(question)
        self._on_progress(
            Progress(
                site_id=self.work.site.site_id,
                visits=self.by_outcome.total(),
                budget=self.work.order.budget,
                outcome="",
                url="",
                question=question,
            )
        )

    def hold(self) -> None:
        """Keep the site while the crawl waits for that person."""
        with self.work.store.transaction() as repo:
            self._renew(repo)

    def _renew(self, repo: Repository) -> bool:
        return repo.runs.heartbeat(
            self.work.site.site_id,
            self.work.holder,
            at=datetime.now(UTC),
            ttl_seconds=LEASE_SECONDS,
        )

    def _due(self, count: int, at: datetime) -> list[Visit]:
        """A control listing before all; a removal that is due now and then; else the agenda."""
        if count <= 0:
            return []
        if control := self.removals.next_control():
            return [control]
        if self.work.order.removed_only:
            recheck = self.removals.next_recheck(at, others_due=False)
            return [recheck] if recheck else []
        if recheck := self.removals.next_recheck(at, others_due=True):
            return [recheck]
        visits = self._agenda.next(count, at=self._hours(at))
        if not visits and (recheck := self.removals.next_recheck(at, others_due=False)):
            return [recheck]
        return visits

    def _confirm(self, repo: Repository, removal: Held) -> None:
        record_removal(repo, removal, parser_version=self.work.parser_version)
        if removal.target.listing_id is not None and removal.target.kind is PageKind.LISTING:
            found = confirm.confirm(
                repo, self.work.site.site_id, removal.target.listing_id, self.work.rule
            )
            if found.next_at is not None:
                self.removals.look_again(removal.target, at=found.next_at)

    def _begin(self, repo: Repository) -> None:
        site_id = self.work.site.site_id
        for night in (*self.work.order.sealed, self.work.order.night):
            for capture in repo.captures.of_night(night, site_id):
                self._agenda.made_before(capture.target)
        shops = [s for s in repo.frontier.shops(site_id) if s.target is not None and not s.gone]
        owners = repo.operators.of_shops(site_id)
        operators = {s.target.key: owners.get(s.shop_id) for s in shops if s.target}
        asked_for = repo.watchlist.all(site_id)
        shops_asked_for = sum(each.target.kind is PageKind.SHOP for each in asked_for)
        every_shop = shops_asked_for <= WATCHED_SHOPS_SHARE * self.work.order.budget
        for watched in asked_for:
            is_shop = watched.target.kind is PageKind.SHOP
            if is_shop:
                self._know_shop(watched.target, operators.get(watched.target.key))
            if every_shop or not is_shop:
                self._agenda.push(
                    Visit(target=watched.target, priority=WATCHED_PRIORITY, reason="watchlist")
                )
        for shop in shops:
            if shop.target is not None:
                self._know_shop(shop.target, operators.get(shop.target.key))
        for listing in repo.frontier.listings(site_id, with_gone=False):
            if listing.url and (target := self._target(listing.url)):
                preserved = listing.last_alive_at is not None and listing.visits > 0
                self._agenda.know_listing(
                    target,
                    shop_id=listing.shop_id,
                    preserved=(listing.p_violating or 0.0) if preserved else None,
                )
        self._agenda.look_again()

    def _keep_lesson(self, repo: Repository, lesson: Lesson, at: datetime) -> None:
        site_id = self.work.site.site_id
        repo.frontier.set_probabilities(site_id, lesson.probabilities)
        if lesson.whole_list is not None:
            shop_id, listed = lesson.whole_list
            repo.history.record_complete_list(site_id, shop_id, listed=listed, at=at)

    def _tell(self, reading: Reading | None, capture: Capture) -> None:
        outcome = reading.verdict.outcome if reading is not None else Outcome.UNKNOWN
        self.by_outcome[outcome.value] += 1
        self._on_progress(
            Progress(
                site_id=self.work.site.site_id,
                visits=self.by_outcome.total(),
                budget=self.work.order.budget,
                outcome=outcome.value,
                url=capture.final_url,
            )
        )

    def _know_card(self, listing: Listing, at: datetime) -> None:
        if listing.url and (target := self._target(listing.url)):
            self._agenda.know_listing(target)
            if (gone_at := self._gone.get(listing.listing_id)) and gone_at < at:
                # A list that shows it again calls for a look at its own page.
                del self._gone[listing.listing_id]
                self.removals.look_again(target, at=at)

    def _know_shop(self, target: Target, operator: str | None = None) -> None:
        self._agenda.know_shop(target, at=self._hours(datetime.now(UTC)), operator=operator)

    def _target(self, url: str) -> Target | None:
        return self.work.spider.find_target(url, self.work.site)

    def _resolved(self, target: Target, capture: Capture) -> Target:
        """A short link stands for the page that it led to."""
        if target.kind is PageKind.SHORT_LINK:
            return self._target(capture.final_url) or target
        return target

    def _hours(self, moment: datetime) -> float:
        return moment.timestamp() / HOUR + self.work.order.hours_ahead


def _page_seen(target: Target, capture: Capture, reading: Reading | None) -> PageSeen:
    return PageSeen(
        at=capture.started_at,
        outcome=reading.verdict.outcome if reading is not None else Outcome.UNKNOWN,
        listing_id=target.listing_id if target.kind is PageKind.LISTING else None,
        capture_id=capture.capture_id,
    )
