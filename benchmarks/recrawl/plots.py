"""Plots of the benchmark, for the documentation."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np

from benchmarks.recrawl.trials import BASELINES, BUDGETS, ORACLES, SHIPPED

mpl.use("Agg")
from matplotlib import pyplot as plt

STYLES = {SHIPPED: ("tab:red", "o", 2.4), "oracle after discovery": ("black", "", 1.2)}


def draw(shares: Mapping[str, Sequence[float]], folder: Path) -> None:
    """One SVG: share preserved by fetches a day, each policy a line, from `name budget` to shares."""
    mpl.rcParams["svg.hashsalt"] = "recrawl"
    figure, axes = plt.subplots(figsize=(6.4, 4.0))
    for name in (*BASELINES, SHIPPED, *ORACLES):
        if name == "oracle" or any(f"{name} {per_day}" not in shares for per_day in BUDGETS):
            continue
        means = [100 * float(np.mean(shares[f"{name} {per_day}"])) for per_day in BUDGETS]
        colour, marker, width = STYLES.get(name, (None, ".", 1.2))
        axes.plot(BUDGETS, means, label=name, color=colour, marker=marker, linewidth=width)
    axes.set_xscale("log")
    axes.set_xticks(BUDGETS, [str(per_day) for per_day in BUDGETS])
    axes.minorticks_off()
    axes.set_xlabel("fetches a day")
    axes.set_ylabel("violating listings preserved, %")
    axes.set_ylim(0, 100)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8, loc="center right", bbox_to_anchor=(1.0, 0.42))
    figure.tight_layout()
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / "recrawl-share.svg", metadata={"Date": None})
    plt.close(figure)
