"""The recrawl policy: who is visited first, what is planned again, and a restart in between."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.recrawl.drive import Conditions, Driver, drive, spread
from benchmarks.recrawl.world import V2_KINDS, WorldConfig, make_world
from crawler.recrawl import RecrawlConfig, RecrawlPolicy, StateError, VisitKind

SMALL = tuple(
    replace(kind, standing=kind.standing // 40, opened=kind.opened / 40, operators=3)
    for kind in V2_KINDS
)


@pytest.fixture(scope="module")
def world():
    return make_world(WorldConfig(days=6, scored=(1, 6), kinds=SMALL), seed=3)


@pytest.fixture
def policy():
    made = RecrawlPolicy()
    for shop in ("good", "bad", "other"):
        made.shop_discovered(shop, "site", 0.0, {"new": None, "operator": None})
    return made


def planned(policy, at, budget=1, **caps):
    return [(visit.shop_id, visit.listing_id) for visit in policy.plan(at, budget, site_caps=caps)]


def read(policy, shop, at, cards, **flags):
    policy.shop_visited(shop, at, listed=cards, **{"complete": True, "gone": False, **flags})


def test_unknown_shops_are_visited_once_each(policy):
    assert sorted(planned(policy, 1.0, 5)) == [("bad", None), ("good", None), ("other", None)]


def test_the_likeliest_listing_comes_first(policy):
    planned(policy, 1.0, 5)
    read(policy, "bad", 1.0, [("b1", 0.9), ("b2", 0.95), ("b3", 0.2)])
    read(policy, "good", 1.0, [(f"g{n}", 0.03) for n in range(8)])
    assert planned(policy, 1.0, 2) == [("bad", "b2"), ("bad", "b1")]


def test_the_same_card_counts_more_in_a_shop_that_violates(policy):
    planned(policy, 1.0, 5)
    read(policy, "bad", 1.0, [(f"b{n}", 0.9) for n in range(8)])
    read(policy, "good", 1.0, [(f"g{n}", 0.02) for n in range(8)])
    for n in range(8):
        policy.listing_visited(f"b{n}", "bad", 1.1, alive=True, p_violating=0.9)
        policy.listing_visited(f"g{n}", "good", 1.1, alive=True, p_violating=0.02)
    read(policy, "bad", 5.0, [("b-new", 0.15)], complete=False)
    read(policy, "good", 5.0, [("g-new", 0.15)], complete=False)
    priority = {v.listing_id: v.priority for v in policy.plan(5.0, 9, site_caps={})}
    assert priority["b-new"] > 10 * priority.get("g-new", 0.0)


def test_a_decision_moves_the_shop(policy):
    for shop in ("good", "bad"):
        read(policy, shop, 1.0, [(f"{shop}{n}", 0.3) for n in range(4)])
        policy.listing_visited(f"{shop}0", shop, 1.1, alive=True, p_violating=0.3)
    policy.decided("good0", violating=False)
    policy.decided("bad0", violating=True)
    policy.decided("never heard of", violating=True)
    first = [v.shop_id for v in policy.plan(1.5, 9, site_caps={}) if v.kind is VisitKind.LISTING]
    assert first[:3] == ["bad"] * 3


def test_shops_of_one_operator_speak_for_each_other():
    policy = RecrawlPolicy()
    for shop, operator in (("a", "x"), ("b", "x"), ("c", "y"), ("d", None)):
        policy.shop_discovered(shop, "s", 0.0, {"operator": operator})
    read(policy, "a", 1.0, [(f"a{n}", 0.95) for n in range(6)])
    read(policy, "c", 1.0, [(f"c{n}", 0.01) for n in range(6)])
    policy.shop_discovered("e", "s", 1.0, {"operator": "y"})
    rank = {v.shop_id: v.priority for v in policy.plan(3.0, 20, site_caps={}) if not v.listing_id}
    assert rank["b"] > rank["d"] > rank["e"]


def test_a_visit_that_is_not_reported_is_planned_again_later_and_less_often(policy):
    seen = []
    for quarter in range(4 * 24):
        seen += [quarter / 4 for visit in planned(policy, quarter / 4, 9) if visit[0] == "good"]
    gaps = np.diff(seen)
    assert seen[0] == 0.0
    assert gaps[0] <= 1.0
    assert all(later >= earlier for earlier, later in itertools.pairwise(gaps))
    assert gaps.max() <= 12.25


def test_caps_are_kept_and_a_closed_site_does_not_block_the_others():
    policy = RecrawlPolicy()
    for n in range(2000):
        policy.shop_discovered(n, "closed", 0.0, {"new": True})
    for n in range(5):
        policy.shop_discovered(f"open {n}", "open", 0.0, {"new": False})
    visits = policy.plan(1.0, 20, site_caps={"closed": 0})
    assert sorted(visit.shop_id for visit in visits) == [f"open {n}" for n in range(5)]
    assert len(policy.plan(1.0, 20, site_caps={"closed": 7})) == 7


def test_a_locked_shop_and_its_listings_are_left_until_it_is_found_again(policy):
    read(policy, "bad", 1.0, [("b1", 0.9)])
    read(policy, "bad", 2.0, [], gone=True)
    assert all(shop != "bad" for shop, _ in planned(policy, 2.0, 9))
    policy.shop_discovered("bad", "site", 3.0, None)
    assert ("bad", None) in planned(policy, 12.0, 9)


def test_what_a_whole_page_no_longer_shows_is_not_visited_what_a_part_leaves_out_is(policy):
    read(policy, "bad", 1.0, [("b1", 0.9), ("b2", 0.9)])
    read(policy, "good", 1.0, [("g1", 0.9), ("g2", 0.9)])
    read(policy, "bad", 2.0, [("b2", 0.9)])
    read(policy, "good", 2.0, [("g2", 0.9)], complete=False)
    listings = {listing for _, listing in planned(policy, 2.0, 9)}
    assert listings >= {"b2", "g1", "g2"}
    assert "b1" not in listings


def test_a_kept_page_is_not_asked_for_again(policy):
    read(policy, "bad", 1.0, [("b1", 0.9)])
    policy.listing_visited("b1", "bad", 1.0, alive=True, p_violating=None)
    read(policy, "bad", 2.0, [("b1", 0.9)])
    assert all(listing != "b1" for _, listing in planned(policy, 2.0, 9))


@pytest.mark.parametrize("probability", [0.0, 1.0, 1e-300, float("nan")])
def test_extreme_probabilities_leave_finite_priorities(policy, probability):
    read(policy, "bad", 1.0, [(n, probability) for n in range(30)], complete=False)
    for n in range(30):
        policy.listing_visited(n, "bad", 1.0, alive=n % 2 == 0, p_violating=probability)
    visits = policy.plan(300.0, 50, site_caps={})
    assert visits
    assert all(np.isfinite(visit.priority) for visit in visits)


def test_without_arguments_hints_or_reports_it_still_plans():
    policy = RecrawlPolicy()
    assert policy.plan(0.0, 10, site_caps={}) == []
    policy.shop_discovered("s", "site", 5.0, None)
    policy.listing_visited("l", "unknown shop", 5.0, alive=False, p_violating=None)
    assert policy.plan(5.0, 0, site_caps={}) == []
    assert ("s", None) in planned(policy, 5.0, 10)


def run(world, policy, begin, end, driver=None):
    driver = driver or Driver(world, policy, spread(200), Conditions(failing=0.1), seed=5)
    driver.policy = policy
    driver.run(begin, end)
    return driver


def test_a_restart_changes_nothing(world):
    whole = run(world, RecrawlPolicy(), 0.0, 144.0)
    policy = RecrawlPolicy()
    driver = run(world, policy, 0.0, 50.25)
    again = RecrawlPolicy.from_state(json.loads(json.dumps(policy.state(), allow_nan=False)))
    driver = run(world, again, 50.25, 144.0, driver)
    assert np.array_equal(driver.captured, whole.captured)
    assert driver.fetches == whole.fetches


def test_equal_inputs_give_equal_plans(world):
    shares = {
        tuple(drive(world, RecrawlPolicy(), spread(200), Conditions(text_ids=text)).captured)
        for text in (False, True)
    }
    assert len(shares) == 1


def test_a_state_of_other_kinds_of_seller_is_refused(policy):
    config = RecrawlConfig(archetypes=RecrawlConfig().archetypes[:3])
    with pytest.raises(StateError, match="start without it"):
        RecrawlPolicy.from_state(policy.state(), config)


def test_after_a_pause_every_shop_is_weighed_again_however_many_there_are(monkeypatch):
    monkeypatch.setattr("crawler.recrawl.queue.SHOP_SWEEP", 10)
    policy = RecrawlPolicy()
    for shop in range(1200):
        policy.shop_discovered(shop, "site", 0.0, None)
    policy.plan(0.5, 1, site_caps={})
    policy.plan(0.75, 1, site_caps={})
    before = policy.memory.shops.rank[:1200].copy()
    policy.plan(0.75 + 6.0, 1, site_caps={})
    unread = policy.memory.shops.busy_until[:1200] == -np.inf
    assert unread.sum() > 1190
    assert (policy.memory.shops.rank[:1200] != before)[unread].all()
