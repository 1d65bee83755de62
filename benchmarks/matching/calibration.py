"""Draws how often pairs of each probability are one product: `docs/calibration.png`.

    python -m benchmarks.matching.pair_splits --data FOLDER --keep KEPT
    python -m benchmarks.matching.calibration --kept KEPT --out docs/calibration.png

Of the shipped model on the Vietnamese listings that it has not seen (near_miss_cases.py), and of
models fitted to `train` of the official splits, on what they were judged by; a split that is not
kept is left out. Prints the Brier score and the expected calibration error of each.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np

from benchmarks.matching.commands import read_rows
from benchmarks.matching.near_miss_cases import pairs, read_cases
from benchmarks.matching.pair_splits import labels_of
from benchmarks.matching.sources import SPLITS
from matching.offers import Floats

mpl.use("Agg")
import matplotlib.pyplot as plt

BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs with their probability and label."""

    name: str
    scores: Floats
    labels: np.ndarray

    @property
    def brier(self) -> float:
        """Mean squared distance of probability and truth."""
        return float(np.mean((self.scores - self.labels) ** 2))

    def bins(self) -> list[tuple[float, float, int]]:
        """Mean probability, share of one product and number of pairs in each tenth."""
        place = np.minimum((self.scores * BINS).astype(int), BINS - 1)
        return [
            (float(self.scores[here].mean()), float(self.labels[here].mean()), int(here.sum()))
            for here in (place == n for n in range(BINS))
            if here.any()
        ]

    @property
    def error(self) -> float:
        """Expected calibration error: mean distance of the two, by number of pairs."""
        return sum(abs(said - true) * n for said, true, n in self.bins()) / len(self.labels)


def draw(found: list[Judged], out: Path) -> None:
    """One line a table; the size of a point is the number of its pairs."""
    figure, axes = plt.subplots(figsize=(6, 6))
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for judged in found:
        said, true, counts = (np.array(column) for column in zip(*judged.bins(), strict=True))
        line = axes.plot(said, true, linewidth=1, label=f"{judged.name} ({len(judged.labels)})")
        axes.scatter(said, true, s=12 + 6 * np.sqrt(counts), color=line[0].get_color(), alpha=0.6)
    axes.set_xlabel("probability that the model says")
    axes.set_ylabel("share of pairs that are one product")
    axes.legend(loc="upper left", frameon=False)
    figure.tight_layout()
    figure.savefig(out, dpi=110, metadata={"Software": None})


def _judged(name: str, table: Path, out: Path) -> Judged:
    scores = np.array([float(row[1]) for row in read_rows(out)[1:]], np.float32)
    return Judged(name, scores, labels_of(table))


def _shipped() -> Judged:
    near = [case for case in read_cases("unseen") if case.entry]
    scores = np.array([score for _, score in pairs(near)], np.float32)
    labels = np.array([case.is_same for case in near])
    return Judged("as shipped, Vietnamese listings", scores, labels)


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kept", type=Path, default=Path("kept"))
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    kept = [split for split in SPLITS if (asked.kept / split / "out.csv").exists()]
    found = [_shipped()]
    found += [
        _judged(split, asked.kept / split / "valid.csv", asked.kept / split / "out.csv")
        for split in kept
    ]
    for judged in found:
        print(f"{judged.name}: Brier {judged.brier:.4f}, calibration error {judged.error:.4f}")
    draw(found, asked.out)


if __name__ == "__main__":
    main()
