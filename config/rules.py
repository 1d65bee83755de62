"""Reads rules.yml and violations.yml into nouns of the house."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from config.settings import read_settings
from config.yaml_files import read_yaml
from domain.errors import UsageError
from domain.flag import Severity
from domain.rules import RuleBook, RuleSetting, Violation

BUILT_IN_RULES = Path(__file__).with_name("rules.yml")
BUILT_IN_VIOLATIONS = Path(__file__).with_name("violations.yml")


class _RuleRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    enabled: bool = True
    severity: Severity = Severity.MEDIUM
    minimum_probability: float = Field(default=0.5, ge=0, le=1)
    violation: str = ""
    legal_basis: str = ""
    agency: str = ""
    slope: float = Field(default=1.0, gt=0)
    shift: float = 0.0
    thresholds: dict[str, float] = {}


class _RulesFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str = Field(min_length=1)
    rules: dict[str, _RuleRow]


class _LearntRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    slope: float = Field(gt=0)
    shift: float
    minimum_probability: float = Field(ge=0, le=1)


class _LearntFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str = Field(min_length=1)
    rules: dict[str, _LearntRow]


class _ViolationRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    vi: str
    en: str
    agency: str
    legal_basis: str
    evidence: list[str]
    urgent: bool = False


class _ViolationsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str = Field(min_length=1)
    as_of: date
    violations: dict[str, _ViolationRow]


def load_rules(path: Path | None = None, *, learnt: Path | None = None) -> RuleBook:
    """Read rules.yml, the built-in one by default, and what was learnt from decisions.

    That lies in `learnt`, by default `learnt.yml` in the home folder, where `learn --apply` wrote
    it. Raises UsageError that names the file and the entry that is wrong.
    """
    parsed = read_yaml(path or BUILT_IN_RULES, _RulesFile)
    settings = tuple(_setting(name, row) for name, row in parsed.rules.items())
    lessons = learnt or learnt_file()
    if not lessons.exists():
        return RuleBook(version=parsed.version, settings=settings)
    lesson = read_yaml(lessons, _LearntFile)
    return RuleBook(
        version=f"{parsed.version}+learnt-{lesson.version}",
        settings=tuple(
            replace(one, **lesson.rules[one.rule].model_dump()) if one.rule in lesson.rules else one
            for one in settings
        ),
    )


def learnt_file() -> Path:
    """Where what was learnt from decisions lies."""
    return read_settings().home / "learnt.yml"


def write_learnt(path: Path, version: str, rules: Mapping[str, Mapping[str, float]]) -> None:
    """Write what was learnt, checked as it will be read; the old file stays beside it.

    Raises UsageError where it cannot be written.
    """
    lessons = _LearntFile(
        version=version, rules={name: _LearntRow(**values) for name, values in rules.items()}
    )
    text = yaml.safe_dump(lessons.model_dump(), sort_keys=False)
    part = path.with_name(path.name + ".part")
    try:
        part.write_text("# Written by `shopwitness learn --apply`.\n" + text, "utf-8")
        if path.exists():
            path.replace(path.with_name(f"learnt-before-{version}.yml"))
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from error


def load_violations(path: Path | None = None) -> dict[str, Violation]:
    """Read the taxonomy of violations, by key; the built-in one by default.

    Raises UsageError that names the file and the entry that is wrong.
    """
    parsed = read_yaml(path or BUILT_IN_VIOLATIONS, _ViolationsFile)
    return {
        key: Violation(
            key=key,
            title_vi=row.vi,
            title_en=row.en,
            agency=row.agency,
            legal_basis=row.legal_basis,
            evidence=tuple(row.evidence),
            urgent=row.urgent,
        )
        for key, row in parsed.violations.items()
    }


def _setting(name: str, row: _RuleRow) -> RuleSetting:
    return RuleSetting(
        rule=name,
        thresholds=tuple(row.thresholds.items()),
        **row.model_dump(exclude={"thresholds"}),
    )
