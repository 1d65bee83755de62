"""What is visited next: watched pages first, promising listings before others, checks in bounds."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.frontier import Visit
from crawler.recrawl import RecrawlPolicy
from domain.listing import Listing, Reading, Shop
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Site, Target
from jobs.agenda import WATCHED_PRIORITY, Agenda
from jobs.promising import is_owed, opened_lately
from jobs.visit_queue import MAX_FAILURES

SITE = Site(
    site_id="s", platform="p", country="vn", base_url="http://p.localhost", hosts=(), currency="VND"
)


def shop_target(key="shop-a", shop_id=None):
    return Target(
        site_id="s", kind=PageKind.SHOP, key=key, url=f"http://p.localhost/{key}", shop_id=shop_id
    )


def listing_target(listing_id):
    return Target(
        site_id="s",
        kind=PageKind.LISTING,
        key=listing_id,
        url=f"http://p.localhost/i/{listing_id}",
        listing_id=listing_id,
    )


def find_target(url):
    name = url.rpartition("/")[2]
    return listing_target(name) if "/i/" in url else shop_target(name)


def card(listing_id, title="viên uống"):
    return Listing(
        listing_id=listing_id,
        shop_id="77",
        title=title,
        url=f"http://p.localhost/i/{listing_id}",
        is_card=True,
    )


def reading(kind, outcome=Outcome.LIVE, listings=(), shop=None, next_page=None):
    return Reading(
        verdict=Verdict(outcome=outcome, reason="test"),
        page_kind=kind,
        listings=tuple(listings),
        shop=shop,
        next_page=next_page,
    )


@pytest.fixture
def agenda():
    return Agenda(
        site=SITE,
        policy=RecrawlPolicy(),
        score=lambda listing: 0.9 if "rep" in listing.title else 0.05,
        find_target=find_target,
        budget=40,
    )


def list_page(agenda, cards, *, page=1, next_page=None, at=100.0):
    for each in cards:
        agenda.know_listing(find_target(each.url))
    return agenda.seen(
        Visit(target=shop_target(), page=page),
        reading(PageKind.SHOP, listings=cards, shop=Shop(shop_id="77"), next_page=next_page),
        at=at,
    )


def test_what_a_person_watches_comes_first(agenda):
    agenda.know_shop(shop_target(), at=100.0)
    search = Target(site_id="s", kind=PageKind.SEARCH, key="q", url="u", query="q")
    agenda.push(Visit(target=search, priority=WATCHED_PRIORITY, reason="watchlist"))
    assert agenda.next(1, at=100.0)[0].target == search


def test_a_known_shop_is_visited_to_find_its_listings(agenda):
    agenda.know_shop(shop_target(), at=100.0)
    assert [visit.target for visit in agenda.next(5, at=100.5)] == [shop_target()]


def test_a_promising_card_is_opened_before_a_dull_one(agenda):
    agenda.know_shop(shop_target(), at=100.0)
    list_page(agenda, [card("dull"), card("hot", title="giày rep 1:1")])
    first = agenda.next(1, at=100.1)[0]
    assert first.target.listing_id == "hot"


def opened(agenda, key, days_ago, *, told="joined", cards=6):
    """A shop of many suspects whose page, cards or sales say how new it is; at hour 10 000."""
    moment = datetime.fromtimestamp((10_000 - days_ago * 24) * 3600, tz=UTC)
    listings = [
        replace(
            card(f"{key}-{number}", title="giày rep 1:1"),
            created_at=moment if told == "created" else None,
            sold=days_ago if told == "sold" else None,
        )
        for number in range(cards)
    ]
    shop = Shop(shop_id=key, joined_at=moment if told == "joined" else None)
    agenda.know_shop(shop_target(key, shop_id=key), at=9_999.0)
    for each in listings:
        agenda.know_listing(find_target(each.url))
    agenda.seen(
        Visit(target=shop_target(key, shop_id=key)),
        reading(PageKind.SHOP, listings=listings, shop=shop),
        at=10_000.0,
    )


@pytest.mark.parametrize("told", ["joined", "created", "sold"])
def test_suspects_of_a_shop_that_opened_lately_are_kept_before_those_of_an_old_one(agenda, told):
    opened(agenda, "aged", 900, told=told)
    opened(agenda, "young", 1, told=told)
    kept = [v.target.listing_id for v in agenda.next(30, at=10_000.1) if v.target.listing_id]
    assert {listing_id.partition("-")[0] for listing_id in kept[:6]} == {"young"}


def test_the_first_page_of_a_long_list_does_not_make_its_shop_new():
    newest = [replace(card(str(number)), sold=0) for number in range(6)]
    assert opened_lately(reading(PageKind.SHOP, listings=newest, next_page=2), 1.0) is None
    newest[0] = replace(newest[0], sold=1_200)
    assert opened_lately(reading(PageKind.SHOP, listings=newest, next_page=2), 1.0) is False


def test_a_suspect_that_a_search_found_just_put_up_is_kept_before_those_of_an_old_shop(agenda):
    opened(agenda, "aged", 900, cards=20)
    moment = datetime.fromtimestamp(9_999 * 3600, tz=UTC)
    found = replace(card("found", title="giày rep 1:1"), shop_id="stranger", created_at=moment)
    agenda.know_listing(find_target(found.url))
    agenda.seen(
        Visit(
            target=Target(site_id="s", kind=PageKind.SEARCH, key="giày", url="http://p.localhost/s")
        ),
        reading(PageKind.SEARCH, listings=[found]),
        at=10_000.0,
    )
    visits = agenda.next(30, at=10_000.1)
    kept = [v.target.listing_id for v in visits if v.target.listing_id]
    assert kept[0] == "found"
    agenda.seen(visits[0], reading(PageKind.LISTING, listings=[found]), at=10_000.2)
    assert "found" not in [v.target.listing_id for v in agenda.next(30, at=10_000.3)]


def test_the_same_page_is_not_handed_out_twice_at_once(agenda):
    agenda.know_shop(shop_target(), at=100.0)
    first = agenda.next(1, at=100.5)
    assert [v.target for v in agenda.next(5, at=100.5)] != [v.target for v in first]


def test_further_pages_follow_until_the_list_ends(agenda):
    agenda.know_shop(shop_target(), at=100.0)
    lesson = list_page(agenda, [card("a")], next_page=2)
    assert lesson.whole_list is None
    assert any(v.page == 2 for v in agenda.next(5, at=100.1))
    lesson = list_page(agenda, [card("b")], page=2)
    assert lesson.whole_list == ("77", frozenset({"a", "b"}))


def test_a_preserved_listing_that_is_no_longer_listed_is_looked_at_again(agenda):
    agenda.know_shop(shop_target(shop_id="77"), at=100.0)
    agenda.know_listing(listing_target("gone"), shop_id="77", preserved=0.8)
    list_page(agenda, [card("a")])
    checks = [v for v in agenda.next(5, at=100.1) if v.reason == "no longer listed"]
    assert [v.target.listing_id for v in checks] == ["gone"]


def test_checks_take_no_more_than_their_share_of_the_budget(agenda):
    agenda.know_shop(shop_target(shop_id="77"), at=100.0)
    for number in range(30):
        agenda.know_listing(listing_target(f"gone-{number}"), shop_id="77", preserved=0.8)
    list_page(agenda, [card("a")])
    visits = agenda.next(40, at=100.1)
    assert sum(v.reason == "no longer listed" for v in visits) == 10


def test_a_locked_shop_sends_us_to_its_preserved_listings(agenda):
    agenda.know_shop(shop_target(shop_id="77"), at=100.0)
    agenda.know_listing(listing_target("kept"), shop_id="77", preserved=0.8)
    agenda.seen(
        Visit(target=shop_target()), reading(PageKind.SHOP, outcome=Outcome.SHOP_GONE), at=101.0
    )
    assert [v.target.listing_id for v in agenda.next(5, at=101.1)] == ["kept"]


@pytest.mark.parametrize(
    "outcome", [Outcome.CAPTCHA, Outcome.LOGIN_WALL, Outcome.UNKNOWN, Outcome.SUSPECT]
)
def test_a_wall_teaches_nothing(agenda, outcome):
    agenda.know_shop(shop_target(shop_id="77"), at=100.0)
    agenda.know_listing(listing_target("kept"), shop_id="77", preserved=0.8)
    lesson = agenda.seen(
        Visit(target=shop_target()), reading(PageKind.SHOP, outcome=outcome), at=101.0
    )
    assert lesson.whole_list is None
    assert all(v.target.listing_id != "kept" for v in agenda.next(9, at=101.1))


def test_a_page_that_keeps_failing_is_left_for_another_run(agenda):
    agenda.know_shop(shop_target(), at=100.0)
    made = 0
    for at in (124.0, 148.0, 172.0, 196.0, 220.0):
        for visit in agenda.next(1, at=at):
            agenda.seen(visit, None, at=at)
            made += 1
    assert made == MAX_FAILURES


def test_a_short_link_counts_for_the_shop_that_it_led_to(agenda):
    short = Target(site_id="s", kind=PageKind.SHORT_LINK, key="x", url="http://p.localhost/s/x")
    agenda.push(Visit(target=short, priority=WATCHED_PRIORITY))
    (visit,) = agenda.next(1, at=100.0)
    lesson = agenda.seen(
        visit,
        reading(PageKind.SHOP, listings=[card("a")], shop=Shop(shop_id="77")),
        at=100.0,
        led_to=shop_target(),
    )
    assert lesson.whole_list == ("77", frozenset({"a"}))


def test_a_shop_named_on_a_listing_s_page_is_discovered(agenda):
    agenda.seen(
        Visit(target=listing_target("a")),
        reading(
            PageKind.LISTING,
            listings=[card("a")],
            shop=Shop(shop_id="99", url="http://p.localhost/new-shop"),
        ),
        at=100.0,
    )
    assert any(v.target.key == "new-shop" for v in agenda.next(5, at=100.5))


def test_shops_of_which_pages_were_kept_are_looked_at_again_to_the_end_of_their_list(agenda):
    for key, shop_id in (("shop-a", "77"), ("shop-b", "78")):
        agenda.know_shop(shop_target(key, shop_id), at=0.0, shop_id=shop_id)
    agenda.know_listing(listing_target("1"), shop_id="78", preserved=0.9)
    agenda.know_listing(listing_target("2"), shop_id="77", preserved=0.1)
    agenda.look_again()
    (first,) = agenda.next(1, at=1.0)
    assert (first.target.key, first.reason) == ("shop-b", "kept pages there")
    seen = reading(PageKind.SHOP, listings=[card("9")], shop=Shop(shop_id="78"), next_page=2)
    agenda.seen(first, seen, at=1.0)
    (second,) = agenda.next(1, at=1.1)
    assert (second.target.key, second.page) == ("shop-b", 2)
    agenda.seen(
        second, reading(PageKind.SHOP, listings=[card("8")], shop=Shop(shop_id="78")), at=1.2
    )
    checked = [visit for visit in agenda.next(3, at=1.3) if visit.reason == "no longer listed"]
    assert [visit.target.listing_id for visit in checked] == ["1"]


def test_promising_cards_get_their_part_of_the_visits_however_many_lists_are_unread(agenda):
    for number in range(40):
        agenda.know_shop(shop_target(f"shop-{number}", str(number)), at=0.0, shop_id=str(number))
    kinds = []
    for step in range(40):
        (visit,) = agenda.next(1, at=1.0 + step / 100)
        kinds.append(visit.target.kind)
        if visit.target.kind is PageKind.SHOP:
            cards = [card(f"{step}-{n}", "rep 1:1") for n in range(3)]
            for each in cards:
                agenda.know_listing(listing_target(each.listing_id))
            shop = Shop(shop_id=visit.target.shop_id)
            answer = reading(PageKind.SHOP, listings=cards, shop=shop)
        else:
            own = card(visit.target.listing_id)
            answer = reading(PageKind.LISTING, listings=[own])
        agenda.seen(visit, answer, at=1.0 + step / 100)
    assert kinds.count(PageKind.LISTING) >= 0.4 * 40
    assert kinds[:20].count(PageKind.LISTING) >= 3, "some at once, for a wall may come"


def test_lists_go_first_as_long_as_enough_is_left_to_keep_what_they_show():
    owed = [is_owed(budget=50, given=given, kept=8) for given in range(8, 50)]
    assert owed.index(True) == 30, "then 12 are left, and 20 were promised to listings"
    assert all(owed[30:])
    assert is_owed(budget=50, given=20, kept=2)


def test_what_an_earlier_run_of_the_night_kept_is_not_opened_again_and_what_failed_is(agenda):
    agenda.know_shop(shop_target(), at=100.0)
    for name, preserved in (("kept", 0.9), ("failed", None), ("new", None)):
        agenda.know_listing(listing_target(name), preserved=preserved)
    for name in ("kept", "failed"):
        agenda.made_before(listing_target(name))
    names = ("kept", "failed", "new")
    list_page(agenda, [card(name, title="giày rep 1:1") for name in names])
    listings = {v.target.listing_id for v in agenda.next(10, at=100.1) if v.target.listing_id}
    assert listings == {"failed", "new"}


def test_of_listings_those_that_may_soon_be_gone_are_kept_first():
    """The policy alone would go by the chance that they violate."""
    agenda = Agenda(
        site=SITE,
        policy=RecrawlPolicy(),
        score=lambda listing: 0.97 if listing.shop_id == "old" else 0.8,
        find_target=find_target,
        budget=40,
    )
    opened = {"old": datetime(1960, 1, 1, tzinfo=UTC), "new": datetime(1970, 1, 1, tzinfo=UTC)}
    for age in opened:
        agenda.know_shop(shop_target(f"shop-{age}", age), at=0.0, shop_id=age)
    for visit in agenda.next(2, at=1.0):
        age = visit.target.shop_id or ""
        cards = [replace(card(f"{age}-{n}", "rep 1:1"), shop_id=age) for n in range(4)]
        for each in cards:
            agenda.know_listing(listing_target(each.listing_id), shop_id=age)
        shop = Shop(shop_id=age, joined_at=opened[age])
        agenda.seen(visit, reading(PageKind.SHOP, listings=cards, shop=shop), at=1.0)
    kept = [visit.target.listing_id for visit in agenda.next(4, at=1.1)]
    assert kept == [f"new-{n}" for n in range(4)]


def test_a_shop_behind_a_promising_listing_is_read_at_once(agenda):
    for number in range(12):
        agenda.know_shop(shop_target(f"shop-{number}", str(number)), at=0.0, shop_id=str(number))
    agenda.know_listing(listing_target("bait"))
    agenda.push(Visit(target=listing_target("bait"), priority=9, reason="watchlist"))
    (bait,) = agenda.next(1, at=1.0)
    own = replace(card("bait", "rep 1:1"), shop_id="99")
    behind = Shop(shop_id="99", url="http://p.localhost/behind")
    agenda.seen(bait, reading(PageKind.LISTING, listings=[own], shop=behind), at=1.0)
    (first,) = agenda.next(1, at=1.1)
    assert (first.target.key, first.reason) == ("behind", "behind a promising listing")
