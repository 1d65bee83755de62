"""Decisions move a rule's calibration and threshold, and only where held data agree."""

import random

import pytest

from config.rules import load_rules, write_learnt
from domain.errors import UsageError
from matching.learning import Calibration, Decided, learn, score, uncalibrated

AS_IS = {"price_anomaly": Calibration(slope=1.0, shift=0.0, minimum=0.5)}


def decisions(count, right, seed=3):
    """Flags of many shops; `right` says how probable a confirmation is at a probability."""
    rng = random.Random(seed)
    rows = []
    for n in range(count):
        p = rng.uniform(0.5, 0.99)
        rows.append(
            Decided(
                rule="price_anomaly",
                shop=f"shopee:{n // 2}",
                probability=p,
                confirmed=rng.random() < right(p),
            )
        )
    return rows


def test_a_rule_that_says_too_much_is_read_lower():
    (lesson,) = learn(decisions(400, lambda p: 0.9 if p > 0.8 else 0.08), AS_IS)
    assert lesson.reason == "learnt"
    assert lesson.after.f1 > lesson.before.f1
    assert lesson.after.brier < lesson.before.brier
    assert lesson.calibration.read(0.6) < 0.4


def test_a_rule_that_is_right_about_itself_is_left_nearly_as_it_is():
    (lesson,) = learn(decisions(600, lambda p: p), AS_IS)
    learnt = lesson.calibration or AS_IS["price_anomaly"]
    assert abs(learnt.read(0.7) - 0.7) < 0.12


def test_few_decisions_teach_nothing():
    (lesson,) = learn(decisions(20, lambda p: 0.0 if p < 0.9 else 1.0), AS_IS)
    assert lesson.calibration is None
    assert lesson.reason == "too few decisions"


def test_flags_of_one_shop_are_never_on_both_sides():
    rows = decisions(300, lambda p: 0.5)
    one_shop = [
        Decided(rule=r.rule, shop="s", probability=r.probability, confirmed=r.confirmed)
        for r in rows
    ]
    (lesson,) = learn(one_shop, AS_IS)
    assert lesson.reason == "too few decisions"
    assert lesson.held in (0, len(rows))


def test_a_calibrated_probability_leads_back_to_the_rules_own():
    reading = Calibration(slope=1.7, shift=-0.4, minimum=0.5)
    assert uncalibrated(reading.read(0.73), reading) == pytest.approx(0.73)


def test_scores_count_what_would_still_be_raised():
    rows = [
        Decided(rule="r", shop="a", probability=0.9, confirmed=True),
        Decided(rule="r", shop="b", probability=0.6, confirmed=False),
        Decided(rule="r", shop="c", probability=0.55, confirmed=True),
    ]
    found = score(rows, Calibration(slope=1, shift=0, minimum=0.58))
    assert (found.flagged, found.precision, found.recall) == (2, 0.5, 0.5)


def test_what_was_learnt_is_a_new_version_and_the_old_file_stays(tmp_path):
    path = tmp_path / "learnt.yml"
    before = load_rules(learnt=path)
    values = {"price_anomaly": {"slope": 1.2, "shift": -0.5, "minimum_probability": 0.6}}
    write_learnt(path, "one", values)
    after = load_rules(learnt=path)
    assert after.version == f"{before.version}+learnt-one"
    assert after.setting("price_anomaly").shift == -0.5
    assert after.setting("price_anomaly").minimum_probability == 0.6
    assert after.setting("no_origin") == before.setting("no_origin")
    write_learnt(path, "two", values)
    assert "one" in (tmp_path / "learnt-before-two.yml").read_text("utf-8")


def test_a_broken_file_is_named(tmp_path):
    path = tmp_path / "learnt.yml"
    path.write_text("version: x\nrules: {price_anomaly: {slope: -1}}\n", "utf-8")
    with pytest.raises(UsageError, match="slope"):
        load_rules(learnt=path)
