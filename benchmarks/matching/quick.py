"""Fits the trees that judge the nearest entries of large tables at once (matching/link_quick.py).

    python -m benchmarks.matching.quick --data FOLDER --model M --out M

`shipped` fits them with all else; this puts them into a model anew and leaves the rest as it is.

Listings labelled by reading weigh most; titles written in a hurry (hurried.py) and goods drawn of
families (catalogue.py) show what else a listing may be. A row is a listing and the entry whose
words are nearest.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.matching.catalogue import offers as catalogue_offers
from benchmarks.matching.hurried import in_a_hurry, register_and_offers
from benchmarks.matching.near_miss_cases import read_cases
from benchmarks.matching.sources import vietnamese_products
from benchmarks.matching.titles import Product
from matching.candidates import SparseIndex
from matching.link import Cascade, Nearest
from matching.link_quick import QuickTrees, quick_signs
from matching.model import Model
from matching.offers import Floats, Offers
from matching.pairs import Pairs
from matching.trees import trees_of

DRAWS = 4
"""Registers that are drawn of the real titles."""
READ, HURRIED, DRAWN = 6.0, 1.0, 0.2
FOLDS = 4


@dataclass(frozen=True, slots=True)
class Rows:
    """Signs of listings and their nearest entries, and whether these are right."""

    signs: Floats
    labels: NDArray[np.int8]
    owners: Sequence[str]
    weight: float


def with_quick(model: Model, products: Sequence[Product], seed: int = 11) -> Model:
    """The model with trees for large tables, and what is told of them."""
    parts = all_rows(products, model, random.Random(seed))
    trees, f1 = fit_quick(parts)
    told = {name: {"rows": len(parts[name].labels), "f1": round(f1[name], 4)} for name in parts}
    return replace(model, quick=trees, about={**model.about, "quick": told})


def hurried_rows(products: Sequence[Product], model: Model, rng: random.Random) -> Rows:
    """A register of real titles and what hurried sellers offer."""
    entries, offers = register_and_offers(products, rng)
    titles, own = [offered.title for offered in offers], [offered.entry for offered in offers]
    return _rows(
        titles, entries, own, [offered.owner for offered in offers], model=model, weight=HURRIED
    )


def read_rows(model: Model) -> Rows:
    """Listings labelled by reading, before a register of all their entries."""
    cases = read_cases("learned")
    entries = list(dict.fromkeys(case.entry for case in cases if case.entry))
    own = [entries.index(case.entry) if case.is_same else -1 for case in cases]
    owners = [case.entry or case.listing for case in cases]
    return _rows([case.listing for case in cases], entries, own, owners, model=model, weight=READ)


def drawn_rows(count: int, model: Model, rng: random.Random) -> Rows:
    """So many products of each family, with near misses, some of them written in a hurry."""
    drawn = catalogue_offers(count, rng)
    entries = [offered.entry for offered in drawn]
    listings = [
        (in_a_hurry(title, rng) if rng.random() < 0.5 else title, row if label else -1, one.owner)
        for row, one in enumerate(drawn)
        for title, label in one.listings
    ]
    titles, own, owners = zip(*listings, strict=True)
    return _rows(titles, entries, own, owners, model=model, weight=DRAWN)


def _rows(
    titles: Sequence[str],
    entries: Sequence[str],
    own: Sequence[int],
    owners: Sequence[str],
    *,
    model: Model,
    weight: float,
) -> Rows:
    listings, registry = Offers(titles), Offers(entries)
    cascade = Cascade()
    found = SparseIndex(registry.tokens).nearest(listings.tokens, cascade.judged)
    near = Nearest(found, listings.size)
    rows = np.flatnonzero(~near.is_same(cascade.same) & (near.first >= cascade.far))
    pairs = Pairs(listings, registry, rows, near.best[rows], model.rarity(registry, listings))
    signs = quick_signs(pairs, near.first[rows], near.second[rows], model.words)
    labels = (near.best[rows] == np.array(own)[rows]).astype(np.int8)
    return Rows(signs, labels, [owners[row] for row in rows.tolist()], weight)


def all_rows(products: Sequence[Product], model: Model, rng: random.Random) -> dict[str, Rows]:
    """Everything that quick trees learn from."""
    hurried = {f"hurried {n}": hurried_rows(products, model, rng) for n in range(DRAWS)}
    return {"read": read_rows(model), **hurried, "drawn": drawn_rows(6, model, rng)}


def fit_quick(parts: dict[str, Rows]) -> tuple[QuickTrees, dict[str, float]]:
    """The trees, and F1 of each part on owners that the judging trees had not seen."""
    signs = np.concatenate([part.signs for part in parts.values()])
    labels = np.concatenate([part.labels for part in parts.values()])
    weights = np.concatenate([np.full(len(p.labels), p.weight) for p in parts.values()])
    owners = [owner for part in parts.values() for owner in part.owners]
    folds = _folds(owners)
    unseen = np.zeros(len(labels), dtype=np.float32)
    for fold in range(FOLDS):
        seen = folds != fold
        booster = _booster().fit(signs[seen], labels[seen], sample_weight=weights[seen])
        unseen[~seen] = booster.decision_function(signs[~seen])
    booster = _booster().fit(signs, labels, sample_weight=weights)
    base = float(booster._baseline_prediction.ravel()[0])
    grown = trees_of([r[0] for r in booster._predictors], range(signs.shape[1]), 1.0)
    ends = np.cumsum([len(part.labels) for part in parts.values()])[:-1]
    said = zip(parts, np.split(unseen, ends), np.split(labels, ends), strict=True)
    return QuickTrees(grown.raised(base)), {name: _f1(odds, right) for name, odds, right in said}


def _folds(owners: Sequence[str]) -> NDArray[np.int64]:
    names, members = np.unique(owners, return_inverse=True)
    drawn = np.random.default_rng(5).permutation(len(names)) % FOLDS
    return np.asarray(drawn[members], dtype=np.int64)


def _booster() -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        learning_rate=0.12,
        max_iter=100,
        max_leaf_nodes=16,
        min_samples_leaf=25,
        l2_regularization=5.0,
        max_features=0.5,
        early_stopping=False,
        random_state=5,
    )


def _f1(odds: Floats, labels: NDArray[np.int8]) -> float:
    said, right = odds >= 0, labels == 1
    return float(2 * (said & right).sum() / max(1, said.sum() + right.sum()))


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    model = with_quick(Model.load(asked.model), vietnamese_products(asked.data))
    model.save(asked.out)
    for name, told in model.about["quick"].items():
        sys.stdout.write(f"{name:12} {told['rows']:5} rows  F1 {told['f1']:.3f}\n")


if __name__ == "__main__":
    main()
