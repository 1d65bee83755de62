"""Reads expectations.yml: what a healthy run of a site looks like."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from domain.errors import UsageError
from domain.listing import Listing, Shop
from domain.outcome import Outcome
from domain.target import Site
from messages import translate

BUILT_IN_EXPECTATIONS = Path(__file__).with_name("expectations.yml")

Bounds = tuple[float, float]


class Expectation(BaseModel):
    """What a healthy run of one site looks like; each field is explained in expectations.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least: int = Field(default=20, ge=1)
    listing: Mapping[str, float] = {}
    card: Mapping[str, float] = {}
    shop: Mapping[str, float] = {}
    outcomes: Mapping[Outcome, Bounds] = {}
    cards_per_list: Bounds = (0.0, float("inf"))
    guards: Mapping[Outcome, int] = {}

    @field_validator("listing", "card")
    @classmethod
    def _are_fields_of_a_listing(cls, shares: Mapping[str, float]) -> Mapping[str, float]:
        return _checked(shares, Listing.__slots__)

    @field_validator("shop")
    @classmethod
    def _are_fields_of_a_shop(cls, shares: Mapping[str, float]) -> Mapping[str, float]:
        return _checked(shares, Shop.__slots__)


class Expectations(BaseModel):
    """Those of every site."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    defaults: dict[str, Any] = {}
    platforms: dict[str, dict[str, Any]] = {}
    sites: dict[str, dict[str, Any]] = {}

    def of(self, site: Site) -> Expectation:
        """What holds for one site; raises pydantic's ValidationError."""
        layers = (
            self.defaults,
            self.platforms.get(site.platform, {}),
            self.sites.get(site.site_id, {}),
        )
        merged: dict[str, Any] = {}
        for layer in layers:
            for key, value in layer.items():
                both = isinstance(value, dict) and isinstance(merged.get(key), dict)
                merged[key] = {**merged[key], **value} if both else value
        return Expectation.model_validate(merged)


def load_expectations(site: Site, path: Path | None = None) -> Expectation:
    """Read what a healthy run of a site looks like, from the built-in file by default.

    Raises UsageError that names the file and the entry that is wrong.
    """
    source = path or BUILT_IN_EXPECTATIONS
    try:
        parsed = yaml.safe_load(source.read_text("utf-8"))
        return Expectations.model_validate(parsed).of(site)
    except OSError as error:
        raise UsageError(
            translate("{file}: cannot be read ({cause}).", file=source, cause=error.strerror)
        ) from error
    except yaml.YAMLError as error:
        raise UsageError(
            translate("{file}: is not valid YAML ({cause}).", file=source, cause=error)
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(
            translate(
                "{file}: the entry {where} is wrong ({cause}).",
                file=source,
                where=".".join(str(part) for part in first["loc"]) or "-",
                cause=first["msg"],
            )
        ) from error


def _checked(shares: Mapping[str, float], names: tuple[str, ...]) -> Mapping[str, float]:
    if unknown := [name for name in shares if name not in names]:
        raise ValueError(f"there is no field {', '.join(unknown)}")
    if wrong := [name for name, share in shares.items() if not 0 <= share <= 1]:
        raise ValueError(f"a share is from 0 to 1: {', '.join(wrong)}")
    return shares
