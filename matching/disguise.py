"""Sees through disguised words: signs between letters, digits for letters, masks, teencode.

Text and term are both brought to a skeleton, in which letters that are swapped for one another
are the same, nothing stands between letters, and a letter repeated counts once:

    "B0NGGG  c.ư.ờ.i"  ->  "bongcuoi"  <-  "bóng cười"

What agrees there is then compared letter by letter: marks that the seller did write must be the
term's, and it must begin and end where words do.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from matching.normalise import NormalText, normalise
from matching.respelling import respellings, typed

_SWAPS = str.maketrans("l1!|jy03@4$57+89kçc", "iiiiiioeaasst" + "tbgccc")
SIGNS_FOR_LETTERS = frozenset("!|@$+")
MASKS = frozenset("*•●○°#_")
_NO_SIGNS = {ord(sign): None for sign in SIGNS_FOR_LETTERS}
_REPEATED = re.compile(r"(.)\1+")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
PARTLY_MARKED = 8
"""Letters from which a term is known though only some of its syllables bear their marks."""


class Signs(StrEnum):
    """What the signs of a text are taken for."""

    BETWEEN = "between"
    """Between letters, the letter that a sign looks like; elsewhere nothing."""
    EDGES = "edges"
    """At a word's edge too."""
    NOTHING = "nothing"
    """Gaps, wherever they stand."""
    MASKS = "masks"
    """A mask within a word stands for any letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a stream: a run of the same letter in the text."""

    shape: str
    """Its skeleton."""
    kept: str
    start: int
    """Index in the normal text."""
    end: int
    opens: bool
    """Whether a word begins here."""
    closes: bool
    """Whether a word ends here."""


def skeleton(folded: str, *, signs: bool = True) -> str:
    """The skeleton of a folded text, without places, for a quick look.

    Without `signs` those that look like letters are gaps.
    """
    text = folded if signs else folded.translate(_NO_SIGNS)
    return _REPEATED.sub(r"\1", _BETWEEN.sub("", text.translate(_SWAPS)))


def own_skeletons(folded: str) -> tuple[str, ...]:
    """A term in one piece, and with its syllables apart, where a letter repeated over their border counts twice."""
    apart = "".join(map(skeleton, folded.split()))
    return tuple(dict.fromkeys((skeleton(folded), apart)))


def respelt_skeletons(
    kept: str, folded: str, *, teencode: bool = True
) -> frozenset[tuple[str, ...]]:
    """A term as typed keys, and in teencode, word by word."""
    forms = (*typed(kept), *(respellings(folded) if teencode else ()))
    own = tuple(map(skeleton, folded.split()))
    return frozenset(tuple(map(skeleton, form.split())) for form in forms) - {own}


def letters(
    normal: NormalText, signs: Signs = Signs.BETWEEN, *, merged: bool = False
) -> list[Letter]:
    """The stream of a normal text; with `merged` a letter repeated over a gap counts once too."""
    stream: list[Letter] = []
    places = [(i, shape) for i, shape in enumerate(_shapes(normal, signs)) if shape]
    for index, shape in places:
        opens = not _joined(normal, index, -1, signs)
        closes = not _joined(normal, index, 1, signs)
        previous = stream[-1] if stream else None
        apart = previous is not None and previous.closes and opens
        if previous and closes and _is_digit(normal, index) == _is_digit(normal, previous.end - 1):
            apart = False
        if apart and merged and previous:
            apart = " " in normal.kept[previous.end : index]
        if previous and previous.shape == shape != "*" and not apart:
            kept = normal.kept[index]
            marked = previous.kept if not previous.kept.isascii() else kept
            stream[-1] = Letter(
                shape, marked, previous.start, index + 1, previous.opens or opens, closes
            )
        else:
            stream.append(Letter(shape, normal.kept[index], index, index + 1, opens, closes))
    return stream


def agrees(written: list[Letter], term: list[list[Letter]]) -> bool:
    """Whether the marks that were written are the term's own; `term` is its syllables.

    A syllable without any mark may be any; a respelt term, whose letters cannot be laid side by
    side, is compared by the marks that both have.
    """
    letters_of_term = [letter for syllable in term for letter in syllable]
    shapes = "".join(letter.shape for letter in letters_of_term)
    if not _laid_side_by_side("".join(letter.shape for letter in written), shapes):
        return _shares_marks(written, letters_of_term)
    rest = iter(written)
    runs = [[next(rest) for _ in syllable] for syllable in term]
    if len(shapes) < PARTLY_MARKED and _is_partly_marked(runs, term):
        return False
    return all(_same_marks(run, syllable) for run, syllable in zip(runs, term, strict=True))


def syllables(text: str) -> list[list[Letter]]:
    """The letters of a term, syllable by syllable, to compare with `agrees`."""
    joined = letters(normalise(text))
    split: list[list[Letter]] = []
    for letter in joined:
        if letter.opens or not split:
            split.append([])
        split[-1].append(letter)
    return split


def _laid_side_by_side(written: str, term: str) -> bool:
    return len(written) == len(term) and all(
        a in (b, "*") for a, b in zip(written, term, strict=True)
    )


def _is_partly_marked(written: list[list[Letter]], term: list[list[Letter]]) -> bool:
    """Whether some syllables bear their marks and others lost theirs: `hàng cam` is not `hàng cấm`.

    A syllable with a digit or sign for a letter has no place for them: `pháo n0` is.
    """
    due = [
        _is_marked(run)
        for run, syllable in zip(written, term, strict=True)
        if _is_marked(syllable) and all(letter.kept.isalpha() for letter in run)
    ]
    return any(due) and not all(due)


def _is_marked(run: list[Letter]) -> bool:
    return any(not letter.kept.isascii() for letter in run)


def _shares_marks(written: list[Letter], term: list[Letter]) -> bool:
    """Whether the marked letters that were written are the term's, in the term's order."""
    rest = iter([letter.kept for letter in term if not letter.kept.isascii()])
    return all(letter.kept in rest for letter in written if not letter.kept.isascii())


def _same_marks(written: list[Letter], term: list[Letter]) -> bool:
    if all(letter.kept.isascii() or letter.shape == "*" for letter in written):
        return True
    qualities = all(
        w.kept.isascii() or _without_tone(w.kept) == _without_tone(t.kept)
        for w, t in zip(written, term, strict=True)
    )
    hidden = any(letter.shape == "*" for letter in written)
    return qualities and (hidden or _all_tones(written) == _all_tones(term))


def _all_tones(run: list[Letter]) -> set[str]:
    return set().union(*(_tones_of(letter.kept) for letter in run))


def _shapes(normal: NormalText, signs: Signs) -> list[str]:
    """The skeleton of each character; nothing for a gap."""
    translated = normal.folded.translate(_SWAPS)
    return [
        shape if shape.isalnum() and character.isalnum() else _sign(normal, index, signs)
        for index, (shape, character) in enumerate(zip(translated, normal.folded, strict=True))
    ]


def _sign(normal: NormalText, index: int, signs: Signs) -> str:
    character = normal.folded[index]
    if character == " ":
        return ""
    before, after = (_is_letter(normal, index + step) for step in (-1, 1))
    if signs is Signs.MASKS and character in MASKS and before and after:
        return "*"
    if character not in SIGNS_FOR_LETTERS or signs is Signs.NOTHING:
        return ""
    if signs is Signs.EDGES:
        near = normal.folded[max(0, index - 2) : index + 3]
        return character.translate(_SWAPS) if any(map(str.isalnum, near)) else ""
    before = before or _is_letter(normal, index - 2)
    after = after or _is_letter(normal, index + 2)
    meant = after and (before or character in "@$")
    return character.translate(_SWAPS) if meant else ""


def _is_letter(normal: NormalText, index: int) -> bool:
    return 0 <= index < len(normal.folded) and normal.folded[index].isalnum()


def _is_digit(normal: NormalText, index: int) -> bool:
    return normal.folded[index].isdigit()


def _joined(normal: NormalText, index: int, step: int, signs: Signs) -> bool:
    other = index + step
    if not 0 <= other < len(normal.folded):
        return False
    here, there = normal.folded[index], normal.folded[other]
    if signs is Signs.EDGES and there in SIGNS_FOR_LETTERS:
        return True
    if step < 0 and there.isdigit() and here.isalpha() and not _is_letter(normal, other - 1):
        return False
    if signs is Signs.NOTHING:
        return there.isalnum()
    beyond = _is_letter(normal, other + step)
    return there.isalnum() or (beyond and there in SIGNS_FOR_LETTERS | MASKS)


def _without_tone(letter: str) -> str:
    marks = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))


def _tones_of(letter: str) -> set[str]:
    return {mark for mark in unicodedata.normalize("NFD", letter) if mark in _TONES}
