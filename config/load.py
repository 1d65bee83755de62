"""Reads sites.yml into nouns of the house."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, model_validator

from config.hours import VisitHours
from config.yaml_files import read_yaml, wrong_entry
from domain.errors import UsageError
from domain.target import Site

BUILT_IN_SITES = Path(__file__).with_name("sites.yml")


class Politeness(BaseModel):
    """How hard one site may be visited; each field is explained in sites.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pace_seconds: float = Field(default=5.5, ge=0)
    jitter: float = Field(default=0.45, ge=0, le=1)
    pause_every: int = Field(default=25, ge=1)
    pause_seconds: float = Field(default=60.0, ge=0)
    rest_every_hours: float = Field(default=4.0, gt=0)
    rest_minutes: float = Field(default=10.0, ge=0)
    pages_per_hour: int = Field(default=250, ge=1)
    pages_per_night: int = Field(default=600, ge=0)
    stop_after_walls: int = Field(default=1, ge=1)
    cool_down_minutes: float = Field(default=120.0, ge=0)
    slot_hours: float = Field(default=6.0, ge=0)
    recheck_minutes: float = Field(default=10.0, ge=0)
    live_captures: int = Field(default=5, ge=1)
    live_interval_seconds: float = Field(default=60.0, ge=0)
    robots: Literal["ignore", "obey"] = "ignore"
    concurrent_pages: int = Field(default=1, ge=1, le=8)
    visit_hours: str = "0-24"
    quiet_hours: str = ""

    @property
    def hours(self) -> VisitHours:
        """When the site may be visited."""
        return VisitHours.read(self.visit_hours, self.quiet_hours)

    @model_validator(mode="after")
    def _hours_can_be_read(self) -> "Politeness":
        VisitHours.read(self.visit_hours, self.quiet_hours)
        return self


class Sites(BaseModel):
    """Every configured site with its politeness."""

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)

    sites: dict[str, Site]
    politeness: dict[str, Politeness]


class _SiteRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    platform: str
    country: str = Field(pattern="^[a-z]{2}$")
    base_url: HttpUrl
    hosts: list[str] = []
    currency: str = Field(pattern="^[A-Z]{3}$")
    language: str = "vi"
    allow_loopback: bool = False


class _SitesFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sites: dict[str, _SiteRow]
    politeness: dict[str, dict[str, float | int | str]] = {}


def load_sites(path: Path | None = None) -> Sites:
    """Read sites.yml, the built-in one by default.

    Raises UsageError that names the file and the entry that is wrong.
    """
    source = path or BUILT_IN_SITES
    parsed = read_yaml(source, _SitesFile)
    try:
        return _as_sites(parsed)
    except ValidationError as error:
        raise UsageError(wrong_entry(source, error)) from error


def _as_sites(parsed: _SitesFile) -> Sites:
    defaults = parsed.politeness.get("defaults", {})
    return Sites(
        sites={site_id: _as_site(site_id, row) for site_id, row in parsed.sites.items()},
        politeness={
            site_id: Politeness.model_validate({**defaults, **parsed.politeness.get(site_id, {})})
            for site_id in parsed.sites
        },
    )


def _as_site(site_id: str, row: _SiteRow) -> Site:
    return Site(
        site_id=site_id,
        platform=row.platform,
        country=row.country,
        base_url=str(row.base_url).rstrip("/"),
        hosts=tuple(row.hosts),
        currency=row.currency,
        language=row.language,
        allow_loopback=row.allow_loopback,
    )
