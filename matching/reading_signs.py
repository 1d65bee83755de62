"""What the readings of two titles say of their being one product, as a row of numbers."""

import math
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import JaroWinkler, Levenshtein

from matching.readings import CODE, IDLE, NAME, NAMED, NATIVE, NUMBER, Reading

SIGNS = (
    "left_names_alone", "right_names_alone", "names_shared", "names_swapped",
    "left_natives_alone", "right_natives_alone", "natives_shared",
    "left_named_alone", "right_named_alone", "named_shared",
    "left_figures_alone", "right_figures_alone", "figures_shared", "figures_swapped",
    "right_code_found", "left_code_found", "codes_are_siblings",
    "places_swapped", "names_in_one_place", "figures_in_one_place",
    "amounts_agree", "amounts_conflict", "left_amounts_alone", "right_amounts_alone",
    "other_measures_conflict", "counts_agree", "counts_conflict", "left_packed", "right_packed",
    "left_begins_elsewhere", "right_begins_elsewhere", "left_speaks_of_copy",
    "left_of_other_form", "sets_differ", "right_words_met", "left_words_met",
)  # fmt: skip
_NAN = math.nan
_LIKE = 0.9
_SHORTEST = 4
_NEAR = 0.04
_AMOUNTS = ("volume", "mass", "dose", "potency", "storage", "charge")


def reading_signs(left: Reading, right: Reading) -> tuple[float, ...]:
    """One number for each of `SIGNS`; NaN where a side does not say."""
    lefts = [_met(n, left, right) for n in range(len(left.words))]
    rights = [_met(n, right, left) for n in range(len(right.words))]
    return (
        *_words(left, right, lefts, rights),
        *_codes(left, right),
        *_places(left, right, lefts, rights),
        *_amounts(left, right),
        *_pieces(left, right),
        *_manner(left, right),
        _share(right, rights),
        _share(left, lefts),
    )


def _met(place: int, own: Reading, other: Reading) -> bool:
    """Whether the other side has a word, its meaning, or the word written together or apart."""
    word = own.words[place]
    if word in other.held or not own.concepts[place].isdisjoint(other.held):
        return True
    kind = own.kinds[place]
    if kind == NUMBER:
        return False
    if len(word) >= _SHORTEST - (kind == NAME) and _inside(word, other.closed):
        return True
    if kind == CODE:
        return any(len(c) >= _SHORTEST and _begins(word, c) for c in other.words)
    if len(word) <= _SHORTEST:
        return False
    return any(
        len(w) >= _SHORTEST and w[0] == word[0] and w.isalpha() and _alike(word, w)
        for w in other.words
    )


@lru_cache(maxsize=5_000)
def _alike(one: str, other: str) -> bool:
    return JaroWinkler.similarity(one, other) >= _LIKE


def _inside(word: str, closed: str) -> bool:
    """Whether a word stands in a text without spaces, not cutting a number in two."""
    start = closed.find(word)
    while start >= 0:
        end = start + len(word)
        cut_before = word[0].isdigit() and start > 0 and closed[start - 1].isdigit()
        cut_after = word[-1].isdigit() and end < len(closed) and closed[end].isdigit()
        if not (cut_before or cut_after):
            return True
        start = closed.find(word, start + 1)
    return False


def _begins(one: str, other: str) -> bool:
    """Whether one code is the other with a few letters more, as of a colour or a country."""
    short, long = sorted((one, other), key=len)
    rest = long[len(short) :]
    return (
        long.startswith(short)
        and len(rest) <= 4
        and not rest[:1].isdigit()
        and any(map(str.isdigit, short))
    )


def _words(
    left: Reading, right: Reading, lefts: list[bool], rights: list[bool]
) -> tuple[float, ...]:
    def count(own: Reading, met: list[bool], *kinds: str, wanted: bool = False) -> float:
        words = {
            w
            for w, k, m in zip(own.words, own.kinds, met, strict=True)
            if k in kinds and m is wanted
        }
        return float(len(words))

    names = count(left, lefts, NAME), count(right, rights, NAME)
    figures = count(left, lefts, NUMBER, CODE), count(right, rights, NUMBER, CODE)
    return (
        *names, count(right, rights, NAME, wanted=True), min(names),
        count(left, lefts, NATIVE), count(right, rights, NATIVE), count(right, rights, NATIVE, wanted=True),
        count(left, lefts, NAMED), count(right, rights, NAMED), count(right, rights, NAMED, wanted=True),
        *figures, count(right, rights, NUMBER, CODE, wanted=True), min(figures),
    )  # fmt: skip


def _codes(left: Reading, right: Reading) -> tuple[float, ...]:
    lefts, rights = (
        [w for w, k in zip(r.words, r.kinds, strict=True) if k == CODE] for r in (left, right)
    )
    lone = [c for c in rights if not _code_met(c, left)]
    others = [c for c in lefts if not _code_met(c, right)]
    alike = max(
        (Levenshtein.normalized_similarity(a, b) for a in lone for b in others), default=_NAN
    )
    return (
        1 - len(lone) / len(rights) if rights else _NAN,
        1 - len(others) / len(lefts) if lefts else _NAN,
        alike,
    )


def _code_met(code: str, other: Reading) -> bool:
    return _inside(code, other.closed) or any(
        len(w) >= _SHORTEST and any(map(str.isdigit, w)) and (_begins(code, w)) for w in other.words
    )


def _places(
    left: Reading, right: Reading, lefts: list[bool], rights: list[bool]
) -> tuple[float, ...]:
    """Words that stand beside the same word on both sides and are not the same."""
    beside: dict[tuple[str, int], list[int]] = {}
    telling_left = [n for n, k in enumerate(left.kinds) if k != IDLE]
    telling_right = [n for n, k in enumerate(right.kinds) if k != IDLE]
    for place, after in pairwise(telling_left):
        if not lefts[after]:
            beside.setdefault((left.words[place], 1), []).append(after)
        if not lefts[place]:
            beside.setdefault((left.words[after], -1), []).append(place)
    swapped = names = figures = 0.0
    for before, n, after in zip(
        [-1, *telling_right], telling_right, [*telling_right[1:], -1], strict=False
    ):
        if rights[n]:
            continue
        found = beside.get((right.words[before], 1), []) if before >= 0 else []
        found = found or (beside.get((right.words[after], -1), []) if after >= 0 else [])
        if not found:
            continue
        swapped += 1
        kinds = {left.kinds[m] for m in found}
        names += right.kinds[n] == NAME and bool(kinds & {NAME, NAMED, NATIVE})
        figures += right.kinds[n] in (NUMBER, CODE) and bool(kinds & {NUMBER, CODE})
    return swapped, names, figures


def _amounts(left: Reading, right: Reading) -> tuple[float, ...]:
    agree = conflict = measures = 0.0
    for name in left.amounts.keys() & right.amounts.keys():
        if _near(left.amounts[name], right.amounts[name]):
            agree += 1
        elif name in _AMOUNTS:
            conflict += 1
        else:
            measures += 1
    alone = [
        float(len([n for n in one.amounts if n in _AMOUNTS and n not in other.amounts]))
        for one, other in ((left, right), (right, left))
    ]
    return agree, conflict, alone[0], alone[1], measures


def _near(left: frozenset[float], right: frozenset[float]) -> bool:
    """Whether every amount of the side that states fewer stands on the other, roundings aside."""
    few, many = sorted((left, right), key=len)
    return all(any(abs(a - b) <= _NEAR * max(a, b) for b in many) for a in few)


def _pieces(left: Reading, right: Reading) -> tuple[float, ...]:
    known = bool(left.counts and right.counts)
    shared = bool(left.counts & right.counts)
    return (
        float(known and shared),
        float(known and not shared),
        0.0 if shared else math.log2(left.packed),
        0.0 if shared else math.log2(right.packed),
    )


def _manner(left: Reading, right: Reading) -> tuple[float, ...]:
    return (
        float(
            bool(left.head)
            and left.head != right.head
            and left.head.split()[0] not in right.words[:2]
        ),
        float(
            bool(right.head)
            and left.head != right.head
            and right.head.split()[0] not in left.words[:2]
        ),
        float(left.is_copy and not right.is_copy),
        float(left.is_form and not right.is_form),
        float(left.is_set != right.is_set),
    )


def _share(own: Reading, met: list[bool]) -> float:
    telling = [m for m, k in zip(met, own.kinds, strict=True) if k != IDLE]
    return sum(telling) / len(telling) if telling else _NAN
