"""Compare functions of pairs of offers, each one number a pair, NaN where a side does not say.

A function's docstring is what the investigator reads.
"""

from collections.abc import Callable

import numpy as np
from rapidfuzz import fuzz, process
from scipy import sparse

from matching.offers import Floats
from matching.overlaps import as_floats, share
from matching.pairs import Pairs
from matching.tokens import WORD


def trigrams_alike(pairs: Pairs) -> Floats:
    """The names share rare sequences of letters."""
    return pairs.trigram_cosine


def names_alike(pairs: Pairs) -> Floats:
    """The names are alike letter by letter."""
    return _fuzz(fuzz.ratio, *pairs.texts)


def words_alike(pairs: Pairs) -> Floats:
    """The names are alike, whatever the order of their words."""
    return _fuzz(fuzz.token_sort_ratio, *pairs.texts)


def words_held(pairs: Pairs) -> Floats:
    """The words of one name stand in the other."""
    return _fuzz(fuzz.token_set_ratio, *pairs.texts)


def left_trigrams_found(pairs: Pairs) -> Floats:
    """Sequences of letters of the left name stand in the right."""
    return pairs.trigram_shares[0]


def right_trigrams_found(pairs: Pairs) -> Floats:
    """Sequences of letters of the right name stand in the left."""
    return pairs.trigram_shares[1]


def left_found(pairs: Pairs) -> Floats:
    """The words of the left name stand in the right, rare words counting more."""
    return share(pairs.names.shared(), pairs.names.of_left())


def right_found(pairs: Pairs) -> Floats:
    """The words of the right name stand in the left, rare words counting more."""
    return share(pairs.names.shared(), pairs.names.of_right())


def words_cosine(pairs: Pairs) -> Floats:
    """The names share rare words."""
    names = pairs.names
    return share(names.shared(), np.sqrt(names.of_left() * names.of_right()))


def words_common(pairs: Pairs) -> Floats:
    """Share of all words that both names have, each counting the same."""
    names = pairs.names
    both = names.shared(weighted=False)
    return share(both, names.of_left(weighted=False) + names.of_right(weighted=False) - both)


def left_found_in_all(pairs: Pairs) -> Floats:
    """The words of the left name stand in the right name or description."""
    inside, _ = pairs.everything
    return share(inside.shared(), inside.of_left())


def right_found_in_all(pairs: Pairs) -> Floats:
    """The words of the right name stand in the left name or description."""
    _, inside = pairs.everything
    return share(inside.shared(), inside.of_right())


def rarest_left_alone(pairs: Pairs) -> Floats:
    """Rarity of the rarest word that only the left name has."""
    return pairs.names.rarest_alone(pairs.names.left) / pairs.rarity.most


def rarest_right_alone(pairs: Pairs) -> Floats:
    """Rarity of the rarest word that only the right name has."""
    return pairs.names.rarest_alone(pairs.names.right) / pairs.rarity.most


def rarest_shared(pairs: Pairs) -> Floats:
    """Rarity of the rarest word of both names."""
    return pairs.names.rarest_shared / pairs.rarity.most


def words_swapped(pairs: Pairs) -> Floats:
    """Each name has words that the other has not."""
    return pairs.swapped(WORD) / pairs.rarity.most


def left_words_alone(pairs: Pairs) -> Floats:
    """Weight of words that only the left name has."""
    return pairs.alone(WORD)[0] / pairs.rarity.most


def right_words_alone(pairs: Pairs) -> Floats:
    """Weight of words that only the right name has."""
    return pairs.alone(WORD)[1] / pairs.rarity.most


def residue_alike(pairs: Pairs) -> Floats:
    """What is left of both names, without the words of both, is alike letter by letter."""
    left, right = pairs.residues_closed
    alike = _fuzz(fuzz.ratio, left, right)
    return np.where([bool(a and b) for a, b in zip(left, right, strict=True)], alike, np.nan)


def residue_held(pairs: Pairs) -> Floats:
    """What only one name has stands in the other written apart or together."""
    left, right = pairs.residues_closed
    alike = _fuzz(fuzz.partial_ratio, left, right)
    return np.where([bool(a and b) for a, b in zip(left, right, strict=True)], alike, np.nan)


def marks_differ(pairs: Pairs) -> Floats:
    """Words that are the same only without their marks: dâu, dầu, đậu."""
    return pairs.marks_differ


def left_for_another(pairs: Pairs) -> Floats:
    """The left side alone offers something for the product: a case, a refill."""
    left, right = pairs.for_others
    return (left & ~right).astype(np.float32)


def right_for_another(pairs: Pairs) -> Floats:
    """The right side alone offers something for the product."""
    left, right = pairs.for_others
    return (right & ~left).astype(np.float32)


def left_head_found(pairs: Pairs) -> Floats:
    """The first words of the left name, which say what it is, stand in the right."""
    return pairs.heads_found[0]


def right_head_found(pairs: Pairs) -> Floats:
    """The first words of the right name, which say what it is, stand in the left."""
    return pairs.heads_found[1]


def brands_alike(pairs: Pairs) -> Floats:
    """Both state a brand, and the same."""
    left, right = pairs.brands
    return _where_both(left, right, _fuzz(fuzz.token_set_ratio, left, right))


def left_brand_found(pairs: Pairs) -> Floats:
    """The brand of the left side stands in the right name."""
    left, _ = pairs.brands
    texts = pairs.texts[1]
    return np.array([float(b in t) if b else np.nan for b, t in zip(left, texts, strict=True)])


def right_brand_found(pairs: Pairs) -> Floats:
    """The brand of the right side stands in the left name."""
    _, right = pairs.brands
    texts = pairs.texts[0]
    return np.array([float(b in t) if b else np.nan for b, t in zip(right, texts, strict=True)])


def prices_apart(pairs: Pairs) -> Floats:
    """How far the prices are apart, in doublings; the dearer left counts as positive."""
    left, right = pairs.left.amounts[pairs.left_rows], pairs.right.amounts[pairs.right_rows]
    return as_floats(np.clip(np.log2(left / right), -6, 6))


def prices_differ(pairs: Pairs) -> Floats:
    """How far the prices are apart, in doublings, whichever is dearer."""
    return np.abs(prices_apart(pairs))


def categories_alike(pairs: Pairs) -> Floats:
    """Share of the words of the categories that are common to both."""
    return _jaccard(
        pairs.left.category_tokens[pairs.left_rows], pairs.right.category_tokens[pairs.right_rows]
    )


def others_alike(pairs: Pairs) -> Floats:
    """Share of the words of the further columns that are common to both."""
    return _jaccard(
        pairs.left.other_tokens[pairs.left_rows], pairs.right.other_tokens[pairs.right_rows]
    )


def pictures_apart(pairs: Pairs) -> Floats:
    """Share of the bits in which the hashes of the pictures differ."""
    left, right = pairs.left.bits[pairs.left_rows], pairs.right.bits[pairs.right_rows]
    apart = np.bitwise_count(left ^ right).astype(np.float32) / 64
    return np.where((left > 0) & (right > 0), apart, np.nan).astype(np.float32)


def left_length(pairs: Pairs) -> Floats:
    """Number of words of the left name."""
    return pairs.names.of_left(weighted=False)


def right_length(pairs: Pairs) -> Floats:
    """Number of words of the right name."""
    return pairs.names.of_right(weighted=False)


def _fuzz(scorer: Callable[..., float], left: list[str], right: list[str]) -> Floats:
    if not left:
        return np.zeros(0, np.float32)
    return as_floats(process.cpdist(left, right, scorer=scorer, dtype=np.float32) / np.float32(100))


def _where_both(left: list[str], right: list[str], value: Floats) -> Floats:
    both = np.array([bool(a and b) for a, b in zip(left, right, strict=True)], dtype=bool)
    return np.where(both, value, np.nan).astype(np.float32)


def _jaccard(left: sparse.csr_matrix, right: sparse.csr_matrix) -> Floats:
    both = _counts(left.multiply(right).tocsr())
    lefts, rights = _counts(left), _counts(right)
    alike = share(both, lefts + rights - both)
    return np.where((lefts > 0) & (rights > 0), alike, np.nan).astype(np.float32)


def _counts(matrix: sparse.csr_matrix) -> Floats:
    return as_floats(np.diff(matrix.indptr))
