"""What a search brings to light is visited: new shops first, then what looks most promising."""

from crawler.frontier import Visit
from crawler.recrawl import RecrawlPolicy
from domain.listing import Listing, Shop
from domain.target import PageKind, Target
from jobs.agenda import Agenda
from jobs.discovery import FINDS_A_PAGE, FOUND, finds
from tests.jobs.test_agenda import SITE, find_target, listing_target, reading, shop_target


def card(listing_id, shop_id):
    url = f"http://p.localhost/i/{listing_id}"
    return Listing(listing_id=listing_id, shop_id=shop_id, title="t", url=url, is_card=True)


def found(cards, scores, *, listings=(), shops=(), limit=50):
    page = reading(PageKind.SEARCH, listings=cards)
    visits = finds(
        page,
        scores,
        find_target=find_target,
        known_listings=set(listings),
        known_shops=set(shops),
        limit=limit,
    )
    return [visit.target.listing_id for visit in visits]


def test_the_most_promising_come_first():
    cards = [card("a", "1"), card("b", "1"), card("c", "1")]
    assert found(cards, {"a": 0.1, "b": 0.9, "c": 0.5}, shops="1") == ["b", "c", "a"]


def test_one_listing_of_each_new_shop_is_worth_a_visit_whatever_it_shows():
    cards = [card("a", "1"), card("b", "1"), card("c", "2"), card("d", "known")]
    assert found(cards, {"a": 0.01, "b": 0.02}, shops=["known"]) == ["b", "c", "a"]


def test_what_is_preserved_is_not_found_again():
    assert found([card("a", "1")], {"a": 1.0}, listings=["a"]) == []


def test_one_page_takes_only_its_part():
    cards = [card(str(n), str(n)) for n in range(60)]
    assert len(found(cards, {})) == FINDS_A_PAGE
    assert len(found(cards, {}, limit=3)) == 3
    assert found(cards, {}, limit=0) == []


def test_a_search_leads_to_a_shop_that_nobody_told_of():
    agenda = Agenda(
        site=SITE,
        policy=RecrawlPolicy(),
        score=lambda _: 0.5,
        find_target=find_target,
        budget=40,
    )
    search = Target(site_id="s", kind=PageKind.SEARCH, key="kem", url="http://p.localhost/search")
    agenda.push(Visit(target=search, priority=10, reason="watchlist"))
    (asked,) = agenda.next(1, at=0.0)
    page = reading(PageKind.SEARCH, listings=[card("a", "77"), card("b", "78")])
    agenda.seen(asked, page, at=0.0)
    followed = agenda.next(2, at=0.0)
    assert {visit.target for visit in followed} == {listing_target("a"), listing_target("b")}
    assert {visit.reason for visit in followed} == {FOUND}
    own = card("a", "77")
    shop = Shop(shop_id="77", url="http://p.localhost/new-shop")
    agenda.seen(followed[0], reading(PageKind.LISTING, listings=[own], shop=shop), at=0.1)
    targets = [visit.target for visit in agenda.next(10, at=0.2)]
    assert shop_target("new-shop") in targets
