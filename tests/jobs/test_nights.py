"""A night runs from noon to noon in Viet Nam and is named by the date on which it began."""

from datetime import UTC, datetime

import pytest

from domain.errors import UsageError
from jobs import nights
from jobs.nights import check_night, night_of


@pytest.mark.parametrize(
    ("moment", "night"),
    [
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "2026-11-23"),  # 22:00 in Viet Nam
        (datetime(2026, 11, 23, 22, 30, tzinfo=UTC), "2026-11-23"),  # 05:30 the next morning
        (datetime(2026, 11, 24, 4, 59, tzinfo=UTC), "2026-11-23"),  # one minute to noon
        (datetime(2026, 11, 24, 5, 0, tzinfo=UTC), "2026-11-24"),
    ],
)
def test_night_of(moment, night):
    assert night_of(moment) == night


@pytest.mark.parametrize("name", ["../escape", "", "Đêm", "a b", "x" * 41, "-leading"])
def test_a_name_that_cannot_be_a_folder_is_refused(name):
    with pytest.raises(UsageError, match="cannot be called"):
        check_night(name)


def test_missed_nights_are_those_between_the_first_run_and_now():
    began = {"2026-11-28", "2026-12-01", "demo"}
    missed = nights.missed_nights(began, until="2026-12-03")
    assert missed == ("2026-11-29", "2026-11-30", "2026-12-02")
    assert nights.missed_nights({"demo"}, until="2026-12-03") == ()
    assert nights.missed_nights(began, until="demo") == ()


def test_a_long_row_of_missed_nights_is_counted_and_its_end_named():
    row = [f"2026-11-{day:02}" for day in range(1, 9)]
    text = nights.about_missed(row)
    assert "8" in text
    assert row[-1] in text
    assert row[0] not in text
    assert row[0] in nights.about_missed(row[:2])
