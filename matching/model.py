"""The match model: boosted trees, or documented weights, that make a probability of features.

    pairs -> features of each pair ------+--------------------------+-> trees -> probability
          -> its words -> log-odds ------+                          |
                       -> how it stands among its neighbours -------+
    labels of its records, where the model keeps them --------------+

A model file is JSON: names of features, trees, words with their weights, the calibration, the
threshold, and what it was fitted on.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from matching.background import Background
from matching.known_labels import KNOWN_FEATURES, KnownLabels
from matching.link_quick import QuickTrees
from matching.offers import Floats, Offers
from matching.pair_context import CONTEXT_FEATURES, Sides, context_features
from matching.pair_features import FEATURES, PAIR_FEATURES, features_alone, weighted_odds
from matching.pairs import Pairs
from matching.rarity import Rarity
from matching.trees import Trees
from matching.word_weights import FEATURE, WordWeights

FORMAT = 2
SHIPPED = Path(__file__).parent / "models" / "pairs.json"
COLUMNS = (*PAIR_FEATURES, FEATURE, *CONTEXT_FEATURES, *KNOWN_FEATURES)
"""Columns that the trees look at: what a pair says, what its words say, how it stands among those
that share a side, what labels say of its records. The last may be left out: nothing is known then."""


class ModelFileError(ValueError):
    """A file is no model, or one of another version."""


@dataclass(frozen=True, slots=True)
class Model:
    """A probability for each row of features, and from which probability on a pair is a match."""

    threshold: float = 0.5
    trees: Trees | None = None
    """None: the documented weights are in force."""
    words: WordWeights | None = None
    known: KnownLabels | None = None
    """What its labels said of single records; None: nothing is kept of them."""
    background: Background | None = None
    """Words of the titles it was fitted to; None: a table's own words are all that is known."""
    quick: QuickTrees | None = None
    """Judges the nearest entries of large tables, by what can be told at once; None: it has none."""
    slope: float = 1.0
    offset: float = 0.0
    """Calibrated log-odds are `slope` times those of the trees plus `offset`."""
    name: str = "weights"
    about: Mapping[str, Any] = field(default_factory=dict)
    """What it was fitted on and how well it did, for the reader."""

    @classmethod
    def load(cls, path: Path | None = None) -> "Model":
        """The model of a file; without one the shipped model, or else the documented weights.

        Raises OSError where the file cannot be read and ModelFileError where it is no model.
        """
        if path is not None:
            return _read(path)
        return _shipped()

    def rarity(self, *tables: Offers) -> Rarity:
        """How rare words are, over the tables and what the model was fitted to."""
        return self.background.rarity(*tables) if self.background else Rarity(*tables)

    def features(self, pairs: Pairs, *, shared_right: bool = True) -> Floats:
        """Shape [n, len(COLUMNS)]; see `pair_features` for `shared_right`."""
        return with_context(
            self.said(pairs), pairs.left_rows, pairs.right_rows if shared_right else None
        )

    def said(self, pairs: Pairs) -> Floats:
        """What each pair says by itself, its words too: the columns before the context."""
        alone = features_alone(pairs)
        return np.hstack([alone, self.evidence(pairs, alone)[:, None]])

    def evidence(self, pairs: Pairs, alone: Floats) -> Floats:
        """Log-odds of the words, or of the documented weights where no words were learned."""
        return self.words.log_odds(pairs, alone) if self.words else weighted_odds(alone)

    def probability(self, features: Floats) -> Floats:
        """Calibrated probability a row of `features` or `pair_features`, each in [0, 1]."""
        if self.trees is None:
            return _sigmoid(weighted_odds(features))
        if features.shape[1] == len(FEATURES):
            features = np.insert(features, len(PAIR_FEATURES), np.nan, axis=1)
        missing = int(self.trees.feature.max(initial=0)) + 1 - features.shape[1]
        if missing > 0:
            nothing = np.full((len(features), missing), np.nan, dtype=np.float32)
            features = np.hstack([features, nothing])
        return _sigmoid(self.slope * self.trees.log_odds(features) + self.offset)

    def looks_at(self, feature: str) -> bool:
        """Whether a feature can change the answer."""
        return (
            self.trees is None
            or COLUMNS.index(feature)
            in self.trees.feature[self.trees.left != np.arange(len(self.trees.left))]
        )

    def judge(self, pairs: Pairs, *, shared_right: bool = True) -> Floats:
        """Probability that each pair is one product; see `pair_features` for `shared_right`."""
        return self.probability(self.features(pairs, shared_right=shared_right))

    def described(self, name: str, about: Mapping[str, Any]) -> "Model":
        """The same model with a name and what is told of its making."""
        return replace(self, name=name, about=about)

    def with_background(self, background: Background) -> "Model":
        """The same model, weighing words by what it was fitted to as well."""
        return replace(self, background=background)

    def with_threshold(self, threshold: float) -> "Model":
        """The same model that says yes from another probability on."""
        return replace(self, threshold=threshold)

    def save(self, path: Path) -> None:
        """Write the model as JSON, one attribute a line."""
        stored = {
            "format": FORMAT,
            "name": self.name,
            "about": dict(self.about),
            "threshold": round(self.threshold, 6),
            "slope": round(self.slope, 6),
            "offset": round(self.offset, 6),
            "columns": list(COLUMNS),
            "background": self.background.to_json() if self.background else None,
            "known": self.known.to_json() if self.known else None,
            "words": self.words.to_json() if self.words else None,
            "trees": self.trees.to_json() if self.trees else None,
            "quick": self.quick.to_json() if self.quick else None,
        }
        lines = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in stored.items()]
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


@cache
def _shipped() -> Model:
    return _read(SHIPPED) if SHIPPED.exists() else Model()


def _read(path: Path) -> Model:
    try:
        return _model(json.loads(path.read_text("utf-8")))
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise ModelFileError(str(error)) from error


def _model(stored: dict[str, Any]) -> Model:
    if stored["format"] != FORMAT or not set(stored["columns"]) <= set(COLUMNS):
        raise ModelFileError("it was fitted by another version")
    trees = Trees.from_json(stored["trees"]) if stored["trees"] else None
    return Model(
        threshold=float(stored["threshold"]),
        trees=trees.moved([COLUMNS.index(name) for name in stored["columns"]]) if trees else None,
        words=WordWeights.from_json(stored["words"]) if stored["words"] else None,
        known=KnownLabels.from_json(stored["known"]) if stored.get("known") else None,
        background=Background.from_json(stored["background"]) if stored["background"] else None,
        quick=QuickTrees.from_json(stored["quick"]) if stored.get("quick") else None,
        slope=float(stored["slope"]),
        offset=float(stored["offset"]),
        name=str(stored["name"]),
        about=stored["about"],
    )


def with_context(said: Floats, left: Sides, right: Sides | None = None) -> Floats:
    """Add how each pair stands, by the last column, among those that share a side."""
    return np.hstack([said, context_features(said[:, -1], left, right)])


def _sigmoid(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))), dtype=np.float32)
