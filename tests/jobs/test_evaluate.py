"""Precision and recall are counted over what was looked at, not over what nobody saw."""

from jobs.evaluate import score_preserved, score_rules

A, B, C, UNSEEN = ("s", "a"), ("s", "b"), ("s", "c"), ("s", "unseen")


def test_right_wrong_and_missed():
    truth = {A: {"fake"}, B: set(), C: {"fake"}, UNSEEN: {"fake"}}
    (score,) = score_rules({"fake": {A, B}}, truth, {A, B, C}, ["fake"])
    assert (score.right, score.wrong, score.missed) == (1, 1, 1)
    assert (score.precision, score.recall) == (0.5, 0.5)


def test_a_rule_without_flags_has_no_precision():
    (score,) = score_rules({}, {A: set()}, {A}, ["fake"])
    assert score.precision is None
    assert score.recall is None


def test_preserved_counts_pages_before_lists():
    kept = score_preserved([A, B, C], preserved=[A], listed=[A, B])
    assert (kept.taken_away, kept.in_time, kept.on_a_list) == (3, 1, 1)
    assert kept.share == 1 / 3
