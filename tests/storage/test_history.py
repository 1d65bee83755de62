"""What the history says after a listing was seen, changed, hidden, blocked and taken away."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.errors import EvidenceError
from domain.events import EventKind
from domain.listing import Variant
from domain.outcome import Outcome
from storage.rows import Standing
from tests.storage.facts import (
    NIGHT,
    SITE,
    START,
    a_card,
    a_listing,
    a_reading,
    kinds,
    listing_target,
    search_target,
)


def test_a_listing_comes_back_as_it_was_stated(facts, store):
    stated = a_listing(
        price=Decimal("1250000.50"),
        attributes=(("Xuất xứ", "Việt Nam"), ("Xuất xứ", "Khác")),
        variants=(Variant(variant_id="1", name="30 ml", price=Decimal("0.10"), stock=0),),
        category=("Sắc đẹp", "Da"),
        rating=Decimal("4.87"),
        created_at=START - timedelta(days=30),
    )
    capture_id, _ = facts.see(stated)
    with store.reading() as repo:
        found = repo.history.listing(SITE, "200")
    assert found.listing == stated
    assert (found.capture_id, found.seen_at) == (capture_id, START)
    assert found.seen_at.utcoffset() == timedelta(0)


def test_the_first_sight_is_an_event_and_the_second_of_the_same_is_none(facts):
    assert "first_seen" in kinds(facts.see(a_listing())[1])
    assert facts.see(a_listing(), hour=1)[1] == []


@pytest.mark.parametrize(
    ("change", "kind", "before", "after"),
    [
        ({"price": Decimal(79000)}, EventKind.PRICE_CHANGED, "99000", "79000"),
        ({"title": "Kem khác"}, EventKind.TITLE_CHANGED, "Kem dưỡng da Hoa Mộc", "Kem khác"),
        ({"description": "Khác"}, EventKind.DESCRIPTION_CHANGED, "Hàng mới", "Khác"),
        (
            {"images": ("http://cf.localhost/file/bbb",)},
            EventKind.IMAGE_CHANGED,
            "http://cf.localhost/file/aaa",
            "http://cf.localhost/file/bbb",
        ),
    ],
)
def test_a_change_is_told_with_both_captures(facts, change, kind, before, after):
    first, _ = facts.see(a_listing())
    second, events = facts.see(a_listing(**change), hour=1)
    (event,) = events
    assert (event.kind, event.before, event.after) == (kind, before, after)
    assert (event.previous_capture_id, event.capture_id) == (first, second)
    assert facts.events()[-1] == event


@pytest.mark.parametrize(
    "same",
    [
        {"price": None},
        {"price": Decimal("99000.00")},
        {"description": " Hàng  mới\n"},
        {"images": ("http://down-vn.localhost/file/aaa",)},
        {"images": ()},
        {"sold": 10},
    ],
)
def test_what_a_page_does_not_say_is_no_change(facts, same):
    facts.see(a_listing())
    assert facts.see(a_listing(**same), hour=1)[1] == []


def test_every_visit_to_the_own_page_is_kept(facts, store):
    facts.see(a_listing())
    facts.see(a_listing(), hour=1)
    with store.reading() as repo:
        assert len(repo.history.timeline(SITE, "200").listings) == 2


def test_a_card_is_compared_with_cards_only(facts):
    facts.see(a_listing(price=Decimal(99000)))
    assert "price_changed" not in kinds(facts.browse(a_card(price=Decimal(50000)), hour=1)[1])
    assert kinds(facts.browse(a_card(price=Decimal(40000)), hour=2)[1]) == ["price_changed"]
    assert facts.see(a_listing(price=Decimal(99000)), hour=3)[1] == []


def test_a_card_is_kept_only_when_it_differs_but_its_time_is_always_noted(facts, store):
    for hour in range(3):
        facts.browse(a_card(), hour=hour)
    facts.browse(a_card(sold=5), hour=3)
    with store.reading() as repo:
        assert len(repo.history.timeline(SITE, "200").listings) == 2
    assert facts.state().last_listed_at == START + timedelta(hours=3)


def test_a_card_with_broken_text_is_not_kept_anew_each_time(facts, store):
    for hour in range(2):
        facts.browse(a_card(title="Kem \ud83d\x00"), hour=hour)
    with store.reading() as repo:
        (kept,) = repo.history.timeline(SITE, "200").listings
    assert kept.listing.title == "Kem \ufffd\ufffd"


def test_a_removal_is_suspected_until_it_is_said_to_be_confirmed(facts, store):
    alive, _ = facts.see(a_listing())
    _, events = facts.fail(Outcome.REMOVED, hour=1)
    assert kinds(events) == ["removed_suspected"]
    assert events[0].previous_capture_id == alive
    last = None
    for hour in (2, 8, 30):
        last, events = facts.fail(Outcome.REMOVED, hour=hour)
        assert events == []
    with store.transaction() as repo:
        (confirmed,) = repo.history.confirm_removal(last)
        assert repo.history.confirm_removal(last) == []
    assert kinds([confirmed]) == ["removed_confirmed"]
    assert (confirmed.capture_id, confirmed.previous_capture_id) == (last, alive)
    assert facts.state().standing is Standing.REMOVAL_CONFIRMED
    assert facts.fail(Outcome.REMOVED, hour=31)[1] == []
    with store.reading() as repo:
        assert "removed_confirmed" in kinds(repo.history.timeline(SITE, "200").events)


def test_a_confirmed_removal_that_comes_back_is_an_event(facts, store):
    facts.see(a_listing())
    last, _ = facts.fail(Outcome.REMOVED, hour=1)
    with store.transaction() as repo:
        repo.history.confirm_removal(last)
    assert "reappeared" in kinds(facts.see(a_listing(), hour=40)[1])
    with store.transaction() as repo:
        assert repo.history.confirm_removal(last) == []
    assert facts.state().standing is Standing.LIVE


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome.CAPTCHA,
        Outcome.LOGIN_WALL,
        Outcome.RATE_LIMITED,
        Outcome.GEO_BLOCKED,
        Outcome.SUSPECT,
        Outcome.ERROR,
        Outcome.UNKNOWN,
    ],
)
def test_a_visit_that_proves_nothing_changes_no_fact(facts, store, outcome):
    facts.see(a_listing())
    before = facts.state()
    decoy = a_reading(outcome, a_listing(title="Mồi nhử", price=Decimal(1)))
    _, events = facts.visit(listing_target(), decoy, hour=1)
    after = facts.state()
    assert events == []
    assert after.last_alive_at == before.last_alive_at
    assert (after.standing, after.gone_at) == (Standing.LIVE, None)
    assert (after.visits, after.last_outcome) == (2, outcome)
    with store.reading() as repo:
        assert len(repo.history.timeline(SITE, "200").listings) == 1
        assert repo.history.listing(SITE, "200").listing.title == "Kem dưỡng da Hoa Mộc"


def test_walls_between_two_removals_do_not_confirm_them(facts):
    facts.see(a_listing())
    facts.fail(Outcome.REMOVED, hour=1)
    for hour in range(2, 12):
        facts.fail(Outcome.CAPTCHA, hour=hour)
    assert facts.fail(Outcome.REMOVED, hour=13)[1] == []


def test_a_removed_listing_that_is_live_again_has_reappeared(facts):
    facts.see(a_listing())
    facts.fail(Outcome.REMOVED, hour=1)
    assert kinds(facts.see(a_listing(), hour=2)[1]) == ["reappeared"]
    assert facts.state().gone is False
    assert kinds(facts.fail(Outcome.REMOVED, hour=3)[1]) == ["removed_suspected"]


def test_a_list_that_lags_behind_does_not_bring_a_removed_listing_back(facts):
    facts.see(a_listing())
    facts.fail(Outcome.REMOVED, hour=1)
    assert "reappeared" not in kinds(facts.browse(a_card(), hour=2)[1])
    assert facts.state().gone is True


@pytest.mark.parametrize("outcome", [Outcome.SOLD_OUT, Outcome.UNLISTED])
def test_sold_out_and_unlisted_are_told_once_and_are_no_removal(facts, outcome):
    facts.see(a_listing())
    for hour, expected in ((1, [outcome.value]), (2, [])):
        reading = a_reading(outcome, a_listing())
        assert kinds(facts.visit(listing_target(), reading, hour=hour)[1]) == expected
    assert facts.state().gone is False
    assert facts.state().last_alive_at == START + timedelta(hours=2)


def test_an_unlisted_listing_that_is_live_again_has_reappeared(facts):
    facts.visit(listing_target(), a_reading(Outcome.UNLISTED, a_listing()))
    assert kinds(facts.see(a_listing(), hour=1)[1]) == ["reappeared"]


def test_a_watched_listing_already_gone_at_the_first_visit_is_told(facts):
    _, events = facts.fail(Outcome.REMOVED, hour=0)
    assert kinds(events) == ["removed_suspected"]
    assert facts.state().first_seen_at is None


def test_another_parser_on_the_same_capture_adds_a_snapshot_but_no_change(facts, store):
    capture = facts.capture(listing_target())
    reading = a_reading(Outcome.LIVE, a_listing(price=Decimal(1)))
    with store.transaction() as repo:
        repo.captures.add(capture, reading.verdict, warc_file="a.warc.gz")
    facts.read(capture, reading)
    repaired = a_reading(Outcome.LIVE, a_listing(price=Decimal(99000)))
    assert facts.read(capture, repaired, parser_version="2") == []
    assert facts.read(capture, repaired, parser_version="2") == []
    assert facts.see(a_listing(price=Decimal(99000)), hour=1)[1] == []
    with store.reading() as repo:
        versions = [s.parser_version for s in repo.history.timeline(SITE, "200").listings]
    assert versions == ["1", "2", "1"]
    assert facts.state().visits == 2


def test_a_capture_read_late_becomes_history_and_not_the_present(facts, store):
    early = facts.capture(listing_target(), hour=-5)
    reading = a_reading(Outcome.LIVE, a_listing(title="Tên cũ"))
    facts.see(a_listing())
    facts.fail(Outcome.REMOVED, hour=1)
    with store.transaction() as repo:
        repo.captures.add(early, reading.verdict, warc_file="a.warc.gz")
    assert facts.read(early, reading) == []
    state = facts.state()
    assert state.gone is True
    assert state.first_seen_at == START - timedelta(hours=5)
    with store.reading() as repo:
        assert repo.history.listing(SITE, "200").listing.title == "Kem dưỡng da Hoa Mộc"
        titles = [s.listing.title for s in repo.history.timeline(SITE, "200").listings]
    assert titles == ["Tên cũ", "Kem dưỡng da Hoa Mộc"]


def test_nothing_is_read_from_a_page_whose_bytes_are_not_kept(facts):
    capture = facts.capture(listing_target())
    with pytest.raises(EvidenceError, match="is not stored"):
        facts.read(capture, a_reading(Outcome.LIVE, a_listing()))


def test_the_timeline_has_own_pages_cards_events_and_failed_visits_in_order(facts, store):
    listed, _ = facts.browse(a_card())
    seen, _ = facts.see(a_listing(), hour=1)
    blocked, _ = facts.fail(Outcome.CAPTCHA, hour=2)
    gone, _ = facts.fail(Outcome.REMOVED, hour=3)
    with store.reading() as repo:
        timeline = repo.history.timeline(SITE, "200")
    assert [c.capture_id for c in timeline.captures] == [listed, seen, blocked, gone]
    assert [s.capture_id for s in timeline.listings] == [listed, seen]
    assert kinds(timeline.events) == ["first_seen", "removed_suspected"]


def test_a_search_page_makes_known_the_listings_and_shops_on_it(facts, store):
    cards = [a_card(str(n), shop_id=str(n % 3), shop_name=f"Tiệm {n % 3}") for n in range(60)]
    facts.browse(*cards, target=search_target())
    with store.reading() as repo:
        shops = repo.frontier.shops(SITE)
        assert len(list(repo.frontier.listings(SITE))) == 60
        assert [row.kind.value for row in repo.history.events_of_night(NIGHT)].count(
            "first_seen"
        ) == 63
    assert {shop.shop_id for shop in shops} == {"0", "1", "2"}


def test_a_listing_that_stands_twice_on_one_page_is_kept_once(facts, store):
    facts.browse(a_card(), a_card(price=Decimal(1)))
    with store.reading() as repo:
        assert len(repo.history.timeline(SITE, "200").listings) == 1


def test_a_number_that_no_database_can_hold_does_not_lose_the_snapshot(facts, store):
    facts.see(a_listing(sold=10**30))
    with store.reading() as repo:
        found = repo.history.listing(SITE, "200").listing
    assert (found.sold, found.title) == (None, "Kem dưỡng da Hoa Mộc")
