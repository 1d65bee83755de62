"""Peers on the same rows, run by a Python of their own (`make peers`); prints one line a peer.

    .peers/bin/python benchmarks/matching/peer_runs.py TRAIN.csv VALID.csv

Each peer is used as its guide shows it, with titles (and, where it has a place for them, brand and
price), and picks its threshold on the rows that ours is fitted to.
"""

import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import recordlinkage
import splink.comparison_library as compared
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from string_grouper import compute_pairwise_similarities

_FIELDS = ("title", "brand", "price")


def main(arguments: Sequence[str]) -> None:
    """Tables `pair_id,left_title,right_title,...,label`."""
    warnings.simplefilter("ignore")
    judge_pairs(*map(Path, arguments))


def judge_pairs(train: Path, valid: Path) -> None:
    """Tables `pair_id,left_title,right_title,...,label`."""
    seen, unseen = (_read(path) for path in (train, valid))
    for name, score in (
        ("string_grouper", _string_grouper_pairs),
        ("recordlinkage", _recordlinkage_pairs),
        ("splink", _splink_pairs),
    ):
        begun = time.process_time()
        known, judged = score(seen, unseen)
        cut = _best_cut(known, seen.label.eq("1").to_numpy())
        f1 = _f1(judged >= cut, unseen.label.eq("1").to_numpy(), int(unseen.label.eq("1").sum()))
        print(f"{name}: F1 {f1:.3f}, {time.process_time() - begun:.1f} s", flush=True)


def _string_grouper_pairs(
    seen: pd.DataFrame, unseen: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    known, judged = (
        compute_pairwise_similarities(t.left_title, t.right_title) for t in (seen, unseen)
    )
    return np.asarray(known), np.asarray(judged)


def _recordlinkage_pairs(seen: pd.DataFrame, unseen: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    tables = []
    for pairs in (seen, unseen):
        left, right = (_side(pairs, name) for name in ("left", "right"))
        rows = pd.MultiIndex.from_arrays([pairs.index, pairs.index])
        tables.append(_comparison(left).compute(rows, left, right))
    line = recordlinkage.LogisticRegressionClassifier()
    line.fit(tables[0], tables[0].index[seen.label.eq("1").to_numpy()])
    known, judged = (np.asarray(line.prob(table)) for table in tables)
    return known, judged


def _splink_pairs(seen: pd.DataFrame, unseen: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    known, judged = (_splink_of_pairs(pairs) for pairs in (seen, unseen))
    return known, judged


def _splink_of_pairs(pairs: pd.DataFrame) -> np.ndarray:
    """Each pair is a block of its own."""
    left, right = (_side(pairs, name).assign(block=pairs.index) for name in ("left", "right"))
    found = _splink(left, right, block_on("block"))
    scores = np.zeros(len(pairs))
    scores[found.unique_id_l.astype(int)] = found.match_probability
    return scores


def _splink(left: pd.DataFrame, right: pd.DataFrame, block: object) -> pd.DataFrame:
    fields = [name for name in _FIELDS if name in left and name in right]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compared.JaccardAtThresholds("title", [0.9, 0.8, 0.7, 0.6])
            if name == "title"
            else compared.JaroWinklerAtThresholds("brand", [0.9, 0.7])
            if name == "brand"
            else compared.ExactMatch("price")
            for name in fields
        ],
        blocking_rules_to_generate_predictions=[block],
    )
    database = DuckDBAPI()
    tables = [database.register(table) for table in (left, right)]
    linker = Linker(tables, settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block)
    return linker.inference.predict().as_pandas_dataframe()


def _comparison(table: pd.DataFrame) -> recordlinkage.Compare:
    comparison = recordlinkage.Compare()
    comparison.string("title", "title", method="jarowinkler", label="jarowinkler")
    comparison.string("title", "title", method="qgram", label="qgram")
    comparison.string("title", "title", method="cosine", label="cosine")
    if "brand" in table:
        comparison.string("brand", "brand", method="jarowinkler", label="brand")
    return comparison


def _side(pairs: pd.DataFrame, side: str) -> pd.DataFrame:
    columns = [name for name in _FIELDS if f"{side}_{name}" in pairs]
    table = pd.DataFrame({name: pairs[f"{side}_{name}"] for name in columns})
    return table.assign(unique_id=table.index, price=_amounts(table))


def _amounts(table: pd.DataFrame) -> pd.Series:
    return pd.to_numeric(table["price"].str.replace(r"[^\d.]", "", regex=True), errors="coerce")


def _best_cut(scores: np.ndarray, is_right: np.ndarray, wanted: int | None = None) -> float:
    due = int(is_right.sum()) if wanted is None else wanted
    cuts = np.unique(np.quantile(scores, np.linspace(0, 1, 400)))
    return float(max(cuts, key=lambda cut: _f1(scores >= cut, is_right, due)))


def _f1(said: np.ndarray, is_right: np.ndarray, wanted: int) -> float:
    return float(2 * (said & is_right).sum() / max(1, said.sum() + wanted))


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


if __name__ == "__main__":
    main(sys.argv[1:])
