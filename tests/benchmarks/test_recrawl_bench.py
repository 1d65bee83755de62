"""The recrawl benchmark: its world, its bounds, and that the shipped policy beats the baselines."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.recrawl import plots, trials
from benchmarks.recrawl.baselines import ChangeProportional, Freshness, Informed, Uniform
from benchmarks.recrawl.bench import Bench, targets
from benchmarks.recrawl.bounds import oracle
from benchmarks.recrawl.drive import Conditions, drive, runs, spread, window
from benchmarks.recrawl.world import V2_KINDS, WorldConfig, make_world
from benchmarks.recrawl.worlds import FOREIGN, WORLDS, shrunk
from crawler.recrawl import RecrawlPolicy

TENTH = tuple(
    replace(kind, standing=kind.standing // 10, opened=kind.opened / 10, operators=10)
    for kind in V2_KINDS
)
PER_DAY = 200


@pytest.fixture(scope="module")
def world():
    """A tenth of the headline world, for twelve days."""
    return make_world(WorldConfig(days=12, scored=(4, 11), kinds=TENTH), seed=1)


def test_a_world_is_equal_for_a_seed_and_not_for_another():
    config = WorldConfig(days=3, scored=(0, 3), kinds=TENTH)
    first, again, other = (make_world(config, seed) for seed in (1, 1, 2))
    assert np.array_equal(first.birth, again.birth)
    assert first.birth.size != other.birth.size


def test_a_page_shows_the_newest_thirty_and_says_whether_that_is_all():
    kinds = (replace(V2_KINDS[0], standing=3, births=5.0),)
    world = make_world(WorldConfig(days=10, scored=(0, 9), kinds=kinds), seed=1)
    shown, complete = world.alive_on_page(0, 200.0)
    assert shown.size == 30
    assert not complete
    assert (np.diff(world.birth[shown]) <= 0).all()
    assert (world.death[shown] > 200.0).all()


def test_the_headline_world_is_as_it_is_described():
    """Shops opened, life of hit-and-run, their share, and how long violating listings stand."""
    world = make_world(WorldConfig(), seed=1)
    hasty = world.shop_kind == [kind.name for kind in V2_KINDS].index("hit-and-run")
    assert hasty.sum() == pytest.approx(1729, rel=0.06)
    assert np.median((world.shop_lock - world.shop_open)[hasty]) == pytest.approx(20.0, rel=0.1)
    assert world.scored.sum() == pytest.approx(17_500, rel=0.06)
    assert hasty[world.shop[world.scored]].mean() == pytest.approx(0.61, abs=0.02)
    lives = (world.death - world.birth)[world.scored]
    assert np.quantile(lives, (0.25, 0.5)) == pytest.approx((8.0, 20.0), rel=0.2)


def test_nobody_beats_the_oracle_and_discovery_costs():
    world = make_world(WorldConfig(days=8, scored=(2, 7), kinds=TENTH), seed=2)
    shares = [
        oracle(world, spread(per_day), discovered=known).share
        for known in (True, False)
        for per_day in (20, PER_DAY)
    ]
    assert shares[0] < shares[1] < shares[3]
    assert shares[3] > 0.95
    assert drive(world, Informed(world), spread(PER_DAY)).share < shares[1]


def test_the_shipped_policy_beats_every_baseline(world):
    outcome = drive(world, RecrawlPolicy(), spread(PER_DAY))
    shipped = outcome.share
    assert shipped > 0.65
    assert shipped + sum(outcome.losses().values()) == pytest.approx(1.0)
    assert shipped > 2.5 * drive(world, Uniform(world), window(PER_DAY)).share
    for schedule in (ChangeProportional, Freshness):
        assert shipped > 1.5 * drive(world, schedule(world), spread(PER_DAY)).share


@pytest.mark.slow
@pytest.mark.parametrize("name", FOREIGN)
def test_among_other_sellers_the_shipped_policy_stays_above_the_schedules(name):
    config = replace(FOREIGN[name], days=10, scored=(3, 9))
    world = make_world(shrunk(config, by=20), seed=1)
    shipped = drive(world, RecrawlPolicy(), spread(100)).share
    assert shipped > drive(world, Uniform(world), window(100)).share
    assert shipped > drive(world, ChangeProportional(world), spread(100)).share


@pytest.mark.slow
def test_failures_walls_and_silence_cost_little(world):
    usual = drive(world, RecrawlPolicy(), spread(PER_DAY)).share
    wall = (("shopee", 120.0, 132.0),)
    hard = Conditions(failing=0.1, decided=0.1, incomplete=0.3, walls=wall)
    assert drive(world, RecrawlPolicy(), spread(PER_DAY), hard).share > usual - 0.1


@pytest.mark.slow
def test_no_more_is_fetched_than_granted_in_any_rhythm(world):
    for budget in (spread(PER_DAY), window(PER_DAY), runs(PER_DAY)):
        fetches = drive(world, RecrawlPolicy(), budget).fetches
        assert 0.8 * 12 * PER_DAY < fetches["shop"] + fetches["listing"] <= 12 * PER_DAY


def test_targets_say_what_is_met_and_what_is_missed():
    bench = Bench([1])
    bench.shares = {
        "shipped policy 2000": {1: 0.84, 2: 0.5},
        "oracle after discovery 2000": {1: 0.88},
        "uniform nightly 2000": {1: 0.1},
        "hazards guessed threefold": {1: 0.83},
    }
    rows = {name: (round(measured, 1), target) for name, measured, target, _ in targets(bench)}
    assert rows["share at 2000, %"] == (84.0, 85.0)
    assert rows["of the oracle after discovery, %"] == (95.5, 95.0)
    assert rows["points lost: hazards guessed threefold"] == (1.0, 2.0)


def test_what_was_run_is_kept_by_seed_and_not_run_again(tmp_path, monkeypatch):
    monkeypatch.setitem(trials.WORLDS, trials.HEADLINE, WorldConfig(days=5, scored=(2, 4)))
    trial, kept = trials.Trial(policy="oracle", per_day=2000), tmp_path / "kept.json"
    first = Bench([1, 2], kept, shrink=10)
    mean = first.run("oracle 2000", trial)
    monkeypatch.setattr(trials, "run", None)
    again = Bench([2, 1], kept, shrink=10)
    assert again.run("oracle 2000", trial) == mean
    assert again.mean("oracle 2000", [1, 3]) is None
    assert not Bench([1], kept, shrink=4).shares, "kept of worlds of another size"


def test_every_trial_names_a_world_and_a_rhythm():
    named = [*trials.headline(), *trials.conditions().values()]
    named += [trial for rows in trials.elsewhere().values() for trial in rows.values()]
    assert {trial.world for trial in named} == set(WORLDS)
    assert all(trial.rhythm in trials.RHYTHMS for trial in named)


def test_the_plot_is_drawn(tmp_path):
    bench = Bench([1])
    bench.shares = {
        f"{name} {per_day}": {1: 0.5}
        for name in (*trials.BASELINES, trials.SHIPPED, *trials.ORACLES)
        for per_day in trials.BUDGETS
    }
    plots.draw(bench, tmp_path)
    assert b"<svg" in (tmp_path / "recrawl-share.svg").read_bytes()
