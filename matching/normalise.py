"""Brings what sellers write to one form, with its marks and without, and keeps where it stood.

    as displayed          "ＢÓ\u200bNG c.ư.ờ.i 1️⃣0 quả"
    kept   (with marks)   "bóng cười 10 quả"
    folded (without)      "bong cuoi 10 qua"      same length as kept
    offsets               index in the displayed text of each character of kept

`normalise` keeps the offsets, for reasons that mark words on screen; `fold_text` is the quick
form that bulk matching uses.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from matching.letters import FOLDING, REPLACED, VIETNAMESE_MARKS, fold_letter, is_invisible

_SPACED_OUT = re.compile(r"(?<![^\W_])[^\W\d_](?:([.\-_*~|/·•'])[^\W\d_])(?:\1[^\W\d_])+(?![^\W_])")
_SPELT_OUT = re.compile(r"(?<![^\W_])[\w!@$+|](?:([^\w\s])[\w!@$+|])(?:\1[\w!@$+|])*(?![^\W_])")
"""A word with a sign between all its letters, some of which are signs themselves: `8~!~3~n`."""
_TONE_PLACES = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
_OPEN_VOWELS = re.compile(rf"(?<!q)(?:{'|'.join(_TONE_PLACES)})(?![^\W\d_])")
_TRANSLATION = {ord(key): value for key, value in REPLACED.items()} | FOLDING
_INVISIBLE_RANGES = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20dd-\u20e3"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
_REST_MARKS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class NormalText:
    """A text in its one form, with the way back to the text as displayed."""

    source: str
    kept: str
    """Lower case, look-alikes replaced, marks kept."""
    folded: str
    """As `kept` without marks, the same length."""
    offsets: tuple[int, ...]
    """For each character of `kept`, and its end, the index in `source`."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the displayed text of `kept[start:end]`."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], _end_of_cluster(self.source, self.offsets[end - 1])

    def displayed(self, start: int, end: int) -> str:
        """The displayed words behind `kept[start:end]`."""
        begin, finish = self.span(start, end)
        return self.source[begin:finish]


def normalise(text: str) -> NormalText:
    """Bring a text to its one form; doing it again changes nothing."""
    characters, offsets = _characters(text)
    kept, places = _closed_up("".join(characters), offsets)
    kept, places = _single_spaced(kept, places)
    kept = tones_in_place(kept)
    folded = "".join(map(fold_letter, kept))
    return NormalText(text, kept, folded, (*places, len(text)))


def tones_in_place(text: str) -> str:
    """A composed text in lower case with each tone in one of its two places: `hoà` is `hòa`."""
    return _OPEN_VOWELS.sub(lambda found: _TONE_PLACES[found.group()], text)


def close_up(folded: str) -> str:
    """A folded text in which words that were spelt out sign by sign are in one piece."""
    return _SPELT_OUT.sub(lambda found: found.group()[::2], folded)


def closed_up(normal: NormalText) -> NormalText:
    """As `close_up`, with the way back to the text as displayed."""
    gone = {
        place
        for found in _SPELT_OUT.finditer(normal.folded)
        for place in range(found.start() + 1, found.end(), 2)
    }
    kept = "".join(c for place, c in enumerate(normal.kept) if place not in gone)
    folded = "".join(c for place, c in enumerate(normal.folded) if place not in gone)
    offsets = (*(o for place, o in enumerate(normal.offsets) if place not in gone),)
    return NormalText(normal.source, kept, folded, offsets)


def fold_text(text: str) -> str:
    """The folded form without offsets, for bulk matching."""
    if text.isascii():
        return text.lower()
    plain = _INVISIBLE_RANGES.sub("", unicodedata.normalize("NFKC", text))
    return _REST_MARKS.sub("", plain.translate(_TRANSLATION).lower())


def _characters(text: str) -> tuple[list[str], list[int]]:
    characters: list[str] = []
    offsets: list[int] = []
    for start, end in _clusters(text):
        for character in _one_form(text[start:end]):
            characters.append(character)
            offsets.append(start)
    return characters, offsets


def _one_form(cluster: str) -> str:
    visible = "".join(c for c in cluster if not is_invisible(c))
    if visible.isascii():
        return visible.lower()
    apart = unicodedata.normalize("NFKD", visible)
    plain = "".join(REPLACED.get(c) or REPLACED.get(c.lower(), c.lower()) for c in apart)
    composed = unicodedata.normalize("NFKC", _with_own_marks(plain))
    return "".join(c for c in composed if not unicodedata.combining(c) and not is_invisible(c))


def _with_own_marks(apart: str) -> str:
    """Without the marks that no Vietnamese letter bears: struck out, underlined, dotted."""
    kept: list[str] = []
    base = ""
    for character in apart:
        if not unicodedata.combining(character):
            base = character
        elif base.isascii() and not (base in "aeiouy" and character in VIETNAMESE_MARKS):
            continue
        kept.append(character)
    return "".join(kept)


def _clusters(text: str) -> list[tuple[int, int]]:
    starts = [i for i, c in enumerate(text) if i == 0 or not unicodedata.combining(c)]
    return list(pairwise([*starts, len(text)]))


def _end_of_cluster(text: str, start: int) -> int:
    end = start + 1
    while end < len(text) and (unicodedata.combining(text[end]) or is_invisible(text[end])):
        end += 1
    return end


def _closed_up(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """Join letters that were pulled apart by signs: `c.ư.ờ.i` is `cười`."""
    while found := _SPACED_OUT.search(text):
        gone = {i for i in range(found.start(), found.end()) if (i - found.start()) % 2}
        offsets = [place for i, place in enumerate(offsets) if i not in gone]
        text = "".join(c for i, c in enumerate(text) if i not in gone)
    return text, offsets


def _single_spaced(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    pieces: list[str] = []
    places: list[int] = []
    for i, character in enumerate(text):
        if not character.isspace():
            pieces.append(character)
            places.append(offsets[i])
        elif pieces and pieces[-1] != " ":
            pieces.append(" ")
            places.append(offsets[i])
    if pieces and pieces[-1] == " ":
        pieces.pop()
        places.pop()
    return "".join(pieces), places
