"""Compare functions over model numbers, numbers, quantities, pieces, variants and colours.

A function's docstring is what the investigator reads.
"""

import numpy as np

from matching.offers import Floats
from matching.overlaps import as_floats
from matching.pairs import Pairs
from matching.tokens import CODE, NUMBER


def codes_shared(pairs: Pairs) -> Floats:
    """Weight of the model numbers of both names."""
    return pairs.names.shared(CODE) / pairs.rarity.most


def left_codes_alone(pairs: Pairs) -> Floats:
    """Model numbers that only the left name has."""
    return pairs.alone(CODE, weighted=False)[0]


def right_codes_alone(pairs: Pairs) -> Floats:
    """Model numbers that only the right name has."""
    return pairs.alone(CODE, weighted=False)[1]


def codes_alike(pairs: Pairs) -> Floats:
    """The nearest model numbers of both names, letter by letter."""
    return pairs.code_likeness


def left_code_inside(pairs: Pairs) -> Floats:
    """A model number of the left name stands in the right side's text, written anyhow."""
    return pairs.codes_inside[0]


def right_code_inside(pairs: Pairs) -> Floats:
    """A model number of the right name stands in the left side's text, written anyhow."""
    return pairs.codes_inside[1]


def numbers_shared(pairs: Pairs) -> Floats:
    """Numbers of both names."""
    return pairs.names.shared(NUMBER, weighted=False)


def left_numbers_alone(pairs: Pairs) -> Floats:
    """Numbers that only the left name has."""
    return pairs.alone(NUMBER, weighted=False)[0]


def right_numbers_alone(pairs: Pairs) -> Floats:
    """Numbers that only the right name has."""
    return pairs.alone(NUMBER, weighted=False)[1]


def numbers_swapped(pairs: Pairs) -> Floats:
    """Each name has a number that the other has not."""
    left, right = pairs.alone(NUMBER, CODE, weighted=False)
    return np.minimum(left, right)


def quantities_agree(pairs: Pairs) -> Floats:
    """Quantities of one kind that both state alike."""
    return pairs.quantities.agreeing


def quantities_differ(pairs: Pairs) -> Floats:
    """Quantities of one kind that the sides state differently."""
    return pairs.quantities.differing


def content_differs(pairs: Pairs) -> Floats:
    """Volume or weight is stated differently."""
    return pairs.quantities.differ("volume", "mass", "dose")


def storage_differs(pairs: Pairs) -> Floats:
    """Memory or storage is stated differently."""
    return pairs.quantities.differ("storage")


def measure_differs(pairs: Pairs) -> Floats:
    """A length or screen size is stated differently."""
    return pairs.quantities.differ("length", "inches")


def left_quantities_alone(pairs: Pairs) -> Floats:
    """Kinds of quantity that only the left side states."""
    return pairs.quantities.left_alone


def right_quantities_alone(pairs: Pairs) -> Floats:
    """Kinds of quantity that only the right side states."""
    return pairs.quantities.right_alone


def pieces_differ(pairs: Pairs) -> Floats:
    """How far the numbers of pieces are apart, in doublings."""
    left, right = (
        table.piece_counts[rows]
        for table, rows in ((pairs.left, pairs.left_rows), (pairs.right, pairs.right_rows))
    )
    return as_floats(np.abs(np.log2(left) - np.log2(right)))


def variants_shared(pairs: Pairs) -> Floats:
    """Words that tell siblings apart (Pro, Mini, Gen II) on both sides."""
    return pairs.variants[0]


def left_variants_alone(pairs: Pairs) -> Floats:
    """Words that tell siblings apart on the left side only."""
    return pairs.variants[1] - pairs.variants[0]


def right_variants_alone(pairs: Pairs) -> Floats:
    """Words that tell siblings apart on the right side only."""
    return pairs.variants[2] - pairs.variants[0]


def colours_shared(pairs: Pairs) -> Floats:
    """Colours on both sides."""
    return pairs.colours[0]


def colours_differ(pairs: Pairs) -> Floats:
    """Each side names a colour that the other has not."""
    both, left, right = pairs.colours
    return as_floats(np.minimum(left - both, right - both))


def colours_one_sided(pairs: Pairs) -> Floats:
    """Only one side names a colour."""
    both, left, right = pairs.colours
    return as_floats(np.abs(left - right) * (both == 0))
