"""Nights of the practice marketplace under the real scheduler, against the same budget spent uniformly.

python -m benchmarks.nights --nights 3 --budget 150 --save build/nights.json
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.nights import uniform
from benchmarks.nights.scheduled import run_night
from demo.marketplace import SEED, Marketplace, practice_marketplace
from demo.truth import ListingTruth
from demo.world import Archetype
from domain.target import PageKind
from jobs.demo import fill, practice_environment
from jobs.keys import prepare_keys
from jobs.share import preserved_share
from jobs.workspace import Workspace, open_workspace

DAY = timedelta(hours=24)
UNIFORM_RUNS = 20


def main() -> None:
    """Run the nights and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nights", description=__doc__)
    parser.add_argument("--nights", type=int, default=3)
    parser.add_argument("--budget", type=int, default=150, help="page visits a night")
    parser.add_argument(
        "--seconds", type=float, default=300.0, help="longest that a night may take"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of the marketplace's world")
    parser.add_argument("--save", type=Path, help="keep the figures as JSON")
    chosen = parser.parse_args()
    with TemporaryDirectory() as scratch, practice_marketplace(seed=chosen.seed) as market:
        home = Path(scratch)
        with practice_environment(home, market):
            figures = _measure(home, market, chosen)
    _print(figures)
    if chosen.save:
        chosen.save.parent.mkdir(parents=True, exist_ok=True)
        chosen.save.write_text(json.dumps(figures, indent=2, default=str) + "\n", "utf-8")


def _measure(home: Path, market: Marketplace, chosen: argparse.Namespace) -> dict[str, object]:
    workspace = open_workspace()
    try:
        prepare_keys(workspace.settings, practice=True)
        fill(workspace, market, home)
        began, clock, codes = market.now(), time.monotonic(), []
        starts: list[datetime] = []
        for number in range(chosen.nights):
            market.advance((began + number * DAY - market.now()) / timedelta(hours=1))
            starts.append(market.now())
            night = f"practice-{number + 1}"
            codes.append(
                run_night(home, market, night, budget=chosen.budget, seconds=chosen.seconds)
            )
        gone = _gone(market, began, _shops(workspace, read=True))
        by_plan = _kept_by_the_crawl(workspace, market)
        shares = [
            _shares(gone, uniform.kept(
                market.truth(), _shops(workspace), starts, budget=chosen.budget, seed=n
            ))
            for n in range(UNIFORM_RUNS)
        ]  # fmt: skip
        with workspace.store.reading() as repo:
            estimate = preserved_share(repo, workspace.sites.sites, now=datetime.now(began.tzinfo))
            visits = sum(
                site.visits
                for run in repo.runs.latest("crawl")
                for site in repo.runs.site_runs(run.run_id)
            )
        return {
            "seed": chosen.seed,
            "budget": chosen.budget,
            "exit_codes": codes,
            "visits": visits,
            "seconds": round(time.monotonic() - clock),
            "deleted": {name: len(keys) for name, keys in gone.items()},
            "scheduler": _shares(gone, by_plan),
            "uniform": {name: statistics.mean(share[name] for share in shares) for name in gone},
            "estimate": asdict(estimate),
        }
    finally:
        workspace.store.close()


KINDS: dict[str, Callable[[ListingTruth], bool]] = {
    "all": lambda listing: True,
    "hit-and-run shops": lambda listing: listing.archetype is Archetype.HIT_AND_RUN,
    "other shops": lambda listing: listing.archetype is not Archetype.HIT_AND_RUN,
}
READ = "shops whose list was read"
"""What the crawl's own estimate speaks of."""


def _gone(
    market: Marketplace, began: datetime, read: set[uniform.Key]
) -> dict[str, set[uniform.Key]]:
    """The violating listings deleted since the first night began: all, by kind of shop, in those read."""
    now = market.now()
    deleted = [
        listing
        for listing in market.truth().listings
        if listing.violates and listing.removed_at and began < listing.removed_at <= now
    ]
    inside = [x for x in deleted if (x.platform, x.shop_id) in read]
    parts = {name: [x for x in deleted if fits(x)] for name, fits in KINDS.items()}
    return {
        name: {(x.platform, x.listing_id) for x in those}
        for name, those in (parts | {READ: inside}).items()
    }


def _kept_by_the_crawl(workspace: Workspace, market: Marketplace) -> set[uniform.Key]:
    platform_of = {market.site_id(p): p for p in {x.platform for x in market.truth().shops}}
    with workspace.store.reading() as repo:
        return {
            (platform_of[state.site_id], state.listing_id)
            for site_id in workspace.sites.sites
            for state in repo.frontier.listings(site_id)
            if state.last_alive_at and state.visits
        }


def _shops(workspace: Workspace, *, read: bool = False) -> set[uniform.Key]:
    """The shops that are known: those watched and those that the crawl came to know, or read."""
    with workspace.store.reading() as repo:
        return {
            (workspace.sites.sites[site_id].platform, state.shop_id)
            for site_id in workspace.sites.sites
            for state in repo.frontier.shops(site_id)
            if state.target is not None and state.target.kind is PageKind.SHOP
            if state.visits or not read
        }


def _shares(gone: dict[str, set[uniform.Key]], kept: set[uniform.Key]) -> dict[str, float]:
    return {name: len(keys & kept) / max(len(keys), 1) for name, keys in gone.items()}


def _print(figures: dict[str, object]) -> None:
    for name in ("seed", "budget", "visits", "seconds", "exit_codes"):
        print(f"{name}: {figures[name]}")
    print(f"{'preserved before deletion':28}{'deleted':>9}{'scheduler':>11}{'uniform':>9}")
    deleted, ours, theirs = figures["deleted"], figures["scheduler"], figures["uniform"]
    assert isinstance(deleted, dict)
    assert isinstance(ours, dict)
    assert isinstance(theirs, dict)
    for name in (*KINDS, READ):
        print(f"{name:28}{deleted[name]:>9}{ours[name]:>11.1%}{theirs[name]:>9.1%}")
    estimate = figures["estimate"]
    assert isinstance(estimate, dict)
    if estimate["share"] is not None:
        print(
            f"estimated from inside: {estimate['share']:.0%} "
            f"({estimate['low']:.0%} to {estimate['high']:.0%})"
        )


if __name__ == "__main__":
    main()
