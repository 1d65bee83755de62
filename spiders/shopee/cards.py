"""Cards of Shopee's lists: search and shop items of all generations, home and recommendations."""

from collections.abc import Mapping
from typing import Any

from crawler.fields import (
    at,
    count,
    decimal,
    first,
    identity,
    moment,
    objects,
    span,
    text,
    texts,
    whole,
)
from crawler.findings import Offer
from domain.listing import Listing, Variant
from domain.outcome import Outcome
from domain.target import Site
from spiders.shopee.images import image_urls
from spiders.shopee.scale import doubt, units
from spiders.shopee.targets import home_of

_ASSET = "item_card_displayed_asset"
_NAMES = ("name", f"{_ASSET}.name", "promo_name")
"""A flash sale's card may have no name but its own."""
_PRICE = "item_card_display_price"
_PRICES = (_PRICE, f"{_ASSET}.display_price")
_SOLD = "item_card_display_sold_count"
_WRAPPED = ("item_basic", "item_data")


def card_in(node: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The card that a JSON object is, in one shape for all generations; None where it is none.

    Until 2025 a card stood in `item_basic` or by itself. Since 2026 its numbers stand in
    `item_data` and its words beside them in `item_card_displayed_asset`.
    """
    known = {name: value for name, value in node.items() if value is not None}
    inner = (node.get(name) for name in _WRAPPED)
    for one in inner:
        if isinstance(one, Mapping):
            known.update((name, value) for name, value in one.items() if value is not None)
    named = first(known, _NAMES, text)
    has_ids = identity(known.get("itemid")) and identity(known.get("shopid"))
    return known if named and has_ids else None


def parse_card(node: Mapping[str, Any], site: Site, origin: str) -> Offer:
    """A card of `card_in` as an offer; what cards do not say stays None."""
    site = home_of(text(node.get("currency")), site)
    listing = _listing(node, site)
    is_out = node.get("is_sold_out") is True or node.get("is_soldout") is True
    sold_out = is_out or node.get("item_status") == "sold_out"
    declares = "price_min_before_discount" in node and _ASSET not in node
    priced = (node, *(_block(node, path) for path in _PRICES))
    return Offer(
        listing=listing,
        outcome=Outcome.SOLD_OUT if sold_out else Outcome.LIVE,
        why=f"card of {origin}",
        doubt=doubt(priced, text(node.get("currency")), site, declares=declares),
        origin=origin,
    )


def _block(node: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    found = at(node, path)
    return found if isinstance(found, Mapping) else {}


def _listing(node: Mapping[str, Any], site: Site) -> Listing:
    listing_id = identity(node.get("itemid")) or ""
    shop_id = identity(node.get("shopid"))
    price = first(node, ("price", *(f"{path}.price" for path in _PRICES), "price_min"), units)
    low, high = span([price, units(node.get("price_min")), units(node.get("price_max"))])
    return Listing(
        listing_id=listing_id,
        shop_id=shop_id,
        url=f"{site.base_url}/product/{shop_id}/{listing_id}",
        title=first(node, _NAMES, text) or "",
        price=price,
        price_min=low,
        price_max=high,
        currency=text(node.get("currency")) or (site.currency if _ASSET in node else None),
        original_price=first(node, _BEFORE, units),
        brand=first(node, ("brand", "global_brand.display_name"), text),
        images=image_urls(_images(node), site),
        sold=first(node, _SOLD_PATHS, count),
        stock=whole(node.get("stock")),
        rating=first(node, ("item_rating.rating_star", f"{_ASSET}.rating.rating_text"), decimal),
        rating_count=first(node, _RATING_COUNTS, whole),
        location=first(node, _LOCATIONS, text),
        status=text(node.get("item_status")),
        created_at=moment(node.get("ctime")),
        shop_name=first(node, ("shop_name", "shop_data.shop_name"), text),
        variants=_variants(node),
        is_card=True,
    )


_BEFORE = (
    "price_before_discount",
    *(f"{path}.{name}" for path in _PRICES for name in ("strikethrough_price", "original_price")),
    "price_min_before_discount",
)
_SOLD_PATHS = (
    f"{_SOLD}.historical_sold_count",
    "historical_sold",
    f"{_SOLD}.historical_sold_count_text",
    f"{_SOLD}.display_sold_count",
    f"{_ASSET}.sold_count.text",
    "sold",
)
"""Where no lifetime is told, `sold` is what the card shows: the last thirty days."""
_RATING_COUNTS = (
    "item_rating.rating_count.0",
    "cmt_count",
    "item_rating.total_rating_count",
)
_LOCATIONS = ("shop_location", "shop_data.shop_location", f"{_ASSET}.shop_location")


def _variants(node: Mapping[str, Any]) -> tuple[Variant, ...]:
    """The names of a card's choices; a card tells neither their ids nor prices."""
    names = (
        name for one in objects(node.get("tier_variations")) for name in texts(one.get("options"))
    )
    return tuple(Variant(variant_id="", name=name) for name in dict.fromkeys(names))


def _images(node: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = [node.get("image"), at(node, f"{_ASSET}.image")]
    for path in ("images", f"{_ASSET}.images"):
        several = at(node, path)
        found.extend(several if isinstance(several, list) else [])
    return found
