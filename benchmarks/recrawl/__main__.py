"""`python -m benchmarks.recrawl`: the share preserved before deletion, with the targets it must meet."""

import argparse
import json
from pathlib import Path

import numpy as np

from benchmarks.recrawl import plots, trials
from benchmarks.recrawl.trials import BUDGETS, ORACLES, SHIPPED, Trial, Worlds

Shares = dict[str, list[float]]


class Bench:
    """Runs trials over the seeds and remembers their shares by name."""

    def __init__(self, seeds: list[int], kept: Path | None = None, shrink: int = 1) -> None:
        self.seeds = seeds
        self.kept = kept
        self.worlds = Worlds(shrink)
        self.shares: Shares = {}
        self.kinds: dict[str, list[dict[str, float]]] = {}
        if kept is not None and kept.exists():
            before = json.loads(kept.read_text(encoding="utf-8"))
            if before["seeds"] == seeds and before.get("shrink", 1) == shrink:
                self.shares, self.kinds = before["shares"], before["kinds"]

    def run(self, name: str, trial: Trial) -> float:
        """Mean share over the seeds; a trial that is kept from before is not run again."""
        if name not in self.shares:
            outcomes = [
                trials.run(
                    trial, self.worlds.get(trial.world, seed), seed, shrink=self.worlds.shrink
                )
                for seed in self.seeds
            ]
            self.shares[name] = [outcome.share for outcome in outcomes]
            self.kinds[name] = [outcome.share_by_kind() for outcome in outcomes]
            self._keep()
        return float(np.mean(self.shares[name]))

    def _keep(self) -> None:
        if self.kept is not None:
            kept = {
                "seeds": self.seeds,
                "shrink": self.worlds.shrink,
                "shares": self.shares,
                "kinds": self.kinds,
            }
            self.kept.write_text(json.dumps(kept, indent=1), encoding="utf-8")

    def spread(self, name: str) -> str:
        """Lowest and highest share over the seeds, in per cent."""
        shares = self.shares[name]
        return f"{100 * min(shares):.1f} to {100 * max(shares):.1f}" if len(shares) > 1 else ""

    def mean(self, name: str) -> float | None:
        """Mean share of a trial that was run."""
        return float(np.mean(self.shares[name])) if name in self.shares else None


def print_headline(bench: Bench) -> None:
    """Policies by budgets."""
    print(f"{'share preserved, %':28}" + "".join(f"{per_day:>8}" for per_day in BUDGETS))
    for name in (*trials.BASELINES, SHIPPED, *ORACLES):
        line = f"{name:28}"
        for trial in trials.headline():
            if trial.policy == name:
                line += f"{100 * bench.run(f'{name} {trial.per_day}', trial):8.1f}"
        print(line, flush=True)
    print(f"{'':28}" + "  ".join(bench.spread(f"{SHIPPED} {per_day}") for per_day in BUDGETS))
    print()
    for kind in bench.kinds[f"{SHIPPED} 2000"][0]:
        values = [shares.get(kind, float("nan")) for shares in bench.kinds[f"{SHIPPED} 2000"]]
        bounds = [s.get(kind, float("nan")) for s in bench.kinds["oracle after discovery 2000"]]
        print(
            f"  {kind:26}{100 * np.nanmean(values):8.1f}   of {100 * np.nanmean(bounds):.1f} at 2000"
        )
    print(flush=True)


def print_conditions(bench: Bench) -> None:
    """What goes wrong, at 2 000 fetches a day."""
    print(f"{'at 2000 a day, what goes wrong':36}{'share':>8}")
    usual = bench.run(f"{SHIPPED} 2000", Trial(policy=SHIPPED, per_day=2000))
    print(f"{'nothing':36}{100 * usual:8.1f}")
    for name, trial in trials.conditions().items():
        share = bench.run(name, trial)
        print(f"{name:36}{100 * share:8.1f}   {bench.spread(name)}", flush=True)
    print()


def print_elsewhere(bench: Bench) -> None:
    """Other worlds, at 2 000 fetches a day, each beside its own oracle."""
    print(f"{'at 2000 a day in another world':46}{'share':>8}")
    for world, rows in trials.elsewhere().items():
        print(world)
        for policy, trial in rows.items():
            share = bench.run(f"{policy}, {world}", trial)
            print(f"  {policy:44}{100 * share:8.1f}", flush=True)
    print()


def print_targets(bench: Bench) -> bool:
    """Each target with what was measured; true where all are met."""
    all_met = True
    for name, measured, target, at_least in targets(bench):
        met = measured >= target if at_least else measured <= target
        all_met &= met
        sign = ">=" if at_least else "<="
        print(f"{name:52}{measured:8.1f}  {sign} {target:<6g}{'met' if met else 'MISSED'}")
    return all_met


def targets(bench: Bench) -> list[tuple[str, float, float, bool]]:
    """Name, measured, target and whether it is a lower bound, for what was run."""
    rows: list[tuple[str, float, float, bool]] = []
    shipped = {per_day: bench.mean(f"{SHIPPED} {per_day}") for per_day in BUDGETS}
    for per_day, target in ((2000, 85.0), (1000, 74.0), (500, 42.0)):
        if (share := shipped[per_day]) is not None:
            rows.append((f"share at {per_day}, %", 100 * share, target, True))
    usual = shipped[2000]
    if usual is None:
        return rows
    if bound := bench.mean("oracle after discovery 2000"):
        rows.append(("of the oracle after discovery, %", 100 * usual / bound, 95.0, True))
    if uniform := bench.mean("uniform nightly 2000"):
        rows.append(("times uniform nightly", usual / uniform, 4.5, True))
    if (share := bench.mean("four runs a day")) is not None:
        rows.append(("four runs a day, %", 100 * share, 80.0, True))
    for name, most in (
        ("hazards guessed at a third", 2.0),
        ("hazards guessed threefold", 2.0),
        ("a tenth fail, a tenth decided", 4.0),
    ):
        if (share := bench.mean(name)) is not None:
            rows.append((f"points lost: {name}", 100 * (usual - share), most, False))
    return rows


def main() -> int:
    """Run what was asked for, print it, keep it where told to; 0 where every target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--only", choices=["headline", "conditions", "worlds"], nargs="+")
    parser.add_argument("--save", type=Path, help="keep every share here; go on from what it holds")
    parser.add_argument("--plots", type=Path, help="draw the plots into this folder")
    parser.add_argument(
        "--shrink", type=int, default=1, help="shops and budgets divided by this: quicker, coarser"
    )
    asked = parser.parse_args()
    parts = asked.only or ["headline", "conditions", "worlds"]
    bench = Bench(asked.seeds, asked.save, asked.shrink)
    if "headline" in parts:
        print_headline(bench)
    if "conditions" in parts:
        print_conditions(bench)
    if "worlds" in parts:
        print_elsewhere(bench)
    if asked.plots:
        plots.draw(bench.shares, asked.plots)
    return 0 if print_targets(bench) else 1


if __name__ == "__main__":
    raise SystemExit(main())
