"""Finds a lexicon's terms in a text however they are disguised, and leaves innocent uses alone."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache

from domain.rules import Lexicon, Term, TermGroup
from matching.disguise import (
    MASKS,
    SIGNS_FOR_LETTERS,
    Letter,
    Signs,
    agrees,
    letters,
    skeleton,
)
from matching.normalise import (
    NormalText,
    close_up,
    closed_up,
    fold_text,
    normalise,
    tones_in_place,
)
from matching.terms import (
    ReadyTerm,
    exact_places,
    forms_of,
    gaps_fit,
    is_certain,
    is_hidden,
    marks_fit,
    ready,
    spaced,
)

NEAR = 14
"""Characters between a term and the phrase that makes it innocent."""
STRETCH, MARGIN = 320, 80
"""Characters of a part of a long text, and of its neighbours that are looked at with it."""
REMEMBERED = 32
"""Texts whose terms are kept at hand, as several rules ask about one listing in turn."""
LONGEST = 40
"""Letters of the longest term that a mask is seen through in."""
_KEY = 3
_SIGN = re.compile(f"[{re.escape(''.join(SIGNS_FOR_LETTERS))}]")
_INNER_MASK = re.compile(rf"[^\W_][{re.escape(''.join(MASKS))}]+[^\W_]")
_EDGE = re.compile(
    r"[^\W_][!|+$@]+(?:\W|$)|(?:^|[^\w!|+$@])[!|+$@]+[^\W_]|(?:^|\s)[!|+$@]{2,}(?:\s|$)"
)
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


Found = tuple[ReadyTerm, NormalText, int, int]


class TermFinder:
    """One lexicon, made ready to search with."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        terms = [ready(t, g) for g in lexicon.groups for t in g.terms]
        self._by_form: dict[str, list[ReadyTerm]] = defaultdict(list)
        for compiled in terms:
            for form in forms_of(compiled):
                self._by_form[form].append(compiled)
        self._by_key: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for form in self._by_form:
            squashed = skeleton(form)
            self._by_key[squashed[:_KEY]].append((squashed, form))
        self._by_length: dict[tuple[int, str], list[str]] = defaultdict(list)
        for form in self._by_form:
            self._by_length[len(form), form[0]].append(form)
        self._exact = [compiled for compiled in terms if compiled.term.exact]
        self._latest: dict[tuple[str, str], tuple[Hit, ...]] = {}

    def find(self, text: str, *, context: str = "") -> tuple[Hit, ...]:
        """The terms in `text`, each once, in order; `context` is where needed words may stand too.

        A hit whose excluding phrase is near, or whose needed words are missing, is not one.
        """
        asked = (text, context)
        hits = self._latest.get(asked)
        if hits is None:
            if len(self._latest) >= REMEMBERED:
                self._latest.clear()
            hits = self._latest[asked] = self._found(text, context)
        return hits

    def _found(self, text: str, context: str) -> tuple[Hit, ...]:
        found: list[Hit] = []
        around = f"{text} {context}"
        for begin, end in _stretches(text):
            opening = max(0, begin - MARGIN)
            hits = self._find_in(text[opening : end + MARGIN], around)
            found += [_moved(h, opening) for h in hits if begin <= h.start + opening < end]
        return _distinct(found)

    def _find_in(self, text: str, around: str) -> list[Hit]:
        quick = fold_text(text)
        signed, masked = _SIGN.search(quick) is not None, _INNER_MASK.search(quick) is not None
        squashed = skeleton(quick)
        wanted = self._possible(squashed)
        unsigned = skeleton(quick, signs=False) if signed else squashed
        if signed:
            wanted |= self._possible(unsigned)
        joined = close_up(quick)
        if joined != quick:
            wanted |= self._possible(skeleton(joined))
        exact = [
            c
            for c in self._exact
            if (c.skeletons[0] in squashed or c.skeletons[0] in unsigned)
            and c.as_folded.search(quick)
        ]
        if not (wanted or exact or masked):
            return []
        normal = _normalised(text)
        found = [(c, normal, *place) for c in exact for place in exact_places(normal, c)]
        if wanted:
            for reading in _readings(quick, signed=signed, masked=masked):
                found += self._find_disguised(normal, reading, wanted)
            if joined != quick:
                found += self._find_disguised(closed_up(normal), Signs.EDGES, wanted)
        if masked:
            found += self._find_masked(letters(normal, Signs.MASKS), normal)
        return [hit for f in found if (hit := _meant(around, *f))]

    def _possible(self, squashed: str) -> set[str]:
        """The forms that may stand in a text of this skeleton."""
        starts = {squashed[at : at + _KEY] for at in range(len(squashed) - _KEY + 1)}
        return {
            form
            for key in starts & self._by_key.keys()
            for short, form in self._by_key[key]
            if short in squashed
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
        found: list[Found] = []
        for start, first in enumerate(stream):
            for end in range(start + _KEY + 1, min(start + LONGEST, len(stream)) + 1):
                run = shapes[start:end]
                hidden = run.count("*")
                if not (first.opens and stream[end - 1].closes and hidden):
                    continue
                if hidden <= max(1, len(run) // 3):
                    for form in self._by_length.get((len(run), run[0]), ()):
                        if all(a in (b, "*") for a, b in zip(run, form, strict=True)):
                            found += self._agreeing(stream[start:end], normal, form)
        return found

    def _agreeing(self, run: list[Letter], normal: NormalText, form: str) -> list[Found]:
        if not (run[0].opens and run[-1].closes):
            return []
        start, end = run[0].start, run[-1].end
        return [
            (compiled, normal, start, end)
            for compiled in self._by_form[form]
            if agrees(run, compiled.syllables) and _is_spelt(normal, (start, end), form, compiled)
        ]


def _is_spelt(normal: NormalText, place: tuple[int, int], form: str, term: ReadyTerm) -> bool:
    """Whether what stands there is the term's own spelling, or one that it may go about in."""
    written = normal.folded[slice(*place)]
    pieces = tuple(map(skeleton, _SPACES.split(written)))
    if not gaps_fit(pieces, term):
        return False
    if pieces in term.respelt:
        return marks_fit(normal.kept[slice(*place)], len(pieces), term)
    own = form in term.skeletons
    return own and (not term.term.exact or is_certain(normal, *place, term))


def _stretches(text: str) -> list[tuple[int, int]]:
    """A long text in parts, so that only those in which something may stand are looked at closely."""
    return [(begin, begin + STRETCH) for begin in range(0, len(text), STRETCH)]


def _moved(hit: Hit, by: int) -> Hit:
    return replace(hit, start=hit.start + by, end=hit.end + by) if by else hit


@lru_cache(maxsize=64)
def _normalised(text: str) -> NormalText:
    """The one form of a text that several lexicons look at in turn."""
    return normalise(text)


def _readings(quick: str, *, signed: bool, masked: bool) -> tuple[Signs, ...]:
    """The ways to take a text's signs that may bring something to light."""
    edges = (Signs.EDGES,) if signed and _EDGE.search(quick) else ()
    nothing = (Signs.NOTHING,) if signed or masked else ()
    return (Signs.BETWEEN, *edges, *nothing)


def _meant(
    around: str, compiled: ReadyTerm, normal: NormalText, start: int, end: int
) -> Hit | None:
    if compiled.needs:
        plain = spaced(fold_text(around))
        if not any(word in plain for word in compiled.needs):
            return None
    hit = _hit(normal, compiled, start, end)
    # Nobody takes the trouble to hide an innocent word.
    hidden = hit.disguised and is_hidden(hit.found, compiled)
    return hit if hidden or not _is_excused(normal, compiled, start, end) else None


def _is_excused(normal: NormalText, compiled: ReadyTerm, start: int, end: int) -> bool:
    # Whole words: half a word would hide the phrase that excuses the term.
    begin = normal.kept.rfind(" ", 0, max(0, start - NEAR)) + 1
    beyond = normal.kept.find(" ", end + NEAR)
    finish = beyond if beyond >= 0 else None
    kept, folded = spaced(normal.kept[begin:finish]), spaced(normal.folded[begin:finish])
    unmarked = kept == folded
    return any(k in kept or (unmarked and f in folded) for k, f in compiled.excludes)


def _hit(normal: NormalText, compiled: ReadyTerm, start: int, end: int) -> Hit:
    begin, finish = normal.span(start, end)
    found = normal.source[begin:finish]
    written = " ".join(unicodedata.normalize("NFC", found).lower().split())
    return Hit(
        term=compiled.term,
        group=compiled.group,
        start=begin,
        end=finish,
        found=found,
        disguised=tones_in_place(written) not in (compiled.kept, compiled.folded),
    )


def _distinct(hits: list[Hit]) -> tuple[Hit, ...]:
    """The longest hit of each place, the most probable term first among equals."""
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, -h.term.probability, h.term.text)):
        if not any(hit.start < other.end and other.start < hit.end for other in chosen):
            chosen.append(hit)
    return tuple(sorted(chosen, key=lambda h: h.start))
