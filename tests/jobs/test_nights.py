"""A night runs from noon to noon in Viet Nam and is named by the date on which it began."""

from datetime import UTC, datetime

import pytest

from domain.errors import UsageError
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
