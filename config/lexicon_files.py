"""Reads lexicons/*.yml, the home folder's own before the built-in ones, into nouns of the house."""

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from config.settings import read_settings
from config.yaml_files import read_yaml
from domain.errors import UsageError
from domain.flag import Severity
from domain.rules import Lexicon, Term, TermGroup

BUILT_IN_LEXICONS = Path(__file__).with_name("lexicons")


class TermRow(BaseModel):
    """One word or phrase with what makes it count."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=2)
    probability: float | None = Field(default=None, ge=0, le=1)
    needs: list[str] = []
    excludes: list[str] = []
    exact: bool = False


class GroupRow(BaseModel):
    """Words about one matter."""

    model_config = ConfigDict(extra="forbid")

    vi: str
    en: str
    severity: Severity = Severity.MEDIUM
    probability: float = Field(default=0.9, ge=0, le=1)
    legal_basis: str = ""
    agency: str = ""
    excludes: list[str] = []
    patterns: list[str] = []
    terms: list[str | TermRow] = []


class LexiconFile(BaseModel):
    """A lexicon as it stands in its file."""

    model_config = ConfigDict(extra="forbid")

    version: str = Field(min_length=1)
    as_of: date
    excludes: list[str] = []
    """Innocent beside any word of any group, as `GroupRow.excludes` are beside the group's."""
    groups: dict[str, GroupRow]


def load_lexicons(folder: Path | None = None) -> tuple[Lexicon, ...]:
    """Read every lexicon in the order of their names: of a folder, or those in force.

    In force is `<home>/lexicons/<name>.yml`, which pages save, before the built-in one of that
    name. Raises UsageError that names the file and the entry that is wrong.
    """
    files = lexicon_files() if folder is None else sorted(folder.glob("*.yml"))
    if not files:
        raise UsageError(f"{folder}: holds no lexicon (*.yml); give the folder that does")
    return tuple(_lexicon(file) for file in files)


def lexicon_files() -> list[Path]:
    """The files in force, by name."""
    found = {path.name: path for path in BUILT_IN_LEXICONS.glob("*.yml")}
    found |= {path.name: path for path in own_lexicons().glob("*.yml")}
    return [found[name] for name in sorted(found)]


def own_lexicons() -> Path:
    """Where what people changed lies."""
    return read_settings().home / "lexicons"


def _lexicon(file: Path) -> Lexicon:
    return as_lexicon(file.stem, read_yaml(file, LexiconFile))


def as_lexicon(name: str, parsed: LexiconFile) -> Lexicon:
    """A lexicon's file as the rules take it."""
    return Lexicon(
        name=name,
        version=parsed.version,
        as_of=parsed.as_of,
        groups=tuple(_group(group, row, parsed) for group, row in parsed.groups.items()),
    )


def _group(name: str, row: GroupRow, parsed: LexiconFile) -> TermGroup:
    return TermGroup(
        group_id=name,
        title_vi=row.vi,
        title_en=row.en,
        severity=row.severity,
        legal_basis=row.legal_basis,
        agency=row.agency,
        excludes=(*parsed.excludes, *row.excludes),
        patterns=tuple(row.patterns),
        terms=tuple(as_term(term, row.probability) for term in row.terms),
    )


def as_term(row: str | TermRow, probability: float) -> Term:
    """A word as the rules take it, with the group's probability where it has none of its own."""
    if isinstance(row, str):
        return Term(text=row, probability=probability)
    return Term(
        text=row.text,
        probability=probability if row.probability is None else row.probability,
        needs=tuple(row.needs),
        excludes=tuple(row.excludes),
        exact=row.exact,
    )
