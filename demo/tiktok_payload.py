"""Payloads in the shape of TikTok Shop's router data; money is decimal text there, unscaled."""

import json
from typing import Any

from demo.answers import Moment, vnd
from demo.identity import slug
from demo.world import PracticeListing, PracticeShop, PracticeVariant, Revision

# Any: these are JSON documents in somebody else's shape, handed straight to the encoder.
Json = dict[str, Any]

_OLD_ROUTES = (
    "shop/pdp/(product_name_slug$)/(product_id)/page",
    "view/product/(product_id)/page",
)
_NEW_ROUTES = (
    "shop/(region)/pdp/(product_name_slug$)/(product_id)/page",
    "(region)/pdp/(product_name_slug$)/(product_id)/page",
    "(name$)/(id)/page",
)
# Numbers of the rows that the law makes mandatory.
_PROPERTY_IDS = {
    "Xuất xứ": ("100149", "Quốc gia xuất xứ"),
    "Tên tổ chức chịu trách nhiệm hàng hóa": ("101489", "Tên tổ chức chịu trách nhiệm hàng hóa"),
    "Địa chỉ tổ chức chịu trách nhiệm hàng hóa": (
        "101490",
        "Địa chỉ tổ chức chịu trách nhiệm hàng hóa",
    ),
}


def listing_path(listing: PracticeListing, title: str) -> str:
    """The canonical path of a listing's page."""
    return f"/vn/pdp/{slug(title)[:80] or 'san-pham'}/{listing.listing_id}"


def shop_path(shop: PracticeShop) -> str:
    """The canonical path of a store's page."""
    return f"/vn/store/{shop.username}/{shop.shop_id}"


def image_url(base_url: str, key: str) -> str:
    """A photo's URL: the key is stable, the rest is the renderer's."""
    return f"{base_url}/tos-practice/{key}~tplv-practice-crop-webp:800:800.jpeg?from=practice"


def route(listing: PracticeListing, *, newer: bool) -> str:
    """The loader's name, which differs from page to page."""
    routes = _NEW_ROUTES if newer else _OLD_ROUTES
    return routes[int(listing.listing_id) % len(routes)]


def product_component(listing: PracticeListing, moment: Moment, base_url: str) -> Json:
    """The component `product_info` in the generation that the shop's pages use."""
    shop = moment.owner(listing)
    revision = listing.revision(moment.hour)
    product = (
        _product_2026(listing, revision, shop, base_url)
        if shop.newer_payload
        else _product_2025(listing, revision, shop, moment, base_url)
    )
    return {
        "component_id": "1",
        "component_name": "product_info",
        "component_type": "product_info",
        "component_data": {
            "error_code": 0,
            "error_message": "success",
            "sale_region": "VN",
            "categories": _categories(listing),
            "product_info": product,
            "review_info": _reviews(listing),
            "shop_info": shop_info(shop, moment, base_url),
            **({} if shop.newer_payload else {"shop_performance": []}),
        },
    }


def _product_2026(
    listing: PracticeListing, revision: Revision, shop: PracticeShop, base_url: str
) -> Json:
    return {
        "product_model": {
            "product_id": listing.listing_id,
            "seller_id": listing.shop_id,
            "sold_count": str(listing.sold),
            "name": revision.title,
            "description": _description(revision, base_url),
            "images": [_image(key, base_url) for key in revision.pictures],
            "sale_properties": [_sale_property(listing)],
            "product_properties": _properties(listing),
            "skus": [_sku_2026(v, listing, revision) for v in listing.variants],
            "videos": [],
        },
        "promotion_model": {
            "promotion_product_price": {
                "min_price": _price(listing.variants[0], revision),
                "skus_price": {v.variant_id: _price(v, revision) for v in listing.variants},
                "range_price": {"range_price": _range(listing, revision)},
            },
            "promotion_logistic_list": [{"deliveryName": "Nhanh Express", "freeShipping": True}],
        },
        "seller_model": {"shop_name": shop.name},
    }


def _price(variant: PracticeVariant, revision: Revision) -> Json:
    price = revision.price + variant.surcharge
    before = max(revision.original_price + variant.surcharge, price)
    off = 1 - price / before
    return {
        "sku_id": variant.variant_id,
        "currency_name": "VND",
        "currency_symbol": "₫",
        "sale_price_decimal": str(price),
        "origin_price_decimal": str(before),
        "sale_price_format": vnd(price),
        "origin_price_format": vnd(before),
        "discount_decimal": f"{off:.2f}",
        "discount_format": f"{off:.0%}",
    }


def _range(listing: PracticeListing, revision: Revision) -> str:
    prices = sorted({revision.price + v.surcharge for v in listing.variants})
    return " - ".join(vnd(price) for price in (prices[0], prices[-1])[: len(prices)])


def _sku_2026(variant: PracticeVariant, listing: PracticeListing, revision: Revision) -> Json:
    stock = 0 if revision.sold_out else variant.stock
    return {
        "sku_id": variant.variant_id,
        "sku_name": variant.name,
        "sku_status": 1,
        "property_pairs": [
            {
                "sku_property_id": "100000",
                "sku_property_name": listing.variant_label,
                "sku_property_value_id": _value_id(variant),
                "sku_property_value_name": variant.name,
            }
        ],
        "sku_quantity": {"warehouse_id": "7226990000000000000", "available_quantity": stock},
        "sku_stock_status": 1 if stock else 2,
    }


def _sale_property(listing: PracticeListing) -> Json:
    return {
        "property_id": "100000",
        "property_name": listing.variant_label,
        "has_image": False,
        "property_values": [
            {"property_value_id": _value_id(v), "property_value_name": v.name}
            for v in listing.variants
        ],
    }


def _value_id(variant: PracticeVariant) -> str:
    return "73" + variant.variant_id[2:]


def _properties(listing: PracticeListing) -> list[Json]:
    return [
        {
            "property_id": _PROPERTY_IDS.get(name, (str(102_000 + i), name))[0],
            "property_name": _PROPERTY_IDS.get(name, ("", name))[1],
            "property_values": [{"property_value_name": value}],
        }
        for i, (name, value) in enumerate(listing.attributes)
    ]


def _description(revision: Revision, base_url: str) -> str:
    """The description as the JSON text of its blocks."""
    blocks: list[Json] = [{"type": "text", "text": t} for t in revision.description.split("\n")]
    blocks.append({"type": "image", "image": _image(revision.pictures[-1], base_url)})
    return json.dumps(blocks, ensure_ascii=False)


def _image(key: str, base_url: str) -> Json:
    url = image_url(base_url, key)
    return {"height": 300, "width": 300, "uri": f"tos-practice/{key}", "url_list": [url]}


def _categories(listing: PracticeListing) -> list[Json]:
    return [
        {
            "category_id": category_id(name),
            "category_name": name,
            "level": level + 1,
            "parent_id": category_id(listing.category[level - 1]) if level else "0",
        }
        for level, name in enumerate(listing.category)
    ]


def category_id(name: str) -> str:
    """A stable number of a category's name."""
    return str(600_000 + sum(ord(c) * (i + 3) for i, c in enumerate(name)) % 90_000)


def _reviews(listing: PracticeListing) -> Json:
    total = listing.rating_count
    low = total // 10
    result = {"1": str(low), "2": "0", "3": "0", "4": str(low), "5": str(total - 2 * low)}
    return {
        "has_more": False,
        "total_reviews": str(total),
        "product_reviews": [],
        "review_ratings": {
            "review_count": str(total),
            "overall_score": listing.rating,
            "rating_result": result,
        },
    }


def shop_info(shop: PracticeShop, moment: Moment, base_url: str) -> Json:
    """Who sells, as product and store pages carry it."""
    return {
        "seller_id": shop.shop_id,
        "shop_name": shop.name,
        "shop_rating": f"{shop.rating:.1f}",
        "followers_count": str(shop.followers),
        "sold_count": sum(one.sold for one in moment.shelf(shop)),
        "shop_link": base_url + shop_path(shop),
        "desc": shop.description,
        "store_sub_score": [
            {"score": 1, "type": 1, "score_percentage": str(shop.response_rate)},
            {"score": 1, "type": 2, "score_percentage": "96"},
        ],
    }


def _product_2025(
    listing: PracticeListing,
    revision: Revision,
    shop: PracticeShop,
    moment: Moment,
    base_url: str,
) -> Json:
    prices = [revision.price + v.surcharge for v in listing.variants]
    return {
        "product_id": listing.listing_id,
        "status": 1,
        "seller": {
            "seller_id": listing.shop_id,
            "name": shop.name,
            "product_count": len(moment.shelf(shop)),
            "link": f"aweme://user/profile/{shop.user_id}?sec_uid=MS4w{shop.user_id}",
            "status": 1,
            "seller_location": shop.city,
            "is_hide": False,
        },
        "product_base": {
            "title": revision.title,
            "desc_detail": _description(revision, base_url),
            "sold_count": listing.sold,
            "images": [
                {
                    "uri": f"tos-practice/{key}",
                    "thumb_url_list": [image_url(base_url, key)],
                    "url_list": [image_url(base_url, key)],
                }
                for key in revision.pictures
            ],
            "specifications": [{"name": n, "value": v} for n, v in listing.attributes],
            "price": {
                "real_price": _range(listing, revision),
                "min_sku_price": str(min(prices)),
                "max_sku_price": str(max(prices)),
                "original_price": vnd(max(revision.original_price, revision.price)),
                "currency": "VND",
            },
        },
        "sale_props": [
            {
                "prop_id": "100000",
                "prop_name": listing.variant_label,
                "sale_prop_values": [
                    {"prop_value_id": _value_id(v), "prop_value": v.name} for v in listing.variants
                ],
            }
        ],
        "skus": [_sku_2025(v, listing, revision) for v in listing.variants],
        "product_detail_review": {
            "product_rating": listing.rating,
            "review_count": listing.rating_count,
        },
    }


def _sku_2025(variant: PracticeVariant, listing: PracticeListing, revision: Revision) -> Json:
    price = revision.price + variant.surcharge
    before = max(revision.original_price + variant.surcharge, price)
    return {
        "sku_id": variant.variant_id,
        "status": 1,
        "stock": 0 if revision.sold_out else variant.stock,
        "price": {
            "real_price": {"price_val": str(price), "price_str": vnd(price), "currency": "VND"},
            "original_price": {"price_val": str(before), "currency": "VND"},
        },
        "sku_sale_props": [
            {
                "prop_id": "100000",
                "prop_name": listing.variant_label,
                "prop_value_id": _value_id(variant),
                "prop_value": variant.name,
            }
        ],
    }
