"""Cards of Lazada's grids: `mods.listItems` of an `ajax=true` answer or of `window.pageData`."""

from collections.abc import Mapping
from typing import Any

from crawler.fields import at, count, decimal, first, identity, money, objects, text, whole
from crawler.findings import Offer
from domain.listing import Listing, Variant
from domain.outcome import Outcome
from domain.target import Site
from spiders.lazada.amounts import currency_of_text, doubt
from spiders.lazada.listing import picture_url
from spiders.lazada.targets import listing_target


def parse_card(card: Mapping[str, Any], site: Site, currency: str | None) -> Offer | None:
    """A card as an offer; None where it has no id or name (an advert, a banner)."""
    listing_id = first(card, ("itemId", "nid", "item_id"), identity)
    title = first(card, ("name", "title"), text)
    if listing_id is None or title is None:
        return None
    currency = currency or currency_of_text(card.get("priceShow"), site)
    sold_out = card.get("inStock") is False
    return Offer(
        listing=_listing(card, listing_id, title, currency, site),
        outcome=Outcome.SOLD_OUT if sold_out else Outcome.LIVE,
        why="a card of the grid",
        doubt=doubt(card.get("price"), card.get("priceShow"), currency, site),
        origin="listItems",
    )


def _listing(
    card: Mapping[str, Any], listing_id: str, title: str, currency: str | None, site: Site
) -> Listing:
    price = first(card, ("price", "priceShow"), money) or None
    before = first(card, ("originalPrice", "originalPriceShow"), money)
    return Listing(
        listing_id=listing_id,
        shop_id=first(card, ("sellerId",), identity) or _traced(card, "supplier_id"),
        url=listing_target(listing_id, site).url,
        title=title,
        price=price,
        price_min=price,
        price_max=price,
        currency=currency,
        original_price=before or None,
        brand=text(card.get("brandName")),
        images=_images(card),
        sold=first(card, ("itemSoldCntShow", "sold"), count),
        rating=decimal(card.get("ratingScore")),
        rating_count=whole(card.get("review")),
        location=text(card.get("location")),
        variants=_variants(card),
        status=_status(card),
        shop_name=text(card.get("sellerName")),
        is_card=True,
    )


def _images(card: Mapping[str, Any]) -> tuple[str, ...]:
    found = [card.get("image"), *(one.get("image") for one in objects(card.get("thumbs")))]
    return tuple(dict.fromkeys(url for one in found if (url := picture_url(one))))


def _variants(card: Mapping[str, Any]) -> tuple[Variant, ...]:
    """A grid names its choices by number alone, and only where there are several."""
    ids = [identity(one.get("skuId")) for one in objects(card.get("thumbs"))]
    known = tuple(dict.fromkeys(one for one in ids if one))
    return tuple(Variant(variant_id=one, name="") for one in known) if len(known) > 1 else ()


def _status(card: Mapping[str, Any]) -> str | None:
    in_stock = at(card, "inStock")
    return {True: "in_stock", False: "out_of_stock"}[in_stock] if type(in_stock) is bool else None


def _traced(card: Mapping[str, Any], name: str) -> str | None:
    """An id of the card's click trace: `query:;nid:1;supplier_id:2`."""
    trace = text(card.get("clickTrace")) or ""
    pairs = dict(part.split(":", 1) for part in trace.split(";") if ":" in part)
    return identity(pairs.get(name))
