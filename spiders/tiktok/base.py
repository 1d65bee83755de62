"""A TikTok product in full, as `product_base` of 2025 has it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from crawler.amounts import currency_code
from crawler.fields import (
    at,
    count,
    decimal,
    first,
    flag,
    identity,
    money,
    objects,
    per_cent,
    required,
    span,
    text,
    whole,
)
from crawler.findings import Offer
from domain.listing import Listing, Shop, Variant
from domain.target import Site
from spiders.tiktok.product import as_offer, brand_of, category_names, described, pictures
from spiders.tiktok.targets import listing_target, shop_target

_PRICE = "product_base.price"
_CURRENCIES = (
    f"{_PRICE}.currency", "skus.0.price.real_price.currency", f"{_PRICE}.currency_symbol",
    f"{_PRICE}.real_price", "skus.0.price.currency_name", "skus.0.price.currency_symbol",
)  # fmt: skip


def parse_base(node: Mapping[str, Any], site: Site) -> Offer:
    """The listing of a `component_data` with a `product_base`; raises LayoutChanged."""
    product = at(node, "product_info")
    variants = tuple(_variant(sku) for sku in objects(product.get("skus")))
    low, high = _range(product, variants)
    attributes = _attributes(product)
    listing_id = required(product, ("product_id",), identity)
    listing = Listing(
        listing_id=listing_id,
        shop_id=first(node, _SELLERS, identity),
        url=listing_target(listing_id, site).url,
        title=required(product, ("product_base.title",), text),
        price=first(product, (f"{_PRICE}.min_sku_price", f"{_PRICE}.real_price"), money) or low,
        price_min=low,
        price_max=high,
        currency=first(product, _CURRENCIES, currency_code),
        original_price=first(
            product, (f"{_PRICE}.original_price", f"{_PRICE}.min_sku_original_price"), money
        ),
        brand=brand_of(attributes) or text(at(product, "product_base.brand_name")),
        images=pictures(at(product, "product_base.images")),
        description=described(at(product, "product_base.desc_detail")),
        sold=count(at(product, "product_base.sold_count")),
        stock=_stock(variants),
        rating=first(node, _RATINGS, decimal),
        rating_count=first(node, _REVIEW_COUNTS, count),
        location=text(at(product, "seller.seller_location")),
        attributes=attributes,
        variants=variants,
        category=category_names(node) or _named(at(product, "product_base.category_name")),
        status=_status(product),
        shop_name=first(node, ("product_info.seller.name", "shop_info.shop_name"), text),
    )
    return as_offer(listing, site, status=whole(product.get("status")))


_SELLERS = ("product_info.seller.seller_id", "product_info.seller_id", "shop_info.seller_id")
_REVIEW = "product_info.product_detail_review"
_RATINGS = (f"{_REVIEW}.product_rating", "review_info.review_ratings.overall_score")
_REVIEW_COUNTS = (f"{_REVIEW}.review_count", "review_info.review_ratings.review_count")


def _named(value: Any) -> tuple[str, ...]:
    name = text(value)
    return (name,) if name else ()


def _status(product: Mapping[str, Any]) -> str | None:
    number = whole(product.get("status"))
    return None if number is None else str(number)


def _range(
    product: Mapping[str, Any], variants: tuple[Variant, ...]
) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest of the listing and its choices; the displayed price may be a range."""
    shown = text(at(product, f"{_PRICE}.real_price")) or ""
    stated = [at(product, f"{_PRICE}.{name}") for name in ("min_sku_price", "max_sku_price")]
    parts = [part for part in shown.split(" - ") if part.strip()]
    return span([*(money(one) or None for one in (*stated, *parts)), *(v.price for v in variants)])


def _variant(sku: Mapping[str, Any]) -> Variant:
    names = (text(one.get("prop_value")) for one in objects(sku.get("sku_sale_props")))
    return Variant(
        variant_id=identity(sku.get("sku_id")) or "",
        name=" / ".join(name for name in names if name) or text(sku.get("sku_name")) or "",
        price=first(sku, _SKU_PRICES, money),
        original_price=first(sku, _SKU_BEFORE, money),
        stock=whole(sku.get("stock")),
        sku=text(sku.get("seller_sku")),
    )


_SKU_PRICES = (
    "price.real_price.price_val",
    "price.real_price.price_str",
    "price.real_price",
    "price.sale_price_decimal",
    "price.sale_price_format",
    "price_v2.0.min_price.sale_price_decimal",
)
_SKU_BEFORE = (
    "price.original_price_value",
    "price.original_price.price_val",
    "price.original_price.price_str",
    "price.original_price",
    "price.origin_price_decimal",
    "price.origin_price_format",
    "price_v2.0.min_price.origin_price_decimal",
)


def _attributes(product: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = objects(at(product, "product_base.specifications"))
    pairs = ((text(one.get("name")), text(one.get("value"))) for one in rows)
    return tuple((name, value) for name, value in pairs if name and value)


def _stock(variants: tuple[Variant, ...]) -> int | None:
    known = [variant.stock for variant in variants if variant.stock is not None]
    return sum(known) if known else None


def parse_seller(node: Mapping[str, Any], site: Site) -> Shop | None:
    """The store that a product of 2025 names; None where it has no id."""
    seller = at(node, "product_info.seller")
    shop_id = first(node, _SELLERS[:2], identity)
    if shop_id is None:
        return None
    return Shop(
        shop_id=shop_id,
        name=text(at(seller, "name")),
        url=shop_target(shop_id, site).url,
        location=text(at(seller, "seller_location")),
        followers=_told(seller, "followers_num", count),
        item_count=whole(at(seller, "product_count")),
        rating=first(seller, ("rating_value", "rating"), decimal),
        response_rate=_told(seller, "response_rate", per_cent),
        official=flag(at(seller, "is_official")),
        status="hidden" if at(seller, "is_hide") is True else None,
    )


def _told(seller: Any, name: str, reader: Callable[[Any], int | None]) -> int | None:
    """One of the seller's figures, kept as `detail_infos` rows or under its own name."""
    rows = objects(at(seller, "detail_infos"))
    row = next((one for one in rows if one.get("type") == name or one.get("name") == name), {})
    found = first(row, ("count", "count_show_content"), reader)
    return found if found is not None else reader(at(seller, name))
