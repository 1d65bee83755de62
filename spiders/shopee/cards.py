"""Cards of Shopee's lists: search and shop items of all generations, home and recommendations."""

from collections.abc import Mapping
from typing import Any

from crawler.assess import Offer
from crawler.fields import at, count, decimal, first, identity, moment, objects, span, text, whole
from domain.listing import Listing
from domain.outcome import Outcome
from domain.target import Site
from spiders.shopee.images import image_urls
from spiders.shopee.scale import doubt, units
from spiders.shopee.targets import home_of

_ASSET = "item_card_displayed_asset"
_PRICE = "item_card_display_price"
_SOLD = "item_card_display_sold_count"


def is_card(node: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a card: both ids and a name, as `item_basic` or `item_data`."""
    named = text(node.get("name")) or text(at(node, f"{_ASSET}.name"))
    return bool(named and identity(node.get("itemid")) and identity(node.get("shopid")))


def parse_card(node: Mapping[str, Any], site: Site, origin: str) -> Offer:
    """A card as an offer; what cards do not say stays None."""
    site = home_of(text(node.get("currency")), site)
    listing = _listing(node, site)
    sold_out = node.get("is_sold_out") is True or node.get("item_status") == "sold_out"
    why = f"card of {origin}"
    # item_data of 2026 was never seen whole: its currency is not relied on.
    declares = "price_min_before_discount" in node and _ASSET not in node
    return Offer(
        listing=listing,
        outcome=Outcome.SOLD_OUT if sold_out else Outcome.LIVE,
        why=why,
        doubt=doubt((node, _displayed(node)), listing.currency, site, declares=declares),
        origin=origin,
    )


def _displayed(node: Mapping[str, Any]) -> Mapping[str, Any]:
    shown = at(node, _PRICE)
    return shown if isinstance(shown, Mapping) else {}


def _listing(node: Mapping[str, Any], site: Site) -> Listing:
    listing_id = identity(node.get("itemid")) or ""
    shop_id = identity(node.get("shopid"))
    price = first(node, ("price", f"{_PRICE}.price", "price_min"), units)
    low, high = span([price, units(node.get("price_min")), units(node.get("price_max"))])
    before = ("price_before_discount", f"{_PRICE}.strikethrough_price", "price_min_before_discount")
    return Listing(
        listing_id=listing_id,
        shop_id=shop_id,
        url=f"{site.base_url}/product/{shop_id}/{listing_id}",
        title=text(node.get("name")) or text(at(node, f"{_ASSET}.name")) or "",
        price=price,
        price_min=low,
        price_max=high,
        currency=text(node.get("currency")),
        original_price=first(node, before, units),
        brand=first(node, ("brand", "global_brand.display_name"), text),
        images=image_urls(_images(node), site),
        sold=first(
            node,
            (
                f"{_SOLD}.historical_sold_count",
                "historical_sold",
                f"{_SOLD}.historical_sold_count_text",
            ),
            count,
        ),
        stock=whole(node.get("stock")),
        rating=first(node, ("item_rating.rating_star", f"{_ASSET}.rating.rating_text"), decimal),
        rating_count=first(
            node,
            ("item_rating.rating_count.0", "cmt_count", "item_rating.total_rating_count"),
            whole,
        ),
        location=first(node, ("shop_location", "shop_data.shop_location"), text),
        status=text(node.get("item_status")),
        created_at=moment(node.get("ctime")),
        shop_name=first(node, ("shop_name", "shop_data.shop_name"), text),
        variants=(),
        is_card=True,
    )


def _images(node: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = [node.get("image"), at(node, f"{_ASSET}.image")]
    for path in ("images", f"{_ASSET}.images"):
        several = at(node, path)
        found.extend(several if isinstance(several, list) else [])
    return found


def unwrapped(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The one card in a search entry: `item_basic`, or since 2026 `item_data`."""
    entries = (node.get("item_basic"), node.get("item_data"))
    return [one for one in objects(list(entries)) if is_card({**_ids(node), **one})]


def _ids(node: Mapping[str, Any]) -> dict[str, Any]:
    return {"itemid": node.get("itemid"), "shopid": node.get("shopid")}
