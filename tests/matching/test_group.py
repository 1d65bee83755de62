from typing import Any

import numpy as np

from matching.group import Grouping, group
from matching.group_offers import group_offers, grouping_of
from matching.group_pairs import group_pairs
from matching.group_tuning import mean_f1
from matching.model import SHIPPED, Model
from matching.offers import Offers


def _pairs(*pairs) -> tuple[Any, Any, Any]:
    left, right, scores = zip(*pairs, strict=True)
    return np.array(left), np.array(right), np.array(scores, dtype=np.float32)


def test_one_likely_pair_does_not_join_two_groups():
    chain = _pairs((0, 1, 0.95), (0, 2, 0.9), (1, 2, 0.9), (3, 4, 0.95), (2, 3, 0.8))
    found = group(5, *chain, Grouping(joined=0.4, lone=0.4))
    assert found.tolist() == [0, 0, 0, 3, 3]


def test_whoever_is_alone_joins_at_its_own_limit():
    pairs = _pairs((0, 1, 0.9), (1, 2, 0.3), (0, 2, 0.3))
    assert group(3, *pairs, Grouping(joined=0.5, lone=0.5)).tolist() == [0, 0, 2]
    assert group(3, *pairs, Grouping(joined=0.5, lone=0.2)).tolist() == [0, 0, 0]


def test_a_part_that_is_too_large_is_cut_and_ends():
    size = 4000
    left = np.arange(size - 1)
    scores = np.full(size - 1, 0.9, dtype=np.float32)
    found = group(size, left, left + 1, scores, Grouping(joined=0.4, lone=0.4))
    assert len(found) == size
    assert np.bincount(found).max() < size


def test_photos_bring_pairs_that_titles_do_not():
    titles = ["áo thun nam", "bình nước nhựa", "giày da nữ"]
    offers = Offers(titles, hashes=["a7b618bd4636498d", "a7b618bd4636498c", "0123456789abcdef"])
    left, right = group_pairs(offers)
    assert (0, 1) in set(zip(left.tolist(), right.tolist(), strict=True))
    assert (1, 0) in set(zip(left.tolist(), right.tolist(), strict=True))


def test_mean_f1_is_that_of_the_contest():
    true = np.array([0, 0, 1, 1])
    assert mean_f1(true, true) == 1
    assert mean_f1(np.array([0, 1, 2, 2]), true) == (2 / 3 + 2 / 3 + 1 + 1) / 4


def test_postings_in_other_words_are_one_group_by_the_limits_of_the_shipped_model():
    titles = [
        "Sepatu sneakers pria Zanora ZA-341 hitam original",
        "[COD] ZANORA ZA-341 sepatu sneaker pria hitam ready",
        "Kemeja batik wanita Kelvito lengan panjang",
    ]
    model = Model.load(SHIPPED)
    assert grouping_of(model).joined < model.threshold
    found = group_offers(Offers(titles), model, lambda _: None)
    assert found.tolist() == [0, 0, 2]
