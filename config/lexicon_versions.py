"""Lexicons that people change: each saving is a version of its own, and none is ever lost.

<home>/lexicons/<name>.yml                      in force, before the built-in one
<home>/lexicons/versions/<name>/<number>.yml    every version, with who saved it, when and why
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from config.lexicon_files import (
    BUILT_IN_LEXICONS,
    GroupRow,
    LexiconFile,
    TermRow,
    lexicon_files,
    own_lexicons,
)
from config.yaml_files import read_yaml
from domain.errors import ConflictError, UnknownError, UsageError
from messages import translate

VERSIONS = "versions"


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconVersion:
    """One saving of a lexicon."""

    number: int
    """From 1; 0 is the lexicon that came with the software."""
    saved_by: str
    saved_at: datetime
    """Aware UTC."""
    why: str
    added: tuple[str, ...]
    """Words that were not in the version before."""
    removed: tuple[str, ...]


class _Saved(BaseModel):
    model_config = ConfigDict(extra="forbid")

    saved_by: str
    saved_at: datetime
    why: str
    lexicon: LexiconFile


class LexiconEditor:
    """One lexicon as people change it; raises UnknownError where there is none of that name."""

    def __init__(self, name: str) -> None:
        files = {path.stem: path for path in lexicon_files()}
        if name not in files:
            raise UnknownError(translate("There is no lexicon {name}.", name=name))
        self.name = name
        self._own = own_lexicons() / f"{name}.yml"
        self._folder = own_lexicons() / VERSIONS / name

    @property
    def current(self) -> LexiconFile:
        """What is in force now, as it stands in the file."""
        return read_yaml(self._own if self._own.exists() else self._built_in, LexiconFile)

    @property
    def number(self) -> int:
        """The number of the version in force; 0 where nobody has changed the built-in one."""
        return max(self._numbers(), default=0)

    def versions(self) -> list[LexiconVersion]:
        """Every saving, the newest first."""
        before, found = _words(self._at(0)), list[LexiconVersion]()
        for number in sorted(self._numbers()):
            saved = read_yaml(self._path(number), _Saved)
            words = _words(saved.lexicon)
            found.append(
                LexiconVersion(
                    number=number,
                    saved_by=saved.saved_by,
                    saved_at=saved.saved_at,
                    why=saved.why,
                    added=_beyond(words, before),
                    removed=_beyond(before, words),
                )
            )
            before = words
        return found[::-1]

    def add(self, group: str, term: TermRow) -> LexiconFile:
        """The lexicon with a word more, not saved; one that is there already is replaced."""
        return self._with(group, [*_others(self._group(group).terms, {term.text}), term])

    def remove(self, group: str, texts: Sequence[str]) -> LexiconFile:
        """The lexicon without these words, not saved."""
        return self._with(group, _others(self._group(group).terms, set(texts)))

    def version(self, number: int) -> LexiconFile:
        """An earlier version; 0 is the built-in one. Raises UnknownError where there is none."""
        if number and number not in self._numbers():
            raise UnknownError(translate("There is no version {number}.", number=number))
        return self._at(number)

    def save(self, changed: LexiconFile, *, seen: int, actor: str, why: str, at: datetime) -> int:
        """Make a lexicon the one in force, unless somebody has saved since version `seen`.

        Answers its number. Raises ConflictError where somebody has.
        """
        number = seen + 1
        if self.number != seen:
            raise ConflictError(translate("Somebody has saved this lexicon since; look again."))
        named = changed.model_copy(
            update={"version": f"{_stem(changed.version)}-{number}", "as_of": at.date()}
        )
        saved = _Saved(saved_by=actor, saved_at=at, why=why, lexicon=named)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            # "x": of two who save at once, one is told.
            with self._path(number).open("x", encoding="utf-8") as target:
                target.write(_as_yaml(saved))
        except FileExistsError as error:
            raise ConflictError(
                translate("Somebody has saved this lexicon since; look again.")
            ) from error
        part = self._own.with_name(self._own.name + ".part")
        part.write_text(_as_yaml(named), "utf-8")
        part.replace(self._own)
        return number

    @property
    def _built_in(self) -> Path:
        return BUILT_IN_LEXICONS / f"{self.name}.yml"

    def _numbers(self) -> list[int]:
        return [int(path.stem) for path in self._folder.glob("*.yml") if path.stem.isdigit()]

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:05d}.yml"

    def _at(self, number: int) -> LexiconFile:
        if number:
            return read_yaml(self._path(number), _Saved).lexicon
        source = self._built_in if self._built_in.exists() else self._own
        return read_yaml(source, LexiconFile)

    def _group(self, group: str) -> GroupRow:
        found = self.current.groups.get(group)
        if found is None:
            raise UsageError(translate("There is no group {group} in it.", group=group))
        return found

    def _with(self, group: str, terms: Sequence[str | TermRow]) -> LexiconFile:
        current = self.current
        changed = current.groups[group].model_copy(update={"terms": list(terms)})
        return current.model_copy(update={"groups": {**current.groups, group: changed}})


def _text(term: str | TermRow) -> str:
    return term if isinstance(term, str) else term.text


def _others(terms: Sequence[str | TermRow], texts: set[str]) -> list[str | TermRow]:
    return [term for term in terms if _text(term) not in texts]


def _words(lexicon: LexiconFile) -> dict[str, str]:
    """Every term by its words and group, with how it is qualified."""
    return dict(_worded(lexicon))


def _worded(lexicon: LexiconFile) -> Iterator[tuple[str, str]]:
    for name, group in lexicon.groups.items():
        for term in group.terms:
            qualified = "" if isinstance(term, str) else term.model_dump_json()
            yield f"{name}\0{_text(term)}", qualified


def _beyond(words: dict[str, str], others: dict[str, str]) -> tuple[str, ...]:
    new = [key for key, qualified in words.items() if others.get(key) != qualified]
    return tuple(key.partition("\0")[2] for key in new)


def _stem(version: str) -> str:
    """The version that the software came with: the day alone."""
    return "-".join(version.split("-")[:3])


def _as_yaml(model: BaseModel) -> str:
    plain = model.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120)
