"""A blocked page is never a removed one: every wall at every status, mutated and in ruins."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.outcome import GONE, Outcome
from jobs.parse import read_saved
from tests.crawler.walls import LISTING, STATUSES, WALLS, judged, judged_wall

PROVES_NOTHING = {
    Outcome.CAPTCHA,
    Outcome.LOGIN_WALL,
    Outcome.RATE_LIMITED,
    Outcome.GEO_BLOCKED,
    Outcome.UNKNOWN,
    Outcome.ERROR,
}
CORPUS = [(wall, status) for wall in WALLS for status in STATUSES]


def case_id(value):
    return f"{value.platform}_{value.name}" if hasattr(value, "name") else str(value)


def test_the_corpus_is_large_enough_to_mean_something():
    assert len(CORPUS) >= 60
    assert {wall.platform for wall in WALLS} == set(LISTING)


@pytest.mark.parametrize(("wall", "status"), CORPUS, ids=case_id)
def test_a_wall_at_any_status_proves_nothing(wall, status):
    verdict = judged_wall(wall, status)
    assert verdict.outcome in PROVES_NOTHING, verdict.reason


@pytest.mark.parametrize("wall", WALLS, ids=case_id)
def test_a_wall_is_known_for_what_it_is(wall):
    assert judged_wall(wall, 200).outcome is wall.outcome


@pytest.mark.parametrize("wall", [w for w in WALLS if w.outcome.is_wall], ids=case_id)
@pytest.mark.parametrize("status", [404, 410, 503])
def test_a_known_wall_stays_one_at_a_status_that_says_otherwise(wall, status):
    assert judged_wall(wall, status).outcome.is_wall


def test_real_walls(real_data):
    """The captures of refusals in the shared folder, each as every platform's own listing's page."""
    found = 0
    for path in sorted((real_data / "captures" / "blocks").iterdir()):
        if "item_not_found" in path.name:
            continue
        platform = path.name.partition("_")[0]
        verdict = read_saved(path.read_bytes(), platform, LISTING[platform]).verdict
        assert verdict.outcome in PROVES_NOTHING, (path.name, verdict)
        found += 1
    assert found


def mutate(body, steps):
    """Cut pieces out of a body and put others in."""
    for kind, start, length, piece in steps:
        place = start % (len(body) + 1)
        end = min(len(body), place + length)
        if kind == "cut":
            body = body[:place] + body[end:]
        elif kind == "insert":
            body = body[:place] + piece + body[place:]
        else:
            body = body[:place] + body[place:end] * 2 + body[end:]
    return body


MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["cut", "insert", "repeat"]),
        st.integers(0, 5000),
        st.integers(1, 60),
        st.text(max_size=30),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(wall=st.sampled_from(WALLS), status=st.sampled_from(STATUSES), steps=MUTATIONS)
def test_a_mutated_wall_is_never_a_removal(wall, status, steps):
    body = mutate(wall.body, steps)
    verdict = judged(
        wall.platform,
        body.encode("utf-8", "replace"),
        status=status,
        final_url=wall.url,
        is_page=wall.is_page,
    )
    assert verdict.outcome not in GONE, verdict


@settings(max_examples=80, deadline=None)
@given(
    platform=st.sampled_from(sorted(LISTING)),
    status=st.integers(0, 599),
    words=st.text(max_size=400),
)
def test_a_status_and_words_nobody_knows_are_no_removal(platform, status, words):
    body = f"<html><head><title>{status}</title></head><body>{words}</body></html>"
    verdict = judged(platform, body.replace("404", "40"), status=status)
    assert verdict.outcome in PROVES_NOTHING, verdict


@settings(max_examples=150, deadline=None)
@given(platform=st.sampled_from(sorted(LISTING)), body=st.binary(max_size=600))
def test_arbitrary_bytes_never_raise(platform, body):
    assert read_saved(body, platform, LISTING[platform]).verdict.outcome not in GONE


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(platform=st.sampled_from(sorted(LISTING)), value=JSON)
def test_arbitrary_json_never_raises(platform, value):
    body = json.dumps(value).encode()
    assert read_saved(body, platform, LISTING[platform]).verdict.outcome not in GONE
