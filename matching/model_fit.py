"""Fits a match model: words by logistic regression, trees by boosting, threshold and calibration
on rows that the trees at hand have not seen.

    rows -> folds -> words of the other folds -> evidence of this fold
         -> folds -> trees of the other folds -> log-odds of this fold -> calibration, threshold
    model = the trees of all folds together, words of all rows
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from matching.known_labels import Keys, KnownLabels, known_apart
from matching.model import Model, with_context
from matching.offers import Floats
from matching.pair_features import PAIR_FEATURES
from matching.pairs import Pairs
from matching.trees import Trees, trees_of
from matching.word_weights import WordWeights, lone_and_shared, words_of

Labels = NDArray[np.int8]
_FEATURE_SCALE = 3.0
"""How much more lightly the features are held back than the words."""
_MANY = 20_000
_LEAST_WEIGHT = 0.02
"""Words that say less than this, in log-odds, are left out of the file."""
_BLANKED = 0.05
"""Share of rows whose words are kept from the trees, which so learn to do without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How large the model may become."""

    folds: int = 5
    trees: int = 150
    leaves: int = 15
    rate: float = 0.06
    parts: int = 3
    """Into how many parts the rows are dealt before neighbours are looked at."""
    word_strength: float = 0.2
    """Inverse of how strongly words are held back."""
    forgotten: float = 0.2
    """Share of rows that are fitted as if their records were new."""
    seed: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Pairs with their labels; each batch was read with its own rarity of words."""

    pairs: Pairs
    alone: Floats
    """`features_alone` of the pairs."""
    labels: Labels
    shared_right: bool = True
    weight: float = 1.0
    keys: tuple[Keys, Keys] | None = None
    """Of each pair's left and right record, where what the labels say of a record is to be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How well the pairs are told apart at the threshold."""

    f1: float
    precision: float
    recall: float
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The model, its figures on rows that the judging trees had not seen, and on all rows."""

    model: Model
    inner: Figures
    fitted: Figures
    unseen: Floats
    """Calibrated probability of each row by trees that had not seen it."""


def fit_model(
    batches: Sequence[Batch], groups: NDArray[np.int64], settings: Settings | None = None
) -> Fit:
    """Fit on all batches; rows of one group stay on one side of every inner split."""
    settings = settings or Settings()
    labels = np.concatenate([batch.labels for batch in batches])
    weights = np.concatenate([np.full(len(b.labels), b.weight) for b in batches])
    folds = _folds(groups, settings)
    words, evidence = _fit_words(batches, labels, weights, folds, settings)
    table = _in_context(batches, evidence, settings)
    known = _known_labels(batches)
    if known:
        table = np.hstack([table, _known_table(batches, folds, settings)])
    trees, odds = _fit_trees(table, labels, weights, folds, settings)
    slope, offset = _calibrate(odds, labels, weights)
    unseen = (1 / (1 + np.exp(-(slope * odds + offset)))).astype(np.float32)
    threshold = best_threshold(unseen, labels)
    model = Model(threshold, trees, words, known, slope=slope, offset=offset, name="fitted")
    final = np.concatenate([_judged(model, batch) for batch in batches])
    return Fit(
        model=model,
        inner=figures(unseen >= threshold, labels),
        fitted=figures(final >= threshold, labels),
        unseen=unseen,
    )


def best_threshold(probability: Floats, labels: Labels) -> float:
    """The probability from which on F1 is best, half way to the next lower row."""
    order = np.argsort(-probability, kind="stable")
    ranked, found = probability[order], np.cumsum(labels[order] == 1)
    counts = np.arange(1, len(labels) + 1)
    f1 = 2 * found / (counts + found[-1])
    # Neighbouring cuts differ by chance; the middle of the best stretch is steadier than its peak.
    width = max(1, int(found[-1] * 0.03))
    smooth = np.convolve(f1, np.ones(width) / width, mode="same")
    best = int(np.argmax(smooth))
    following = ranked[min(best + 1, len(ranked) - 1)]
    return float((ranked[best] + following) / 2)


def figures(judged: NDArray[np.bool_], labels: Labels) -> Figures:
    """F1, precision and recall of a judgement."""
    right = int(np.sum(judged & (labels == 1)))
    said, true = int(judged.sum()), int(np.sum(labels == 1))
    return Figures(
        f1=2 * right / (said + true) if said + true else 0.0,
        precision=right / said if said else 0.0,
        recall=right / true if true else 0.0,
        pairs=len(labels),
    )


def _judged(model: Model, batch: Batch) -> Floats:
    said = np.hstack([batch.alone, model.evidence(batch.pairs, batch.alone)[:, None]])
    right = batch.pairs.right_rows if batch.shared_right else None
    table = with_context(said, batch.pairs.left_rows, right)
    if model.known and batch.keys:
        table = np.hstack([table, model.known.features(*batch.keys)])
    return model.probability(table)


def _known_labels(batches: Sequence[Batch]) -> KnownLabels | None:
    """What the labels say of records, where every batch names its records."""
    keys = [batch.keys for batch in batches if batch.keys]
    if not keys or len(keys) < len(batches):
        return None
    left, right = (np.concatenate([pair[n] for pair in keys]) for n in (0, 1))
    return KnownLabels.of(left, right, np.concatenate([batch.labels for batch in batches]))


def _known_table(batches: Sequence[Batch], folds: NDArray[np.int64], settings: Settings) -> Floats:
    keys = [batch.keys for batch in batches if batch.keys]
    left, right = (np.concatenate([pair[n] for pair in keys]) for n in (0, 1))
    table = known_apart(left, right, np.concatenate([b.labels for b in batches]), folds)
    rng = np.random.default_rng(settings.seed + 1)
    table[rng.random(len(table)) < settings.forgotten] = np.nan
    return table


def _in_context(batches: Sequence[Batch], evidence: Floats, settings: Settings) -> Floats:
    """The whole table; neighbours are those of a random third, as a file to judge holds fewer."""
    rng = np.random.default_rng(settings.seed)
    ends = np.cumsum([len(batch.labels) for batch in batches])
    tables = []
    for batch, said in zip(batches, np.split(evidence, ends[:-1]), strict=True):
        drawn = rng.integers(0, settings.parts, len(said)) * (batch.pairs.size + 1)
        right = batch.pairs.right_rows + drawn if batch.shared_right else None
        alone = np.hstack([batch.alone, said[:, None]])
        tables.append(with_context(alone, batch.pairs.left_rows + drawn, right))
    return _blanked(np.concatenate(tables), rng)


def _blanked(table: Floats, rng: np.random.Generator) -> Floats:
    rows = np.flatnonzero(rng.random(len(table)) < _BLANKED)
    table[rows, len(PAIR_FEATURES)] = np.nan
    return table


def _folds(groups: NDArray[np.int64], settings: Settings) -> NDArray[np.int64]:
    names, members = np.unique(groups, return_inverse=True)
    drawn = np.random.default_rng(settings.seed).permutation(len(names)) % settings.folds
    return np.asarray(drawn[members], dtype=np.int64)


def _fit_words(
    batches: Sequence[Batch],
    labels: Labels,
    weights: NDArray[np.float64],
    folds: NDArray[np.int64],
    settings: Settings,
) -> tuple[WordWeights, Floats]:
    parts = [lone_and_shared(batch.pairs.names) for batch in batches]
    alone, shared = (sparse.vstack([part[n] for part in parts]).tocsr() for n in (0, 1))
    used = [
        np.flatnonzero(np.bincount(m.indices, minlength=m.shape[1]) > 1) for m in (alone, shared)
    ]
    known = np.concatenate([np.nan_to_num(b.alone) for b in batches])
    scale = _FEATURE_SCALE / (np.abs(known).max(axis=0) + 1e-6)
    table = sparse.hstack(
        [alone[:, used[0]], shared[:, used[1]], sparse.csr_matrix(known * scale)]
    ).tocsr()
    evidence = np.zeros(len(labels), dtype=np.float32)
    for fold in np.unique(folds):
        seen = folds != fold
        line = _logistic(settings, len(labels)).fit(
            table[seen], labels[seen], sample_weight=weights[seen]
        )
        evidence[~seen] = line.decision_function(table[~seen])
    whole = _logistic(settings, len(labels)).fit(table, labels, sample_weight=weights)
    names = words_of(table for b in batches for table in (b.pairs.left, b.pairs.right))
    lone, both = len(used[0]), len(used[0]) + len(used[1])
    line_weights = whole.coef_[0]
    return WordWeights(
        alone=_named(used[0], line_weights[:lone], names),
        shared=_named(used[1], line_weights[lone:both], names),
        features=(line_weights[both:] * scale).astype(np.float32),
        intercept=float(whole.intercept_[0]),
    ), evidence


def _logistic(settings: Settings, rows: int) -> LogisticRegression:
    # Coordinate descent converges further, and takes minutes on the rows of a whole shop.
    if rows <= _MANY:
        return LogisticRegression(C=settings.word_strength, solver="liblinear", max_iter=200)
    return LogisticRegression(C=settings.word_strength, max_iter=200, tol=1e-3)


def _named(
    columns: NDArray[np.int64], weights: NDArray[np.float64], names: dict[int, str]
) -> dict[str, float]:
    rows = zip(columns.tolist(), weights.tolist(), strict=True)
    return {names[c]: w for c, w in rows if abs(w) >= _LEAST_WEIGHT and c in names}


def _fit_trees(
    table: Floats,
    labels: Labels,
    weights: NDArray[np.float64],
    folds: NDArray[np.int64],
    settings: Settings,
) -> tuple[Trees, Floats]:
    columns = [n for n in range(table.shape[1]) if _varies(table[:, n])]
    odds = np.zeros(len(labels), dtype=np.float32)
    grown, base, count = [], 0.0, len(np.unique(folds))
    for fold in np.unique(folds):
        seen = folds != fold
        booster = _booster(settings, int(fold))
        booster.fit(table[seen][:, columns], labels[seen], sample_weight=weights[seen])
        odds[~seen] = booster.decision_function(table[~seen][:, columns])
        # scikit-learn has no public way to the trees; they are numbered by round, then by class.
        grown += [rounds[0] for rounds in booster._predictors]
        base += float(booster._baseline_prediction.ravel()[0]) / count
    return trees_of(grown, columns, 1 / count).raised(base), odds


def _booster(settings: Settings, fold: int) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        learning_rate=settings.rate,
        max_iter=settings.trees,
        max_leaf_nodes=settings.leaves,
        min_samples_leaf=15,
        l2_regularization=5.0,
        max_features=0.4,
        early_stopping=False,
        random_state=settings.seed + fold,
    )


def _varies(column: Floats) -> bool:
    known = column[~np.isnan(column)]
    return len(known) > 1 and bool(np.ptp(known) > 0)


def _calibrate(odds: Floats, labels: Labels, weights: NDArray[np.float64]) -> tuple[float, float]:
    """Platt's line through log-odds of rows unseen by the trees."""
    line = LogisticRegression(C=1e6, max_iter=200)
    line.fit(odds[:, None], labels, sample_weight=weights)
    return float(line.coef_[0, 0]), float(line.intercept_[0])
