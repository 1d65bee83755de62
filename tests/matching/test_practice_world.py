"""The rules against the practice marketplace's truth, straight from memory."""

import pytest

from tests.matching import practice


@pytest.fixture(scope="module", params=[2026, pytest.param(11, marks=pytest.mark.slow)])
def world(request):
    return practice.a_world(request.param)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cards", "precision", "recall"),
    [
        (False, dict.fromkeys(practice.RULES, 0.95), dict.fromkeys(practice.RULES, 0.95)),
        # From a card nobody can tell whether the page shows a number, or the shop a tax code.
        (
            True,
            {
                "prohibited_goods": 0.95,
                "suspected_counterfeit": 0.95,
                "unregistered_product": 0.8,
                "unregistered_seller": 0.8,
            },
            dict.fromkeys(practice.RULES, 0.95),
        ),
    ],
    ids=["own pages", "cards alone"],
)
def test_the_flags_agree_with_the_truth(world, tmp_path, cards, precision, recall):
    scores = practice.scores(practice.judged(world, tmp_path, cards=cards))
    for rule, (right, found, counts) in scores.items():
        assert right >= precision[rule], (rule, counts)
        assert found >= recall[rule], (rule, counts)
