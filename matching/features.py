"""The matcher on one screen: every feature with its weight, and the score that they add up to.

A compare function takes the two sides and returns 0 to 1 with the two values that were compared,
or None where one side does not say; its docstring is what the investigator reads.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from domain.match import Comparison
from matching.profile import Profile


@dataclass(frozen=True, slots=True)
class Pair:
    """A listing's title and a registered product, ready to be compared."""

    left: Profile
    right: Profile
    brand: str
    """The registered brand, folded; empty where the register has none."""
    cosine: float
    """Of the weighted character trigrams, from the candidate search."""
    weights: Callable[[str], float]
    """How much a word tells products of the register apart."""


FOR = ("cho", "cho may", "cho dong", "for", "phu hop", "tuong thich voi", "danh cho")
"""Words before a brand that make the article one for the brand's, folded."""

Compared = tuple[float, str, str] | None


def trigram_match(pair: Pair) -> Compared:
    """The titles share rare sequences of letters."""
    return pair.cosine, pair.left.text, pair.right.text


def name_found(pair: Pair) -> Compared:
    """The words of the registered name stand in the title, rare words counting more."""
    total = sum(pair.weights(word) for word in pair.right.words)
    found = pair.right.words & pair.left.words
    share = sum(pair.weights(word) for word in found) / total if total else 0.0
    return share, " ".join(sorted(found)), pair.right.text


def title_match(pair: Pair) -> Compared:
    """The titles are alike, whatever the order of their words."""
    score = fuzz.token_set_ratio(pair.left.text, pair.right.text) / 100
    return score, pair.left.text, pair.right.text


def brand_match(pair: Pair) -> Compared:
    """The registered brand stands in the title."""
    if not pair.brand:
        return None
    here = fuzz.partial_ratio(pair.brand, pair.left.text) / 100
    return max(0.0, here - 0.5) * 2, pair.left.text, pair.brand


def model_mismatch(pair: Pair) -> Compared:
    """Both name a model, and not the same one."""
    left, right = pair.left.codes, pair.right.codes
    if not left or not right:
        return None
    alike = max(fuzz.ratio(a, b) for a in left for b in right) == 100
    return float(not alike), " ".join(sorted(left)), " ".join(sorted(right))


def quantity_mismatch(pair: Pair) -> Compared:
    """Both state a quantity, and not the same one."""
    right = dict(pair.right.quantities)
    shared = [(d, values, right[d]) for d, values in pair.left.quantities if d in right]
    if not shared:
        return None
    wrong = [row for row in shared if not row[1] & row[2]]
    shown = wrong[0] if wrong else shared[0]
    return len(wrong) / len(shared), _values(shown[0], shown[1]), _values(shown[0], shown[2])


def pack_size_mismatch(pair: Pair) -> Compared:
    """The packs hold different numbers of pieces."""
    left, right = pair.left.pack, pair.right.pack
    return float(left != right), f"{left:g}", f"{right:g}"


def variant_mismatch(pair: Pair) -> Compared:
    """A word that tells siblings apart (Pro, Mini, Gen II) stands on one side only."""
    odd = pair.left.variants ^ pair.right.variants
    left, right = (" ".join(sorted(side.variants)) for side in (pair.left, pair.right))
    return min(1.0, len(odd) / 2), left, right


def number_missing(pair: Pair) -> Compared:
    """A number of the registered name stands nowhere in the title."""
    if not pair.right.numbers:
        return None
    missing = pair.right.numbers - pair.left.numbers
    return len(missing) / len(pair.right.numbers), pair.left.text, " ".join(sorted(missing))


def other_article(pair: Pair) -> Compared:
    """The title offers something for the product (a case, a refill), not the product."""
    named_for = bool(pair.brand) and any(f" {w} {pair.brand}" in pair.left.text for w in FOR)
    odd = (pair.left.other_article and not pair.right.other_article) or named_for
    return float(odd), pair.left.text, pair.right.text


FEATURES: tuple[tuple[Callable[[Pair], Compared], float], ...] = (
    (trigram_match, 5.0),
    (name_found, 7.0),
    (title_match, 2.0),
    (brand_match, 2.5),
    (model_mismatch, -2.5),
    (quantity_mismatch, -2.5),
    (pack_size_mismatch, -1.0),
    (variant_mismatch, -1.5),
    (number_missing, -1.5),
    (other_article, -4.0),
)
"""Each feature with its documented weight in log-odds, in force where no model was trained."""

INTERCEPT = -9.0
WEIGHTS_VERSION = "weights-2026-11-24"


def compare(pair: Pair) -> tuple[Comparison, ...]:
    """Every comparison of a pair that both sides say something about."""
    made = ((function, weight, function(pair)) for function, weight in FEATURES)
    return tuple(
        Comparison(
            feature=function.__name__, score=found[0], weight=weight, left=found[1], right=found[2]
        )
        for function, weight, found in made
        if found is not None
    )


def weighted_score(comparisons: Sequence[Comparison]) -> float:
    """The probability that the documented weights add up to."""
    odds = INTERCEPT + sum(c.score * c.weight for c in comparisons)
    return 1 / (1 + math.exp(-odds))


def _values(dimension: str, values: frozenset[float]) -> str:
    return f"{dimension} " + "/".join(f"{value:g}" for value in sorted(values))
