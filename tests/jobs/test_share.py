"""The share preserved, estimated from a store: what was kept, missed, and hidden by gaps."""

from datetime import timedelta

import pytest

from domain.outcome import Outcome
from jobs.share import preserved_share, sentences
from storage.session import open_store
from tests.storage.facts import SITE, START, Facts, a_card, a_listing

LATER = START + timedelta(days=1)


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'share.db'}")
    yield opened
    opened.close()


def estimated(store, scores):
    with store.transaction() as repo:
        repo.frontier.set_probabilities(SITE, scores)
    with store.reading() as repo:
        return preserved_share(repo, [SITE], now=LATER)


def test_kept_missed_and_unscored(store):
    facts = Facts(store)
    facts.see(a_listing("200"), hour=0.1)
    facts.browse(a_card("201"), hour=0.2)
    facts.browse(a_card("202"), hour=0.2)
    facts.fail(Outcome.REMOVED, hour=1, listing_id="201")
    estimate = estimated(store, [("200", 0.9), ("201", 0.6)])
    assert (estimate.kept, estimate.missed) == pytest.approx((0.9, 0.6))
    assert estimate.known_share == 0.0, (
        "what was kept still stands: it was preserved before nothing"
    )
    assert 0.0 < estimate.share <= 0.6
    assert estimate.high - estimate.low > 0.5, "one shop, two listings"


def test_what_came_and_went_between_two_readings_is_estimated(store):
    facts = Facts(store)
    facts.browse(a_card("199"), hour=0.1)
    facts.browse(*(a_card(f"20{n}") for n in range(5)), hour=9.0)
    for n in range(5):
        facts.see(a_listing(f"20{n}"), hour=9.1)
        facts.fail(Outcome.REMOVED, hour=11.0, listing_id=f"20{n}")
    estimate = estimated(store, [(f"20{n}", 1.0) for n in range(5)])
    assert estimate.known_share == 1.0
    assert estimate.never_seen > 1.0
    assert estimate.share < 0.85


def test_what_is_older_than_the_time_looked_at_does_not_count(store):
    Facts(store).see(a_listing("200"), hour=0.1)
    assert estimated(store, [("200", 0.9)]).share == 1.0
    with store.reading() as repo:
        assert preserved_share(repo, [SITE], now=LATER + timedelta(days=60)).share is None


def test_the_estimate_in_words(store):
    with store.reading() as repo:
        assert "settled yet" in sentences(preserved_share(repo, [SITE], now=LATER))[0]
    Facts(store).see(a_listing("200"), hour=0.1)
    words = sentences(estimated(store, [("200", 1.0)]))
    assert words[-1].startswith("Nothing that was lost"), "with no loss known, 100 % is no finding"
    facts = Facts(store)
    facts.browse(a_card("201"), hour=0.2)
    facts.fail(Outcome.REMOVED, hour=1, listing_id="201")
    words = sentences(estimated(store, [("200", 1.0), ("201", 1.0)]))
    assert words[-1].startswith("Preserved before deletion: 50%")
