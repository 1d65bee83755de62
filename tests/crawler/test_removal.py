"""When a removal is believed: a table of cases, and what must hold for every history."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.removal import PageSeen, RemovalRule, RemovalVisit, Stage, control_of, judge
from domain.outcome import Outcome

START = datetime(2026, 11, 23, 15, tzinfo=UTC)
RULE = RemovalRule()
SIGNS = {
    "G": (Outcome.REMOVED, "control"),
    "g": (Outcome.REMOVED, None),
    "S": (Outcome.SHOP_GONE, "control"),
    "L": (Outcome.LIVE, None),
    "O": (Outcome.SOLD_OUT, None),
    "U": (Outcome.UNLISTED, None),
    "w": (Outcome.CAPTCHA, None),
    "e": (Outcome.ERROR, None),
    "?": (Outcome.UNKNOWN, "control"),
    "d": (Outcome.SUSPECT, "control"),
}


def visit(hours, sign):
    outcome, control = SIGNS[sign]
    return RemovalVisit(at=START + timedelta(hours=hours), outcome=outcome, control=control)


def story(text):
    """`0G 6G`: hours and signs."""
    return [visit(float(word[:-1]), word[-1]) for word in text.split()]


@pytest.mark.parametrize(
    ("text", "stage", "next_hours"),
    [
        ("", Stage.PRESENT, None),
        ("0L", Stage.PRESENT, None),
        ("0w 6w 12w 18w", Stage.PRESENT, None),
        ("0? 6? 12? 18?", Stage.PRESENT, None),
        ("0d 6d 12d 18d", Stage.PRESENT, None),
        ("0e 6e 12e", Stage.PRESENT, None),
        ("0g", Stage.UNCONTROLLED, 0),
        ("0g 6g 12g 24g", Stage.UNCONTROLLED, 24),
        ("0G", Stage.SUSPECTED, 6),
        ("0G 6G", Stage.SUSPECTED, 6 + 1 / 6),
        ("0G 6G 7G", Stage.CONFIRMED, None),
        ("0G 6G 6.05G", Stage.SUSPECTED, 6 + 1 / 6),
        ("0G 1G 2G", Stage.SUSPECTED, 6),
        ("0G 1G 2G 5.9G", Stage.SUSPECTED, 5.9 + 1 / 6),
        ("0G 1G 6G", Stage.CONFIRMED, None),
        ("0G 0.05G 0.1G 6G", Stage.SUSPECTED, 6 + 1 / 6),
        ("0G 6g 7G", Stage.SUSPECTED, 7 + 1 / 6),
        ("0G 6w 7G 13G", Stage.CONFIRMED, None),
        ("0G 6G 7L", Stage.PRESENT, None),
        ("0G 6G 7O 13G", Stage.SUSPECTED, 19),
        ("0G 6G 7U 13G 20G", Stage.SUSPECTED, 20 + 1 / 6),
        ("0G 6G 7G 30L", Stage.PRESENT, None),
        ("0S 6S 7S", Stage.CONFIRMED, None),
        ("7G 0G 6G", Stage.CONFIRMED, None),
    ],
)
def test_table(text, stage, next_hours):
    found = judge(story(text), RULE)
    assert found.stage is stage
    expected = None if next_hours is None else START + timedelta(hours=next_hours)
    if expected is None or found.next_at is None:
        assert found.next_at == expected
    else:
        assert abs(found.next_at - expected) < timedelta(seconds=1)


histories = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from(sorted(SIGNS))).map(
        lambda each: visit(each[0] / 4, each[1])
    ),
    max_size=14,
)


@given(histories)
def test_confirmed_means_what_it_says(visits):
    found = judge(visits, RULE)
    if found.stage is not Stage.CONFIRMED:
        return
    assert len(found.visits) >= 3
    assert found.visits[-1].at - found.visits[0].at >= RULE.slot
    assert all(v.outcome.is_gone and v.control is not None for v in found.visits)
    last_there = max((v.at for v in visits if v.outcome.is_present), default=None)
    assert last_there is None or last_there <= found.visits[0].at


@given(histories)
def test_nothing_but_controlled_removals_moves_the_stage(visits):
    telling = [
        v for v in visits if v.outcome.is_present or (v.outcome.is_gone and v.control is not None)
    ]
    whole, told = judge(visits, RULE), judge(telling, RULE)
    assert whole.visits == told.visits
    assert (whole.stage is Stage.CONFIRMED) is (told.stage is Stage.CONFIRMED)


@given(histories)
def test_without_controls_nothing_is_ever_suspected(visits):
    bare = [RemovalVisit(at=v.at, outcome=v.outcome) for v in visits]
    assert judge(bare, RULE).stage in {Stage.PRESENT, Stage.UNCONTROLLED}


@given(histories, st.integers(1, 100))
def test_a_later_presence_always_clears(visits, hours):
    end = max((v.at for v in visits), default=START) + timedelta(hours=hours)
    there = RemovalVisit(at=end, outcome=Outcome.LIVE)
    assert judge([*visits, there], RULE).stage is Stage.PRESENT


@given(histories)
def test_following_the_advice_confirms(visits):
    """Visits made when they are asked for confirm a true removal, in a few of them."""
    visits = list(visits)
    for _ in range(4):
        found = judge(visits, RULE)
        if found.stage in {Stage.CONFIRMED, Stage.PRESENT}:
            return
        at = max(found.next_at, *(v.at for v in visits))
        visits.append(RemovalVisit(at=at, outcome=Outcome.REMOVED, control="control"))
    assert judge(visits, RULE).stage is Stage.CONFIRMED


def page(minutes, outcome, listing_id="other"):
    at = START + timedelta(minutes=minutes)
    return PageSeen(at=at, outcome=outcome, listing_id=listing_id, capture_id=f"c{minutes}")


@pytest.mark.parametrize(
    ("later", "control"),
    [
        ([], None),
        ([page(1, Outcome.LIVE)], "c1"),
        ([page(-1, Outcome.LIVE)], None),
        ([page(1, Outcome.LIVE, listing_id="x")], None),
        ([page(1, Outcome.LIVE, listing_id=None)], None),
        ([page(1, Outcome.REMOVED), page(2, Outcome.LIVE)], "c2"),
        ([page(1, Outcome.CAPTCHA), page(2, Outcome.LIVE)], None),
        ([page(1, Outcome.SUSPECT)], None),
        ([page(1, Outcome.SOLD_OUT)], None),
        ([page(1, Outcome.ERROR), page(2, Outcome.LIVE)], "c2"),
        ([page(11, Outcome.LIVE)], None),
    ],
)
def test_which_listing_vouches_for_a_session(later, control):
    removed = page(0, Outcome.REMOVED, listing_id="x")
    found = control_of(removed, later, within=timedelta(minutes=10))
    assert (found.capture_id if found else None) == control
