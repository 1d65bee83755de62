"""The official pair splits through the command line, peers beside it on the same rows.

    python -m benchmarks.matching.pair_splits --data FOLDER [--peers PYTHON] [--new-records] [--keep FOLDER]

Each is fitted to `train` (ours the whole model, a peer its threshold) and judged on `valid`.
`--peers` is a Python made by `make peers`. Records recur between the splits, and the model uses
what `train` says of each; `--new-records` judges without that. `--keep` keeps tables, models and
answers, which `calibration.py` draws.
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.matching.commands import read_rows, shopwitness, write_rows
from benchmarks.matching.sources import SPLITS, split_table
from matching.model_fit import best_threshold, figures
from matching.offers import Floats

PEERS = Path(__file__).with_name("peer_runs.py")
RAPIDFUZZ = ("ratio", "token_sort_ratio", "token_set_ratio", "WRatio")


def our_figure(folder: Path) -> tuple[float, float]:
    """F1 on inner splits of `train`, and on `valid`."""
    model, out = folder / "model.json", folder / "out.csv"
    shopwitness("model", "fit", "--pairs", folder / "train.csv", "--out", model)
    return judged_figure(folder, model, out)


def judged_figure(folder: Path, model: Path, out: Path) -> tuple[float, float]:
    """As `our_figure`, of a model that is there."""
    shopwitness("pairs", "--pairs", folder / "valid.csv", "--model", model, "--out", out)
    said = np.array([row[2] == "1" for row in read_rows(out)[1:]])
    inner = json.loads(model.read_text("utf-8"))["about"]["inner_f1"]
    return inner, figures(said, labels_of(folder / "valid.csv")).f1


def forgetful(model: Path, out: Path) -> Path:
    """The same model file without what it knows of single records."""
    stored = json.loads(model.read_text("utf-8")) | {"known": None}
    out.write_text(json.dumps(stored), "utf-8")
    return out


def peer_figure(folder: Path, scorer: Callable[..., float]) -> tuple[float, float]:
    """F1 on `train`, where the threshold is picked, and on `valid`."""
    scores = [_scores(folder / f"{part}.csv", scorer) for part in ("train", "valid")]
    labels = [labels_of(folder / f"{part}.csv") for part in ("train", "valid")]
    cut = best_threshold(scores[0], labels[0])
    seen, held = (figures(s >= cut, known).f1 for s, known in zip(scores, labels, strict=True))
    return seen, held


def labels_of(path: Path) -> np.ndarray:
    """The labels of a table of pairs, in its order."""
    rows = read_rows(path)
    return np.array([int(row[rows[0].index("label")]) for row in rows[1:]], dtype=np.int8)


def _scores(path: Path, scorer: Callable[..., float]) -> Floats:
    rows = read_rows(path)
    left, right = (
        [row[rows[0].index(f"{side}_title")].lower() for row in rows[1:]]
        for side in ("left", "right")
    )
    return np.asarray(process.cpdist(left, right, scorer=scorer, dtype=np.float32) / 100)


def judge(split: str, data: Path, folder: Path, peers: Path | None, *, new: bool) -> None:
    """One split: a line a method."""
    for part in ("train", "valid"):
        header, rows = split_table(data / "deepmatcher" / split / f"{part}.txt")
        write_rows(folder / f"{part}.csv", header, rows)
    _tell(split, "shopwitness", our_figure(folder))
    if new:
        model = forgetful(folder / "model.json", folder / "forgetful.json")
        found = judged_figure(folder, model, folder / "forgetful.csv")
        _tell(split, "the same, records taken for new", found)
    for name in RAPIDFUZZ:
        _tell(split, f"rapidfuzz {name}", peer_figure(folder, getattr(fuzz, name)))
    if peers:
        tables = [folder / "train.csv", folder / "valid.csv"]
        subprocess.run([peers, PEERS, *tables], check=True)


def _tell(split: str, method: str, found: tuple[float, float]) -> None:
    print(f"{split:16}{method:34}{found[0]:8.3f}{found[1]:8.3f}", flush=True)


def main() -> None:
    """Every split."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--new-records", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", choices=SPLITS)
    asked = parser.parse_args()
    print(f"{'split':16}{'method':34}{'train':>8}{'valid':>8}")
    for split in SPLITS:
        if asked.only in (None, split):
            with tempfile.TemporaryDirectory() as name:
                folder = asked.keep / split if asked.keep else Path(name)
                folder.mkdir(parents=True, exist_ok=True)
                judge(split, asked.data, folder, asked.peers, new=asked.new_records)


if __name__ == "__main__":
    main()
