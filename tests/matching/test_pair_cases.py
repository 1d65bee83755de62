"""Pairs written by hand, with what tells the near misses apart; the shipped model has not seen them."""

import csv
from pathlib import Path

import numpy as np

from matching.model import SHIPPED, Model
from matching.model_fit import figures
from matching.offers import Offers
from matching.pairs import Pairs

CASES = Path(__file__).parent / "pair_cases.csv"


def test_the_shipped_model_tells_most_near_misses():
    with CASES.open(encoding="utf-8", newline="") as stream:
        cases = list(csv.DictReader(stream))
    left = Offers([case["left_title"] for case in cases])
    right = Offers([case["right_title"] for case in cases])
    every = np.arange(len(cases))
    model = Model.load(SHIPPED)
    pairs = Pairs(left, right, every, every, model.rarity(left, right))
    judged = model.judge(pairs) >= model.threshold
    found = figures(judged, np.array([int(case["label"]) for case in cases], dtype=np.int8))
    assert found.f1 > 0.84
    assert found.precision > 0.8
