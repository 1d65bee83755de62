"""Compare functions over the words of two titles in their places.

A function's docstring is what the investigator reads.
"""

import numpy as np

from matching.offers import Floats
from matching.overlaps import as_floats
from matching.pairs import Pairs

_KINDS_APART = (
    "kinds_differ",
    "known_brands_differ",
    "facets_differ",
    "looks_differ",
    "series_differ",
)
_SIBLINGS = 0.6
"""Likeness from which on two model numbers are those of siblings."""
_MANNERS = (("left_speaks_of_copy", "left_copies"), ("left_begins_elsewhere", "left_for_right"))


def left_names_alone(pairs: Pairs) -> Floats:
    """Words that are no Vietnamese, as names of lines and variants are, on the left side only."""
    return pairs.reading_sign("left_names_alone")


def right_names_alone(pairs: Pairs) -> Floats:
    """Words that are no Vietnamese, as names of lines and variants are, on the right side only."""
    return pairs.reading_sign("right_names_alone")


def names_shared(pairs: Pairs) -> Floats:
    """Words that are no Vietnamese on both sides."""
    return pairs.reading_sign("names_shared")


def names_swapped(pairs: Pairs) -> Floats:
    """Each side has a name that the other has not: Foaming, Hydrating."""
    return pairs.reading_sign("names_swapped")


def left_natives_alone(pairs: Pairs) -> Floats:
    """Vietnamese words that only the left side has."""
    return pairs.reading_sign("left_natives_alone")


def right_natives_alone(pairs: Pairs) -> Floats:
    """Vietnamese words that only the right side has."""
    return pairs.reading_sign("right_natives_alone")


def natives_shared(pairs: Pairs) -> Floats:
    """Vietnamese words of both sides."""
    return pairs.reading_sign("natives_shared")


def left_named_alone(pairs: Pairs) -> Floats:
    """Words of kind, brand or facet that only the left side has."""
    return pairs.reading_sign("left_named_alone")


def right_named_alone(pairs: Pairs) -> Floats:
    """Words of kind, brand or facet that only the right side has."""
    return pairs.reading_sign("right_named_alone")


def named_shared(pairs: Pairs) -> Floats:
    """Words of kind, brand or facet on both sides."""
    return pairs.reading_sign("named_shared")


def left_figures_alone(pairs: Pairs) -> Floats:
    """Numbers and model numbers that only the left side has, quantities left out."""
    return pairs.reading_sign("left_figures_alone")


def right_figures_alone(pairs: Pairs) -> Floats:
    """Numbers and model numbers that only the right side has, quantities left out."""
    return pairs.reading_sign("right_figures_alone")


def figures_shared(pairs: Pairs) -> Floats:
    """Numbers and model numbers of both sides."""
    return pairs.reading_sign("figures_shared")


def figures_swapped(pairs: Pairs) -> Floats:
    """Each side has a number that the other has not."""
    return pairs.reading_sign("figures_swapped")


def right_code_found(pairs: Pairs) -> Floats:
    """Share of the right side's model numbers that stand on the left, written anyhow."""
    return pairs.reading_sign("right_code_found")


def left_code_found(pairs: Pairs) -> Floats:
    """Share of the left side's model numbers that stand on the right, written anyhow."""
    return pairs.reading_sign("left_code_found")


def codes_are_siblings(pairs: Pairs) -> Floats:
    """Likeness of two model numbers of which each stands on one side only."""
    return pairs.reading_sign("codes_are_siblings")


def places_swapped(pairs: Pairs) -> Floats:
    """Words that stand beside the same word on both sides and are not the same."""
    return pairs.reading_sign("places_swapped")


def names_in_one_place(pairs: Pairs) -> Floats:
    """Names that stand in the place of another word."""
    return pairs.reading_sign("names_in_one_place")


def figures_in_one_place(pairs: Pairs) -> Floats:
    """Numbers that stand in the place of other numbers."""
    return pairs.reading_sign("figures_in_one_place")


def amounts_agree(pairs: Pairs) -> Floats:
    """Amounts and measures that both state alike, roundings aside."""
    return pairs.reading_sign("amounts_agree")


def amounts_conflict(pairs: Pairs) -> Floats:
    """Volume, weight, dose, storage or charge is stated otherwise."""
    return pairs.reading_sign("amounts_conflict")


def left_amounts_alone(pairs: Pairs) -> Floats:
    """Amounts that only the left side states."""
    return pairs.reading_sign("left_amounts_alone")


def right_amounts_alone(pairs: Pairs) -> Floats:
    """Amounts that only the right side states."""
    return pairs.reading_sign("right_amounts_alone")


def other_measures_conflict(pairs: Pairs) -> Floats:
    """Power, length, screen or another measure is stated otherwise."""
    return pairs.reading_sign("other_measures_conflict")


def counts_agree(pairs: Pairs) -> Floats:
    """The pieces agree, multiplied out: 15 blisters of 12 are 180 pills."""
    return pairs.reading_sign("counts_agree")


def counts_conflict(pairs: Pairs) -> Floats:
    """The pieces do not agree, multiplied out or not."""
    return pairs.reading_sign("counts_conflict")


def left_packed(pairs: Pairs) -> Floats:
    """The left side alone offers a combo, crate or block, in doublings."""
    return pairs.reading_sign("left_packed")


def right_packed(pairs: Pairs) -> Floats:
    """The right side alone offers a combo, crate or block, in doublings."""
    return pairs.reading_sign("right_packed")


def left_begins_elsewhere(pairs: Pairs) -> Floats:
    """The left title begins with an accessory or a part that the right is not."""
    return pairs.reading_sign("left_begins_elsewhere")


def right_begins_elsewhere(pairs: Pairs) -> Floats:
    """The right title begins with an accessory or a part that the left is not."""
    return pairs.reading_sign("right_begins_elsewhere")


def left_speaks_of_copy(pairs: Pairs) -> Floats:
    """The left side alone says that it is a copy, in sellers' words."""
    return pairs.reading_sign("left_speaks_of_copy")


def left_of_other_form(pairs: Pairs) -> Floats:
    """The left side alone is a sample, refill, used or display piece."""
    return pairs.reading_sign("left_of_other_form")


def sets_differ(pairs: Pairs) -> Floats:
    """Only one side is a set."""
    return pairs.reading_sign("sets_differ")


def right_words_met(pairs: Pairs) -> Floats:
    """Share of the right side's telling words that the left has, written or meant."""
    return pairs.reading_sign("right_words_met")


def left_words_met(pairs: Pairs) -> Floats:
    """Share of the left side's telling words that the right has, written or meant."""
    return pairs.reading_sign("left_words_met")


def respects_apart(pairs: Pairs) -> Floats:
    """In how many respects the sides are told apart: kind, brand, line, number, amount, pack, copy."""
    by_facet = sum(pairs.facet_sign(name) > 0 for name in _KINDS_APART)
    by_manner = sum(
        (pairs.reading_sign(one) > 0) | (pairs.facet_sign(other) > 0) for one, other in _MANNERS
    )
    number = (pairs.reading_sign("figures_in_one_place") > 0) | (
        np.nan_to_num(pairs.reading_sign("codes_are_siblings")) > _SIBLINGS
    )
    line = (pairs.reading_sign("names_in_one_place") > 0) | (
        pairs.reading_sign("names_swapped") > 0
    )
    amount = (pairs.reading_sign("amounts_conflict") > 0) | (
        pairs.reading_sign("other_measures_conflict") > 0
    )
    pack = (
        (pairs.reading_sign("counts_conflict") > 0)
        | (pairs.facet_sign("packs_differ") > 0)
        | (pairs.reading_sign("left_packed") > 0)
        | (pairs.reading_sign("right_packed") > 0)
    )
    return as_floats(np.asarray(by_facet + by_manner) + number + line + amount + pack)
