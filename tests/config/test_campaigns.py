"""The calendar of campaigns: which days it names, and what is said of a line that is wrong."""

from datetime import UTC, datetime

import pytest

from config.campaigns import load_campaigns
from domain.errors import UsageError
from jobs import policies

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def days_of(tmp_path, text, now=NOW):
    file = tmp_path / "campaigns.yml"
    file.write_text(text, "utf-8")
    return load_campaigns(file, now=now)


@pytest.mark.parametrize(
    "day", ["2026-11-11", "2026-12-12", "2026-11-27", "2027-02-05", "2027-11-11", "2025-12-12"]
)
def test_the_shipped_calendar_knows_the_great_sales_and_tet(day):
    noon = datetime.fromisoformat(day + "T12:00:00+07:00")
    held = [each for each in load_campaigns(now=NOW) if each.begin <= noon < each.end]
    assert held
    assert all(each.births > 1 and each.deletions > 1 for each in held)


def test_an_ordinary_day_is_in_no_campaign():
    noon = datetime.fromisoformat("2026-07-20T12:00:00+07:00")
    assert not [each for each in load_campaigns(now=NOW) if each.begin <= noon < each.end]


def test_days_begin_at_midnight_in_viet_nam_and_yearly_ones_come_each_year(tmp_path):
    text = 'campaigns: {x: {dates: ["12-31"], days_before: 1, days_after: 1, births: 2.0}}'
    found = days_of(tmp_path, text)
    assert [each.begin.isoformat() for each in found] == [
        f"{year}-12-30T00:00:00+07:00" for year in (2025, 2026, 2027)
    ]
    assert found[1].end.isoformat() == "2027-01-02T00:00:00+07:00"
    assert (found[0].births, found[0].deletions) == (2.0, 1.0)


def test_a_date_given_once_comes_once_and_the_last_of_february_in_leap_years(tmp_path):
    text = 'campaigns: {x: {dates: ["2026-11-27", "02-29"], births: 2.0}}'
    assert len(days_of(tmp_path, text)) == 1
    assert len(days_of(tmp_path, text, datetime(2028, 3, 1, tzinfo=UTC))) == 1


@pytest.mark.parametrize("day", ["11-31", "2026-13-01", "soon"])
def test_a_day_that_is_none_is_told_with_its_file(tmp_path, day):
    with pytest.raises(UsageError, match=r"campaigns\.yml.*campaigns\.x\.dates"):
        days_of(tmp_path, f'campaigns: {{x: {{dates: ["{day}"], births: 2.0}}}}')


def test_the_policy_is_told_them_in_hours_of_its_clock(tmp_path):
    file = tmp_path / "campaigns.yml"
    file.write_text('campaigns: {x: {dates: ["2026-11-27"], births: 2.0}}', "utf-8")
    (campaign,) = policies.campaigns(file, now=NOW)
    assert campaign.begin == datetime(2026, 11, 26, 17, tzinfo=UTC).timestamp() / 3600
    assert campaign.end - campaign.begin == 24.0
