"""Judges one visit: the page that was asked for, its wall, its removal, or a decoy.

    walls that count always -> the requested id -> walls of a page without it -> known removals
        -> another listing's data -> failures -> unknown

Nothing is removed but by a known signature, and nothing is known but what the tables say. A
platform brings `Findings` and its table of signatures; the order is the same for all.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.findings import Findings, Offer
from crawler.payloads import Opened
from crawler.signatures import COMMON_WALLS, STATUS_WALLS, Signature, find_signature
from domain.listing import Listing, Shop
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Target

LISTS = (PageKind.SEARCH, PageKind.CATEGORY)
ACCOUNTS = (PageKind.PROFILE, PageKind.VIDEO, PageKind.LIVE)


def judge(
    opened: Opened, findings: Findings, walls: Iterable[Signature], removals: Iterable[Signature]
) -> Verdict:
    """The verdict of one visit, by the order that this module's docstring tells."""
    table = (*walls, *COMMON_WALLS)
    target = opened.capture.target
    wall = find_signature(opened, table, only_always=True)
    if wall or findings.refusals:
        return wall or findings.refusals[0]
    present = _present(findings, target)
    if present is not None:
        return present
    wall = find_signature(opened, table) or _refused_by_status(opened)
    if wall:
        return wall
    gone = _gone(findings, target) or _gone_by_page(opened, target, removals)
    return gone or _astray(findings, target) or _nothing(opened, findings)


def _present(findings: Findings, target: Target) -> Verdict | None:
    if target.kind is PageKind.LISTING:
        return _listing_present(findings, target)
    if target.kind is PageKind.SHOP:
        return _shop_present(findings, target)
    if target.kind in LISTS:
        return _cards_present((*findings.cards, *findings.offers))
    if target.kind in ACCOUNTS:
        return _account_present(findings, target)
    return _anything_present(findings)


def is_same(listing: Listing, target: Target) -> bool:
    """Whether a listing is the one that was asked for; ids alone decide."""
    if target.listing_id is not None and listing.listing_id != target.listing_id:
        return False
    both = target.shop_id is not None and listing.shop_id is not None
    return not both or listing.shop_id == target.shop_id or target.listing_id is None


def own_offers(findings: Findings, target: Target) -> tuple[Offer, ...]:
    """The full listings that are the requested one; all of them where no id was asked for."""
    if target.kind is not PageKind.LISTING:
        return findings.offers
    return tuple(o for o in findings.offers if is_same(o.listing, target) and _same_shop(o, target))


def _same_shop(offer: Offer, target: Target) -> bool:
    asked, found = target.shop_id, offer.listing.shop_id
    return asked is None or found is None or asked == found


def _listing_present(findings: Findings, target: Target) -> Verdict | None:
    own = own_offers(findings, target)
    if not own:
        return None
    doubt = next((o.doubt for o in own if o.doubt), None) or _contradiction(own, findings.cards)
    if doubt:
        return Verdict(outcome=Outcome.SUSPECT, reason=doubt)
    gone = _gone(findings, target)
    if gone and any(o.outcome is Outcome.LIVE for o in own):
        reason = f"the page contradicts itself: {gone.reason}, yet {own[0].origin} has the listing"
        return Verdict(outcome=Outcome.UNKNOWN, reason=reason)
    best = own[0]
    return Verdict(
        outcome=best.outcome,
        reason=f"{best.origin} has listing {best.listing.listing_id}: {best.why}",
    )


def _contradiction(own: tuple[Offer, ...], cards: tuple[Offer, ...]) -> str | None:
    """Decoys lie in one answer and forget the other: two prices of one visit that cannot both be."""
    best = own[0].listing
    if best.price is None:
        return None
    for other in (*own[1:], *cards):
        listing = other.listing
        low, high = listing.price_min, listing.price_max
        if listing.listing_id != best.listing_id or low is None or high is None or high == 0:
            continue
        own_low, own_high = best.price_min or best.price, best.price_max or best.price
        if own_low > high or own_high < low:
            return f"price {best.price} is outside {low} to {high} of {other.origin}"
    return None


def _shop_present(findings: Findings, target: Target) -> Verdict | None:
    gone = next((s for s in findings.signs if s.outcome is Outcome.SHOP_GONE), None)
    shop = own_shop(findings.shops, target)
    if gone and (shop is None or gone.key == shop.shop_id):
        return None
    doubtful = next((c.doubt for c in findings.cards if c.doubt), None)
    if doubtful:
        return Verdict(outcome=Outcome.SUSPECT, reason=doubtful)
    own = [c for c in findings.cards if is_same(c.listing, target)]
    if shop is None:
        reason = f"{len(own)} cards of shop {target.key}"
        return Verdict(outcome=Outcome.LIVE, reason=reason) if own else None
    if findings.empty_list and not own and shop.item_count:
        reason = f"the list is empty, yet shop {shop.shop_id} claims {shop.item_count} listings"
        return Verdict(outcome=Outcome.UNKNOWN, reason=reason)
    if findings.empty_list and not own and shop.item_count is None:
        reason = f"the list of shop {shop.shop_id} is empty, which proves nothing"
        return Verdict(outcome=Outcome.UNKNOWN, reason=reason)
    return Verdict(
        outcome=Outcome.LIVE, reason=f"shop {shop.shop_id} with {len(own)} cards of its list"
    )


def own_shop(shops: tuple[Shop, ...], target: Target) -> Shop | None:
    """The shop that was asked for by id or user name; the first where a listing was asked for."""
    if target.kind is not PageKind.SHOP and target.shop_id is None:
        return shops[0] if shops else None
    for shop in shops:
        if target.shop_id is not None and shop.shop_id == target.shop_id:
            return shop
        if target.shop_id is None and (shop.username or "").lower() == target.key.lower():
            return shop
    return None


def _cards_present(cards: tuple[Offer, ...]) -> Verdict | None:
    if not cards:
        return None
    doubtful = next((c.doubt for c in cards if c.doubt), None)
    if doubtful:
        return Verdict(outcome=Outcome.SUSPECT, reason=doubtful)
    return Verdict(outcome=Outcome.LIVE, reason=f"{len(cards)} cards")


def _account_present(findings: Findings, target: Target) -> Verdict | None:
    for sign in findings.signs:
        if sign.kind is target.kind and sign.key in {None, target.key}:
            return Verdict(outcome=sign.outcome, reason=sign.why)
    return None


def _anything_present(findings: Findings) -> Verdict | None:
    """Where no address was given: what the file itself says, without a check of ids."""
    doubt = next((o.doubt for o in (*findings.offers, *findings.cards) if o.doubt), None)
    if doubt:
        return Verdict(outcome=Outcome.SUSPECT, reason=doubt)
    if findings.offers:
        if doubt := _contradiction(findings.offers, findings.cards):
            return Verdict(outcome=Outcome.SUSPECT, reason=doubt)
        # The best source of each comes first: what others say of it is for its gaps.
        known = {o.listing.listing_id: o.outcome for o in reversed(findings.offers)}
        best = findings.offers[0]
        outcome = best.outcome if len(set(known.values())) == 1 else Outcome.LIVE
        reason = f"{len(known)} listings in {best.origin}: {best.why}"
        return Verdict(outcome=outcome, reason=reason)
    present = _cards_present(findings.cards)
    gone_keys = {s.key for s in findings.signs if s.outcome is Outcome.SHOP_GONE}
    living = [s for s in findings.shops if s.shop_id not in gone_keys]
    if present is None and living:
        return Verdict(outcome=Outcome.LIVE, reason=f"{len(living)} shops")
    live_sign = next((s for s in findings.signs if s.outcome is Outcome.LIVE), None)
    if present is None and live_sign:
        return Verdict(outcome=live_sign.outcome, reason=live_sign.why)
    return present


def _gone(findings: Findings, target: Target) -> Verdict | None:
    for sign in findings.signs:
        right_kind = sign.kind is target.kind or target.kind is PageKind.UNKNOWN
        wanted = target.listing_id if target.kind is PageKind.LISTING else None
        if not right_kind or not sign.outcome.is_gone:
            continue
        if sign.key is None or wanted is None or sign.key == wanted:
            return Verdict(outcome=sign.outcome, reason=sign.why)
    return None


def _gone_by_page(opened: Opened, target: Target, removals: Iterable[Signature]) -> Verdict | None:
    wanted = {
        PageKind.LISTING: (Outcome.REMOVED,),
        PageKind.SHOP: (Outcome.SHOP_GONE,),
        PageKind.PROFILE: (Outcome.SHOP_GONE,),
        PageKind.UNKNOWN: (Outcome.REMOVED, Outcome.SHOP_GONE),
    }.get(target.kind, ())
    return find_signature(opened, (s for s in removals if s.outcome in wanted))


def _astray(findings: Findings, target: Target) -> Verdict | None:
    """The page has a whole listing, but not the one that was asked for."""
    if target.kind is not PageKind.LISTING or not findings.offers:
        return None
    other = findings.offers[0]
    reason = f"{other.origin} has listing {other.listing.listing_id}, not {target.listing_id}"
    return Verdict(outcome=Outcome.SUSPECT, reason=reason)


def _refused_by_status(opened: Opened) -> Verdict | None:
    outcome = STATUS_WALLS.get(opened.capture.status)
    if outcome is None:
        return None
    return Verdict(outcome=outcome, reason=f"HTTP {opened.capture.status} for the page itself")


def _nothing(opened: Opened, findings: Findings) -> Verdict:
    capture = opened.capture
    if capture.failure and not findings.cards:
        return Verdict(outcome=Outcome.ERROR, reason=capture.failure[:200])
    if capture.status >= 500:
        return Verdict(outcome=Outcome.ERROR, reason=f"HTTP {capture.status}")
    if findings.puzzles:
        return Verdict(outcome=Outcome.UNKNOWN, reason=findings.puzzles[0])
    if findings.empty_list:
        return Verdict(outcome=Outcome.UNKNOWN, reason="an empty list, which proves nothing")
    if _is_sent_home(opened):
        reason = "sent to the site's first page, which proves nothing"
        return Verdict(outcome=Outcome.UNKNOWN, reason=reason)
    if findings.cards or findings.shops:
        reason = "cards or a shop, but not what was asked for"
        return Verdict(outcome=Outcome.UNKNOWN, reason=reason)
    what = f"HTTP {capture.status}, " if capture.status else ""
    return Verdict(
        outcome=Outcome.UNKNOWN,
        reason=f"{what}nothing that is known: neither the listing, nor a wall, nor a removal",
    )


def _is_sent_home(opened: Opened) -> bool:
    capture = opened.capture
    asked, reached = urlsplit(capture.requested_url), urlsplit(capture.final_url)
    return bool(reached.netloc) and reached.path in {"", "/"} and len(asked.path) > 1
