"""The same budget spent uniformly: every known page in turn, shops and listings alike.

Computed from the marketplace's truth, in its favour: a visit to a shop shows all that stands there,
no visit fails, none goes to a search, and no wall is met.
"""

import random
from collections import deque
from collections.abc import Collection, Iterable
from datetime import datetime

from demo.truth import ListingTruth, Truth

Key = tuple[str, str]
"""Platform, listing id."""


def kept(
    truth: Truth, watched: Collection[Key], nights: Iterable[datetime], *, budget: int, seed: int
) -> set[Key]:
    """The listings whose own page a uniform schedule keeps; `watched` are shops, by their ids."""
    by_shop: dict[Key, list[ListingTruth]] = {}
    for each in truth.listings:
        by_shop.setdefault((each.platform, each.shop_id), []).append(each)
    pages: list[tuple[Key, ListingTruth | None]] = [(shop, None) for shop in sorted(watched)]
    known: set[Key] = set()
    preserved: set[Key] = set()
    dice = random.Random(seed)
    dice.shuffle(pages)
    turn = deque(pages)
    for at in nights:
        for _ in range(min(budget, len(turn))):
            shop, listing = turn[0]
            turn.rotate(-1)
            if listing is not None and _stands(listing, at):
                preserved.add(_key(listing))
            if listing is not None:
                continue
            for card in by_shop.get(shop, ()):
                if _stands(card, at) and _key(card) not in known:
                    known.add(_key(card))
                    # At a random place: a uniform schedule favours neither new pages nor old ones.
                    turn.insert(dice.randrange(len(turn) + 1), (shop, card))
    return preserved


def _stands(listing: ListingTruth, at: datetime) -> bool:
    return listing.born_at <= at and (listing.removed_at is None or listing.removed_at > at)


def _key(listing: ListingTruth) -> Key:
    return (listing.platform, listing.listing_id)
