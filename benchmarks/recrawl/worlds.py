"""The worlds of the benchmark: the headline one, its variations, and some that are built differently."""

from dataclasses import replace
from typing import Any

from benchmarks.recrawl.world import V2_KINDS, Kind, WorldConfig

HEADLINE = "headline"
FLAT = (1.0,) * 24
OFFICE = (0.2,) * 8 + (2.0,) * 9 + (0.2,) * 7
"""Births by hour of the day where shops are stocked at work, from 8 to 17 h."""


def _changed(name: str, **changes: Any) -> WorldConfig:
    """The headline world with one kind of seller changed."""
    return WorldConfig(kinds=_kinds({name: changes}))


def _kinds(changes: dict[str, dict[str, Any]]) -> tuple[Kind, ...]:
    """The headline kinds, some of them changed."""
    return tuple(replace(kind, **changes.get(kind.name, {})) for kind in V2_KINDS)


VARIED = {
    "hit-and-run locked after 8 h": _changed("hit-and-run", shop_life=8 / 0.693),
    "hit-and-run fuller, locked after 17 h": _changed(
        "hit-and-run", shop_life=24.0, dump=13.0, dump_hours=3.0
    ),
    "hit-and-run locked at a typical age": _changed("hit-and-run", shop_life_shape=3.0),
    "discovery after 2 h": WorldConfig(discovery_delay=2.0),
    "weak matcher, AUC 0.71": WorldConfig(matcher_separation=0.78),
    "matcher surer than it should be": WorldConfig(matcher_claimed=2.6, matcher_separation=1.3),
    "matcher errs by shop": WorldConfig(matcher_shop_noise=0.8),
    "no hints": WorldConfig(hint_new=0.0, hint_operator=0.0),
    "full shops": WorldConfig(stock=40.0),
    "hit-and-run half honest": _changed("hit-and-run", violating=0.6, violating_spread=0.2),
}
"""The headline world with one thing changed that a policy may lean on."""

GRADUAL = WorldConfig(
    hour_weights=FLAT,
    hint_operator=0.0,
    kinds=_kinds(
        {
            "hit-and-run": {"dump": 0.0, "births": 7.0 / 24, "shop_life": 72.0, "operators": 0},
            "honest-new": {"dump": 0.0, "births": 1.5 / 24},
        }
    ),
)

BULK = WorldConfig(
    hint_new=0.0,
    hint_operator=0.0,
    stock=60.0,
    kinds=(
        Kind(name="stable", standing=1500, births=1.0 / 24, violating=0.01, honest_life=2000.0),
        Kind(name="mixed", standing=600, births=4.0 / 24, births_spread=1.0, violating=0.3,
             violating_spread=0.4, violating_life=36.0),
        Kind(name="flooding", standing=60, opened=3.0, births=20.0 / 24, violating=0.7,
             violating_spread=0.1, violating_life=24.0, shop_life=400.0),
        Kind(name="opened", opened=20.0, births=1.0 / 24, dump=30.0, dump_hours=24.0,
             violating=0.15, violating_spread=0.5, violating_life=60.0, shop_life=500.0),
    ),
)  # fmt: skip

SLOW = WorldConfig(
    discovery_delay=24.0,
    matcher_separation=1.0,
    hour_weights=OFFICE,
    kinds=(
        Kind(name="stable", standing=2000, births=0.5 / 24, violating=0.02),
        Kind(name="persistent", standing=300, births=1.0 / 24, violating=0.5,
             violating_spread=0.3, violating_life=240.0),
        Kind(name="late", opened=25.0, dump=6.0, dump_hours=40.0, births=3.0 / 24, violating=0.8,
             violating_spread=0.2, violating_life=300.0, shop_life=150.0, shop_life_shape=4.0),
        Kind(name="honest-new", opened=25.0, dump=6.0, dump_hours=40.0, births=1.0 / 24,
             violating=0.02),
    ),
)  # fmt: skip

FOREIGN = {
    "listed bit by bit, no evening, no operators": GRADUAL,
    "floods past the newest thirty, no hints": BULK,
    "slow locks at one age, weak matcher, late": SLOW,
}
"""Worlds of other sellers: who lists when, lives how long and is known how is all different."""

WORLDS = {HEADLINE: WorldConfig(), **VARIED, **FOREIGN}
"""Every world by name."""


def shrunk(config: WorldConfig, by: int) -> WorldConfig:
    """A world of so many times fewer shops and hands, with caps to match; budgets follow suit."""
    kinds = tuple(
        replace(
            kind,
            standing=kind.standing // by,
            opened=kind.opened / by,
            operators=max(1, kind.operators // by) if kind.operators else 0,
        )
        for kind in config.kinds
    )
    return replace(
        config, kinds=kinds, sites=tuple((name, cap // by) for name, cap in config.sites)
    )
