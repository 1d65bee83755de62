"""Finds a lexicon's terms in a text however they are disguised, and leaves innocent uses alone."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from domain.rules import Lexicon, Term, TermGroup
from matching.disguise import (
    MASKS,
    SIGNS_FOR_LETTERS,
    Letter,
    Signs,
    agrees,
    letters,
    own_skeletons,
    respelt_skeletons,
    skeleton,
    syllables,
)
from matching.letters import is_invisible
from matching.normalise import NormalText, close_up, closed_up, fold_text, normalise

NEAR = 14
"""Characters between a term and the phrase that makes it innocent."""
SHORT = 6
"""Letters up to which a term counts only where the gaps in it stand as the term's own do."""
_TOO_SHORT = 4
"""Letters of an exact term up to which no disguise of it is told from chance."""
_KEY = 3
_SIGN = re.compile(f"[{re.escape(''.join(SIGNS_FOR_LETTERS))}]")
_INNER_MASK = re.compile(rf"[^\W_][{re.escape(''.join(MASKS))}]+[^\W_]")
_EDGE = re.compile(r"(?:[^\W_][!|+$@]+(?:\W|$))|(?:(?:^|[^\w!|+$@])[!|+$@]+[^\W_])")
_GAPS = re.compile(r"[\W_]+")
_REPEATED = re.compile(r"(.)\1+")
_DRAWN_OUT = re.compile(r"(.)\1\1")
_DIGIT = re.compile(r"\d")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A term that was found, with its place in the text as displayed."""

    term: Term
    group: TermGroup
    start: int
    end: int
    found: str
    disguised: bool
    """True where the seller wrote it otherwise than in plain letters."""


@dataclass(frozen=True, slots=True, eq=False)
class _Compiled:
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


Found = tuple[_Compiled, NormalText, int, int]


class TermFinder:
    """One lexicon, made ready to search with."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        terms = [_compile(t, g) for g in lexicon.groups for t in g.terms]
        self._by_form: dict[str, list[_Compiled]] = defaultdict(list)
        for compiled in terms:
            for form in _forms(compiled):
                self._by_form[form].append(compiled)
        self._by_key: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for form in self._by_form:
            squashed = skeleton(form)
            self._by_key[squashed[:_KEY]].append((squashed, form))
        self._exact = [compiled for compiled in terms if compiled.term.exact]
        self._masked: dict[str, re.Pattern[str]] = {}

    def find(self, text: str, *, context: str = "") -> tuple[Hit, ...]:
        """The terms in `text`, each once, in order; `context` is where needed words may stand too.

        A hit whose excluding phrase is near, or whose needed words are missing, is not one.
        """
        if not text:
            return ()
        quick = fold_text(text)
        signed, masked = _SIGN.search(quick) is not None, _INNER_MASK.search(quick) is not None
        squashed = skeleton(quick)
        wanted = self._possible(squashed)
        if signed:
            wanted |= self._possible(skeleton(quick, signs=False))
        joined = close_up(quick)
        if joined != quick:
            wanted |= self._possible(skeleton(joined))
        exact = [c for c in self._exact if c.skeletons[0] in squashed]
        if not (wanted or exact or masked):
            return ()
        normal = normalise(text)
        found = [hit for compiled in exact for hit in _find_exact(normal, compiled)]
        if wanted:
            for reading in _readings(quick, signed=signed, masked=masked):
                found += self._find_disguised(normal, reading, wanted)
            if joined != quick:
                found += self._find_disguised(closed_up(normal), Signs.EDGES, wanted)
        if masked:
            found += self._find_masked(letters(normal, Signs.MASKS), normal)
        plain = _spaced(f"{normal.folded} {fold_text(context)}")
        return _distinct([hit for f in found if (hit := _meant(plain, *f))])

    def _possible(self, squashed: str) -> set[str]:
        """The forms that may stand in a text of this skeleton."""
        return {
            form
            for start in range(len(squashed) - _KEY + 1)
            for short, form in self._by_key.get(squashed[start : start + _KEY], ())
            if squashed.startswith(short, start)
        }

    def _find_disguised(self, normal: NormalText, reading: Signs, wanted: set[str]) -> list[Found]:
        found = self._in_stream(letters(normal, reading), normal, wanted)
        return found or self._in_stream(letters(normal, reading, merged=True), normal, wanted)

    def _in_stream(self, stream: list[Letter], normal: NormalText, wanted: set[str]) -> list[Found]:
        shapes = "".join(letter.shape for letter in stream)
        found: list[Found] = []
        for form in wanted:
            start = shapes.find(form)
            while start >= 0:
                found += self._agreeing(stream[start : start + len(form)], normal, form)
                start = shapes.find(form, start + 1)
        return found

    def _find_masked(self, stream: list[Letter], normal: NormalText) -> list[Found]:
        shapes = "".join(letter.shape for letter in stream)
        if "*" not in shapes:
            return []
        found: list[Found] = []
        for form in self._by_form:
            for match in self._mask_pattern(form).finditer(shapes) if len(form) > _KEY else ():
                start = match.start()
                run = stream[start : start + len(form)]
                hidden = sum(letter.shape == "*" for letter in run)
                if 0 < hidden <= max(1, len(form) // 3):
                    found += self._agreeing(run, normal, form)
        return found

    def _mask_pattern(self, form: str) -> re.Pattern[str]:
        if form not in self._masked:
            pattern = "".join(f"[{re.escape(letter)}*]" for letter in form)
            self._masked[form] = re.compile(f"(?={pattern})")
        return self._masked[form]

    def _agreeing(self, run: list[Letter], normal: NormalText, form: str) -> list[Found]:
        if not (run[0].opens and run[-1].closes):
            return []
        start, end = run[0].start, run[-1].end
        pieces = tuple(map(skeleton, _SPACES.split(normal.folded[start:end])))
        return [
            (compiled, normal, start, end)
            for compiled in self._by_form[form]
            if (form in compiled.skeletons or pieces in compiled.respelt)
            and agrees(run, compiled.syllables)
            and _gaps_fit(pieces, compiled)
            and (not compiled.term.exact or _is_certain(normal, start, end, compiled))
        ]


def _forms(compiled: _Compiled) -> set[str]:
    """The skeletons by which a term is looked for; none for one that bears no disguise."""
    if not compiled.term.exact:
        return {*compiled.skeletons, *map("".join, compiled.respelt)}
    disguisable = len(compiled.skeletons[0]) > _TOO_SHORT and not _DIGIT.search(compiled.folded)
    return set(compiled.skeletons) if disguisable else set()


def _readings(quick: str, *, signed: bool, masked: bool) -> tuple[Signs, ...]:
    """The ways to take a text's signs that may bring something to light."""
    edges = (Signs.EDGES,) if signed and _EDGE.search(quick) else ()
    nothing = (Signs.NOTHING,) if signed or masked else ()
    return (Signs.BETWEEN, *edges, *nothing)


def _compile(term: Term, group: TermGroup) -> _Compiled:
    normal = normalise(term.text)
    excludes = (*group.excludes, *term.excludes)
    return _Compiled(
        term=term,
        group=group,
        kept=normal.kept,
        folded=normal.folded,
        syllables=syllables(term.text),
        skeletons=own_skeletons(normal.folded),
        respelt=frozenset() if term.exact else respelt_skeletons(normal.kept, normal.folded),
        excludes=tuple((_spaced(e.lower()), _spaced(fold_text(e))) for e in excludes),
        needs=tuple(_spaced(fold_text(n)) for n in term.needs),
    )


def _spaced(text: str) -> str:
    return f" {_GAPS.sub(' ', text).strip()} "


def _gaps_fit(pieces: tuple[str, ...], compiled: _Compiled) -> bool:
    """Whether a short term is one run, or letter by letter, or parted as the term itself is.

    Otherwise letters of unrelated neighbours happen to spell it: `c an sa`.
    """
    if len(compiled.skeletons[0]) > SHORT or len(pieces) in (1, len(compiled.folded.split())):
        return True
    return all(len(piece) <= 1 for piece in pieces)


def _find_exact(normal: NormalText, compiled: _Compiled) -> list[Found]:
    marked = not normal.kept.isascii()
    text, term = (normal.kept, compiled.kept) if marked else (normal.folded, compiled.folded)
    pattern = rf"(?<![^\W_])(?:{_loosely(term)}|{_apart(term)})(?![^\W_])"
    return [(compiled, normal, m.start(), m.end()) for m in re.finditer(pattern, text)]


def _loosely(term: str) -> str:
    """The term's words with any signs between them, which digits need: `1:1` is not `11`."""
    words = re.findall(r"[^\W_]+", term)
    return r"(?:[^\w.,]|_){1,3}".join(map(re.escape, words))


def _apart(term: str) -> str:
    """The term's letters drawn out, or with signs between them; a short one's between all."""
    characters = re.findall(r"[^\W_]", term)
    if len(characters) < _KEY or " " in term:
        return r"[\W_]{1,3}".join(characters)
    return r"[^\w\s]{0,2}".join(f"{c}+" for c in characters)


def _meant(plain: str, compiled: _Compiled, normal: NormalText, start: int, end: int) -> Hit | None:
    if compiled.needs and not any(word in plain for word in compiled.needs):
        return None
    hit = _hit(normal, compiled, start, end)
    # Nobody takes the trouble to hide an innocent word.
    hidden = hit.disguised and _is_hidden(hit.found, compiled)
    return hit if hidden or not _is_excused(normal, compiled, start, end) else None


def _is_excused(normal: NormalText, compiled: _Compiled, start: int, end: int) -> bool:
    # From the word's beginning: half a word would hide the phrase that excuses the term.
    begin = normal.kept.rfind(" ", 0, max(0, start - NEAR)) + 1
    finish = end + NEAR
    kept, folded = _spaced(normal.kept[begin:finish]), _spaced(normal.folded[begin:finish])
    unmarked = kept == folded
    return any(k in kept or (unmarked and f in folded) for k, f in compiled.excludes)


def _is_certain(normal: NormalText, start: int, end: int, compiled: _Compiled) -> bool:
    """Whether an exact term bears its own marks, or was hidden on purpose."""
    if _run(normal.kept[start:end]) == _run(compiled.kept) != _run(compiled.folded):
        return True
    return _is_hidden(normal.displayed(start, end), compiled)


def _run(text: str) -> str:
    """The letters in one piece, repeated ones once."""
    return _REPEATED.sub(r"\1", _GAPS.sub("", text))


def _is_hidden(found: str, compiled: _Compiled) -> bool:
    """Whether signs or strange letters were put in on purpose, beyond carelessness with marks."""
    apart = unicodedata.normalize("NFD", found.lower()).replace("đ", "d")
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    if any(is_invisible(c) or (c > "\x7f" and _is_letterlike(c)) for c in bare):
        return True
    pieces = _GAPS.split(bare)
    joined = "".join(pieces)
    digits = set(re.findall(r"\d", joined)) - set(compiled.folded)
    drawn_out = _DRAWN_OUT.search(joined) is not None
    parted = len(pieces) > len(compiled.folded.split())
    return bool(digits) or parted or drawn_out


def _is_letterlike(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) == "So"


def _hit(normal: NormalText, compiled: _Compiled, start: int, end: int) -> Hit:
    begin, finish = normal.span(start, end)
    found = normal.source[begin:finish]
    written = " ".join(unicodedata.normalize("NFC", found).lower().split())
    return Hit(
        term=compiled.term,
        group=compiled.group,
        start=begin,
        end=finish,
        found=found,
        disguised=written not in (compiled.kept, compiled.folded),
    )


def _distinct(hits: list[Hit]) -> tuple[Hit, ...]:
    """The longest hit of each place, the most probable term first among equals."""
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, -h.term.probability, h.term.text)):
        if not any(hit.start < other.end and other.start < hit.end for other in chosen):
            chosen.append(hit)
    return tuple(sorted(chosen, key=lambda h: h.start))
