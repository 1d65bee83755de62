"""The trials of the recrawl benchmark: who is tried, in which world, under which conditions."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks.recrawl import baselines
from benchmarks.recrawl.bounds import oracle
from benchmarks.recrawl.drive import Budget, Conditions, Outcome, drive, runs, spread, window
from benchmarks.recrawl.world import V2_KINDS, World, WorldConfig, make_world
from crawler.recrawl import RecrawlConfig, RecrawlPolicy

BUDGETS = (500, 1000, 2000, 4000, 8000)
LATE = Conditions()
WRONG_HAZARDS = (1 / 3, 3.0)


def _changed(name: str, **changes: Any) -> WorldConfig:
    """The headline world with one kind of seller changed."""
    kinds = (replace(kind, **changes) if kind.name == name else kind for kind in V2_KINDS)
    return WorldConfig(kinds=tuple(kinds))


WORLDS = {
    "headline": WorldConfig(),
    "hit-and-run locked after 8 h": _changed("hit-and-run", shop_life=8 / 0.693),
    "hit-and-run locked at a typical age": _changed("hit-and-run", shop_life_shape=3.0),
    "discovery after 2 h": WorldConfig(discovery_delay=2.0),
    "weak matcher, AUC 0.71": WorldConfig(matcher_separation=0.78),
    "matcher surer than it should be": WorldConfig(matcher_claimed=2.6, matcher_separation=1.3),
    "matcher errs by shop": WorldConfig(matcher_shop_noise=0.8),
    "no hints": WorldConfig(hint_new=0.0, hint_operator=0.0),
    "full shops": WorldConfig(stock=40.0),
    "hit-and-run half honest": _changed("hit-and-run", violating=0.6, violating_spread=0.2),
}
"""The headline world and others in which something that a policy may lean on is different."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One policy in one world at one budget."""

    policy: str
    per_day: int
    world: str = "headline"
    rhythm: str = "trickle"
    conditions: Conditions = field(default_factory=Conditions)
    hazard_factor: float = 1.0


RHYTHMS: dict[str, Callable[[float], Budget]] = {
    "trickle": spread,
    "nightly": window,
    "four runs a day": runs,
}

BASELINES: dict[str, tuple[type[baselines.Baseline], str]] = {
    "uniform nightly": (baselines.Uniform, "nightly"),
    "change-rate proportional": (baselines.ChangeProportional, "trickle"),
    "freshness index": (baselines.Freshness, "trickle"),
    "capture index, all known": (baselines.Informed, "trickle"),
}
SHIPPED = "shipped policy"
ORACLES = {"oracle after discovery": True, "oracle": False}


class Worlds:
    """Worlds by name and seed, drawn once; only the latest is held."""

    def __init__(self) -> None:
        self._held: tuple[str, int, World] | None = None

    def get(self, name: str, seed: int) -> World:
        """The world of that name and seed."""
        if self._held is None or self._held[:2] != (name, seed):
            self._held = (name, seed, make_world(WORLDS[name], seed))
        return self._held[2]


def run(trial: Trial, world: World, seed: int) -> Outcome:
    """One trial to its end; equal for equal arguments."""
    if trial.policy in ORACLES:
        budget = RHYTHMS[trial.rhythm](trial.per_day)
        return oracle(world, budget, discovered=ORACLES[trial.policy])
    if trial.policy in BASELINES:
        schedule, rhythm = BASELINES[trial.policy]
        budget = RHYTHMS[rhythm](trial.per_day)
        return drive(world, schedule(world), budget, trial.conditions, seed)
    config = RecrawlConfig(seed=seed, hazard_factor=trial.hazard_factor)
    budget = RHYTHMS[trial.rhythm](trial.per_day)
    return drive(world, RecrawlPolicy(config), budget, trial.conditions, seed)


def headline() -> list[Trial]:
    """Every policy at every budget."""
    names = (*BASELINES, SHIPPED, *ORACLES)
    return [Trial(policy=name, per_day=per_day) for name in names for per_day in BUDGETS]


def conditions() -> dict[str, Trial]:
    """The shipped policy at 2 000 fetches a day where something goes wrong."""
    usual = Trial(policy=SHIPPED, per_day=2000)
    return {
        "four runs a day": replace(usual, rhythm="four runs a day"),
        "nightly, 22 to 6": replace(usual, rhythm="nightly"),
        "hazards guessed at a third": replace(usual, hazard_factor=WRONG_HAZARDS[0]),
        "hazards guessed threefold": replace(usual, hazard_factor=WRONG_HAZARDS[1]),
        "a tenth fail, a tenth decided": replace(
            usual, conditions=Conditions(failing=0.1, decided=0.1)
        ),
        "no decisions": replace(usual, conditions=Conditions(decided=0.0)),
        "walls of a day at each site": replace(
            usual,
            conditions=Conditions(
                walls=(("shopee", 480.0, 504.0), ("lazada", 600.0, 624.0), ("tiktok", 720.0, 744.0))
            ),
        ),
        "every second page cut short": replace(usual, conditions=Conditions(incomplete=0.5)),
    }


def elsewhere() -> dict[str, tuple[Trial, Trial]]:
    """The shipped policy and its oracle at 2 000 fetches a day in every other world."""
    return {
        name: (
            Trial(policy=SHIPPED, per_day=2000, world=name),
            Trial(policy="oracle after discovery", per_day=2000, world=name),
        )
        for name in WORLDS
        if name != "headline"
    }
