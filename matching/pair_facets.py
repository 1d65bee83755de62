"""Compare functions over the facets of two titles: kind, brand, variant, generation, pack.

A function's docstring is what the investigator reads.
"""

import numpy as np

from matching.offers import Floats
from matching.overlaps import as_floats, share
from matching.pairs import Pairs


def essentials_of_left_found(pairs: Pairs) -> Floats:
    """What the left name says beyond filler stands in the right, rare words counting more."""
    return share(pairs.essentials.shared(), pairs.essentials.of_left())


def essentials_of_right_found(pairs: Pairs) -> Floats:
    """What the right name says beyond filler stands in the left, rare words counting more."""
    return share(pairs.essentials.shared(), pairs.essentials.of_right())


def rarest_essential_left_alone(pairs: Pairs) -> Floats:
    """Rarity of the rarest telling word that only the left name has."""
    return pairs.essentials.rarest_alone(pairs.essentials.left) / pairs.rarity.most


def rarest_essential_right_alone(pairs: Pairs) -> Floats:
    """Rarity of the rarest telling word that only the right name has."""
    return pairs.essentials.rarest_alone(pairs.essentials.right) / pairs.rarity.most


def essentials_left_alone(pairs: Pairs) -> Floats:
    """Telling words that only the left name has."""
    names = pairs.essentials
    return as_floats(np.maximum(names.of_left(weighted=False) - names.shared(weighted=False), 0))


def essentials_right_alone(pairs: Pairs) -> Floats:
    """Telling words that only the right name has."""
    names = pairs.essentials
    return as_floats(np.maximum(names.of_right(weighted=False) - names.shared(weighted=False), 0))


def kinds_agree(pairs: Pairs) -> Floats:
    """Both name the same kind of article first."""
    return pairs.facet_sign("kinds_agree")


def kinds_differ(pairs: Pairs) -> Floats:
    """The sides name kinds of article that have nothing in common."""
    return pairs.facet_sign("kinds_differ")


def left_kinds_alone(pairs: Pairs) -> Floats:
    """Kinds of article that only the left side names."""
    return pairs.facet_sign("left_kinds_alone")


def right_kinds_alone(pairs: Pairs) -> Floats:
    """Kinds of article that only the right side names."""
    return pairs.facet_sign("right_kinds_alone")


def known_brands_agree(pairs: Pairs) -> Floats:
    """Well-known brands that both sides name."""
    return pairs.facet_sign("known_brands_agree")


def known_brands_differ(pairs: Pairs) -> Floats:
    """Each side names a well-known brand, and none is the same."""
    return pairs.facet_sign("known_brands_differ")


def left_known_brands_alone(pairs: Pairs) -> Floats:
    """Well-known brands that only the left side names."""
    return pairs.facet_sign("left_known_brands_alone")


def right_known_brands_alone(pairs: Pairs) -> Floats:
    """Well-known brands that only the right side names."""
    return pairs.facet_sign("right_known_brands_alone")


def facets_agree(pairs: Pairs) -> Floats:
    """Facets (flavour, sex, door, sugar, ...) that both state alike."""
    return pairs.facet_sign("facets_agree")


def facets_differ(pairs: Pairs) -> Floats:
    """Facets (flavour, sex, door, sugar, ...) that the sides state differently."""
    return pairs.facet_sign("facets_differ")


def left_facets_alone(pairs: Pairs) -> Floats:
    """Facets that only the left side states."""
    return pairs.facet_sign("left_facets_alone")


def right_facets_alone(pairs: Pairs) -> Floats:
    """Facets that only the right side states."""
    return pairs.facet_sign("right_facets_alone")


def looks_differ(pairs: Pairs) -> Floats:
    """The sides name different colours."""
    return pairs.facet_sign("looks_differ")


def claims_differ(pairs: Pairs) -> Floats:
    """Origin, effect, form or scent are stated differently."""
    return pairs.facet_sign("claims_differ")


def grades_differ(pairs: Pairs) -> Floats:
    """A percentage, viscosity, tyre size, clothing size or battery size differs."""
    return pairs.facet_sign("grades_differ")


def traits_agree(pairs: Pairs) -> Floats:
    """Words that make a product another (pro, mini, iridium) on both sides."""
    return pairs.facet_sign("traits_agree")


def left_traits_alone(pairs: Pairs) -> Floats:
    """Words that make a product another on the left side only."""
    return pairs.facet_sign("left_traits_alone")


def right_traits_alone(pairs: Pairs) -> Floats:
    """Words that make a product another on the right side only."""
    return pairs.facet_sign("right_traits_alone")


def series_agree(pairs: Pairs) -> Floats:
    """Words with the same number behind them on both sides: Flip 6."""
    return pairs.facet_sign("series_agree")


def series_differ(pairs: Pairs) -> Floats:
    """Words with another number behind them on each side: Flip 5, Flip 6."""
    return pairs.facet_sign("series_differ")


def packs_differ(pairs: Pairs) -> Floats:
    """How far the numbers of pieces are apart, in doublings, where both state one."""
    return pairs.facet_sign("packs_differ")


def packs_one_sided(pairs: Pairs) -> Floats:
    """Number of pieces, in doublings, where only one side states one."""
    return pairs.facet_sign("packs_one_sided")


def left_copies(pairs: Pairs) -> Floats:
    """The left side alone speaks as of a copy: kiểu, rep, tương thích."""
    return pairs.facet_sign("left_copies")


def right_copies(pairs: Pairs) -> Floats:
    """The right side alone speaks as of a copy."""
    return pairs.facet_sign("right_copies")


def left_for_right(pairs: Pairs) -> Floats:
    """The left side is for what the right side is."""
    return pairs.facet_sign("left_for_right")


def right_for_left(pairs: Pairs) -> Floats:
    """The right side is for what the left side is."""
    return pairs.facet_sign("right_for_left")
