"""Puts a visit's findings together: the verdict, the listing in full, the shop, what identifies it."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TypeVar

from crawler.assess import judge, own_offers, own_shop
from crawler.fields import span
from crawler.findings import Findings, Offer
from crawler.identifiers import find_identifiers
from crawler.payloads import Opened
from crawler.signatures import Signature
from domain.errors import LayoutChanged
from domain.listing import Identifier, Listing, Reading, Shop
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Target

_IN_SCOPE = ("price", "currency", "images", "shop_id")
"""What a live listing's own page always has; None of it is worth an issue."""
_EMPTY = (None, "", ())
Stated = TypeVar("Stated", Listing, Shop)


def assemble(
    opened: Opened, findings: Findings, *, walls: Iterable[Signature], removals: Iterable[Signature]
) -> Reading:
    """The reading of one visit.

    Raises LayoutChanged where a listing passed as live but has no title.
    """
    findings = replace(findings, shops=each_shop_once(findings.shops))
    verdict = judge(opened, findings, walls, removals)
    target = opened.capture.target
    kind = target.kind if target.kind is not PageKind.UNKNOWN else _kind(findings, verdict)
    if verdict.outcome.is_wall:
        return Reading(verdict=verdict, page_kind=kind)
    listings = _listings(findings, target)
    is_astray = target.kind is PageKind.LISTING and not listings and bool(findings.offers)
    shop = None if is_astray else own_shop(findings.shops, _seller(target, listings))
    _check(verdict, target, listings)
    return Reading(
        verdict=verdict,
        page_kind=kind,
        listings=listings,
        shop=shop,
        identifiers=_identifiers([*_texts(listings, shop), *findings.texts]),
        next_page=findings.next_page if verdict.outcome.is_present else None,
        total=findings.total,
        missing=(*findings.missing, *_missing(verdict, target, listings)),
    )


def _kind(findings: Findings, verdict: Verdict) -> PageKind:
    if findings.offers or verdict.outcome is Outcome.REMOVED:
        return PageKind.LISTING
    if findings.cards:
        return PageKind.SEARCH
    if findings.shops or verdict.outcome is Outcome.SHOP_GONE:
        return PageKind.SHOP
    return next((sign.kind for sign in findings.signs), PageKind.UNKNOWN)


def _seller(target: Target, listings: tuple[Listing, ...]) -> Target:
    """On a listing's page the shop is the listing's own."""
    full = next((one for one in listings if not one.is_card), None)
    if target.kind is not PageKind.LISTING or full is None or full.shop_id is None:
        return target
    return replace(target, shop_id=full.shop_id)


def _listings(findings: Findings, target: Target) -> tuple[Listing, ...]:
    own = own_offers(findings, target)
    if target.kind is PageKind.LISTING:
        return (merged(own, findings.cards),) if own else ()
    by_id: dict[str, list[Offer]] = {}
    for offer in own:
        by_id.setdefault(offer.listing.listing_id, []).append(offer)
    full = tuple(merged(tuple(offers), ()) for offers in by_id.values())
    return (*full, *(c.listing for c in findings.cards if c.listing.listing_id not in by_id))


def merged(offers: tuple[Offer, ...], cards: tuple[Offer, ...]) -> Listing:
    """One listing from all that a visit says of it: the best source's word, else the next one's."""
    best = offers[0].listing
    same = [c for c in cards if c.listing.listing_id == best.listing_id]
    for other in (*offers[1:], *same):
        best = filled_up(best, other.listing)
    # Each source may know but one choice's price: the range is over all that the page says.
    low, _ = span([offer.listing.price_min for offer in offers])
    _, high = span([offer.listing.price_max for offer in offers])
    return replace(best, price_min=low or best.price_min, price_max=high or best.price_max)


def each_shop_once(shops: tuple[Shop, ...]) -> tuple[Shop, ...]:
    """Each shop in its first place, its gaps filled by what other answers say of it."""
    known: dict[str, Shop] = {}
    for shop in shops:
        known[shop.shop_id] = filled_up(known.get(shop.shop_id, shop), shop)
    return tuple(known.values())


def filled_up(best: Stated, other: Stated) -> Stated:
    """The first statement with its gaps filled by the second."""
    gaps = {
        field.name: getattr(other, field.name)
        for field in fields(best)
        if field.name != "is_card" and getattr(best, field.name) in _EMPTY
    }
    return replace(best, **gaps)


def _check(verdict: Verdict, target: Target, listings: tuple[Listing, ...]) -> None:
    if verdict.outcome is Outcome.LIVE and target.kind is PageKind.LISTING and not listings:
        raise LayoutChanged("listing is missing on a page that passed as live")


def _missing(verdict: Verdict, target: Target, listings: tuple[Listing, ...]) -> tuple[str, ...]:
    if verdict.outcome is not Outcome.LIVE or target.kind is not PageKind.LISTING:
        return ()
    return tuple(name for name in _IN_SCOPE if getattr(listings[0], name) in _EMPTY)


def _identifiers(texts: list[tuple[str, str]]) -> tuple[Identifier, ...]:
    found = (one for field, words in texts for one in find_identifiers(words, field))
    return tuple(dict.fromkeys(found))


def _texts(listings: tuple[Listing, ...], shop: Shop | None) -> list[tuple[str, str]]:
    """Field and text of everything that a seller wrote."""
    texts: list[tuple[str, str]] = []
    for listing in listings:
        texts.append(("title", listing.title))
        texts.append(("description", listing.description or ""))
        texts.extend((f"attributes.{name}", value) for name, value in listing.attributes)
    if shop is not None:
        texts.append(("shop.name", shop.name or ""))
        texts.append(("shop.description", shop.description or ""))
    return [(name, written) for name, written in texts if written]
