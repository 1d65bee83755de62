"""A Shopee listing in full: get_pc, the page's embedded copy of it, and item/get v4 and v2."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crawler.fields import (
    at,
    choice,
    decimal,
    first,
    identity,
    moment,
    objects,
    required,
    span,
    text,
    whole,
)
from crawler.findings import Offer
from domain.errors import LayoutChanged
from domain.listing import Listing, Variant
from domain.outcome import Outcome
from domain.target import Site
from spiders.shopee.images import image_urls
from spiders.shopee.scale import doubt, units
from spiders.shopee.targets import home_of

# Open Platform's enum, the same numbers on the site (R 2026-09).
STATUS = {
    0: (Outcome.REMOVED, "seller_delete"),
    1: (Outcome.LIVE, "normal"),
    2: (Outcome.REMOVED, "banned"),
    3: (Outcome.UNKNOWN, "reviewing"),
    4: (Outcome.REMOVED, "shopee_delete"),
    5: (Outcome.REMOVED, "invalid_hide"),
    6: (Outcome.REMOVED, "blacklisted"),
    8: (Outcome.UNLISTED, "unlist"),
}
_STATUS_TEXT = {
    "normal": Outcome.LIVE,
    "sold_out": Outcome.SOLD_OUT,
    "unlist": Outcome.UNLISTED,
    "unlisted": Outcome.UNLISTED,
    "reviewing": Outcome.UNKNOWN,
    "banned": Outcome.REMOVED,
    "deleted": Outcome.REMOVED,
    "seller_delete": Outcome.REMOVED,
    "shopee_delete": Outcome.REMOVED,
}
_BRAND_NAMES = {"thương hiệu", "brand", "merek", "marca", "品牌", "แบรนด์"}
_MORE_THAN_A_CARD = ("models", "attributes", "description")


def product_of(node: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The product in `{item: {...}, ...}` or in a bare old answer; None where there is none."""
    inner = node.get("item")
    candidate = inner if isinstance(inner, Mapping) else node
    ids = first(candidate, ("item_id", "itemid"), identity)
    named = first(candidate, ("title", "name"), text)
    shop = first(candidate, ("shop_id", "shopid"), identity)
    full = any(candidate.get(name) is not None for name in _MORE_THAN_A_CARD)
    return candidate if ids and named and shop and full else None


def parse_listing(node: Mapping[str, Any], site: Site, origin: str) -> Offer:
    """The listing of a get_pc `data` object, or of an older answer's.

    Raises LayoutChanged where a required field is missing.
    """
    product = product_of(node)
    if product is None:
        raise LayoutChanged("item is missing")
    site = home_of(text(product.get("currency")), site)
    listing = _listing(node, product, site)
    outcome, why = _outcome(node, product, listing)
    priced = (product, *objects(product.get("models")))
    suspicion = doubt(priced, listing.currency, site, declares=True)
    return Offer(listing=listing, outcome=outcome, why=why, doubt=suspicion, origin=origin)


def _listing(node: Mapping[str, Any], product: Mapping[str, Any], site: Site) -> Listing:
    listing_id = required(product, ("item_id", "itemid"), identity)
    shop_id = required(product, ("shop_id", "shopid"), identity)
    attributes = _attributes(node, product)
    low, high = _price_span(node, product)
    return Listing(
        listing_id=listing_id,
        shop_id=shop_id,
        url=f"{site.base_url}/product/{shop_id}/{listing_id}",
        title=required(product, ("title", "name"), text),
        price=first(product, ("price", "price_min"), units) or low,
        price_min=low,
        price_max=high,
        currency=text(product.get("currency")),
        original_price=_original(node, product),
        brand=_brand(node, product, attributes),
        images=image_urls(_images(node, product), site),
        description=_description(node, product),
        sold=_sold(node, product),
        stock=_stock(product),
        rating=_either(node, product, "product_review.rating_star", "item_rating.rating_star"),
        rating_count=_rating_count(node, product),
        location=_location(node, product),
        attributes=attributes,
        variants=_variants(product),
        category=_category(node, product),
        status=_status_name(product),
        created_at=moment(product.get("ctime")),
        shop_name=text(at(node, "shop_detailed.name")) or text(product.get("shop_name")),
    )


def _price_span(
    node: Mapping[str, Any], product: Mapping[str, Any]
) -> tuple[Decimal | None, Decimal | None]:
    # price_min == price_max can be one variant's promotion: the models tell the true range.
    prices = [units(product.get(name)) for name in ("price", "price_min", "price_max")]
    prices.extend(units(model.get("price")) for model in objects(product.get("models")))
    low, high = span(prices)
    return (low, high) if low is not None else span(_displayed(node))


def _displayed(node: Mapping[str, Any]) -> list[Decimal | None]:
    """The price block of the page, where the listing's own prices are kept back."""
    if at(node, "product_price.has_final_price") is True:
        return []
    shown = at(node, "product_price.price")
    return [units(at(shown, name)) for name in ("single_value", "range_min", "range_max")]


def _original(node: Mapping[str, Any], product: Mapping[str, Any]) -> Decimal | None:
    own = first(product, ("price_before_discount", "price_min_before_discount"), units)
    shown = "product_price.price_before_discount"
    return own or first(node, (f"{shown}.single_value", f"{shown}.range_min"), units)


def _attributes(node: Mapping[str, Any], product: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = [*objects(at(node, "product_attributes.attrs")), *objects(product.get("attributes"))]
    pairs = ((text(row.get("name")), text(row.get("value"))) for row in rows)
    return tuple(dict.fromkeys((name, value) for name, value in pairs if name and value))


def _brand(
    node: Mapping[str, Any], product: Mapping[str, Any], attributes: tuple[tuple[str, str], ...]
) -> str | None:
    row = next((value for name, value in attributes if name.casefold() in _BRAND_NAMES), None)
    return text(product.get("brand")) or row or text(product.get("authorized_brand_name"))


def _images(node: Mapping[str, Any], product: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = []
    for source, path in ((node, "product_images.images"), (product, "images")):
        several = at(source, path)
        found.extend(several if isinstance(several, list) else [])
    found.append(product.get("image"))
    return found


def _description(node: Mapping[str, Any], product: Mapping[str, Any]) -> str | None:
    own = text(product.get("description"))
    if own:
        return own
    for source, path in (
        (node, "product_description.paragraph_list"),
        (product, "rich_text_description.paragraph_list"),
    ):
        lines = [text(one.get("text")) for one in objects(at(source, path))]
        if any(lines):
            return "\n".join(line for line in lines if line)
    return None


def _sold(node: Mapping[str, Any], product: Mapping[str, Any]) -> int | None:
    paths = ("product_review.historical_sold", "product_review.global_sold")
    # Where no lifetime is told, `sold` is what the page shows: the last thirty days.
    own = ("historical_sold", "global_sold", "sold")
    found = first(node, paths, whole)
    return found if found is not None else first(product, own, whole)


def _stock(product: Mapping[str, Any]) -> int | None:
    own = first(product, ("stock", "normal_stock", "stock_display"), whole)
    if own is not None:
        return own
    each = [whole(model.get("stock")) for model in objects(product.get("models"))]
    known = [number for number in each if number is not None]
    return sum(known) if known and len(known) == len(each) else None


def _either(
    node: Mapping[str, Any], product: Mapping[str, Any], path: str, own: str
) -> Decimal | None:
    shown = decimal(at(node, path))
    return shown if shown is not None else decimal(at(product, own))


def _rating_count(node: Mapping[str, Any], product: Mapping[str, Any]) -> int | None:
    paths = ("product_review.total_rating_count", "product_review.rating_count.0")
    found = first(node, paths, whole)
    own = ("item_rating.total_rating_count", "item_rating.rating_count.0", "cmt_count")
    return found if found is not None else first(product, own, whole)


def _location(node: Mapping[str, Any], product: Mapping[str, Any]) -> str | None:
    paths = (
        "shop_detailed.shop_location",
        "shop_detailed.place",
        "product_shipping.shipping_fee_info.ship_from_location",
    )
    return text(product.get("shop_location")) or first(node, paths, text)


def _variants(product: Mapping[str, Any]) -> tuple[Variant, ...]:
    tiers = [one.get("options") for one in objects(product.get("tier_variations"))]
    variants = (_variant(model, tiers) for model in objects(product.get("models")))
    known = tuple(one for one in variants if one)
    # One choice without a name is no choice.
    return known if len(known) > 1 or any(one.name for one in known) else ()


def _variant(model: Mapping[str, Any], tiers: list[Any]) -> Variant | None:
    variant_id = first(model, ("model_id", "modelid"), identity)
    if variant_id is None:
        return None
    stock = first(model, ("stock", "normal_stock"), whole)
    return Variant(
        variant_id=variant_id,
        name=text(model.get("name")) or _tier_name(model, tiers),
        price=units(model.get("price")),
        original_price=first(model, ("price_before_discount", "normal_price"), units),
        stock=0 if stock is None and model.get("has_stock") is False else stock,
        sku=text(model.get("sku")),
    )


def _tier_name(model: Mapping[str, Any], tiers: list[Any]) -> str:
    indexes = at(model, "extinfo.tier_index") or model.get("tier_indices")
    places = indexes if isinstance(indexes, list) else []
    names = [text(at(tier, str(i))) for tier, i in zip(tiers, places, strict=False)]
    return ",".join(name for name in names if name)


def _category(node: Mapping[str, Any], product: Mapping[str, Any]) -> tuple[str, ...]:
    # The front-end tree is what buyers are shown; the global one stands in for it.
    for source, path in (
        (product, "fe_categories"),
        (node, "product_attributes.categories"),
        (product, "categories"),
    ):
        names = [text(one.get("display_name")) for one in objects(at(source, path))]
        if any(names):
            return tuple(name for name in names if name)
    return ()


def _status_name(product: Mapping[str, Any]) -> str | None:
    number = product.get("status")
    written = text(product.get("item_status"))
    if isinstance(number, int) and number != 1 and number in STATUS:
        return STATUS[number][1]
    return written


def _outcome(
    node: Mapping[str, Any], product: Mapping[str, Any], listing: Listing
) -> tuple[Outcome, str]:
    try:
        by_number, by_text = _by_number(product), _by_text(product)
    except LayoutChanged as unknown:
        return Outcome.UNKNOWN, str(unknown)
    status = f"status {product.get('status')}, item_status {product.get('item_status')}"
    if by_number is not Outcome.LIVE:
        return by_number, status
    if at(node, "product_images.abnormal_status") == "unlisted":
        return Outcome.UNLISTED, "abnormal_status unlisted"
    if by_text is not Outcome.LIVE:
        return by_text, status
    if product.get("is_unavailable") is True:
        return Outcome.UNKNOWN, f"{status}, is_unavailable"
    if _nothing_left(product, listing):
        return Outcome.SOLD_OUT, f"{status}, nothing in stock"
    return Outcome.LIVE, status


def _by_number(product: Mapping[str, Any]) -> Outcome:
    """The status number's word; where none is sent (v2 until 2022), the text alone decides."""
    number = product.get("status")
    return Outcome.LIVE if number is None else choice(number, STATUS, "item.status")[0]


def _by_text(product: Mapping[str, Any]) -> Outcome:
    """The status text's word; get_pc leaves it empty at times, and then the number decides."""
    written = product.get("item_status")
    return choice(written, _STATUS_TEXT, "item.item_status") if written else Outcome.LIVE


def _nothing_left(product: Mapping[str, Any], listing: Listing) -> bool:
    models = list(objects(product.get("models")))
    if models and all(model.get("has_stock") is False for model in models):
        return True
    return listing.stock == 0 or product.get("stock_display") in {"SOLD OUT", "OUT OF STOCK"}
