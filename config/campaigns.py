"""Reads campaigns.yml: on which days more is listed and deleted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from config.hours import ZONE
from config.yaml_files import read_yaml

BUILT_IN_CAMPAIGNS = Path(__file__).with_name("campaigns.yml")
LEAP_YEAR = "2028-"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDays:
    """One campaign of one year."""

    begin: datetime
    end: datetime
    births: float
    deletions: float


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    dates: tuple[str, ...]
    days_before: int = Field(default=0, ge=0, le=60)
    days_after: int = Field(default=0, ge=0, le=60)
    births: float = Field(default=1.0, gt=0, le=20)
    deletions: float = Field(default=1.0, gt=0, le=20)

    @field_validator("dates")
    @classmethod
    def _are_dates(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        for day in days:
            date.fromisoformat(day if len(day) > len("MM-DD") else LEAP_YEAR + day)
        return days

    def in_year(self, year: int) -> Iterator[CampaignDays]:
        for day in self.dates:
            yearly = len(day) == len("MM-DD")
            if day == "02-29" and year % 4:
                continue
            middle = date.fromisoformat(f"{year}-{day}" if yearly else day)
            if middle.year == year:
                yield CampaignDays(
                    begin=_midnight(middle - timedelta(days=self.days_before)),
                    end=_midnight(middle + timedelta(days=self.days_after + 1)),
                    births=self.births,
                    deletions=self.deletions,
                )


class _CampaignsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    campaigns: Mapping[str, _Row]


def load_campaigns(path: Path | None = None, *, now: datetime) -> tuple[CampaignDays, ...]:
    """The campaigns of last year, this one and the next; of the built-in file by default.

    Raises UsageError that names the file and the entry that is wrong.
    """
    rows = read_yaml(path or BUILT_IN_CAMPAIGNS, _CampaignsFile).campaigns.values()
    years = range(now.year - 1, now.year + 2)
    return tuple(days for row in rows for year in years for days in row.in_year(year))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZONE)
