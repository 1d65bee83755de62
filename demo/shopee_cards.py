"""Shopee's cards of lists, in the two generations that were seen."""

from demo.answers import Moment, sold_text
from demo.shopee_payload import (
    Json,
    category_ids,
    discount,
    number_of,
    prices,
    rating,
    tier,
)
from demo.world import PracticeListing


def card_basic(listing: PracticeListing, moment: Moment) -> Json:
    """A card in the generation of `item_basic`."""
    shop = moment.owner(listing)
    revision = listing.revision(moment.hour)
    return {
        "itemid": int(listing.listing_id),
        "shopid": int(listing.shop_id),
        "name": revision.title,
        "label_ids": [1000031],
        "image": revision.pictures[0],
        "images": list(revision.pictures),
        "currency": "VND",
        "stock": 0 if revision.sold_out else sum(v.stock for v in listing.variants),
        "status": 1,
        "ctime": moment.seconds(listing.born_at),
        "sold": listing.sold // 12,
        "historical_sold": listing.sold,
        "liked_count": listing.sold // 7,
        "catid": category_ids(listing)[0],
        "brand": listing.brand or "",
        "cmt_count": listing.rating_count,
        "flag": 196608,
        "cb_option": 0,
        "item_status": "sold_out" if revision.sold_out else "normal",
        **prices(listing, revision),
        "hidden_price_display": None,
        "raw_discount": discount(revision),
        "discount": f"{discount(revision)}%" if discount(revision) else None,
        "tier_variations": [tier(listing, revision)],
        "item_rating": rating(listing),
        "is_adult": False,
        "shopee_verified": False,
        "is_official_shop": shop.official,
        "shop_location": shop.city,
        "shop_name": shop.name,
        "shop_rating": shop.rating,
        "is_sold_out": revision.sold_out,
        "item_card_display_sold_count": _sold_count(listing),
    }


def card_displayed(listing: PracticeListing, moment: Moment) -> Json:
    """A card in the generation of `item_data`, seen since 2026."""
    shop = moment.owner(listing)
    revision = listing.revision(moment.hour)
    all_prices = prices(listing, revision)
    return {
        "itemid": int(listing.listing_id),
        "shopid": int(listing.shop_id),
        "catid": category_ids(listing)[0],
        "ctime": moment.seconds(listing.born_at),
        "status": 1,
        "item_status": "sold_out" if revision.sold_out else "normal",
        "is_sold_out": revision.sold_out,
        "item_card_displayed_asset": {
            "name": revision.title,
            "image": revision.pictures[0],
            "images": list(revision.pictures),
            "discount_tag": {"discount_text": f"-{discount(revision)}%"},
            "rating": {"rating_text": f"{listing.rating:.1f}"},
        },
        "item_card_display_price": {
            "price": all_prices["price"],
            "strikethrough_price": all_prices["price_before_discount"] or None,
            "discount": discount(revision),
        },
        **all_prices,
        "currency": "VND",
        "item_card_display_sold_count": _sold_count(listing),
        "item_rating": rating(listing),
        "global_brand": {"brand_id": number_of(listing.brand), "display_name": listing.brand}
        if listing.brand
        else None,
        "shop_data": {"shop_name": shop.name, "shop_location": shop.city},
        "shop_name": shop.name,
        "shop_location": shop.city,
        "is_official_shop": shop.official,
        "shopee_verified": False,
        "need_kyc": False,
        "liked_count": listing.sold // 7,
    }


def _sold_count(listing: PracticeListing) -> Json:
    return {
        "historical_sold_count": listing.sold,
        "historical_sold_count_text": f"Đã bán {sold_text(listing.sold)}",
        "monthly_sold_count": listing.sold // 9,
        "monthly_sold_count_text": f"Đã bán {sold_text(listing.sold // 9)}/tháng",
    }
