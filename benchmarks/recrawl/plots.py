"""Plots of the benchmark, for the documentation."""

from pathlib import Path

import matplotlib as mpl

from benchmarks.recrawl.bench import Bench
from benchmarks.recrawl.trials import BASELINES, BUDGETS, ORACLES, SHIPPED

mpl.use("Agg")
from matplotlib import pyplot as plt

STYLES = {
    SHIPPED: ("tab:red", "o", 2.4),
    "capture index, all known": ("tab:purple", ".", 1.2),
    "oracle after discovery": ("black", "", 1.2),
}


def draw(bench: Bench, folder: Path) -> None:
    """One SVG: share preserved by fetches a day, each policy a line, means over the seeds.

    A policy is drawn at the budgets at which it was measured.
    """
    mpl.rcParams["svg.hashsalt"] = "recrawl"
    measured: set[int] = set()
    figure, axes = plt.subplots(figsize=(6.4, 4.0))
    for name in (*BASELINES, SHIPPED, *ORACLES):
        shares = {per_day: bench.mean(f"{name} {per_day}") for per_day in BUDGETS}
        budgets = [per_day for per_day, share in shares.items() if share is not None]
        if name == "oracle" or not budgets:
            continue
        means = [100 * (shares[per_day] or 0.0) for per_day in budgets]
        measured.update(budgets)
        colour, marker, width = STYLES.get(name, (None, ".", 1.2))
        axes.plot(budgets, means, label=name, color=colour, marker=marker, linewidth=width)
    axes.set_xscale("log")
    axes.set_xticks(sorted(measured), [str(per_day) for per_day in sorted(measured)])
    axes.minorticks_off()
    axes.set_xlabel("fetches a day")
    axes.set_ylabel("violating listings preserved, %")
    axes.set_ylim(0, 100)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(0.02, 0.34))
    figure.tight_layout()
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / "recrawl-share.svg", metadata={"Date": None})
    plt.close(figure)
