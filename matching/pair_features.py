"""The table of features of a pair, each with its weight, and the matrix of them over all pairs.

A weight is in log-odds and in force where no model was trained. The features of the last six
columns say how a pair stands among those that share one of its sides.
"""

from collections.abc import Callable

import numpy as np

from matching import pair_comparisons as compare
from matching import pair_facets as facet
from matching import pair_figures as figures
from matching import pair_readings as reading
from matching import pair_spelling as spelling
from matching.offers import Floats
from matching.pair_context import CONTEXT_FEATURES, context_features
from matching.pairs import Pairs

TABLE: tuple[tuple[Callable[[Pairs], Floats], float], ...] = (
    (compare.trigrams_alike, 4.0),
    (compare.left_trigrams_found, 0.0),
    (compare.right_trigrams_found, 1.0),
    (compare.names_alike, 0.0),
    (compare.words_alike, 0.0),
    (compare.words_held, 2.0),
    (compare.left_found, 1.5),
    (compare.right_found, 4.0),
    (compare.words_cosine, 2.0),
    (compare.words_common, 0.0),
    (compare.left_found_in_all, 0.0),
    (compare.right_found_in_all, 0.0),
    (compare.rarest_left_alone, -0.5),
    (compare.rarest_right_alone, -1.5),
    (compare.rarest_shared, 1.0),
    (compare.words_swapped, -0.5),
    (compare.left_words_alone, 0.0),
    (compare.right_words_alone, -0.3),
    (compare.residue_alike, 0.5),
    (compare.residue_held, 0.0),
    (figures.codes_shared, 1.0),
    (figures.left_codes_alone, -0.1),
    (figures.right_codes_alone, -0.5),
    (figures.codes_alike, 1.0),
    (figures.left_code_inside, 0.3),
    (figures.right_code_inside, 0.3),
    (figures.numbers_shared, 0.2),
    (figures.left_numbers_alone, -0.1),
    (figures.right_numbers_alone, -0.5),
    (figures.numbers_swapped, -1.5),
    (figures.quantities_agree, 0.3),
    (figures.quantities_differ, -1.5),
    (figures.content_differs, -0.5),
    (figures.storage_differs, -0.5),
    (figures.measure_differs, -0.5),
    (figures.left_quantities_alone, 0.0),
    (figures.right_quantities_alone, -0.2),
    (figures.pieces_differ, -0.5),
    (figures.variants_shared, 0.2),
    (figures.left_variants_alone, -0.8),
    (figures.right_variants_alone, -1.0),
    (figures.colours_shared, 0.1),
    (figures.colours_differ, -0.5),
    (figures.colours_one_sided, 0.0),
    (compare.marks_differ, -0.7),
    (compare.left_for_another, -3.0),
    (compare.right_for_another, -2.0),
    (compare.left_head_found, 0.3),
    (compare.right_head_found, 0.5),
    (compare.brands_alike, 1.0),
    (compare.left_brand_found, 0.5),
    (compare.right_brand_found, 0.5),
    (compare.prices_apart, 0.0),
    (compare.prices_differ, -0.5),
    (compare.categories_alike, 0.3),
    (compare.others_alike, 0.5),
    (compare.pictures_apart, -3.0),
    (spelling.parts_cosine, 0.0),
    (spelling.left_parts_found, 0.0),
    (spelling.right_parts_found, 0.0),
    (spelling.part_numbers_swapped, 0.0),
    (spelling.left_part_numbers_alone, 0.0),
    (spelling.right_part_numbers_alone, 0.0),
    (spelling.rarest_part_words_alone, 0.0),
    (spelling.left_words_unlike, 0.0),
    (spelling.right_words_unlike, 0.0),
    (spelling.words_unlike_swapped, 0.0),
    (facet.essentials_of_left_found, 0.5),
    (facet.essentials_of_right_found, 1.0),
    (facet.rarest_essential_left_alone, 0.0),
    (facet.rarest_essential_right_alone, -0.5),
    (facet.essentials_left_alone, 0.0),
    (facet.essentials_right_alone, -0.2),
    (facet.kinds_agree, 0.5),
    (facet.kinds_differ, -1.0),
    (facet.left_kinds_alone, -0.1),
    (facet.right_kinds_alone, -0.1),
    (facet.known_brands_agree, 0.5),
    (facet.known_brands_differ, -1.5),
    (facet.left_known_brands_alone, 0.0),
    (facet.right_known_brands_alone, -0.2),
    (facet.facets_agree, 0.2),
    (facet.facets_differ, -1.0),
    (facet.left_facets_alone, -0.1),
    (facet.right_facets_alone, -0.1),
    (facet.looks_differ, -0.5),
    (facet.claims_differ, -0.2),
    (facet.grades_differ, -1.5),
    (facet.traits_agree, 0.2),
    (facet.left_traits_alone, -0.5),
    (facet.right_traits_alone, -0.5),
    (facet.series_agree, 0.5),
    (facet.series_differ, -1.5),
    (facet.packs_differ, -0.5),
    (facet.packs_one_sided, -0.1),
    (facet.left_copies, -2.0),
    (facet.right_copies, -1.0),
    (facet.left_for_right, -1.5),
    (facet.right_for_left, -1.0),
    (reading.left_names_alone, 0.0),
    (reading.right_names_alone, 0.0),
    (reading.names_shared, 0.0),
    (reading.names_swapped, 0.0),
    (reading.left_natives_alone, 0.0),
    (reading.right_natives_alone, 0.0),
    (reading.natives_shared, 0.0),
    (reading.left_named_alone, 0.0),
    (reading.right_named_alone, 0.0),
    (reading.named_shared, 0.0),
    (reading.left_figures_alone, 0.0),
    (reading.right_figures_alone, 0.0),
    (reading.figures_shared, 0.0),
    (reading.figures_swapped, 0.0),
    (reading.right_code_found, 0.0),
    (reading.left_code_found, 0.0),
    (reading.codes_are_siblings, 0.0),
    (reading.places_swapped, 0.0),
    (reading.names_in_one_place, 0.0),
    (reading.figures_in_one_place, 0.0),
    (reading.amounts_agree, 0.0),
    (reading.amounts_conflict, 0.0),
    (reading.left_amounts_alone, 0.0),
    (reading.right_amounts_alone, 0.0),
    (reading.other_measures_conflict, 0.0),
    (reading.counts_agree, 0.0),
    (reading.counts_conflict, 0.0),
    (reading.left_packed, 0.0),
    (reading.right_packed, 0.0),
    (reading.left_begins_elsewhere, 0.0),
    (reading.right_begins_elsewhere, 0.0),
    (reading.left_speaks_of_copy, 0.0),
    (reading.left_of_other_form, 0.0),
    (reading.sets_differ, 0.0),
    (reading.right_words_met, 0.0),
    (reading.left_words_met, 0.0),
    (reading.respects_apart, 0.0),
    (compare.left_length, 0.0),
    (compare.right_length, 0.0),
)
"""Each comparison with its documented weight."""
INTERCEPT = -10.0

PAIR_FEATURES = tuple(function.__name__ for function, _ in TABLE)
"""Columns that say something of the pair alone."""
FEATURES: tuple[str, ...] = (*PAIR_FEATURES, *CONTEXT_FEATURES)
_WEIGHTS = np.array([weight for _, weight in TABLE], dtype=np.float32)


def pair_features(pairs: Pairs, *, shared_right: bool = True) -> Floats:
    """Shape [n, len(FEATURES)], NaN where a side does not say.

    `shared_right` is False where many left rows may be one right row, listings of one product:
    how a pair stands among those of its right side then says nothing.
    """
    alone = features_alone(pairs)
    return with_context(alone, pairs.left_rows, pairs.right_rows if shared_right else None)


def features_alone(pairs: Pairs) -> Floats:
    """What each pair says by itself, shape [n, len(PAIR_FEATURES)]."""
    columns = [np.asarray(function(pairs), dtype=np.float32) for function, _ in TABLE]
    return np.stack(columns, axis=1) if columns else np.empty((pairs.size, 0), np.float32)


def with_context(alone: Floats, left: np.ndarray, right: np.ndarray | None = None) -> Floats:
    """Add how each pair stands among those that share a side; arrays tell which side is shared."""
    return np.hstack([alone, context_features(weighted_odds(alone), left, right)])


def weighted_odds(features: Floats) -> Floats:
    """The log-odds that the documented weights add up to; further columns are not looked at."""
    known = np.nan_to_num(features[:, : len(_WEIGHTS)])
    return np.asarray(INTERCEPT + known @ _WEIGHTS, dtype=np.float32)
