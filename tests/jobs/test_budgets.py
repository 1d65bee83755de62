"""A night's visits are shared evenly, within each site's room, and none is wasted."""

from hypothesis import given
from hypothesis import strategies as st

from jobs.budgets import share_out


def test_even_shares():
    assert share_out(150, {"a": 600, "b": 600, "c": 600}) == {"a": 50, "b": 50, "c": 50}


def test_what_one_site_has_no_room_for_goes_to_the_others():
    assert share_out(100, {"a": 10, "b": 600}) == {"a": 10, "b": 90}


def test_no_site_no_visit():
    assert share_out(100, {}) == {}


@given(
    total=st.integers(min_value=-5, max_value=5000),
    room=st.dictionaries(st.text(max_size=3), st.integers(min_value=0, max_value=900), max_size=8),
)
def test_never_above_the_room_and_nothing_wasted(total, room):
    shares = share_out(total, room)
    assert all(0 <= shares[site] <= room[site] for site in room)
    assert sum(shares.values()) == min(max(0, total), sum(room.values()))
