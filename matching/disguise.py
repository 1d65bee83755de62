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

from matching.normalise import NormalText, normalise

_SWAPS = str.maketrans("l1!|jy03@4$57+89kzçc", "iiiiiioeaasst" + "tbgcdcc")
_SIGNS_FOR_LETTERS = frozenset("!|@$+")
_MASKS = frozenset("*•●○°#_")
_REPEATED = re.compile(r"(.)\1+")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_RESPELT = (("ph", "f"), ("qu", "w"), ("ng", "g"), ("nh", "h"), ("gi", "di"), ("ch", "ck"))


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


def skeleton(folded: str) -> str:
    """The skeleton of a folded text, without places, for a quick look."""
    return _REPEATED.sub(r"\1", _BETWEEN.sub("", folded.translate(_SWAPS)))


def spellings(folded: str) -> frozenset[str]:
    """The skeletons under which a term may be written: its own and teencode's.

    Each in one piece, and with its syllables apart, where a letter repeated over their border
    counts twice.
    """
    own = {folded, *(re.sub(rf"{a}(?![aeiouy])|^{a}", b, folded) for a, b in _RESPELT)}
    forms = own | {folded.replace(a, b) for a, b in _RESPELT[:2]}
    apart = {"".join(skeleton(syllable) for syllable in form.split()) for form in forms}
    return frozenset(skeleton(form) for form in forms) | apart


def letters(normal: NormalText, *, masks: bool = False, signs: bool = False) -> list[Letter]:
    """The stream of a normal text.

    With `masks`, a sign within a word stands for any letter; with `signs`, one at a word's end
    stands for the letter that it looks like.
    """
    stream: list[Letter] = []
    for index, kept in enumerate(normal.kept):
        shape = _shape(normal, index, masks=masks, signs=signs)
        if not shape:
            continue
        opens = not _joined(normal, index, -1)
        closes = not _joined(normal, index, 1)
        previous = stream[-1] if stream else None
        apart = previous is not None and previous.closes and opens and not closes
        if previous and previous.shape == shape != "*" and not apart:
            marked = previous.kept if not previous.kept.isascii() else kept
            stream[-1] = Letter(
                shape, marked, previous.start, index + 1, previous.opens or opens, closes
            )
        else:
            stream.append(Letter(shape, kept, index, index + 1, opens, closes))
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
    return all(_same_marks([next(rest) for _ in syllable], syllable) for syllable in term)


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


def _shares_marks(written: list[Letter], term: list[Letter]) -> bool:
    tones = set().union(*(_tones_of(letter.kept) for letter in term))
    shapes = {_without_tone(letter.kept) for letter in term}
    return all(
        letter.kept.isascii()
        or (_without_tone(letter.kept) in shapes and _tones_of(letter.kept) <= tones)
        for letter in written
    )


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


def _shape(normal: NormalText, index: int, *, masks: bool, signs: bool) -> str:
    character = normal.folded[index]
    if character.isalnum():
        return character.translate(_SWAPS)
    before, after = (_is_letter(normal, index + step) for step in (-1, 1))
    if masks and character in _MASKS and before and after:
        return "*"
    if character not in _SIGNS_FOR_LETTERS:
        return ""
    before = before or _is_letter(normal, index - 2)
    after = after or _is_letter(normal, index + 2)
    meant = (before and (after or signs)) or (after and character in "@$")
    return character.translate(_SWAPS) if meant else ""


def _is_letter(normal: NormalText, index: int) -> bool:
    return 0 <= index < len(normal.folded) and normal.folded[index].isalnum()


def _joined(normal: NormalText, index: int, step: int) -> bool:
    other = index + step
    if not 0 <= other < len(normal.folded):
        return False
    here, there = normal.folded[index], normal.folded[other]
    if step < 0 and there.isdigit() and here.isalpha() and not _is_letter(normal, other - 1):
        return False
    beyond = _is_letter(normal, other + step)
    return there.isalnum() or (beyond and there in _SIGNS_FOR_LETTERS | _MASKS)


def _without_tone(letter: str) -> str:
    marks = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))


def _tones_of(letter: str) -> set[str]:
    return {mark for mark in unicodedata.normalize("NFD", letter) if mark in _TONES}
