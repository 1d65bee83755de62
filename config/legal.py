"""Reads legal_basis.yml: what a report cites, each text with the day on which it was checked."""

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from config.yaml_files import read_yaml

BUILT_IN_LEGAL_BASIS = Path(__file__).with_name("legal_basis.yml")


class LegalText(BaseModel):
    """One law or decree."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scope: str
    name: str
    articles: str = ""
    says_vi: str
    says_en: str
    in_force: date
    checked: date
    source: str = ""


class LegalBasis(BaseModel):
    """Everything that a report cites."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    note_vi: str
    note_en: str
    texts: tuple[LegalText, ...]


def load_legal_basis(path: Path | None = None) -> LegalBasis:
    """Read the file, the built-in one by default; raises UsageError that names a wrong entry."""
    return read_yaml(path or BUILT_IN_LEGAL_BASIS, LegalBasis)
