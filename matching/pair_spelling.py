"""Compare functions that forgive spelling: words shortened, slipped, written apart or together."""

import numpy as np

from matching.offers import Floats
from matching.overlaps import as_floats, share
from matching.pairs import Pairs
from matching.tokens import NUMBER, WORD


def parts_cosine(pairs: Pairs) -> Floats:
    """The names share rare words and numbers, "cs2" being "cs 2" and "8.0" being 8."""
    parts = pairs.parts
    return share(parts.shared(), np.sqrt(parts.of_left() * parts.of_right()))


def left_parts_found(pairs: Pairs) -> Floats:
    """Words and numbers of the left name, taken apart, stand in the right."""
    return share(pairs.parts.shared(), pairs.parts.of_left())


def right_parts_found(pairs: Pairs) -> Floats:
    """Words and numbers of the right name, taken apart, stand in the left."""
    return share(pairs.parts.shared(), pairs.parts.of_right())


def part_numbers_swapped(pairs: Pairs) -> Floats:
    """Each name has a number, taken apart from letters, that the other has not."""
    return as_floats(np.minimum(*_numbers_alone(pairs)))


def left_part_numbers_alone(pairs: Pairs) -> Floats:
    """Numbers, taken apart from letters, that only the left name has."""
    return _numbers_alone(pairs)[0]


def right_part_numbers_alone(pairs: Pairs) -> Floats:
    """Numbers, taken apart from letters, that only the right name has."""
    return _numbers_alone(pairs)[1]


def rarest_part_words_alone(pairs: Pairs) -> Floats:
    """Weight of words, taken apart from numbers, that stand in the place of others."""
    parts = pairs.parts
    both = parts.shared(WORD)
    alone = np.minimum(parts.of_left(WORD) - both, parts.of_right(WORD) - both)
    return as_floats(alone / pairs.rarity.most)


def left_words_unlike(pairs: Pairs) -> Floats:
    """Words of the left name that are like none of the right name."""
    return pairs.words_unlike[0]


def right_words_unlike(pairs: Pairs) -> Floats:
    """Words of the right name that are like none of the left name."""
    return pairs.words_unlike[1]


def words_unlike_swapped(pairs: Pairs) -> Floats:
    """Each name has words that are like none of the other."""
    return as_floats(np.minimum(*pairs.words_unlike))


def _numbers_alone(pairs: Pairs) -> tuple[Floats, Floats]:
    parts = pairs.parts
    both = parts.shared(NUMBER, weighted=False)
    return (
        parts.of_left(NUMBER, weighted=False) - both,
        parts.of_right(NUMBER, weighted=False) - both,
    )
