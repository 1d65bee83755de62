"""What a search, keyword or category page brings to light: listings and shops nobody told of. Pure.

    cards of a list --> the best card of each shop that is new, then the most promising others

A card seldom says where its shop's page is; the listing's own page does, on every platform. So a
new shop is found by visiting one of its listings.
"""

from collections.abc import Callable, Container, Mapping

from crawler.frontier import Visit
from domain.listing import Listing, Reading
from domain.target import PageKind, Target

DISCOVERY_SHARE = 0.25
"""Part of a budget that may go to what searches find."""
FINDS_A_PAGE = 12
"""Cards of one list page that are followed, so that one search does not take it all."""
NEW_SHOP_FLOOR = 0.25
"""What a shop that nobody has seen is worth, whatever its card says."""
FOUND = "found by search"


def finds(
    reading: Reading,
    scores: Mapping[str, float],
    *,
    find_target: Callable[[str], Target | None],
    known_listings: Container[str],
    known_shops: Container[str],
    limit: int,
) -> tuple[Visit, ...]:
    """The listings of a list page that are worth their own visit, the best first."""
    cards = [card for card in reading.listings if card.listing_id not in known_listings]
    cards.sort(key=lambda card: -scores.get(card.listing_id, 0.0))
    of_new_shops = _first_of_each_shop(cards, known_shops)
    chosen = sorted(
        cards,
        key=lambda card: -_worth(card, scores, is_first=card.listing_id in of_new_shops),
    )[: min(limit, FINDS_A_PAGE)]
    visits = (
        _visit(card, _worth(card, scores, is_first=card.listing_id in of_new_shops), find_target)
        for card in chosen
    )
    return tuple(visit for visit in visits if visit is not None)


def _first_of_each_shop(cards: list[Listing], known_shops: Container[str]) -> frozenset[str]:
    first: dict[str, str] = {}
    for card in cards:
        if card.shop_id is not None and card.shop_id not in known_shops:
            first.setdefault(card.shop_id, card.listing_id)
    return frozenset(first.values())


def _worth(card: Listing, scores: Mapping[str, float], *, is_first: bool) -> float:
    score = scores.get(card.listing_id, 0.0)
    return max(score, NEW_SHOP_FLOOR) if is_first else score


def _visit(
    card: Listing, worth: float, find_target: Callable[[str], Target | None]
) -> Visit | None:
    target = find_target(card.url) if card.url else None
    if target is None or target.kind is not PageKind.LISTING or worth <= 0:
        return None
    return Visit(target=target, priority=worth, reason=FOUND)
