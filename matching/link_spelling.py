"""Reads a listing's misspelt words as those of the entries that it may be.

    "Ao kho4c j34n nu T1tishop"  beside  "Áo khoác jean nữ Titishop"  ->  "Ao khoác jean nu Titishop"

Only words that neither the register nor other listings use are misspelt; "nam" and "nan" are both
words. Digits are read as letters, never as other digits: a model number is not a slip.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA

from matching.normalise import fold_text

_WORD = re.compile(r"[^\W_]+")
_PULLED_APART = re.compile(r"(?<![^\W_])[^\W_](?:[.\-_*~][^\W_])+(?![^\W_])")
_LEET = str.maketrans("0134578$@", "oieastbsa")
_SHORTEST = 4
"""Letters of a word below which a slip may make another word."""
_LONG = 8
"""Letters from which two slips are forgiven."""

Vocabulary = frozenset[str]


def words_in(texts: Iterable[str], least: int = 1) -> Vocabulary:
    """The words that stand in at least so many of the folded texts."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in set(_WORD.findall(text)):
            counts[word] = counts.get(word, 0) + 1
    return frozenset(word for word, count in counts.items() if count >= least)


def is_misspelt(folded: str, known: Vocabulary) -> bool:
    """Whether a folded title has a word that is no word."""
    if _PULLED_APART.search(folded):
        return True
    return any(
        word not in known and not word.isdigit() and len(word) >= _SHORTEST
        for word in _WORD.findall(folded)
    )


def respelt(title: str, known: Vocabulary, entries: Sequence[Mapping[str, str]]) -> str:
    """The title with misspelt words as the entries write them; each maps folded words to shown."""
    text = _PULLED_APART.sub(lambda found: re.sub(r"[^\w]|_", "", found.group()), title)
    return _WORD.sub(lambda found: _respelt(found.group(), known, entries), text)


def shown_words(title: str) -> dict[str, str]:
    """The words of a title as displayed, and each two neighbours, by their folded letters."""
    displayed = _WORD.findall(title)
    folded = [fold_text(word) for word in displayed]
    found = {
        a + b: f"{x} {y}"
        for a, b, x, y in zip(folded, folded[1:], displayed, displayed[1:], strict=False)
    }
    return found | dict(zip(folded, displayed, strict=True))


def _respelt(word: str, known: Vocabulary, entries: Sequence[Mapping[str, str]]) -> str:
    folded = fold_text(word)
    if folded in known or len(folded) < _SHORTEST or folded.isdigit():
        return word
    letters = folded.translate(_LEET)
    for words in entries:
        if shown := words.get(folded) or words.get(letters):
            return shown
    if not letters.isalpha():
        return word
    allowed = 1 if len(letters) < _LONG else 2
    nearest = _nearest(letters, entries, allowed)
    return nearest or word


def _nearest(letters: str, entries: Sequence[Mapping[str, str]], allowed: int) -> str:
    best, shown = allowed + 1, ""
    for words in entries:
        for other, display in words.items():
            if abs(len(other) - len(letters)) > allowed or not other.isalpha():
                continue
            apart = OSA.distance(letters, other, score_cutoff=best - 1)
            if apart < best:
                best, shown = apart, display
    return shown
