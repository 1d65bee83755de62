"""When things happen: births, edits, removals and locks over the days of the practice world."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from random import Random

from demo.pictures import Picture
from demo.world import Archetype, Platform, PracticeListing, Revision, ShopKey, Violation

DAYS = 6
"""For so many days after the first night's beginning things keep happening."""

# What happens to standing listings in each 24 hours, at scale 1.
_SEIZED = 20
_WITHDRAWN = 5
_PRICES = 30
_TITLES = 10
_PHOTOS = 8
_SOLD_OUT = 4
_UNLISTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A hit-and-run seller: the hours at which each of its shops opens and is locked."""

    platform: Platform
    lives: tuple[tuple[float, float], ...]
    operator_group: str


# Three of them are open when the first night begins and locked before the second one does.
CHAINS: tuple[Chain, ...] = (
    Chain(
        platform=Platform.SHOPEE,
        lives=((-5, 9), (15, 41), (50, 75), (84, 110)),
        operator_group="runner-a",
    ),
    Chain(
        platform=Platform.LAZADA,
        lives=((-10, 13), (21, 60), (70, 101)),
        operator_group="runner-b",
    ),
    Chain(
        platform=Platform.TIKTOK,
        lives=((-3, 20), (30, 55), (66, 99)),
        operator_group="runner-c",
    ),
    Chain(platform=Platform.TIKTOK, lives=((-40, 70), (78, 118)), operator_group="runner-d"),
    Chain(platform=Platform.LAZADA, lives=((-6, 30), (44, 80)), operator_group="fake-0"),
    Chain(platform=Platform.SHOPEE, lives=((30, 52), (60, 90)), operator_group="runner-d"),
)


def birth_hours(archetype: Archetype, *, opened_at: float, stock: int, rng: Random) -> list[float]:
    """The hours at which a standing shop's listings are born, its first stock included."""
    old = [rng.uniform(opened_at, -1.0) for _ in range(stock)]
    per_day = 1.6 if archetype is Archetype.PERSISTENT_FAKE else 0.5
    new = [
        rng.uniform(24 * day + 0.5, 24 * day + 23.5)
        for day in range(DAYS)
        for _ in range(_rounded(per_day, rng))
    ]
    return sorted([*old, *new])


def live_out(
    listings: Sequence[PracticeListing],
    *,
    standing: frozenset[ShopKey],
    pictures: dict[str, Picture],
    scale: float,
    rng: Random,
) -> tuple[PracticeListing, ...]:
    """The same listings with their removals and edits; new photos are added to `pictures`.

    Only listings of the `standing` shops, those that are never locked, are touched.
    """
    lives = list(listings)
    for day in range(DAYS):
        present = [
            i
            for i, one in enumerate(lives)
            if (one.platform, one.shop_id) in standing and one.is_alive(day * 24.0)
        ]
        rng.shuffle(present)
        _remove(lives, present, day=day, scale=scale, rng=rng)
        _edit(lives, present, pictures, day=day, scale=scale, rng=rng)
    return tuple(lives)


def _remove(
    lives: list[PracticeListing], present: list[int], *, day: int, scale: float, rng: Random
) -> None:
    bad = [i for i in present if lives[i].kinds - {Violation.UNREGISTERED_SELLER}]
    good = [i for i in present if not lives[i].kinds]
    chosen = bad[: _scaled(_SEIZED, scale)] + good[: _scaled(_WITHDRAWN, scale)]
    for i in chosen:
        lives[i] = replace(lives[i], removed_at=_hour(day, rng))
        present.remove(i)


def _edit(
    lives: list[PracticeListing],
    present: list[int],
    pictures: dict[str, Picture],
    *,
    day: int,
    scale: float,
    rng: Random,
) -> None:
    rest = iter(present)
    for number, edit in _EDITS:
        for i in islice(rest, _scaled(number, scale)):
            one = lives[i]
            before = replace(one.revisions[-1], at=_hour(day, rng))
            after = edit(before, rng)
            lives[i] = replace(one, revisions=(*one.revisions, after))
    for i in islice(rest, _scaled(_PHOTOS, scale)):
        one = lives[i]
        lives[i] = replace(
            one, revisions=(*one.revisions, _new_photo(one, pictures, _hour(day, rng), rng))
        )
    hidden = (i for i in rest if lives[i].platform is Platform.SHOPEE)
    for i in islice(hidden, _scaled(_UNLISTED, scale)):
        one = lives[i]
        revision = replace(one.revisions[-1], at=_hour(day, rng), unlisted=True)
        lives[i] = replace(one, revisions=(*one.revisions, revision))


def _new_price(revision: Revision, rng: Random) -> Revision:
    factor = rng.choice((0.7, 0.8, 0.9, 1.1, 1.25))
    price = max(2000, round(revision.price * factor / 1000) * 1000)
    return replace(revision, price=price if price != revision.price else price + 1000)


def _new_title(revision: Revision, rng: Random) -> Revision:
    opening = rng.choice(("[HOT] ", "⚡Sale 11.11⚡ ", "(Mẫu mới) ", "Có sẵn - "))
    return replace(revision, title=(opening + revision.title)[:120])


def _sold_out(revision: Revision, rng: Random) -> Revision:
    return replace(revision, sold_out=True)


def _new_photo(
    one: PracticeListing, pictures: dict[str, Picture], at: float, rng: Random
) -> Revision:
    before = one.revisions[-1]
    old = pictures[before.pictures[0]]
    new = replace(old, seed=f"retake-{rng.getrandbits(48):x}", treatment="plain")
    pictures[new.key] = new
    return replace(before, at=at, pictures=(new.key, *before.pictures[1:]))


_Edit = Callable[[Revision, Random], Revision]
_EDITS: tuple[tuple[int, _Edit], ...] = (
    (_PRICES, _new_price),
    (_TITLES, _new_title),
    (_SOLD_OUT, _sold_out),
)


def _hour(day: int, rng: Random) -> float:
    return round(rng.uniform(24 * day + 1, 24 * day + 23), 3)


def _scaled(number: int, scale: float) -> int:
    return max(2, round(number * scale))


def _rounded(mean: float, rng: Random) -> int:
    whole = int(mean)
    return whole + (rng.random() < mean - whole)
