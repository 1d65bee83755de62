"""Reads rules.yml and lexicons/*.yml into nouns of the house."""

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
from domain.rules import Lexicon, RuleBook, RuleSetting, Term, TermGroup, Violation

BUILT_IN_RULES = Path(__file__).with_name("rules.yml")
BUILT_IN_VIOLATIONS = Path(__file__).with_name("violations.yml")
BUILT_IN_LEXICONS = Path(__file__).with_name("lexicons")


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


class _TermRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=2)
    probability: float | None = Field(default=None, ge=0, le=1)
    needs: list[str] = []
    excludes: list[str] = []
    exact: bool = False


class _GroupRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    vi: str
    en: str
    severity: Severity = Severity.MEDIUM
    probability: float = Field(default=0.9, ge=0, le=1)
    legal_basis: str = ""
    agency: str = ""
    excludes: list[str] = []
    patterns: list[str] = []
    terms: list[str | _TermRow] = []


class _LexiconFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str = Field(min_length=1)
    as_of: date
    groups: dict[str, _GroupRow]


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


def load_lexicons(folder: Path | None = None) -> tuple[Lexicon, ...]:
    """Read every lexicon of a folder, the built-in one by default, in the order of their names.

    Raises UsageError that names the file and the entry that is wrong.
    """
    source = folder or BUILT_IN_LEXICONS
    files = sorted(source.glob("*.yml"))
    if not files:
        raise UsageError(f"{source}: holds no lexicon (*.yml); give the folder that does")
    return tuple(_lexicon(file) for file in files)


def _lexicon(file: Path) -> Lexicon:
    parsed = read_yaml(file, _LexiconFile)
    return Lexicon(
        name=file.stem,
        version=parsed.version,
        as_of=parsed.as_of,
        groups=tuple(_group(name, row) for name, row in parsed.groups.items()),
    )


def _setting(name: str, row: _RuleRow) -> RuleSetting:
    return RuleSetting(
        rule=name,
        thresholds=tuple(row.thresholds.items()),
        **row.model_dump(exclude={"thresholds"}),
    )


def _group(name: str, row: _GroupRow) -> TermGroup:
    return TermGroup(
        group_id=name,
        title_vi=row.vi,
        title_en=row.en,
        severity=row.severity,
        legal_basis=row.legal_basis,
        agency=row.agency,
        excludes=tuple(row.excludes),
        patterns=tuple(row.patterns),
        terms=tuple(_term(term, row.probability) for term in row.terms),
    )


def _term(row: str | _TermRow, probability: float) -> Term:
    if isinstance(row, str):
        return Term(text=row, probability=probability)
    return Term(
        text=row.text,
        probability=probability if row.probability is None else row.probability,
        needs=tuple(row.needs),
        excludes=tuple(row.excludes),
        exact=row.exact,
    )
