"""Judges the nearest entry of a listing by what can be told at once.

Trees over `SIGNS`, fitted as the model is and kept in its file. A misspelt listing that they leave
in doubt is judged by them once more, its words set right (link.py).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from matching.link_triage import SIGNS as CHEAP
from matching.link_triage import cheap_signs
from matching.offers import Floats
from matching.pairs import Pairs
from matching.spelling import residue
from matching.trees import Trees
from matching.word_weights import WordWeights, lone_and_shared

LETTERS_FOR_DIGITS = str.maketrans("0134578$@", "oieastbsa")
_NO_DIGIT = re.compile(r"\D+")
SIGNS = (
    *CHEAP,
    "names_alike",
    "variants_both", "variants_left", "variants_right",
    "colours_both", "colours_left", "colours_right",
    "left_words", "right_words", "lone_words_say", "shared_words_say",
    "rest_alike", "rest_held", "rest_spelt_alike", "left_rest", "right_rest", "digits_alike",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuickTrees:
    """Trees over `SIGNS` whose log-odds are those of the nearest entry being the one."""

    trees: Trees

    def odds(self, signs: Floats) -> Floats:
        """Log-odds of each row of `quick_signs`."""
        return self.trees.log_odds(signs)

    def to_json(self) -> dict[str, Any]:
        """The trees, and the names of their columns."""
        return {"signs": list(SIGNS), "trees": self.trees.to_json()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "QuickTrees":
        """What `to_json` wrote; raises LookupError, TypeError or ValueError for anything else."""
        trees = Trees.from_json(stored["trees"])
        return cls(trees.moved([SIGNS.index(name) for name in stored["signs"]]))


def quick_signs(pairs: Pairs, first: Floats, second: Floats, words: WordWeights | None) -> Floats:
    """Shape [n, len(SIGNS)]; `first` and `second` are the cosines of the nearest two entries."""
    names = pairs.names
    columns = (
        _alike(fuzz.ratio, *pairs.texts),
        *pairs.variants,
        *pairs.colours,
        names.of_left(weighted=False),
        names.of_right(weighted=False),
        *_said(pairs, words),
        *_rests(pairs).T,
    )
    more = np.stack(columns, axis=1).astype(np.float32)
    return np.hstack([cheap_signs(pairs, first, second), more])


def _alike(scorer: Callable[..., float], left: list[str], right: list[str]) -> Floats:
    return np.asarray(process.cpdist(left, right, scorer=scorer, dtype=np.float32))


def _said(pairs: Pairs, words: WordWeights | None) -> tuple[Floats, Floats]:
    if words is None:
        return np.zeros(pairs.size, np.float32), np.zeros(pairs.size, np.float32)
    return words.said(*lone_and_shared(pairs.names))


def _rests(pairs: Pairs) -> Floats:
    """How the words that only one side has are like those of the other: six columns.

    Words run together, slips and digits for letters leave rests that are alike.
    """
    signs = np.full((pairs.size, 6), np.nan, dtype=np.float32)
    lone = [np.diff(matrix.indptr) > 0 for matrix in pairs.names.lone]
    rows = np.flatnonzero(lone[0] & lone[1])
    if not len(rows):
        return signs
    lefts, rights = pairs.left.bare, pairs.right.bare
    places = zip(pairs.left_rows[rows].tolist(), pairs.right_rows[rows].tolist(), strict=True)
    both = [residue(lefts[i], rights[j]) for i, j in places]
    left, right = ["".join(one) for one, _ in both], ["".join(other) for _, other in both]
    spelt = [
        [text if text.isalpha() else text.translate(LETTERS_FOR_DIGITS) for text in side]
        for side in (left, right)
    ]
    digits = [
        ["" if text.isalpha() else _NO_DIGIT.sub("", text) for text in side]
        for side in (left, right)
    ]
    signs[rows] = np.stack(
        [
            _alike(fuzz.ratio, left, right),
            _alike(fuzz.partial_ratio, left, right),
            _alike(fuzz.ratio, *spelt),
            np.fromiter(map(len, left), np.float32),
            np.fromiter(map(len, right), np.float32),
            _alike(fuzz.ratio, *digits),
        ],
        axis=1,
    )
    return signs
