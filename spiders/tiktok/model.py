"""A TikTok product in full, as `product_model` of 2026 has it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crawler.amounts import currency_code
from crawler.fields import (
    at,
    count,
    decimal,
    first,
    identity,
    money,
    objects,
    required,
    span,
    text,
    whole,
)
from crawler.findings import Offer
from domain.listing import Listing, Variant
from domain.target import Site
from spiders.tiktok.product import as_offer, brand_of, category_names, described, pictures
from spiders.tiktok.targets import listing_target

_PRICES = "product_info.promotion_model.promotion_product_price"
_OUT_OF_STOCK = 2


def parse_model(node: Mapping[str, Any], site: Site) -> Offer:
    """The listing of a `component_data` with a `product_model`; raises LayoutChanged."""
    model = at(node, "product_info.product_model")
    prices = at(node, _PRICES)
    variants = tuple(_variant(sku, prices) for sku in objects(model.get("skus")))
    low, high = _range(prices, variants)
    price = sale_price(at(prices, "min_price")) or low
    attributes = _attributes(model)
    listing_id = required(model, ("product_id",), identity)
    shown = next(objects(at(prices, "skus_price")), {})
    listing = Listing(
        listing_id=listing_id,
        shop_id=first(node, ("product_info.product_model.seller_id", *_SELLERS), identity),
        url=listing_target(listing_id, site).url,
        title=required(model, ("name", "title"), text),
        price=price,
        price_min=low,
        price_max=high,
        currency=currency_of(at(prices, "min_price")) or currency_of(shown),
        original_price=original_price(at(prices, "min_price")),
        brand=brand_of(attributes) or text(at(model, "brand.name")),
        images=pictures(model.get("images")),
        description=described(model.get("description")),
        sold=count(model.get("sold_count")),
        stock=_stock(variants),
        rating=decimal(at(node, "review_info.review_ratings.overall_score")),
        rating_count=first(node, _REVIEW_COUNTS, whole),
        attributes=attributes,
        variants=variants,
        category=category_names(node),
        shop_name=first(node, ("shop_info.shop_name", *_SHOP_NAMES), text),
    )
    return as_offer(listing, site)


_SELLERS = ("product_info.seller_model.seller_id", "shop_info.seller_id")
_SHOP_NAMES = ("product_info.seller_model.shop_name",)
_REVIEW_COUNTS = ("review_info.review_ratings.review_count", "review_info.total_reviews")


def sale_price(price: Any) -> Decimal | None:
    """The price on sale; 0 says nothing."""
    return first(price, ("sale_price_decimal", "sale_price_format"), money) or None


def original_price(price: Any) -> Decimal | None:
    """The struck-through price."""
    return first(price, ("origin_price_decimal", "origin_price_format"), money) or None


def currency_of(price: Any) -> str | None:
    """The currency of a price block."""
    return first(price, ("currency_name", "currency", "currency_symbol"), currency_code)


def _range(prices: Any, variants: tuple[Variant, ...]) -> tuple[Decimal | None, Decimal | None]:
    known = [sale_price(at(prices, "min_price")), *(variant.price for variant in variants)]
    shown = text(at(prices, "range_price.range_price")) or ""
    return span([*known, *(money(part) for part in shown.split(" - ") if part.strip())])


def _variant(sku: Mapping[str, Any], prices: Any) -> Variant:
    sku_id = identity(sku.get("sku_id")) or ""
    price = at(prices, f"skus_price.{sku_id}")
    names = [text(p.get("sku_property_value_name")) for p in objects(sku.get("property_pairs"))]
    stock = whole(at(sku, "sku_quantity.available_quantity"))
    is_out = whole(sku.get("sku_stock_status")) == _OUT_OF_STOCK
    return Variant(
        variant_id=sku_id,
        name=text(sku.get("sku_name")) or " / ".join(name for name in names if name),
        price=sale_price(price),
        original_price=original_price(price),
        stock=0 if stock is None and is_out else stock,
        sku=text(sku.get("seller_sku")),
    )


def _attributes(model: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = []
    for one in objects(model.get("product_properties")):
        values = (text(v.get("property_value_name")) for v in objects(one.get("property_values")))
        rows.append((text(one.get("property_name")) or "", ", ".join(v for v in values if v)))
    return tuple((name, value) for name, value in rows if name and value)


def _stock(variants: tuple[Variant, ...]) -> int | None:
    known = [variant.stock for variant in variants if variant.stock is not None]
    return sum(known) if known else None
