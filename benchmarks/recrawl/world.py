"""The synthetic marketplace: shops of several kinds, when each listing appears and is deleted.

Everything is drawn beforehand, so that every policy and every oracle meets the same world.
Time is hours on one clock; hour 0 is midnight of day 0.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EVENING = (0.55, 0.3, 0.2, 0.15, 0.15, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0, 1.0,
           0.9, 0.9, 1.0, 1.0, 1.0, 1.1, 1.5, 2.2, 2.8, 2.8, 2.2, 1.2)  # fmt: skip
"""Births by hour of the day, relative: most shops are stocked after work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of seller. Rates are per hour, lives in hours."""

    name: str
    standing: int = 0
    """Shops that exist at hour 0."""
    opened: float = 0.0
    """Shops opened per day on average."""
    births: float = 0.0
    """Steady births per hour, day and night averaged."""
    births_spread: float = 0.5
    """Log-normal spread of that rate between shops."""
    dump: float = 0.0
    """Listings put up on average right after the opening."""
    dump_hours: float = 3.0
    """Mean of the exponential delay of those after the opening."""
    violating: float = 0.0
    violating_spread: float = 0.0
    """The shop's own share is Beta with this much spread: 0 all alike, 1 all or nothing."""
    violating_life: float = 1440.0
    """Mean life of one violating listing before it is deleted on its own."""
    honest_life: float = 1440.0
    shop_life: float = float("inf")
    """Mean of the shop's life before it is locked with everything in it."""
    shop_life_shape: float = 1.0
    """Weibull shape of that life: 1 memoryless, above 1 locked at a typical age."""
    operators: int = 0
    """Hands that open these shops; 0 where every shop stands alone."""
    shared: bool = False
    """True where a shop's link to its operator can be seen."""


V2_KINDS = (
    Kind(name="stable", standing=2400, births=0.35 / 24, violating=0.002),
    Kind(name="mixed", standing=350, births=0.8 / 24, violating=0.25, violating_spread=0.1,
         violating_life=168.0),
    Kind(name="persistent", standing=150, births=1.4 / 24, violating=0.85, violating_spread=0.05,
         violating_life=48.0, shop_life=2400.0),
    Kind(name="hit-and-run", opened=34.6, dump=10.6, dump_hours=1.5, violating=0.96,
         violating_life=120.0, shop_life=20.0 / 0.693, operators=100, shared=True),
    Kind(name="honest-new", opened=40.0, births=0.4 / 24, dump=10.3, violating=0.004),
)  # fmt: skip
"""The seller kinds of the headline world: half the hit-and-run shops are locked within 20 h."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldConfig:
    """Everything that makes a world; the defaults are the headline one."""

    days: int = 50
    scored: tuple[int, int] = (15, 47)
    """Violating listings born from the first day up to, not including, the second are counted."""
    kinds: tuple[Kind, ...] = V2_KINDS
    discovery_delay: float = 6.0
    """Mean hours from a shop's opening until its existence is known."""
    page_size: int = 30
    matcher_separation: float = 1.81
    """Distance of the two score distributions in standard deviations: 1.81 is an AUC of 0.90."""
    matcher_claimed: float | None = None
    """The separation that the matcher believes it has, where that is wrong."""
    matcher_shop_noise: float = 0.0
    """Standard deviation of an error common to every card of a shop."""
    sites: tuple[tuple[str, int], ...] = (("shopee", 240), ("lazada", 160), ("tiktok", 120))
    """Site and polite fetches per hour."""
    hour_weights: tuple[float, ...] = EVENING
    hint_new: float = 1.0
    """Share of shops whose hint says whether they opened lately."""
    hint_operator: float = 0.5
    """Share of linked shops whose operator is known on discovery."""
    stock: float = 5.0
    """Honest listings that a standing shop begins with, on average."""


@dataclass(slots=True)
class World:
    """Shops and listings; a listing's columns are sorted by shop, then birth."""

    config: WorldConfig
    shop_kind: Ints
    shop_site: Ints
    shop_open: Floats
    shop_lock: Floats
    shop_found: Floats
    shop_operator: Ints
    """Operator that can be seen, or -1."""
    shop_hint: Ints
    """1 opened lately, 0 not, -1 unsaid."""
    first: Ints
    """First listing of each shop, with one more entry for the end."""
    shop: Ints
    birth: Floats
    death: Floats
    violating: Bools
    card: Floats
    """The matcher's probability from the card alone at a base rate of 0.15."""
    page: Floats
    """The same from the listing's own page."""
    scored: Bools = field(init=False)

    def __post_init__(self) -> None:
        low, high = (24.0 * day for day in self.config.scored)
        self.scored = self.violating & (self.birth >= low) & (self.birth < high)

    @property
    def hours(self) -> float:
        """Length of the world."""
        return 24.0 * self.config.days

    def alive_on_page(self, shop: int, at: float) -> tuple[Ints, bool]:
        """Listings that the shop's page shows, newest first, and whether that is all."""
        low, high = int(self.first[shop]), int(self.first[shop + 1])
        high = low + int(np.searchsorted(self.birth[low:high], at, side="right"))
        alive = low + np.flatnonzero(self.death[low:high] > at)
        size = self.config.page_size
        return alive[::-1][:size], alive.size <= size


def make_world(config: WorldConfig, seed: int) -> World:
    """Draw a world; equal for equal arguments."""
    rng = np.random.default_rng(seed)
    shops = [_open_shops(config, kind, number, rng) for number, kind in enumerate(config.kinds)]
    kind, opened, lock, operator = (np.concatenate(column) for column in zip(*shops, strict=True))
    births = [
        _births(config, config.kinds[kind[i]], float(opened[i]), float(lock[i]), rng)
        for i in range(kind.size)
    ]
    sizes = np.array([times.size for times, _ in births])
    first = np.concatenate([[0], np.cumsum(sizes)])
    shop = np.repeat(np.arange(kind.size), sizes)
    birth = np.concatenate([times for times, _ in births])
    violating = np.concatenate([flags for _, flags in births])
    life = np.array([[k.honest_life, k.violating_life] for k in config.kinds])
    death = birth + rng.exponential(life[kind[shop], violating.astype(int)])
    card, page = _scores(config, violating, shop, kind.size, rng)
    delay = rng.exponential(config.discovery_delay, kind.size)
    standing = opened < 0
    hint = np.where(rng.random(kind.size) < config.hint_new, (~standing).astype(int), -1)
    seen = rng.random(kind.size) < config.hint_operator
    weights = np.array([cap for _, cap in config.sites], dtype=float)
    return World(
        config=config,
        shop_kind=kind,
        shop_site=rng.choice(weights.size, kind.size, p=weights / weights.sum()),
        shop_open=opened,
        shop_lock=lock,
        shop_found=np.where(standing, rng.uniform(0, 24, kind.size), opened + delay),
        shop_operator=np.where(seen, operator, -1),
        shop_hint=hint,
        first=first,
        shop=shop,
        birth=birth,
        death=np.minimum(death, lock[shop]),
        violating=violating,
        card=card,
        page=page,
    )


def _hour_of_day(config: WorldConfig, count: int, rng: np.random.Generator) -> Floats:
    weights = np.array(config.hour_weights)
    hour = rng.choice(weights.size, count, p=weights / weights.sum())
    return np.asarray(hour + rng.random(count)) * (24.0 / weights.size)


def _open_shops(
    config: WorldConfig, kind: Kind, number: int, rng: np.random.Generator
) -> tuple[Ints, Floats, Floats, Ints]:
    fresh = int(rng.poisson(kind.opened * config.days))
    opened = rng.integers(0, config.days, fresh) * 24.0 + _hour_of_day(config, fresh, rng)
    opened = np.concatenate([np.full(kind.standing, -1.0), opened])
    scale = kind.shop_life
    life = np.full(opened.size, np.inf)
    if np.isfinite(scale):
        life = scale * rng.weibull(kind.shop_life_shape, opened.size)
    hands = rng.integers(0, max(1, kind.operators), opened.size)
    operator = hands + 1000 * number if kind.shared else np.full(opened.size, -1)
    return np.full(opened.size, number), opened, np.maximum(opened, 0.0) + life, operator


def _births(
    config: WorldConfig, kind: Kind, opened: float, lock: float, rng: np.random.Generator
) -> tuple[Floats, Bools]:
    hours = 24.0 * config.days
    start = max(opened, 0.0)
    dump = start + rng.exponential(kind.dump_hours, rng.poisson(kind.dump) if kind.dump else 0)
    rate = kind.births * rng.lognormal(-(kind.births_spread**2) / 2, kind.births_spread)
    steady = rng.integers(0, config.days, rng.poisson(rate * hours)) * 24.0
    steady = steady + _hour_of_day(config, steady.size, rng)
    times = np.concatenate([dump, steady[steady > start]])
    share = kind.violating
    if kind.violating_spread > 0:
        weight = 1.0 / kind.violating_spread - 1.0
        share = float(rng.beta(share * weight, (1.0 - share) * weight))
    flags = rng.random(times.size) < share
    if opened < 0:
        old = -rng.exponential(240.0, rng.poisson(config.stock * (1.0 - share)))
        standing = rng.poisson(rate * share * kind.violating_life)
        older = -rng.exponential(kind.violating_life, standing)
        times = np.concatenate([times, old, older])
        flags = np.concatenate([flags, np.zeros(old.size, bool), np.ones(standing, bool)])
    keep = (times < lock) & (times < hours)
    order = np.argsort(times[keep], kind="stable")
    return times[keep][order], flags[keep][order]


def _scores(
    config: WorldConfig, violating: Bools, shop: Ints, shops: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    true = config.matcher_separation
    claimed = config.matcher_claimed or true
    common = rng.normal(0.0, config.matcher_shop_noise, shops)[shop]
    score = rng.normal(0.0, 1.0, violating.size) + common + true * violating
    card = _probability(claimed * score - claimed * claimed / 2)
    better = score + rng.normal(0.0, 1.0, violating.size) + true * violating
    page = _probability(claimed * (better - common) - claimed * claimed)
    return card, page


def _probability(ratio: Floats) -> Floats:
    base = np.log(0.15 / 0.85)
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(base + ratio, -30, 30))))
