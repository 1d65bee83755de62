"""What the facets of two titles say of their being one product, as a row of numbers."""

import math

from matching.facets import Facets

SIGNS = (
    "kinds_agree", "kinds_differ", "left_kinds_alone", "right_kinds_alone",
    "known_brands_agree", "known_brands_differ", "left_known_brands_alone",
    "right_known_brands_alone",
    "facets_agree", "facets_differ", "left_facets_alone", "right_facets_alone",
    "looks_differ", "claims_differ", "grades_differ",
    "traits_agree", "left_traits_alone", "right_traits_alone",
    "series_agree", "series_differ",
    "packs_differ", "packs_one_sided",
    "left_copies", "right_copies", "left_for_right", "right_for_left",
)  # fmt: skip
_LOOKS = frozenset({"label"})
_CLAIMS = frozenset({"origin", "clean", "state", "port", "form", "scent"})
"""Facets that sellers name freely, so that a difference says less."""
_GRADES = frozenset({"percent", "viscosity", "tyre", "clothes", "cell"})
_NAN = math.nan
Row = tuple[float, ...]


def facet_signs(left: Facets, right: Facets) -> Row:
    """One number for each of `SIGNS`; NaN where a side does not say."""
    return (
        *_kinds(left, right),
        *_brands(left, right),
        *_values(left, right),
        *_traits(left, right),
        *_series(left, right),
        *_packs(left.packs, right.packs),
        float(left.is_copy and not right.is_copy),
        float(right.is_copy and not left.is_copy),
        float(bool(left.is_for) and not right.is_for and left.is_for in right.names.split()),
        float(bool(right.is_for) and not left.is_for and right.is_for in left.names.split()),
    )


def _kinds(left: Facets, right: Facets) -> Row:
    both = left.kinds & right.kinds
    known = bool(left.kinds and right.kinds)
    return (
        float(left.first_kind == right.first_kind) if known else _NAN,
        float(not both) if known else _NAN,
        float(len(left.kinds) - len(both)),
        float(len(right.kinds) - len(both)),
    )


def _brands(left: Facets, right: Facets) -> Row:
    both = left.brands & right.brands
    known = bool(left.brands and right.brands)
    return (
        float(len(both)),
        float(not both) if known else _NAN,
        float(len(left.brands) - len(both)),
        float(len(right.brands) - len(both)),
    )


def _values(left: Facets, right: Facets) -> Row:
    agree = differ = looks = claims = grades = 0.0
    lefts, rights = left.values, right.values
    for name in lefts.keys() & rights.keys():
        if lefts[name] & rights[name]:
            agree += 1
        elif name in _LOOKS:
            looks += 1
        elif name in _CLAIMS:
            claims += 1
        elif name in _GRADES:
            grades += 1
        else:
            differ += 1
    free = _CLAIMS
    return (
        agree,
        differ,
        float(sum(name not in free for name in lefts.keys() - rights.keys())),
        float(sum(name not in free for name in rights.keys() - lefts.keys())),
        looks,
        claims,
        grades,
    )


def _traits(left: Facets, right: Facets) -> Row:
    both = len(left.traits & right.traits)
    return float(both), float(len(left.traits) - both), float(len(right.traits) - both)


def _series(left: Facets, right: Facets) -> Row:
    agree = differ = 0.0
    for word in left.series.keys() & right.series.keys():
        if left.series[word] & right.series[word]:
            agree += 1
        else:
            differ += 1
    return agree, differ


def _packs(left: tuple[float, float], right: tuple[float, float]) -> Row:
    one, other = set(left), set(right)
    lone = abs(math.log2(left[1]) - math.log2(right[1])) if 1.0 in (left[1], right[1]) else 0.0
    if lone:
        return _NAN, lone
    if one & other:
        return 0.0, 0.0
    return abs(math.log2(left[0]) - math.log2(right[0])), 0.0
