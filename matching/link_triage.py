"""Tells cheaply which listings are clear, having watched the match model judge a sample.

Nothing is fitted beforehand: a line through what words, numbers and quantities say is drawn
towards the model's own log-odds on a few thousand listings of the run, and only where that line
and the model all but never disagree is the line believed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.offers import Floats
from matching.overlaps import share
from matching.pairs import Pairs
from matching.tokens import CODE, NUMBER, WORD

SIGNS = (
    "first", "lead", "left_found", "right_found", "rarest_right_alone", "second",
    "rarest_left_alone", "rarest_shared", "left_numbers_alone", "right_numbers_alone",
    "numbers_swapped", "left_words_alone", "right_words_alone", "words_swapped",
    "quantities_agree", "quantities_differ", "left_quantities_alone", "right_quantities_alone",
    "numbers_shared",
)  # fmt: skip
"""Columns of `cheap_signs`."""
_STIFFNESS = 5.0
_ERRORS = 0.08
"""Share of the listings called clear on which the model would say otherwise."""


@dataclass(frozen=True, slots=True)
class Triage:
    """The line, and between which log-odds the model must judge."""

    centre: Floats
    scale: Floats
    weights: Floats
    low: float
    high: float

    def odds(self, signs: Floats) -> Floats:
        """What the line says of each row of `cheap_signs`."""
        return np.asarray(_curved((signs - self.centre) / self.scale) @ self.weights)


def cheap_signs(pairs: Pairs, first: Floats, second: Floats) -> Floats:
    """What can be told of the nearest entry at once; `first` and `second` are the cosines of the
    nearest two."""
    names, quantities = pairs.names, pairs.quantities
    shared = names.shared()
    numbers, words = pairs.alone(NUMBER, CODE, weighted=False), pairs.alone(WORD)
    columns = (
        first,
        first - second,
        np.nan_to_num(share(shared, names.of_left())),
        np.nan_to_num(share(shared, names.of_right())),
        names.rarest_alone(names.right),
        second,
        names.rarest_alone(names.left),
        names.rarest_shared,
        *numbers,
        np.minimum(*numbers),
        *words,
        np.minimum(*words),
        quantities.agreeing,
        quantities.differing,
        quantities.left_alone,
        quantities.right_alone,
        names.shared(NUMBER, CODE),
    )
    return np.stack(columns, axis=1).astype(np.float32)


def watch(signs: Floats, probability: Floats, accepted: NDArray[np.bool_]) -> Triage:
    """Draw the line; `probability` and `accepted` are the model's."""
    centre, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-6
    known = np.clip(probability, 1e-4, 1 - 1e-4)
    table = _curved((signs - centre) / scale)
    square = table.T @ table + _STIFFNESS * np.eye(table.shape[1], dtype=np.float32)
    weights = np.linalg.solve(square, table.T @ np.log(known / (1 - known)))
    said = table @ weights
    low = _clear(said, ~accepted)
    return Triage(centre, scale, weights, low, -_clear(-said, accepted))


def _clear(said: Floats, agreed: NDArray[np.bool_]) -> float:
    """Up to where, from the lowest on, the model all but always agrees."""
    order = np.argsort(said)
    counts = np.arange(1, len(order) + 1)
    wrong = np.cumsum(~agreed[order]) / counts
    good = np.flatnonzero(wrong <= _ERRORS)
    return float(said[order[good[-1]]]) if len(good) else float("-inf")


def _curved(table: Floats) -> Floats:
    """Each column, its square, and the products of the first five."""
    first = table[:, :5]
    products = (first[:, :, None] * first[:, None, :]).reshape(len(table), -1)
    ones = np.ones((len(table), 1), np.float32)
    return np.hstack([ones, table, table**2, products])
