"""The trials of the recrawl benchmark: who is tried, in which world, under which conditions."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from benchmarks.recrawl import baselines
from benchmarks.recrawl.bounds import oracle
from benchmarks.recrawl.drive import Budget, Conditions, Outcome, drive, runs, spread, window
from benchmarks.recrawl.world import World, make_world
from benchmarks.recrawl.worlds import FOREIGN, HEADLINE, WORLDS, shrunk
from crawler.recrawl import RecrawlConfig, RecrawlPolicy

BUDGETS = (500, 1000, 2000, 4000, 8000)
FOUR_RUNS = "four runs a day"
WRONG_HAZARDS = (1 / 3, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One policy in one world at one budget."""

    policy: str
    per_day: int
    world: str = HEADLINE
    rhythm: str = "trickle"
    conditions: Conditions = field(default_factory=Conditions)
    hazard_factor: float = 1.0


RHYTHMS: dict[str, Callable[[float], Budget]] = {
    "trickle": spread,
    "nightly": window,
    FOUR_RUNS: runs,
}

BASELINES: dict[str, tuple[type[baselines.Baseline], str]] = {
    "uniform nightly": (baselines.Uniform, "nightly"),
    "change-rate proportional": (baselines.ChangeProportional, "trickle"),
    "freshness index": (baselines.Freshness, "trickle"),
    "capture index, all known": (baselines.Informed, "trickle"),
}
SHIPPED = "shipped policy"
RIVALS = ("uniform nightly", "change-rate proportional")
ORACLES = {"oracle after discovery": True, "oracle": False}


class Worlds:
    """Worlds by name and seed, drawn once; only the latest is held."""

    def __init__(self, shrink: int = 1) -> None:
        self.shrink = shrink
        self._held: tuple[str, int, World] | None = None

    def get(self, name: str, seed: int) -> World:
        """The world of that name and seed."""
        if self._held is None or self._held[:2] != (name, seed):
            self._held = (name, seed, make_world(shrunk(WORLDS[name], self.shrink), seed))
        return self._held[2]


def run(trial: Trial, world: World, seed: int, *, shrink: int = 1) -> Outcome:
    """One trial to its end, its fetches divided as the world was; equal for equal arguments."""
    per_day = trial.per_day / shrink
    if trial.policy in ORACLES:
        budget = RHYTHMS[trial.rhythm](per_day)
        return oracle(world, budget, discovered=ORACLES[trial.policy])
    if trial.policy in BASELINES:
        schedule, rhythm = BASELINES[trial.policy]
        budget = RHYTHMS[rhythm](per_day)
        return drive(world, schedule(world), budget, trial.conditions, seed)
    config = RecrawlConfig(seed=seed, hazard_factor=trial.hazard_factor)
    budget = RHYTHMS[trial.rhythm](per_day)
    return drive(world, RecrawlPolicy(config), budget, trial.conditions, seed)


def headline() -> list[Trial]:
    """Every policy at every budget."""
    names = (*BASELINES, SHIPPED, *ORACLES)
    return [Trial(policy=name, per_day=per_day) for name in names for per_day in BUDGETS]


def conditions() -> dict[str, Trial]:
    """The shipped policy at 2 000 fetches a day where something goes wrong."""
    usual = Trial(policy=SHIPPED, per_day=2000)
    return {
        FOUR_RUNS: replace(usual, rhythm=FOUR_RUNS),
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


def elsewhere() -> dict[str, dict[str, Trial]]:
    """The shipped policy and its oracle at 2 000 fetches a day in every other world, by policy.

    In worlds of other sellers also the schedules that it must never fall below.
    """
    found = {}
    for world in WORLDS:
        if world != HEADLINE:
            rivals = RIVALS if world in FOREIGN else ()
            names = (*rivals, SHIPPED, "oracle after discovery")
            found[world] = {name: Trial(policy=name, per_day=2000, world=world) for name in names}
    return found
