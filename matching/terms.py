"""A lexicon's term made ready to be looked for, and what tells it from its look-alikes."""

import re
import unicodedata
from dataclasses import dataclass

from domain.rules import Term, TermGroup
from matching.disguise import (
    SIGNS_FOR_LETTERS,
    Letter,
    own_skeletons,
    respelt_skeletons,
    syllables,
)
from matching.letters import is_invisible
from matching.normalise import NormalText, fold_text, normalise

SHORT = 6
"""Letters up to which a term counts only where the gaps in it stand as the term's own do."""
TOO_SHORT = 4
"""Letters of an exact term up to which no disguise of it is told from chance."""
_GAPS = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")
_REPEATED = re.compile(r"(.)\1+")
_NEVER = re.compile(r"(?!)")
_DRAWN_OUT = re.compile(r"(.)\1\1")


@dataclass(frozen=True, slots=True, eq=False)
class ReadyTerm:
    """A term with everything that is worked out about it once."""

    term: Term
    group: TermGroup
    kept: str
    folded: str
    syllables: list[list[Letter]]
    skeletons: tuple[str, ...]
    """In one piece, and with its syllables apart."""
    respelt: frozenset[tuple[str, ...]]
    """Of teencode and typed keys, word by word."""
    excludes: tuple[tuple[str, str], ...]
    """Each with its marks and without."""
    needs: tuple[str, ...]
    as_marked: re.Pattern[str]
    as_folded: re.Pattern[str]
    """How an exact term is written, in words or letter by letter; matches nothing for others."""


def ready(term: Term, group: TermGroup) -> ReadyTerm:
    """A term of a group, made ready."""
    normal = normalise(term.text)
    excludes = (*group.excludes, *term.excludes)
    return ReadyTerm(
        term=term,
        group=group,
        kept=normal.kept,
        folded=normal.folded,
        syllables=syllables(term.text),
        skeletons=own_skeletons(normal.folded),
        respelt=respelt_skeletons(normal.kept, normal.folded, teencode=not term.exact),
        excludes=tuple((spaced(normalise(e).kept), spaced(fold_text(e))) for e in excludes),
        needs=tuple(spaced(fold_text(n)) for n in term.needs),
        as_marked=_as_written(normal.kept) if term.exact else _NEVER,
        as_folded=_as_written(normal.folded) if term.exact else _NEVER,
    )


def spaced(text: str) -> str:
    """The words of a text between single spaces, signs left out."""
    return f" {_GAPS.sub(' ', text).strip()} "


def forms_of(compiled: ReadyTerm) -> set[str]:
    """The skeletons by which a term is looked for; none for one that bears no disguise."""
    forms = {*compiled.skeletons, *map("".join, compiled.respelt)}
    disguisable = not compiled.term.exact or (
        len(compiled.skeletons[0]) > TOO_SHORT and not _DIGIT.search(compiled.folded)
    )
    return forms if disguisable else set()


def exact_places(normal: NormalText, term: ReadyTerm) -> list[tuple[int, int]]:
    """Where an exact term stands, with its marks in a text that bears marks."""
    marked = not normal.kept.isascii()
    text, pattern = (normal.kept, term.as_marked) if marked else (normal.folded, term.as_folded)
    return [found.span() for found in pattern.finditer(text)]


def _as_written(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{_loosely(text)}|{_apart(text)})(?![^\W_])")


def _loosely(term: str) -> str:
    """The term's words with any signs between them, which digits need: `1:1` is not `11`."""
    words = re.findall(r"[^\W_]+", term)
    return r"(?:[^\w.,]|_){1,3}".join(map(re.escape, words))


def _apart(term: str) -> str:
    """The term's letters drawn out, or with signs between them; a short one's between all."""
    characters = re.findall(r"[^\W_]", term)
    if len(characters) < TOO_SHORT - 1 or " " in term:
        return r"[\W_]{1,3}".join(characters)
    return r"[^\w\s]{0,2}".join(f"{c}+" for c in characters)


def gaps_fit(pieces: tuple[str, ...], compiled: ReadyTerm) -> bool:
    """Whether a short term is one run, or letter by letter, or parted as the term itself is.

    Otherwise letters of unrelated neighbours happen to spell it: `c an sa`.
    """
    if len(compiled.skeletons[0]) > SHORT or len(pieces) in (1, len(compiled.folded.split())):
        return True
    return all(len(piece) <= 1 for piece in pieces)


def marks_fit(written: str, pieces: int, term: ReadyTerm) -> bool:
    """Whether a respelt term is marked throughout or not at all: `hàng hay` is not `hàng nhái`."""
    due = [not word.isascii() for word in term.kept.split()]
    has = [not word.isascii() for word in written.split()]
    if len(has) != len(due) or pieces != len(due):
        return True
    borne = [there for there, wanted in zip(has, due, strict=True) if wanted]
    return all(borne) or not any(borne)


def is_certain(normal: NormalText, start: int, end: int, compiled: ReadyTerm) -> bool:
    """Whether an exact term bears its own marks, or was hidden on purpose."""
    if _run(normal.kept[start:end]) == _run(compiled.kept) != _run(compiled.folded):
        return True
    return is_hidden(normal.displayed(start, end), compiled)


def _run(text: str) -> str:
    """The letters in one piece, repeated ones once."""
    return _REPEATED.sub(r"\1", _GAPS.sub("", text))


def is_hidden(found: str, compiled: ReadyTerm) -> bool:
    """Whether signs or strange letters were put in on purpose, beyond carelessness with marks."""
    apart = unicodedata.normalize("NFD", found.lower()).replace("đ", "d")
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    if any(is_invisible(c) or (c > "\x7f" and _is_letterlike(c)) for c in bare):
        return True
    pieces = _GAPS.split(bare)
    joined = "".join(pieces)
    if any(sign in bare for sign in SIGNS_FOR_LETTERS):
        return True
    digits = set(re.findall(r"\d", joined)) - set(compiled.folded)
    drawn_out = _DRAWN_OUT.search(joined) is not None
    parted = len(pieces) > len(compiled.folded.split())
    return bool(digits) or parted or drawn_out


def _is_letterlike(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) == "So"
