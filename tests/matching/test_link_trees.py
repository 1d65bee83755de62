import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from matching.leaf_masks import MOST_LEAVES
from matching.trees import trees_of


@pytest.mark.parametrize("leaves", [2, 7, MOST_LEAVES, MOST_LEAVES + 9])
def test_leaves_are_those_that_scikit_learn_finds(leaves):
    rng = np.random.default_rng(4)
    table = rng.normal(size=(600, 5)).astype(np.float32)
    table[rng.random(table.shape) < 0.2] = np.nan
    labels = (np.nan_to_num(table[:, 0]) * table[:, 1] > 0.3) | np.isnan(table[:, 2])
    booster = HistGradientBoostingClassifier(max_iter=12, max_leaf_nodes=leaves, min_samples_leaf=2)
    booster.fit(table, labels)
    grown = trees_of([rounds[0] for rounds in booster._predictors], range(5), 1.0)
    expected = booster.decision_function(table) - booster._baseline_prediction.ravel()
    assert np.allclose(grown.log_odds(table), expected, atol=1e-5)
