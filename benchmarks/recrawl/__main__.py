"""`python -m benchmarks.recrawl`: the share preserved before deletion, with the targets it must meet."""

import argparse
from pathlib import Path

from benchmarks.recrawl import plots, trials
from benchmarks.recrawl.bench import Bench, targets
from benchmarks.recrawl.trials import BUDGETS, FOUR_RUNS, ORACLES, SHIPPED, Trial


def print_headline(bench: Bench) -> None:
    """Policies by budgets."""
    print(f"{'share preserved, %':28}" + "".join(f"{per_day:>8}" for per_day in BUDGETS))
    for name in (*trials.BASELINES, SHIPPED, *ORACLES):
        line = f"{name:28}"
        for trial in trials.headline():
            if trial.policy == name:
                line += f"{100 * bench.run(f'{name} {trial.per_day}', trial):8.1f}"
        print(line, flush=True)
    print(f"\n{SHIPPED}, each of the seeds {', '.join(map(str, bench.seeds))}")
    for per_day in BUDGETS:
        print(f"  at {per_day:<23}{bench.each(f'{SHIPPED} {per_day}')}")
    print(f"\n{SHIPPED} at 2000, by kind of seller")
    bounds = bench.part_means(bench.kinds, "oracle after discovery 2000")
    for kind, share in bench.part_means(bench.kinds, f"{SHIPPED} 2000").items():
        print(f"  {kind:26}{100 * share:8.1f}   of {100 * bounds[kind]:.1f}")
    print(f"\n{SHIPPED}, what was lost, % of all{'':16}" + "".join(f"{b:>8}" for b in BUDGETS))
    lost = [bench.part_means(bench.losses, f"{SHIPPED} {per_day}") for per_day in BUDGETS]
    for part in lost[0]:
        print(f"  {part:52}" + "".join(f"{100 * each[part]:8.1f}" for each in lost))
    print(flush=True)


def print_conditions(bench: Bench) -> None:
    """What goes wrong, at 2 000 fetches a day."""
    print(f"{'at 2000 a day, what goes wrong':36}{'share':>8}")
    usual = bench.run(f"{SHIPPED} 2000", Trial(policy=SHIPPED, per_day=2000), bench.few)
    print(f"{'nothing':36}{100 * usual:8.1f}")
    for name, trial in trials.conditions().items():
        # What has a share of its own to reach is held against it over all worlds, as the headline is.
        share = bench.run(name, trial, bench.seeds if name == FOUR_RUNS else bench.few)
        print(f"{name:36}{100 * share:8.1f}   {bench.each(name)}", flush=True)
    print()


def print_elsewhere(bench: Bench) -> None:
    """Other worlds, at 2 000 fetches a day, each beside its own oracle."""
    print(f"{'at 2000 a day in another world':46}{'share':>8}")
    for world, rows in trials.elsewhere().items():
        print(world)
        for policy, trial in rows.items():
            share = bench.run(f"{policy}, {world}", trial, bench.few)
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


def main() -> int:
    """Run what was asked for, print it, keep it where told to; 0 where every target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--seeds",
        type=int,
        nargs="+",
        default=[1, 2, 3, 4, 5],
        help="worlds to draw; conditions and other worlds take the first two",
    )
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
        plots.draw(bench, asked.plots)
    return 0 if print_targets(bench) else 1


if __name__ == "__main__":
    raise SystemExit(main())
