"""Real shapes with anything in any place: nothing raises, and nothing is removed by accident."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.outcome import GONE
from jobs.parse import as_json, read_saved
from spiders import platforms
from tests.spiders.test_golden import CASES

LIVE = [
    (case.parent.name, json.loads(body.read_text("utf-8")), case.name)
    for case in CASES
    for body in sorted(case.glob("answer*.json"))
    if case.name.startswith("live") and body.read_text("utf-8")[:1] in "{["
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**25), 10**25),
    st.floats(),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.lists(st.integers(), max_size=2),
    st.sampled_from(["0", "-1", "1e999", "٣", "\ud800", "129.000 ₫", "<b>", "9" * 40]),
)


def leaves(value, path=()):
    """The way to each place of a JSON value."""
    if isinstance(value, dict | list) and value:
        yield path
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in entries:
            yield from leaves(inner, (*path, key))
    else:
        yield path


def with_odd(value, path, odd):
    """A copy with something else at one place."""
    if not path:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_odd(copy[path[0]], path[1:], odd)
    return copy


PLACES = [(name, value, tuple(leaves(value))) for name, value, _ in LIVE]


def test_many_shapes_are_tried():
    assert len({name for name, _, _ in LIVE}) >= 3
    assert len(LIVE) >= 15


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_anything_in_any_place(data):
    name, value, places = data.draw(st.sampled_from(PLACES))
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(places))
        try:
            value = with_odd(value, path, data.draw(ODD))
        except (KeyError, IndexError, TypeError):
            continue
    said = as_json(read_saved(json.dumps(value).encode(), name))
    assert said["outcome"] not in {outcome.value for outcome in GONE} or "status" in said["reason"]
    json.dumps(said, ensure_ascii=False).encode()


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(platforms()), body=st.binary(max_size=400))
def test_arbitrary_bytes(name, body):
    assert read_saved(body, name).verdict.outcome not in GONE


@pytest.mark.parametrize("name", platforms())
def test_json_nested_too_deeply(name):
    assert read_saved(b"[" * 100_000, name).verdict.outcome == "unknown"
    assert read_saved(b'{"a":' * 50_000, name).verdict.outcome == "unknown"
