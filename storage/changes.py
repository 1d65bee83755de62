"""What a later visit changes: pure comparison of statements, and the life of a listing.

A wall, an error, an unknown or a decoy page changes nothing here: only a page that was positively
recognised, or a known removal signature, moves a listing from one standing to another.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from domain.events import EventKind
from domain.listing import Listing, Shop
from domain.outcome import Outcome
from storage.rows import Standing

_PRESENT = {
    Outcome.LIVE: Standing.LIVE,
    Outcome.SOLD_OUT: Standing.SOLD_OUT,
    Outcome.UNLISTED: Standing.UNLISTED,
}
_ENTERED = {
    Standing.SOLD_OUT: EventKind.SOLD_OUT,
    Standing.UNLISTED: EventKind.UNLISTED,
    Standing.REMOVAL_SUSPECTED: EventKind.REMOVED_SUSPECTED,
    Standing.REMOVAL_CONFIRMED: EventKind.REMOVED_CONFIRMED,
}
_HIDDEN = frozenset({Standing.UNLISTED, Standing.REMOVAL_SUSPECTED, Standing.REMOVAL_CONFIRMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs from the last statement of the same sort."""

    kind: EventKind
    before: str | None = None
    after: str | None = None


def compare_listings(before: Listing, after: Listing) -> tuple[Change, ...]:
    """What differs between two statements of the same sort (own page, or card).

    A field that either page does not state is no change.
    """
    found = (
        _differing(EventKind.PRICE_CHANGED, _price(before), _price(after)),
        _differing(EventKind.TITLE_CHANGED, before.title, after.title),
        _images_changed(before.images, after.images),
        _differing(EventKind.DESCRIPTION_CHANGED, before.description, after.description),
    )
    return tuple(change for change in found if change is not None)


def compare_shops(before: Shop, after: Shop) -> tuple[Change, ...]:
    """What differs between two statements of the same sort about a seller account."""
    found = (
        _differing(EventKind.TITLE_CHANGED, before.name, after.name),
        _differing(EventKind.DESCRIPTION_CHANGED, before.description, after.description),
    )
    return tuple(change for change in found if change is not None)


def next_standing(standing: Standing, outcome: Outcome) -> Standing:
    """Where a visit to the listing's own page with this outcome leaves it.

    No single visit confirms a removal; `confirm_removal` does, once the rule for it is met.
    """
    if outcome in _PRESENT:
        return _PRESENT[outcome]
    if not outcome.is_gone or standing is Standing.REMOVAL_CONFIRMED:
        return standing
    return Standing.REMOVAL_SUSPECTED


def standing_event(before: Standing, after: Standing) -> EventKind | None:
    """The event that a move from one standing to another is, if it is one."""
    if before is after:
        return None
    if after in {Standing.LIVE, Standing.LISTED, Standing.SOLD_OUT} and before in _HIDDEN:
        return EventKind.REAPPEARED
    if after is Standing.UNLISTED and before.is_gone:
        return EventKind.REAPPEARED
    return _ENTERED.get(after)


def listed_standing(standing: Standing) -> Standing:
    """Where being on a list leaves a listing.

    Lists lag behind (search indexes by hours, 2026), so a list never undoes what a page proved.
    """
    return Standing.LISTED if standing is Standing.EXPECTED else standing


def _price(listing: Listing) -> str | None:
    if listing.price is not None:
        return f"{listing.price.normalize():f}"
    if listing.price_min is None:
        return None
    lowest, highest = listing.price_min, listing.price_max or listing.price_min
    return "-".join(f"{price.normalize():f}" for price in dict.fromkeys((lowest, highest)))


def _differing(kind: EventKind, before: str | None, after: str | None) -> Change | None:
    if not before or not after or before.split() == after.split():
        return None
    return Change(kind=kind, before=before, after=after)


def _images_changed(before: tuple[str, ...], after: tuple[str, ...]) -> Change | None:
    """Compare without hosts: platforms serve one picture from many (cf., down-vn., ...; 2026)."""
    if not before or not after or [_path(u) for u in before] == [_path(u) for u in after]:
        return None
    return Change(kind=EventKind.IMAGE_CHANGED, before=before[0], after=after[0])


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return url
