"""Runs trials over seeds and remembers what each preserved; the targets that it is held against."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from benchmarks.recrawl import trials
from benchmarks.recrawl.trials import BUDGETS, FOUR_RUNS, SHIPPED, Trial, Worlds

Value = TypeVar("Value")
Parts = dict[str, dict[int, dict[str, float]]]
"""Shares of parts by trial and seed."""

FEW = 2
"""Seeds over which differences and other worlds are tried: the first of those asked for."""


class Bench:
    """Shares by trial and seed; what is kept in a file is not run again."""

    def __init__(self, seeds: list[int], kept: Path | None = None, shrink: int = 1) -> None:
        self.seeds, self.kept = seeds, kept
        self.worlds = Worlds(shrink)
        self.shares: dict[str, dict[int, float]] = {}
        self.kinds: Parts = {}
        self.losses: Parts = {}
        if kept is not None and kept.exists():
            before = json.loads(kept.read_text(encoding="utf-8"))
            # What was kept before shares were kept by seed has no losses.
            if before.get("shrink") == shrink and "losses" in before:
                self.shares = _by_seed(before["shares"])
                self.kinds = _by_seed(before["kinds"])
                self.losses = _by_seed(before["losses"])

    def run(self, name: str, trial: Trial, seeds: Sequence[int] | None = None) -> float:
        """Mean share over seeds, all of them unless some are named."""
        asked = self.seeds if seeds is None else seeds
        for seed in asked:
            if seed not in self.shares.setdefault(name, {}):
                world = self.worlds.get(trial.world, seed)
                outcome = trials.run(trial, world, seed, shrink=self.worlds.shrink)
                self.shares[name][seed] = outcome.share
                self.kinds.setdefault(name, {})[seed] = outcome.share_by_kind()
                self.losses.setdefault(name, {})[seed] = outcome.losses()
                self._keep()
        return float(np.mean([self.shares[name][seed] for seed in asked]))

    def _keep(self) -> None:
        if self.kept is not None:
            kept = {
                "shrink": self.worlds.shrink,
                "shares": self.shares,
                "kinds": self.kinds,
                "losses": self.losses,
            }
            self.kept.write_text(json.dumps(kept, indent=1), encoding="utf-8")

    @property
    def few(self) -> list[int]:
        """The first of the seeds."""
        return self.seeds[:FEW]

    def each(self, name: str) -> str:
        """The share of every seed in per cent, in the order of the seeds."""
        shares = self.shares.get(name, {})
        return ", ".join(f"{100 * shares[seed]:.1f}" for seed in self.seeds if seed in shares)

    def mean(self, name: str, seeds: Sequence[int] | None = None) -> float | None:
        """Mean share of a trial that was run with all of those seeds."""
        asked = self.seeds if seeds is None else seeds
        shares = self.shares.get(name, {})
        if not all(seed in shares for seed in asked):
            return None
        return float(np.mean([shares[seed] for seed in asked]))

    def part_means(self, parts: Parts, name: str) -> dict[str, float]:
        """The mean over seeds of each part of a trial's `kinds` or `losses` that any seed has."""
        found = [shares for seed, shares in parts[name].items() if seed in self.seeds]
        named = dict.fromkeys(part for shares in found for part in shares)
        return {
            part: float(np.mean([shares[part] for shares in found if part in shares]))
            for part in named
        }


def _by_seed(kept: dict[str, dict[str, Value]]) -> dict[str, dict[int, Value]]:
    return {name: {int(s): value for s, value in each.items()} for name, each in kept.items()}


def targets(bench: Bench) -> list[tuple[str, float, float, bool]]:
    """Name, measured, target and whether it is a lower bound, for what was run."""
    rows: list[tuple[str, float, float, bool]] = []
    shipped = {per_day: bench.mean(f"{SHIPPED} {per_day}") for per_day in BUDGETS}
    for per_day, target in ((2000, 85.0), (1000, 74.0), (500, 42.0)):
        if (share := shipped[per_day]) is not None:
            rows.append((f"share at {per_day}, %", 100 * share, target, True))
    if (usual := shipped[2000]) is not None:
        if bound := bench.mean("oracle after discovery 2000"):
            rows.append(("of the oracle after discovery, %", 100 * usual / bound, 95.0, True))
        if uniform := bench.mean("uniform nightly 2000"):
            rows.append(("times uniform nightly", usual / uniform, 4.5, True))
    return rows + _conditions(bench)


def _conditions(bench: Bench) -> list[tuple[str, float, float, bool]]:
    """The same of what goes wrong, each against nothing going wrong with the same seeds."""
    rows: list[tuple[str, float, float, bool]] = []
    usual = bench.mean(f"{SHIPPED} 2000", bench.few)
    if (share := bench.mean(FOUR_RUNS)) is not None:
        rows.append((f"{FOUR_RUNS}, %", 100 * share, 80.0, True))
    for name, most in (
        ("hazards guessed at a third", 2.0),
        ("hazards guessed threefold", 2.0),
        ("a tenth fail, a tenth decided", 4.0),
    ):
        share = bench.mean(name, bench.few)
        if usual is not None and share is not None:
            rows.append((f"points lost: {name}", 100 * (usual - share), most, False))
    return rows
