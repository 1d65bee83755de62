"""Removals over several nights, from the frontier's first visit to the confirmed event."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.removal import RemovalRule
from crawler.spider import PlatformSpider
from domain.capture import StoredCapture
from domain.outcome import Outcome
from domain.target import Site
from jobs.crawl import CrawlRequest
from jobs.frontier import SiteWork, StoreFrontier
from jobs.progress import Order
from storage.rows import Standing
from storage.session import open_store
from tests.storage.facts import SITE, Facts, a_listing, a_reading, a_record, listing_target

RULE = RemovalRule(gap=timedelta(0))
THE_SITE = Site(
    site_id=SITE,
    platform="web",
    country="vn",
    base_url="http://shopee.localhost",
    hosts=(),
    currency="VND",
)


class Finder(PlatformSpider):
    @staticmethod
    def find_target(url, _site):
        return listing_target(url.rpartition("/")[2])


class Nights:
    """Nights a day apart at a site whose listings answer as `outcomes` says."""

    def __init__(self, store, *listing_ids):
        self.store = store
        self.facts = Facts(store)
        self.outcomes = dict.fromkeys(listing_ids, Outcome.LIVE)
        self.visited = []
        self.everything = None
        """What every page answers, where the site answers all alike."""
        self._number = 0
        with store.transaction() as repo:
            for listing_id in listing_ids:
                repo.watchlist.add(listing_target(listing_id), source="test", at=datetime.now(UTC))

    def run(self, *, budget=60, between=None):
        """One night; `between` is called after each visit."""
        name, ahead = f"night-{self._number}", 24.0 * self._number
        self._number += 1
        now = datetime.now(UTC)
        request = CrawlRequest(night=name, budget=budget, hours_ahead=ahead)
        with self.store.transaction() as repo:
            run_id = repo.runs.start(name, "crawl", at=now, config=asdict(request))
        order = Order(site_id=SITE, night=name, run_id=run_id, budget=budget, hours_ahead=ahead)
        work = SiteWork(
            order=order,
            site=THE_SITE,
            spider=Finder,
            store=self.store,
            holder="test",
            parser_version="1",
            rule=RULE,
        )
        with self.store.transaction() as repo:
            repo.runs.lock_site(SITE, "test", at=now)
        frontier = StoreFrontier(work, score=lambda _: 0.5, on_progress=lambda _: None)
        while visits := frontier.next_visits(1):
            self._visit(frontier, visits[0], name)
            if between:
                between()
        frontier.removals.finish()
        return frontier

    def _visit(self, frontier, visit, night):
        target = visit.target
        self.visited.append((target.listing_id, visit.reason))
        outcome = self.everything or self.outcomes[target.listing_id]
        listings = [a_listing(target.listing_id)] if outcome.is_present else []
        capture = self.facts.capture(target, night=night)
        at = datetime.now(UTC)
        name = f"{at:%Y%m%dT%H%M%S.%fZ}-{SITE}-{len(self.visited):06d}"
        capture = replace(capture, capture_id=name, started_at=at)
        stored = a_stored(name, night)
        frontier.visited(visit, capture, stored, a_reading(outcome, *listings), ())

    def standing(self, listing_id):
        with self.store.reading() as repo:
            states = {state.listing_id: state for state in repo.frontier.listings(SITE)}
        return states[listing_id].standing

    def events(self, listing_id):
        with self.store.reading() as repo:
            return [e.kind.value for e in repo.history.timeline(SITE, listing_id).events]


def a_stored(capture_id, night):
    return StoredCapture(
        capture_id=capture_id,
        night=night,
        warc_file="a.warc.gz",
        records=(a_record(0),),
        complete=True,
    )


@pytest.fixture
def nights(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'test.db'}")
    yield Nights(store, *(str(n) for n in range(200, 206)))
    store.close()


def test_a_removal_is_confirmed_over_two_nights_with_controls(nights):
    nights.run()
    nights.outcomes["200"] = Outcome.REMOVED
    nights.run()
    assert nights.standing("200") is Standing.REMOVAL_SUSPECTED
    nights.run()
    assert nights.standing("200") is Standing.REMOVAL_CONFIRMED
    assert nights.events("200").count("removed_suspected") == 1
    assert nights.events("200").count("removed_confirmed") == 1
    with nights.store.reading() as repo:
        gone = [c for c in repo.captures.of_listing(SITE, "200") if c.outcome is Outcome.REMOVED]
    assert len(gone) >= 3, "every visit's capture is kept"


def test_a_confirmed_removal_that_comes_back(nights):
    nights.run()
    nights.outcomes["200"] = Outcome.REMOVED
    nights.run()
    nights.run()
    nights.outcomes["200"] = Outcome.LIVE
    with nights.store.transaction() as repo:
        repo.watchlist.add(listing_target("200"), source="test", at=datetime.now(UTC))
    nights.run()
    assert nights.standing("200") is Standing.LIVE
    assert "reappeared" in nights.events("200")


def test_a_site_that_calls_everything_removed_takes_nothing_away(nights):
    nights.run()
    nights.everything = Outcome.REMOVED
    frontier = nights.run()
    assert frontier.removals.distrust
    assert all(nights.standing(name) is Standing.LIVE for name in nights.outcomes)
    assert not any("removed" in kind for name in nights.outcomes for kind in nights.events(name))
    nights.everything = None
    nights.run()
    assert all(nights.standing(name) is Standing.LIVE for name in nights.outcomes)


def test_a_site_that_begins_to_lie_in_mid_run_takes_nothing_away(nights):
    nights.run()

    def lie():
        if len(nights.visited) == 8:
            nights.everything = Outcome.REMOVED

    nights.run(between=lie)
    nights.everything = None
    for _ in range(3):
        nights.run()
    assert all(nights.standing(name) is Standing.LIVE for name in nights.outcomes)
    assert not any("removed" in kind for name in nights.outcomes for kind in nights.events(name))


def test_a_removal_seen_before_a_wall_is_seen_again_in_the_next_night(nights):
    nights.run()
    nights.outcomes["200"] = Outcome.REMOVED

    def wall():
        if nights.visited[-1][0] == "200":
            nights.everything = Outcome.CAPTCHA

    nights.run(between=wall)
    assert nights.standing("200") is Standing.LIVE, "unproven, so nothing moved"
    nights.everything = None
    nights.run()
    assert nights.standing("200") is Standing.REMOVAL_SUSPECTED


def test_no_wall_ever_moves_a_standing(nights):
    nights.run()
    for outcome in Outcome:
        if outcome.is_present or outcome.is_gone:
            continue
        nights.everything = outcome
        nights.run()
        assert all(nights.standing(name) is Standing.LIVE for name in nights.outcomes), outcome


def test_a_confirmed_removal_is_not_visited_every_night(nights):
    nights.run()
    nights.outcomes["200"] = Outcome.REMOVED
    for _ in range(2):
        nights.run()
    before = len(nights.visited)
    nights.run()
    again = [name for name, reason in nights.visited[before:] if reason == "confirm removal"]
    assert again == []
