"""A run is compared with what a healthy one looks like, and the comparison can fail."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.expectations import Expectation, load_expectations
from config.load import load_sites
from domain.errors import UsageError
from domain.events import IssueKind
from domain.listing import Listing, Reading, Shop
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Site
from jobs.expectations import Tally, check, silent_guards

SITE = Site(
    site_id="shopee-vn",
    platform="shopee",
    country="vn",
    base_url="https://shopee.vn",
    hosts=(),
    currency="VND",
)
FULL = Listing(
    listing_id="1",
    shop_id="2",
    url="https://shopee.vn/x",
    title="Áo",
    price=Decimal(1),
    currency="VND",
    images=("i",),
    brand="b",
    description="d",
)
CARD = replace(FULL, is_card=True)


def page(outcome=Outcome.LIVE, *listings, kind=PageKind.LISTING, shop=None):
    verdict = Verdict(outcome=outcome, reason="x")
    return Reading(verdict=verdict, page_kind=kind, listings=listings, shop=shop)


def a_list(count=30):
    shop = Shop(shop_id="2", name="n")
    return page(Outcome.LIVE, *[CARD] * count, kind=PageKind.SHOP, shop=shop)


def alarms(*pages, expected=None):
    tally = Tally()
    for each in pages:
        tally.add(each)
    return check(tally, expected or load_expectations(SITE))


def healthy(listing=FULL, lists=25):
    return [*[page(Outcome.LIVE, listing)] * 60, *[a_list()] * lists]


def test_a_healthy_run_raises_no_alarm():
    assert alarms(*healthy()) == ()


@pytest.mark.parametrize("field", ["price", "currency", "shop_id", "images", "description"])
def test_a_field_that_is_read_no_longer(field):
    empty: dict = {field: () if field == "images" else None}
    (alarm,) = alarms(*healthy(replace(FULL, **empty)))
    assert alarm.kind is IssueKind.LAYOUT_CHANGED
    assert alarm.detail.startswith("listing: only 0% of 60 state " + field)


def test_a_share_just_at_its_bound_is_healthy():
    expected = Expectation(listing={"brand": 0.5})
    bare = replace(FULL, brand=None)
    pages = [page(Outcome.LIVE, FULL), page(Outcome.LIVE, bare)] * 20
    assert alarms(*pages, expected=expected) == ()
    assert len(alarms(*pages, page(Outcome.LIVE, bare), expected=expected)) == 1


def test_few_pages_prove_nothing():
    assert alarms(*[page(Outcome.LIVE, replace(FULL, price=None))] * 19) == ()
    assert alarms(*[page(Outcome.LIVE, replace(FULL, price=None))] * 20) != ()


@pytest.mark.parametrize(
    ("outcome", "count", "kind"),
    [
        (Outcome.UNKNOWN, 20, IssueKind.TOO_MANY),
        (Outcome.ERROR, 30, IssueKind.TOO_MANY),
        (Outcome.SUSPECT, 20, IssueKind.TOO_MANY),
        (Outcome.REMOVED, 70, IssueKind.TOO_MANY),
    ],
)
def test_too_many_of_an_outcome(outcome, count, kind):
    (alarm,) = alarms(*healthy(), *[page(outcome)] * count)
    assert alarm.kind is kind
    assert outcome.value in alarm.detail


def test_too_few_live_pages():
    kinds = {alarm.kind for alarm in alarms(*[page(Outcome.CAPTCHA)] * 30)}
    assert kinds == {IssueKind.TOO_FEW}


def test_a_page_that_could_not_be_read_counts_as_unknown():
    assert [a.kind for a in alarms(*healthy(), *[None] * 20)] == [IssueKind.TOO_MANY]


@pytest.mark.parametrize(("cards", "kind"), [(0, "too_few"), (2, "too_few"), (100, "too_many")])
def test_lists_with_too_few_or_too_many_cards(cards, kind):
    lists = [a_list(cards)] * 40
    assert kind in {alarm.kind.value for alarm in alarms(*lists)}


def test_a_guard_that_never_fires():
    expected = Expectation(guards={Outcome.REMOVED: 100, Outcome.SOLD_OUT: 100})
    (alarm,) = silent_guards({Outcome.REMOVED: 100, Outcome.SOLD_OUT: 99}, expected)
    assert alarm.kind is IssueKind.SILENT_GUARD
    assert "removed" in alarm.detail
    assert silent_guards({}, expected) == ()


@given(st.lists(st.sampled_from(Outcome), max_size=60), st.integers(0, 40))
def test_walls_never_blame_the_fields(outcomes, cards):
    pages = [page(o, replace(FULL, price=None, title="")) for o in outcomes if not o.is_present]
    found = alarms(*pages, *[a_list(cards)] * 3)
    assert not [a for a in found if a.kind is IssueKind.LAYOUT_CHANGED and "listing:" in a.detail]


def test_a_sites_own_lines_replace_single_ones(tmp_path):
    path = tmp_path / "e.yml"
    path.write_text(
        "defaults: {least: 5, listing: {title: 1, price: 0.9}}\n"
        "platforms: {shopee: {listing: {price: 0.8}}}\n"
        "sites: {shopee-vn: {least: 7}}\n"
    )
    found = load_expectations(SITE, path)
    assert found.least == 7
    assert found.listing == {"title": 1, "price": 0.8}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("defaults: {listing: {prise: 1}}", "prise"),
        ("defaults: {listing: {price: 7}}", "0 to 1"),
        ("defaults: {outcomes: {deleted: [0, 1]}}", "outcomes"),
        ("defaults: {wrong: 1}", "wrong"),
        ("nonsense: 1", "nonsense"),
        ("a: [", "YAML"),
    ],
)
def test_a_wrong_file_is_explained(tmp_path, text, words):
    path = tmp_path / "e.yml"
    path.write_text(text)
    with pytest.raises(UsageError, match=words) as found:
        load_expectations(SITE, path)
    assert str(path) in str(found.value)


def test_the_built_in_file_is_right_for_every_built_in_site():
    for site in load_sites().sites.values():
        assert load_expectations(site).listing["title"] == 1
