"""A Lazada listing in full: the fields of `__moduleData__`, or of the mtop answer's module."""

import re
from collections.abc import Mapping
from typing import Any

from crawler.addresses import read_address
from crawler.amounts import currency_code
from crawler.fields import (
    at,
    count,
    decimal,
    first,
    flag,
    identity,
    link,
    objects,
    per_cent,
    required,
    span,
    text,
    whole,
)
from crawler.findings import Offer
from crawler.payloads import Html
from domain.listing import Listing, Shop, Variant
from domain.outcome import Outcome
from domain.target import Site
from spiders.lazada.amounts import (
    currency_of_country,
    currency_of_text,
    doubt_sku,
    original_price,
    sale_price,
    tracked_prices,
)
from spiders.lazada.stock import STATUS, stock_of, stock_outcome, total_stock
from spiders.lazada.targets import listing_target

_ID_PATHS = (
    "primaryKey.itemId", "product.itemId", "tracking.pdt_sku", "review.params.itemId"
)  # fmt: skip
_THUMB = re.compile(r"(?<=\.(?:jpg|png))_\d+x\d+[^/]*$|(?<=\.jpeg)_\d+x\d+[^/]*$|_\.webp$")


def is_product(node: Mapping[str, Any]) -> bool:
    """Whether a JSON object holds a product page's fields."""
    named = text(at(node, "product.title")) or text(at(node, "tracking.pdt_name"))
    known = any(isinstance(node.get(name), Mapping) for name in ("skuInfos", "primaryKey"))
    return bool(named and known and first(node, _ID_PATHS, _listing_id))


def is_tracking(node: Mapping[str, Any]) -> bool:
    """Whether a JSON object is what `pdpTrackingData` tells of a product page."""
    return bool(text(node.get("pdt_name")) and _listing_id(node.get("pdt_sku")))


def _listing_id(value: Any) -> str | None:
    """An id, also with the country behind it: `123456_VNAMZ`."""
    written = value.partition("_")[0] if isinstance(value, str) else value
    return identity(written)


def parse_listing(fields: Mapping[str, Any], site: Site, origin: str) -> Offer:
    """The listing of a product page's fields; raises LayoutChanged."""
    fields = _with_tracking(fields)
    skus = _skus(fields)
    currency = _currency(fields, skus, site)
    doubts = (doubt_sku(sku, currency, site) for sku in skus.values())
    outcome, why = stock_outcome(skus.values())
    return Offer(
        listing=_listing(fields, skus, currency, site, outcome),
        outcome=outcome,
        why=why,
        doubt=next((one for one in doubts if one), None),
        origin=origin,
    )


def _with_tracking(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields with what the page tells its trackers, which may stand at the chosen sku (C 2024)."""
    layer = at(fields, "skuInfos.0.dataLayer")
    return fields if fields.get("tracking") or not layer else {**fields, "tracking": layer}


def _skus(fields: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Each choice by its id. The entry `0` repeats the one that is chosen."""
    infos = fields.get("skuInfos")
    if not isinstance(infos, Mapping):
        return {}
    found = {str(key): sku for key, sku in infos.items() if isinstance(sku, Mapping)}
    named = {key: sku for key, sku in found.items() if key != "0"}
    return named or found


def _chosen(fields: Mapping[str, Any], skus: dict[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    key = first(fields, ("primaryKey.skuId", "tracking.pdt_simplesku"), identity)
    shown = at(fields, "skuInfos.0")
    if isinstance(shown, Mapping) and sale_price(shown) is not None:
        return shown
    return skus.get(key or "") or next(iter(skus.values()), {})


def _listing(
    fields: Mapping[str, Any],
    skus: dict[str, Mapping[str, Any]],
    currency: str | None,
    site: Site,
    outcome: Outcome,
) -> Listing:
    listing_id = required(fields, _ID_PATHS, _listing_id)
    variants = _variants(fields, skus)
    chosen = _chosen(fields, skus)
    tracked, before = tracked_prices(at(fields, "tracking"))
    price = sale_price(chosen) or tracked
    low, high = span([price, *(sale_price(sku) for sku in skus.values())])
    title = required(fields, ("product.title", "tracking.pdt_name"), text)
    return Listing(
        listing_id=listing_id,
        shop_id=first(fields, _SELLER_PATHS, identity),
        url=listing_target(listing_id, site).url,
        title=title,
        price=price,
        price_min=low,
        price_max=high,
        currency=currency,
        original_price=original_price(chosen) or before,
        brand=first(fields, _BRAND_PATHS, text),
        images=_images(fields),
        description=_words(at(fields, "product.desc")) or _words(at(fields, "product.highlights")),
        sold=first(fields, ("product.soldCount", "product.sold", "review.soldCount"), count),
        stock=total_stock(skus.values()),
        rating=first(fields, ("review.ratings.average", "product.rating.score"), decimal),
        rating_count=first(fields, _RATING_COUNT_PATHS, whole),
        location=first(fields, ("seller.location", "sellerInfo.location"), text),
        attributes=_attributes(fields),
        variants=variants,
        category=_category(fields, title),
        status=STATUS[outcome] if skus else None,
        shop_name=first(fields, ("seller.name", "tracking.seller_name"), text),
    )


_SELLER_PATHS = ("primaryKey.sellerId", "seller.sellerId", "tracking.supplier_id")
_BRAND_PATHS = ("product.brand.name", "product.brandName", "product.brand", "tracking.brand_name")
_RATING_COUNT_PATHS = (
    "review.ratings.rateCount", "product.rating.total", "review.ratings.reviewCount"
)  # fmt: skip


def _currency(
    fields: Mapping[str, Any], skus: dict[str, Mapping[str, Any]], site: Site
) -> str | None:
    paths = (
        "globalConfig.currencyCode", "globalConfig.currency", "tracking.core.currencyCode", "tracking.pdt_currency"
    )  # fmt: skip
    by_code = first(fields, paths, currency_code)
    shown = (at(sku, "price.salePrice.text") for sku in skus.values())
    return (
        by_code
        or first(fields, ("globalConfig.regionID", "tracking.core.country"), currency_of_country)
        or next((code for one in shown if (code := currency_of_text(one, site))), None)
        or currency_of_text(at(fields, "tracking.pdt_price"), site)
    )


def _variants(fields: Mapping[str, Any], skus: dict[str, Mapping[str, Any]]) -> tuple[Variant, ...]:
    names = _option_names(fields)
    variants = tuple(
        Variant(
            variant_id=key,
            name=text(sku.get("name")) or names.get(key, ""),
            price=sale_price(sku),
            original_price=original_price(sku),
            stock=stock_of(sku),
            sku=_cart_ids(fields).get(key),
        )
        for key, sku in skus.items()
        if key != "0"
    )
    # One choice without a name is no choice.
    return variants if len(variants) > 1 or any(one.name for one in variants) else ()


def _option_names(fields: Mapping[str, Any]) -> dict[str, str]:
    """`Đỏ / XL` by sku id, put together from the options' numbers."""
    base = at(fields, "productOption.skuBase")
    values = {
        f"{prop.get('pid')}:{vid}": name
        for prop in objects(at(base, "properties"))
        for value in objects(prop.get("values"))
        for vid, name in _named_values(value)
    }
    return {
        str(sku.get("skuId")): " / ".join(
            name for part in str(sku.get("propPath") or "").split(";") if (name := values.get(part))
        )
        for sku in objects(at(base, "skus"))
    }


def _named_values(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Number and name of a value, or of each size within a system of sizes: `Int:XL` (C 2024)."""
    name = text(value.get("name")) or ""
    inner = [(str(one.get("vid")), text(one.get("name"))) for one in objects(value.get("value"))]
    within = [(vid, f"{name}:{size}" if name else size) for vid, size in inner if size]
    return within or [(str(value.get("vid")), name)]


def _cart_ids(fields: Mapping[str, Any]) -> dict[str, str]:
    skus = objects(at(fields, "productOption.skuBase.skus"))
    return {str(s.get("skuId")): written for s in skus if (written := text(s.get("cartSkuId")))}


def _words(markup: Any) -> str | None:
    """The words of a seller's HTML, a line a text node."""
    found = text(markup)
    return Html(html=f"<div>{found}</div>").text or None if found else None


def _images(fields: Mapping[str, Any]) -> tuple[str, ...]:
    galleries = fields.get("skuGalleries")
    every = galleries.values() if isinstance(galleries, Mapping) else ()
    pictures = [p for gallery in every for p in objects(gallery) if p.get("type") != "video"]
    urls = [first(picture, ("src", "poster"), picture_url) for picture in pictures]
    return tuple(dict.fromkeys(url for url in urls if url))


def picture_url(value: Any) -> str | None:
    """A picture's address without the suffix that asks for a small copy of it."""
    url = link(value)
    return _THUMB.sub("", url) if url else None


def _attributes(fields: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    specifications = fields.get("specifications")
    chosen = first(fields, ("primaryKey.skuId",), identity)
    own = at(specifications, chosen) if chosen else None
    every = [own, *objects(specifications)] if isinstance(own, Mapping) else objects(specifications)
    pairs: dict[str, str] = {}
    for one in every:
        for name, value in _features(one):
            pairs.setdefault(name, value)
    return tuple(pairs.items())


def _features(one: Mapping[str, Any]) -> list[tuple[str, str]]:
    features = one.get("features", one)
    if isinstance(features, Mapping):
        rows = [(str(name), text(value)) for name, value in features.items()]
    else:
        rows = [(text(r.get("name")) or "", text(r.get("value"))) for r in objects(features)]
    return [(name, value) for name, value in rows if name and value]


def _category(fields: Mapping[str, Any], title: str) -> tuple[str, ...]:
    crumbs = fields.get("Breadcrumb") or fields.get("breadcrumb")
    names = [text(one.get("title")) for one in objects(crumbs)]
    named = tuple(name for name in names if name and name != title)
    listed = at(fields, "tracking.pdt_category")
    return named or tuple(n for n in (listed if isinstance(listed, list) else ()) if text(n))


def parse_shop(fields: Mapping[str, Any], site: Site) -> Shop | None:
    """The seller of a product page's fields; None where no id is given."""
    shop_id = first(fields, ("seller.sellerId", "primaryKey.sellerId"), identity)
    if shop_id is None:
        return None
    slug = shop_slug(at(fields, "seller.url"))
    return Shop(
        shop_id=shop_id,
        username=slug,
        name=first(fields, ("seller.name", "tracking.seller_name"), text),
        url=f"{site.base_url}/shop/{slug}/" if slug else None,
        location=text(at(fields, "seller.location")),
        followers=first(fields, ("seller.followers", "sellerInfo.followers"), count),
        response_rate=first(fields, _RESPONSE_RATES, per_cent),
        official=_official(fields),
    )


_RESPONSE_RATES = (
    "sellerInfo.chatResponseRate",
    "seller.chatResponsiveRate.value",
    "seller.chatResponseRate",
)


def _official(fields: Mapping[str, Any]) -> bool | None:
    said = first(fields, ("seller.isLazMall", "seller.isOfficialStore", "product.mallTag"), flag)
    kind = text(at(fields, "seller.type"))
    # A type that is a number is the same for both kinds of shop (C 2023, 2024).
    is_silent = said is not None or kind is None or kind.isdigit()
    return said if is_silent or kind is None else kind.lower() == "lazmall"


def shop_slug(url: Any) -> str | None:
    """The shop's name in its address: `//www.lazada.vn/shop/ten-shop/?x` is `ten-shop`."""
    address = read_address(link(url) or "")
    names = [part for part in address.parts if part != "shop"] if address else []
    return names[0].lower() if names else None
