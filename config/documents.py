"""Reads documents.yml: the words of letters and reports, which an agency keeps up itself."""

from datetime import date
from pathlib import Path
from string import Formatter

from pydantic import BaseModel, ConfigDict

from config.settings import read_settings
from config.yaml_files import read_yaml
from domain.errors import UsageError
from messages import translate

BUILT_IN_DOCUMENTS = Path(__file__).with_name("documents.yml")
COMMON = frozenset({"agency", "day"})
FILLED = {
    "referral": COMMON
    | {"case", "title", "district", "opened", "listings", "shops", "pack", "reason"},
    "preservation": COMMON
    | {"case", "title", "site", "since", "until", "listings", "shops", "reason"},
    "report": COMMON | {"since", "until"},
}
"""What may stand in braces in each document."""


class Agency(BaseModel):
    """Whose letters they are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    superior: str
    name: str
    symbol: str
    """Stands behind the number: `12/CV-<symbol>`."""
    place: str
    signer_title: str
    signer_name: str = ""


class Wording(BaseModel):
    """What one kind of document says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str
    """Short for the kind, in the number: CV, BC."""
    subject: str
    to: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    body: tuple[str, ...]
    closing: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


class Documents(BaseModel):
    """Everything that letters and reports need to be written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    nation: str
    motto: str
    agency: Agency
    receivers: tuple[str, ...] = ()
    platforms: dict[str, str] = {}
    letters: dict[str, Wording]
    report: Wording


def load_documents(path: Path | None = None) -> Documents:
    """Read `<home>/documents.yml` where it is there, else the built-in one.

    Raises UsageError that names the file and what is wrong with it.
    """
    own = read_settings().home / "documents.yml"
    source = path or (own if own.exists() else BUILT_IN_DOCUMENTS)
    parsed = read_yaml(source, Documents)
    missing = {"referral", "preservation"} - parsed.letters.keys()
    if missing:
        raise UsageError(translate("{file}: has no letter {name}.", file=source, name=min(missing)))
    for name, wording in {**parsed.letters, "report": parsed.report}.items():
        _check_names(source, name, wording)
    return parsed


def _check_names(source: Path, name: str, wording: Wording) -> None:
    texts = (wording.subject, *wording.basis, *wording.body, *wording.closing, *wording.copies)
    try:
        used = {field for text in texts for _, field, _, _ in Formatter().parse(text) if field}
    except ValueError as error:
        raise UsageError(
            translate("{file}: a brace of {name} is not closed.", file=source, name=name)
        ) from error
    if unknown := used - FILLED.get(name, COMMON):
        raise UsageError(
            translate(
                "{file}: nothing fills {{{field}}} in {name}; it may be one of: {known}.",
                file=source,
                field=min(unknown),
                name=name,
                known=", ".join(sorted(FILLED.get(name, COMMON))),
            )
        )
