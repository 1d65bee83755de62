"""The official pair splits, ours and peers on the same rows in the same run.

    python -m benchmarks.matching.pair_splits --data FOLDER

Each is fitted to `train` (ours the whole model, a peer its threshold) and judged on `valid`.
`python -m pip install string_grouper` adds that peer.
"""

import argparse
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.matching.sources import SPLITS, Labels, official_pairs
from matching.model_fit import Batch, best_threshold, figures, fit_model
from matching.offers import Floats
from matching.pair_features import features_alone
from matching.pairs import Pairs

Scorer = Callable[[Pairs], Floats]


def rapidfuzz_scorer(scorer: Callable[..., float]) -> Scorer:
    """A peer: one string score of the titles as they stand, lower case."""

    def score(pairs: Pairs) -> Floats:
        left = [pairs.left.titles[row].lower() for row in pairs.left_rows]
        right = [pairs.right.titles[row].lower() for row in pairs.right_rows]
        return np.asarray(process.cpdist(left, right, scorer=scorer, dtype=np.float32) / 100)

    return score


def string_grouper_scorer() -> Scorer | None:
    """A peer: string_grouper's cosine of character trigrams; None where it is not installed."""
    try:
        library = importlib.import_module("string_grouper")
        series = importlib.import_module("pandas").Series
    except ImportError:
        return None

    def score(pairs: Pairs) -> Floats:
        left = series([pairs.left.titles[row] for row in pairs.left_rows])
        right = series([pairs.right.titles[row] for row in pairs.right_rows])
        found = library.compute_pairwise_similarities(left, right)
        return np.asarray(found, dtype=np.float32)

    return score


def peers() -> Iterator[tuple[str, Scorer]]:
    """Every peer that is installed."""
    for name in ("ratio", "token_sort_ratio", "token_set_ratio", "WRatio"):
        yield f"rapidfuzz {name}", rapidfuzz_scorer(getattr(fuzz, name))
    if found := string_grouper_scorer():
        yield "string_grouper", found


def our_figures(train: tuple[Pairs, Labels], valid: tuple[Pairs, Labels]) -> tuple[float, float]:
    """F1 on inner splits of `train`, and on `valid`."""
    pairs, labels = train
    batch = Batch(pairs=pairs, alone=features_alone(pairs), labels=labels)
    fit = fit_model([batch], pairs.left_rows)
    judged = fit.model.judge(valid[0]) >= fit.model.threshold
    return fit.inner.f1, figures(judged, valid[1]).f1


def peer_figures(
    scorer: Scorer, train: tuple[Pairs, Labels], valid: tuple[Pairs, Labels]
) -> tuple[float, float]:
    """F1 on `train`, where its threshold is picked, and on `valid`."""
    seen, unseen = scorer(train[0]), scorer(valid[0])
    cut = best_threshold(seen, train[1])
    return figures(seen >= cut, train[1]).f1, figures(unseen >= cut, valid[1]).f1


def main() -> None:
    """Print one line a split and method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data / "deepmatcher"
    sys.stdout.write(f"{'split':16}{'method':28}{'train':>8}{'valid':>8}{'seconds':>9}\n")
    for split in SPLITS:
        train, valid = (
            official_pairs(folder / split / f"{part}.txt") for part in ("train", "valid")
        )
        for name, scorer in [("shopwitness", None), *peers()]:
            begun = time.perf_counter()
            seen, held = peer_figures(scorer, train, valid) if scorer else our_figures(train, valid)
            spent = time.perf_counter() - begun
            sys.stdout.write(f"{split:16}{name:28}{seen:8.3f}{held:8.3f}{spent:9.1f}\n")


if __name__ == "__main__":
    main()
