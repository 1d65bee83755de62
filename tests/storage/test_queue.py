"""The order of review, and two people at the same suspect."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime

import pytest

from domain.errors import UsageError
from domain.flag import Decision, Flag, FlagState, Judgement, Severity
from tests.storage.facts import NIGHT, SITE, START, a_card, a_listing

OPEN = {"state": FlagState.OPEN, "with_stale": False}


def a_flag(listing_id, capture_id, probability):
    return Flag(
        rule="no_origin",
        severity=Severity.LOW,
        probability=probability,
        reasons=(),
        site_id=SITE,
        listing_id=listing_id,
        shop_id="100",
        capture_id=capture_id,
        rules_version="1",
    )


@pytest.fixture
def flags(store, facts):
    """Flag ids, the gravest first; the middle two weigh the same."""
    capture_id, _ = facts.browse(*(a_card(str(n)) for n in range(300, 304)))
    chances = (0.9, 0.5, 0.5, 0.1)
    with store.transaction() as repo:
        run = repo.runs.start(NIGHT, "crawl", at=START)
        found = [a_flag(str(300 + n), capture_id, each) for n, each in enumerate(chances)]
        repo.flags.put_flags(run, found, at=START)
        return [row.flag_id for row in repo.flags.list()]


def a_decision(flag_id, actor="lan", judgement=Judgement.POSITIVE):
    return Decision(
        flag_id=flag_id, judgement=judgement, actor=actor, at=datetime.now(UTC), note=""
    )


def test_a_place_in_the_queue_holds_though_others_decide_meanwhile(store, flags):
    with store.transaction() as repo:
        queue = repo.queue
        assert queue.first(OPEN) == flags[0]
        assert [queue.after(OPEN, each) for each in flags] == [*flags[1:], None]
        assert [queue.before(OPEN, each) for each in flags] == [None, *flags[:-1]]
        assert [queue.place(OPEN, each) for each in flags] == [1, 2, 3, 4]
        assert queue.decide(a_decision(flags[1]), seen=0)
        assert queue.after(OPEN, flags[0]) == flags[2]
        assert queue.after(OPEN, flags[1]) == queue.before(OPEN, flags[3]) == flags[2]
        assert queue.decisions(flags) == {flags[1]: 1}


def test_a_page_of_flags_is_the_same_as_that_part_of_the_list(store, flags):
    with store.reading() as repo:
        assert [row.flag_id for row in repo.flags.list(limit=2, offset=1)] == flags[1:3]


def test_of_two_who_decide_at_once_one_is_told(store, flags):
    both, told = threading.Barrier(2), []

    def decide(actor):
        both.wait()
        with store.transaction() as repo:
            told.append(repo.queue.decide(a_decision(flags[0], actor), seen=0))

    people = [threading.Thread(target=decide, args=(name,)) for name in ("lan", "minh")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(told) == [False, True]
    with store.reading() as repo:
        assert len(repo.flags.decisions(flags[0])) == 1


def test_a_decision_about_a_flag_that_is_none_is_refused(store, flags):
    with store.transaction() as repo, pytest.raises(UsageError):
        repo.queue.decide(a_decision(10**9), seen=0)


def test_statistics_can_be_refreshed_and_sqlite_keeps_them(store, facts):
    facts.see(a_listing("200"), hour=1)
    store.refresh_statistics()
    if store.is_sqlite:
        with closing(sqlite3.connect(store.location.removeprefix("sqlite:///"))) as database:
            known = database.execute("SELECT DISTINCT tbl FROM sqlite_stat1").fetchall()
        assert ("listing_snapshots",) in known
