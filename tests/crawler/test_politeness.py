"""The rhythm of visits, by a clock that only moves when it is told to."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import BUILT_IN_SITES, Politeness, load_sites
from crawler.politeness import HOUR, Pace


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


PLAIN = {
    "pace_seconds": 10,
    "jitter": 0,
    "pause_every": 1000,
    "pause_seconds": 0,
    "rest_every_hours": 1000,
    "pages_per_hour": 100_000,
    "pages_per_night": 100_000,
}


def begins(count, *, seed=1, earlier=(), **politeness):
    """When each of so many visits begins, in seconds after the start, waiting as told."""
    clock = Clock()
    start = clock.now
    pace = Pace(
        Politeness(**{**PLAIN, **politeness}),
        clock=clock,
        dice=random.Random(seed),
        earlier=earlier,
    )
    times = []
    for _ in range(count):
        clock.now += pace.wait()
        assert pace.wait() == 0
        times.append(clock.now - start)
        pace.begin()
    return times


def test_visits_keep_their_pace():
    assert begins(4) == [0, 10, 20, 30]


def test_each_wait_is_drawn_within_the_jitter():
    times = begins(300, pace_seconds=5.5, jitter=0.45)
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    assert min(gaps) >= 5.5 * 0.55 - 1e-6
    assert max(gaps) <= 5.5 * 1.45 + 1e-6
    assert len({round(gap, 3) for gap in gaps}) > 100
    assert sum(gaps) / len(gaps) == pytest.approx(5.5, rel=0.1)


def test_a_pause_comes_after_so_many_visits():
    assert begins(5, pause_every=2, pause_seconds=60) == [0, 10, 80, 90, 160]


def test_a_rest_comes_after_so_many_hours():
    times = begins(800, rest_every_hours=1, rest_minutes=10)
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    rests = [n for n, gap in enumerate(gaps) if gap == 600]
    assert len(rests) == 2
    assert times[rests[0]] == HOUR
    assert times[rests[1]] - times[rests[0]] == 600 + HOUR


def test_no_hour_holds_more_pages_than_it_may():
    times = begins(25, pace_seconds=1, pages_per_hour=10)
    assert times[9] < 60
    assert times[10] == HOUR
    assert all(times[n + 10] - times[n] >= HOUR for n in range(15))


def test_what_other_runs_visited_counts_towards_the_hour():
    times = begins(3, pages_per_hour=3, earlier=[600, 1200, 5000])
    assert times == [0, HOUR - 1200, HOUR - 600]


@settings(max_examples=30)
@given(
    per_hour=st.integers(1, 20),
    seed=st.integers(0, 99),
    rhythm=st.fixed_dictionaries(
        {
            "pace_seconds": st.floats(0, 400),
            "jitter": st.floats(0, 1),
            "pause_every": st.integers(1, 9),
            "pause_seconds": st.floats(0, 900),
        }
    ),
)
def test_in_any_hour_under_any_settings(per_hour, seed, rhythm):
    times = begins(60, seed=seed, pages_per_hour=per_hour, **rhythm)
    for n in range(60 - per_hour):
        assert times[n + per_hour] - times[n] >= HOUR - 1e-6


def test_the_night_ends_with_its_pages():
    pace = Pace(Politeness(pages_per_night=2), clock=Clock(), dice=random.Random(1))
    assert not pace.is_spent
    pace.begin()
    pace.begin()
    assert pace.is_spent


def test_walls_in_a_row_stop_the_site_and_a_page_between_them_starts_anew():
    pace = Pace(Politeness(stop_after_walls=2), clock=Clock(), dice=random.Random(1))
    pace.wall()
    pace.passed()
    pace.wall()
    assert not pace.must_stop
    pace.wall()
    assert pace.must_stop


def test_the_built_in_sites_are_visited_as_the_manual_says():
    sites = load_sites(BUILT_IN_SITES)
    for politeness in sites.politeness.values():
        shortest = politeness.pace_seconds * (1 - politeness.jitter)
        longest = politeness.pace_seconds * (1 + politeness.jitter)
        assert (round(shortest), round(longest)) == (3, 8)
        assert (politeness.pause_every, politeness.pause_seconds) == (25, 60)
        assert (politeness.rest_every_hours, politeness.rest_minutes) == (4, 10)
        assert (politeness.pages_per_hour, politeness.pages_per_night) == (250, 600)
        assert (politeness.stop_after_walls, politeness.cool_down_minutes) == (1, 120)
        assert politeness.robots == "ignore"
        assert politeness.concurrent_pages == 1
