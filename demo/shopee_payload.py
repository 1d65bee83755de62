"""Payloads in the shape of Shopee's page interface; money is VND x 100000 there."""

from typing import Any

from demo.answers import Moment
from demo.world import PracticeListing, PracticeShop, Revision

# Any: these are JSON documents in somebody else's shape, handed straight to the encoder.
Json = dict[str, Any]

SCALE = 100_000
NOT_FOUND: Json = {"bff_meta": None, "error": 266900002, "error_msg": None, "data": None}
"""What get_pc answers for a listing that was taken down, or never was."""
SHOP_GONE: Json = {"bff_meta": None, "error": 4, "error_msg": "shop not found", "data": None}


def product_page(listing: PracticeListing, moment: Moment) -> Json:
    """The answer of `/api/v4/pdp/get_pc`."""
    shop = moment.owner(listing)
    revision = listing.revision(moment.hour)
    return {
        "bff_meta": None,
        "error": None,
        "error_msg": None,
        "data": {
            "item": _product(listing, revision, shop, moment),
            "account": {"user_id": None, "is_new_user": None, "default_address": None},
            "product_images": _images(listing, revision),
            "product_price": _price(listing, revision),
            "flash_sale": None,
            "deep_discount": None,
            "exclusive_price": None,
            "product_meta": {
                "show_lowest_price_guarantee": False,
                "show_official_shop_label_in_title": shop.official,
                "hide_sold_count": False,
            },
            "product_review": _review(listing),
            "product_attributes": {
                "attrs": [
                    {"name": name, "value": value, "id": 100_000 + i, "brand_id": None, "url": None}
                    for i, (name, value) in enumerate(listing.attributes)
                ],
                "categories": categories(listing),
            },
            "product_description": {
                "paragraph_list": [
                    {"type": 0, "text": line, "img_id": None, "ratio": None}
                    for line in revision.description.split("\n")
                ]
            },
            "product_shipping": {"free_shipping": None, "show_shipping_to": True},
            "shop_detailed": {**_shop(shop, moment), "authorized_brand": None},
            "age_gate": {"kyc": None},
        },
    }


def _product(
    listing: PracticeListing, revision: Revision, shop: PracticeShop, moment: Moment
) -> Json:
    all_prices = prices(listing, revision)
    stock_text = "SOLD OUT" if revision.sold_out else "IN STOCK"
    return {
        "item_id": int(listing.listing_id),
        "shop_id": int(listing.shop_id),
        "item_status": "sold_out" if revision.sold_out else "normal",
        "status": 8 if revision.unlisted else 1,
        "item_type": 0,
        "title": revision.title,
        "title_tr": None,
        "image": revision.pictures[0],
        "label_ids": [1000031, 1428713],
        "is_adult": False,
        "is_preview": False,
        "is_unavailable": False,
        "flag": 196608,
        "condition": 1,
        "cat_id": category_ids(listing)[0],
        "currency": "VND",
        "brand": listing.brand,
        "brand_id": number_of(listing.brand) if listing.brand else 0,
        "show_discount": discount(revision),
        "ctime": moment.seconds(listing.born_at),
        "item_rating": rating(listing),
        "cb_option": 0,
        "shop_location": shop.city,
        "attributes": [
            {"name": name, "value": value, "id": 100_000 + i, "is_timestamp": False}
            for i, (name, value) in enumerate(listing.attributes)
        ],
        "is_prescription_item": False,
        "is_alcohol_product": False,
        "is_infant_milk_formula_product": listing.family == "sua",
        "is_pre_order": False,
        "description": revision.description,
        "categories": categories(listing),
        "fe_categories": categories(listing),
        "models": [
            _model(listing, revision, position) for position in range(len(listing.variants))
        ],
        "tier_variations": [tier(listing, revision)],
        "is_hide_stock": True,
        "stock": None,
        "normal_stock": None,
        "stock_display": stock_text,
        "hidden_price_display": None,
        **(dict.fromkeys(all_prices) if revision.unlisted else all_prices),
        "liked": False,
        "liked_count": listing.sold // 7,
        "is_official_shop": shop.official,
        "is_preferred_plus_seller": False,
        "show_shopee_verified_label": False,
        "images": list(revision.pictures),
        "video_info_list": [],
    }


def prices(listing: PracticeListing, revision: Revision) -> dict[str, int]:
    """The lowest, the highest and the struck-out price, scaled."""
    surcharges = [variant.surcharge for variant in listing.variants]
    lowest, highest = min(surcharges), max(surcharges)
    reduced = revision.original_price > revision.price
    before = revision.original_price if reduced else 0
    return {
        "price": (revision.price + lowest) * SCALE,
        "price_min": (revision.price + lowest) * SCALE,
        "price_max": (revision.price + highest) * SCALE,
        "price_before_discount": before * SCALE,
        "price_min_before_discount": before * SCALE,
        "price_max_before_discount": (before + highest if before else 0) * SCALE,
    }


def _model(listing: PracticeListing, revision: Revision, position: int) -> Json:
    variant = listing.variants[position]
    price = None if revision.unlisted else (revision.price + variant.surcharge) * SCALE
    there = not revision.sold_out and variant.stock > 0
    return {
        "item_id": int(listing.listing_id),
        "itemid": int(listing.listing_id),
        "model_id": int(variant.variant_id),
        "modelid": int(variant.variant_id),
        "name": "" if len(listing.variants) == 1 else variant.name,
        "status": 1,
        "promotion_id": 0,
        "price": price,
        "price_before_discount": 0,
        "has_stock": there,
        "is_clickable": there,
        "is_grayout": not there,
        "stock": None,
        "normal_stock": None,
        "extinfo": {"tier_index": [position], "is_pre_order": False, "estimated_days": 2},
        "sold": None,
    }


def tier(listing: PracticeListing, revision: Revision) -> Json:
    """The choices of a listing's only kind of variation."""
    single = len(listing.variants) == 1
    return {
        "name": "" if single else listing.variant_label,
        "options": [""] if single else [variant.name for variant in listing.variants],
        "images": None if single else [revision.pictures[0]] * len(listing.variants),
        "properties": None,
        "type": 0,
    }


def _images(listing: PracticeListing, revision: Revision) -> Json:
    return {
        "video": None,
        "images": list(revision.pictures),
        "first_tier_variations": []
        if len(listing.variants) == 1
        else [{"name": v.name, "image": revision.pictures[0]} for v in listing.variants],
        "sorted_variation_image_index_list": [],
        "overlay": None,
        "abnormal_status": "unlisted" if revision.unlisted else None,
    }


def _price(listing: PracticeListing, revision: Revision) -> Json:
    all_prices = prices(listing, revision)
    single = all_prices["price_min"] == all_prices["price_max"]
    shown = {
        "single_value": all_prices["price"] if single else -1,
        "range_min": -1 if single else all_prices["price_min"],
        "range_max": -1 if single else all_prices["price_max"],
        "price_mask": None,
    }
    before = {**shown, "single_value": all_prices["price_before_discount"] or -1}
    return {
        "discount": discount(revision) or None,
        "hide_price": False,
        "price": None if revision.unlisted else shown,
        "price_before_discount": None if revision.unlisted else before,
        "has_final_price": False,
    }


def _review(listing: PracticeListing) -> Json:
    return {
        **rating(listing),
        "historical_sold": None,
        "global_sold": None,
        "liked": False,
        "liked_count": listing.sold // 7,
        "cmt_count": listing.rating_count,
        "hide_rating": False,
    }


def rating(listing: PracticeListing) -> Json:
    """Stars, with how many gave which."""
    total = listing.rating_count
    low = total // 10
    return {
        "rating_star": listing.rating,
        "rating_count": [total, low, 0, 0, low, total - 2 * low],
        "total_rating_count": total,
    }


def shop_base(shop: PracticeShop, moment: Moment) -> Json:
    """The answer of `/api/v4/shop/get_shop_base` and `/api/v4/shop/get_shop_detail`."""
    return {"bff_meta": None, "error": 0, "error_msg": None, "data": _shop(shop, moment)}


def _shop(shop: PracticeShop, moment: Moment) -> Json:
    return {
        "shopid": int(shop.shop_id),
        "userid": int(shop.user_id),
        "name": shop.name,
        "description": shop.description,
        "account": {
            "portrait": None,
            "username": shop.username,
            "status": 1,
            "is_shopee_verified": False,
        },
        "status": 1,
        "vacation": shop.on_holiday,
        "place": shop.city,
        "shop_location": shop.city,
        "country": "VN",
        "is_official_shop": shop.official,
        "show_official_shop_label": shop.official,
        "is_shopee_verified": False,
        "is_preferred_plus_seller": False,
        "is_pharmacy": False,
        "is_mart": False,
        "is_3pf": False,
        "is_individual_seller": None,
        "item_count": len(moment.shelf(shop)),
        "follower_count": shop.followers,
        "rating_star": shop.rating,
        "rating_good": shop.followers // 3,
        "rating_normal": shop.followers // 90,
        "rating_bad": shop.followers // 70,
        "response_rate": shop.response_rate,
        "response_time": 3600 + shop.followers % 9000,
        "last_active_time": moment.seconds(moment.hour) - shop.followers % 5400,
        "ctime": moment.seconds(shop.opened_at),
        "session_info": None,
    }


def discount(revision: Revision) -> int:
    """Per cent off the struck-out price."""
    return round(100 * (1 - revision.price / max(revision.original_price, revision.price)))


def categories(listing: PracticeListing) -> list[Json]:
    """A listing's categories with their numbers, outermost first."""
    return [
        {"catid": catid, "display_name": name, "no_sub": False, "is_default_subcat": False}
        for catid, name in zip(category_ids(listing), listing.category, strict=True)
    ]


def category_ids(listing: PracticeListing) -> list[int]:
    """The numbers of a listing's categories, outermost first."""
    return [number_of("/".join(listing.category[: i + 1])) for i in range(len(listing.category))]


def number_of(name: str | None) -> int:
    """A stable number of a name, as brands and categories have."""
    return 11_000_000 + sum(ord(c) * (i + 7) for i, c in enumerate(name or "")) % 900_000
