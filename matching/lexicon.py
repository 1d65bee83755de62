"""Finds a lexicon's terms in a text however they are disguised, and leaves innocent uses alone."""

import re
import unicodedata
from dataclasses import dataclass

from domain.rules import Lexicon, Term, TermGroup
from matching.disguise import Letter, agrees, letters, skeleton, spellings, syllables
from matching.normalise import NormalText, fold_text, normalise

NEAR = 14
"""Characters between a term and the phrase that makes it innocent."""
_MASKED = re.compile(r"[^\W_][*•●○°#_]+[^\W_]")
_SIGN_LAST = re.compile(r"[^\W_][!|+$@]+(?:\W|$)")
_PLAIN = re.compile(r"[\W_]+")


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


@dataclass(frozen=True, slots=True)
class _Compiled:
    term: Term
    group: TermGroup
    kept: str
    folded: str
    syllables: list[list[Letter]]
    skeletons: tuple[str, ...]
    excludes: tuple[tuple[str, str], ...]
    """Each with its marks and without."""
    needs: tuple[str, ...]


class TermFinder:
    """One lexicon, made ready to search with."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._terms = [_compile(t, g) for g in lexicon.groups for t in g.terms]
        self._by_skeleton: dict[str, list[_Compiled]] = {}
        for compiled in self._terms:
            if not compiled.term.exact:
                for form in compiled.skeletons:
                    self._by_skeleton.setdefault(form, []).append(compiled)
        self._squashed = {form: skeleton(form) for form in self._by_skeleton}
        self._exact = [compiled for compiled in self._terms if compiled.term.exact]

    def find(self, text: str, *, context: str = "") -> tuple[Hit, ...]:
        """The terms in `text`, each once, in order; `context` is where needed words may stand too.

        A hit whose excluding phrase is near, or whose needed words are missing, is not one.
        """
        if not text:
            return ()
        quick = fold_text(text)
        squashed = skeleton(quick)
        wanted = self._possible(squashed)
        exact = [c for c in self._exact if c.skeletons[0] in squashed]
        masked = _MASKED.search(text) is not None
        if not (wanted or exact or masked):
            return ()
        normal = normalise(text)
        found = _find_disguised(letters(normal), normal, wanted)
        if _SIGN_LAST.search(text):
            found += _find_disguised(letters(normal, signs=True), normal, wanted)
        if masked:
            stream = letters(normal, masks=True)
            found += _find_disguised(stream, normal, self._by_skeleton, masks=True)
        found += [hit for compiled in exact for hit in _find_exact(normal, compiled)]
        plain = _spaced(f"{normal.folded} {fold_text(context)}")
        return _distinct([_hit(normal, *f) for f in found if _is_meant(normal, plain, *f)])

    def _possible(self, squashed: str) -> dict[str, list[_Compiled]]:
        return {f: terms for f, terms in self._by_skeleton.items() if self._squashed[f] in squashed}


def _compile(term: Term, group: TermGroup) -> _Compiled:
    normal = normalise(term.text)
    excludes = (*group.excludes, *term.excludes)
    return _Compiled(
        term=term,
        group=group,
        kept=normal.kept,
        folded=normal.folded,
        syllables=syllables(term.text),
        skeletons=tuple(sorted(spellings(normal.folded))),
        excludes=tuple((_spaced(e.lower()), _spaced(fold_text(e))) for e in excludes),
        needs=tuple(_spaced(fold_text(n)) for n in term.needs),
    )


def _spaced(text: str) -> str:
    return f" {_PLAIN.sub(' ', text).strip()} "


Found = tuple[_Compiled, int, int]


def _find_disguised(
    stream: list[Letter],
    normal: NormalText,
    wanted: dict[str, list[_Compiled]],
    *,
    masks: bool = False,
) -> list[Found]:
    shapes = "".join(letter.shape for letter in stream)
    found: list[Found] = []
    for form, terms in wanted.items():
        for start in _places(shapes, form, masks=masks):
            run = stream[start : start + len(form)]
            if run[0].opens and run[-1].closes and not _is_straddling(normal, run, form):
                found += [(c, run[0].start, run[-1].end) for c in terms if agrees(run, c.syllables)]
    return found


def _places(shapes: str, form: str, *, masks: bool) -> list[int]:
    if not masks:
        return [m.start() for m in re.finditer(f"(?={re.escape(form)})", shapes)]
    if "*" not in shapes or len(form) < 4:
        return []
    pattern = "".join(f"[{re.escape(letter)}*]" for letter in form)
    places = [m.start() for m in re.finditer(f"(?={pattern})", shapes)]
    return [p for p in places if 0 < shapes[p : p + len(form)].count("*") <= len(form) // 3]


def _is_straddling(normal: NormalText, run: list[Letter], form: str) -> bool:
    """Whether short letters of unrelated neighbours happen to spell the term: `c an sa` is one."""
    written = normal.folded[run[0].start : run[-1].end]
    return len(form) <= 4 and len(skeleton(written)) > len(form)


def _find_exact(normal: NormalText, compiled: _Compiled) -> list[Found]:
    marked = not normal.kept.isascii()
    text, term = (normal.kept, compiled.kept) if marked else (normal.folded, compiled.folded)
    pattern = rf"(?<![^\W_])(?:{_loosely(term)}|{_apart(term)})(?![^\W_])"
    return [(compiled, m.start(), m.end()) for m in re.finditer(pattern, text)]


def _loosely(term: str) -> str:
    """The term's words with any signs between them, which digits need: `1:1` is not `11`."""
    words = re.findall(r"[^\W_]+", term)
    return r"[\W_]{1,3}".join(map(re.escape, words))


def _apart(term: str) -> str:
    """The term's letters with signs between all of them."""
    return r"[\W_]{1,3}".join(re.findall(r"[^\W_]", term))


def _is_meant(normal: NormalText, plain: str, compiled: _Compiled, start: int, end: int) -> bool:
    # From the word's beginning: half a word would hide the phrase that excuses the term.
    begin = normal.kept.rfind(" ", 0, max(0, start - NEAR)) + 1
    finish = end + NEAR
    kept, folded = _spaced(normal.kept[begin:finish]), _spaced(normal.folded[begin:finish])
    unmarked = kept == folded
    if any(k in kept or (unmarked and f in folded) for k, f in compiled.excludes):
        return False
    return not compiled.needs or any(word in plain for word in compiled.needs)


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
