"""The recrawl policy: who is visited first, what is planned again, and a restart in between."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.recrawl.drive import Conditions, Driver, drive, spread
from benchmarks.recrawl.world import V2_KINDS, WorldConfig, make_world
from crawler.recrawl import Campaign, RecrawlConfig, RecrawlPolicy, StateError, VisitKind
from crawler.recrawl.beliefs import Beliefs

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


def test_a_shop_read_before_anything_was_known_is_judged_like_one_read_later():
    policy = RecrawlPolicy()
    look(policy, "early", 1.0)
    for day in range(4):
        for shop in range(60):
            policy.shop_discovered(shop, "site", 0.5, {"new": False})
            suspect = 0.95 if shop % 3 else 0.02
            cards = [(f"{shop} {n}", suspect if n % 2 else 0.02) for n in range(4 + day)]
            read(policy, shop, 2.0 + 24 * day, cards)
        policy.plan(3.0 + 24 * day, 1, site_caps={})
        policy.plan(4.5 + 24 * day, 1, site_caps={})
    look(policy, "late", 80.0)
    policy.plan(82.0, 1, site_caps={})
    assert policy.risk("early", 83.0) == pytest.approx(policy.risk("late", 83.0), rel=0.05)


def look(policy, shop, at):
    """A shop that was found half an hour ago is read: one suspect among four."""
    policy.shop_discovered(shop, "site", at - 0.5, {"new": False})
    read(
        policy, shop, at, [(f"{shop} {n}", card) for n, card in enumerate((0.9, 0.02, 0.02, 0.02))]
    )


def test_a_small_watchlist_is_not_read_over_and_over(policy):
    readings = {"good": [], "bad": [], "other": []}
    for minute in range(0, 8 * 60, 5):
        at = 24.0 + minute / 60
        for visit in policy.plan(at, 5, site_caps={}):
            if visit.listing_id is None:
                readings[visit.shop_id].append(at)
                read(policy, visit.shop_id, at, [(f"{visit.shop_id} {len(readings['bad'])}", 0.9)])
    assert all(times for times in readings.values())
    assert all(np.diff(times).min(initial=99.0) >= 1.0 for times in readings.values())


def watched(config):
    """A shop that lists a suspect a day, read daily for ten days, beside one that lists none."""
    policy = RecrawlPolicy(config)
    for shop in ("busy", "calm"):
        policy.shop_discovered(shop, "site", 0.0, {"new": False})
    cards = []
    for day in range(10):
        cards.append((f"b{day}", 0.95))
        read(policy, "busy", 24.0 * day + 1, list(cards))
        read(policy, "calm", 24.0 * day + 1, [("c", 0.01)])
    return policy


def priority_of(policy, shop, at):
    return {v.shop_id: v.priority for v in policy.plan(at, 50, site_caps={}) if not v.listing_id}[
        shop
    ]


def test_a_campaign_brings_shops_that_list_much_forward_while_it_lasts():
    campaign = Campaign(begin=219.0, end=290.0, births=3.0, deletions=1.5)
    plain, sales = RecrawlConfig(), RecrawlConfig(campaigns=(campaign,))
    before, during = 218.5, 250.0
    usual, raised = (watched(config) for config in (plain, sales))
    assert priority_of(usual, "busy", before) == pytest.approx(priority_of(raised, "busy", before))
    assert priority_of(raised, "busy", during) > 1.5 * priority_of(usual, "busy", during)
    over = watched(RecrawlConfig(campaigns=(Campaign(begin=-99.0, end=-9.0, births=3.0),)))
    unmoved = priority_of(watched(plain), "busy", during)
    assert priority_of(over, "busy", during) == pytest.approx(unmoved)


def test_what_was_listed_in_a_campaign_does_not_count_as_the_shop_s_usual_pace():
    config = RecrawlConfig(campaigns=(Campaign(begin=217.0, end=241.0, births=4.0),))
    rates = []
    for given in (RecrawlConfig(), config):
        policy = watched(given)
        read(policy, "busy", 241.0, [(f"b{n}", 0.95) for n in range(14)])
        shops, row = policy.memory.shops, policy.memory.shop_rows["busy"]
        rates.append(float(shops.WEIGHT[row] @ shops.FACTOR[row]))
    assert rates[1] < 0.9 * rates[0]


def test_in_a_campaign_a_listing_that_waits_is_likelier_gone():
    config = RecrawlConfig(campaigns=(Campaign(begin=218.0, end=260.0, deletions=4.0),))
    waiting = []
    for given in (RecrawlConfig(), config):
        visits = watched(given).plan(250.0, 50, site_caps={})
        waiting.append(next(v.priority for v in visits if v.listing_id == "b9"))
    assert waiting[1] < 0.9 * waiting[0]


@pytest.mark.parametrize(
    ("new", "age", "again"), [(True, 2.0, 0.25), (True, 40.0, 1.0), (None, 2.0, 1.0)]
)
def test_a_shop_that_has_just_opened_may_be_read_again_sooner(new, age, again):
    policy = RecrawlPolicy()
    policy.shop_discovered("shop", "site", 0.0, {"new": new})
    cards = [(n, 0.95) for n in range(6)]
    read(policy, "shop", age, cards)
    for listing, _ in cards:
        policy.listing_visited(listing, "shop", age, alive=True, p_violating=0.95)
    assert planned(policy, age + again - 0.05, 9) == []
    assert planned(policy, age + again + 0.25, 9) == [("shop", None)]


def test_busy_hours_are_learned_as_they_are_however_long_it_takes():
    beliefs = Beliefs(RecrawlConfig())
    true = np.where(np.arange(24) < 12, 0.5, 1.5)
    for _ in range(40):
        for hour in range(24):
            count = int(40 * true[hour])
            beliefs.add_hours(hour, hour + 1.0, count, expected=40.0 * float(beliefs.hour[hour]))
        beliefs.update()
    assert beliefs.hour[18] / beliefs.hour[6] == pytest.approx(3.0, rel=0.1)


def test_a_shop_that_was_locked_before_it_was_found_is_no_sign_that_shops_are_locked_fast():
    policy = RecrawlPolicy()
    for n in range(200):
        policy.shop_discovered(n, "site", 1.0, {"new": True})
        read(policy, n, 1.1, [(f"{n} {card}", 0.95) for card in range(6)], gone=n % 4 == 0)
    for n in range(200):
        if n % 4:
            read(policy, n, 13.1, [(f"{n} {card}", 0.95) for card in range(6)])
    policy.plan(14.0, 1, site_caps={})
    assert policy.risk_of_stranger(new=True) < 0.01


@pytest.mark.parametrize("told", [True, None])
def test_what_a_shop_that_has_just_opened_shows_first_tells_how_much_is_still_to_come(told):
    policy = RecrawlPolicy()
    for n in range(60):
        policy.shop_discovered(n, "site", 1.0, {"new": told})
        first, later = (2, 8) if n % 2 else (12, 0)
        for at, count in ((1.1, first), (3.0, first + later)):
            read(policy, n, at, [(f"{n} {card}", 0.95) for card in range(count)])
    policy.plan(4.0, 1, site_caps={})
    for name, count in (("few", 2), ("full", 12)):
        policy.shop_discovered(name, "site", 4.0, {"new": told})
        read(policy, name, 4.1, [(f"{name} {card}", 0.95) for card in range(count)])
    expected = {}
    policy.plan(5.5, 500, site_caps={})
    for name in ("few", "full"):
        row = policy.memory.shop_rows[name]
        expected[name] = float(policy.memory.shops.FACTOR[row][policy.beliefs.fresh].mean())
    if told:
        assert expected["few"] > 2 * expected["full"]
    else:
        assert expected["few"] == pytest.approx(expected["full"])


def test_only_what_changes_how_often_a_shop_is_visited_is_worth_learning(policy):
    read(policy, "bad", 1.0, [(n, 0.6) for n in range(3)])
    policy.plan(9.0, 1, site_caps={})
    ranking, row = policy.ranking, np.array([policy.memory.shop_rows["bad"]])
    ranks = []
    for flow in (0.0, 5.0, policy.beliefs.pi * 5.0):
        ranking.flow = np.zeros_like(policy.beliefs.pi) + flow
        ranks.append(float(ranking.shops(row, 9.0)[0]))
    assert ranks[0] == pytest.approx(ranks[1])
    assert ranks[2] > 1.05 * ranks[0] > 0


def test_many_missing_listings_never_make_a_shop_more_than_surely_open(policy):
    cards = [(n, 0.02) for n in range(400)]
    read(policy, "good", 1.0, cards, complete=False)
    for n, _ in cards:
        policy.listing_visited(n, "good", 1.0, alive=False)
    alive = policy.memory.shops.ALIVE[policy.memory.shop_rows["good"]]
    assert ((alive >= 0.0) & (alive <= 1.0)).all()
