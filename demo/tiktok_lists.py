"""TikTok Shop's cards and its creators' profiles."""

from typing import Any

from demo.answers import Moment, vnd
from demo.identity import slug
from demo.tiktok_payload import image_url, listing_path
from demo.world import PracticeListing, PracticeShop

# Any: these are JSON documents in somebody else's shape, handed straight to the encoder.
Json = dict[str, Any]


def feed_component(
    shown: list[PracticeListing],
    *,
    name: str,
    has_more: bool,
    offset: int,
    moment: Moment,
    base_url: str,
) -> Json:
    """A list of product cards: `feed_list`, or `feed_list_search_word` of keyword pages."""
    return {
        "component_id": "2",
        "component_name": name,
        "component_type": name,
        "component_data": {
            "products": [_card(one, moment, base_url) for one in shown],
            "has_more": has_more,
            "load_more_params": {"offset": offset},
        },
    }


def related_component(words: list[str], base_url: str) -> Json:
    """Further keyword pages."""
    return {
        "component_id": "3",
        "component_name": "related_link",
        "component_type": "related_link",
        "component_data": {
            "links": [{"title": w, "url": f"{base_url}/vn/k/{slug(w)}"} for w in words]
        },
    }


def _card(listing: PracticeListing, moment: Moment, base_url: str) -> Json:
    shop = moment.owner(listing)
    revision = listing.revision(moment.hour)
    before = max(revision.original_price, revision.price)
    cover = revision.pictures[0]
    return {
        "product_id": listing.listing_id,
        "title": revision.title,
        "image": {
            "height": 300,
            "width": 300,
            "uri": f"tos-practice/{cover}",
            "url_list": [image_url(base_url, cover)],
        },
        "product_price_info": {
            "sale_price_decimal": str(revision.price),
            "origin_price_decimal": str(before),
            "sale_price_format": vnd(revision.price),
            "currency_name": "VND",
            "currency_symbol": "₫",
            "discount_format": f"{1 - revision.price / before:.0%}",
        },
        "rate_info": {"score": listing.rating, "review_count": str(listing.rating_count)},
        "sold_info": {"sold_count": listing.sold},
        "seller_info": {"seller_id": shop.shop_id, "shop_name": shop.name, "shop_logo": None},
        "brand_info": {"brand_name": listing.brand or "KHÔNG CÓ"},
        "seo_url": {"canonical_url": base_url + listing_path(listing, revision.title)},
    }


def profile(shop: PracticeShop, moment: Moment) -> Json:
    """What stands in `__UNIVERSAL_DATA_FOR_REHYDRATION__` of a creator's page."""
    user = {
        "id": shop.user_id,
        "uniqueId": handle(shop),
        "nickname": shop.name,
        "secUid": f"MS4w{shop.user_id}",
        "signature": f"{shop.name} | zalo {shop.operator.phone}",
        "verified": shop.official,
        "privateAccount": False,
        "bioLink": {"link": shop.operator.link, "risk": 0},
        "commerceUserInfo": {"commerceUser": True, "category": "Shopping & Retail"},
        "ttSeller": True,
        "region": "VN",
    }
    stats = {
        "followerCount": shop.followers,
        "followingCount": shop.followers % 300,
        "heartCount": shop.followers * 7,
        "videoCount": shop.followers % 90,
    }
    detail = {
        "statusCode": 0,
        "statusMsg": "",
        "userInfo": {
            "user": user,
            "stats": stats,
            "statsV2": {name: str(number) for name, number in stats.items()},
        },
    }
    return {"__DEFAULT_SCOPE__": {"webapp.user-detail": detail}}


def no_profile() -> Json:
    """The same of a handle that nobody has."""
    detail = {"statusCode": 10221, "statusMsg": "user doesn't exist", "userInfo": {}}
    return {"__DEFAULT_SCOPE__": {"webapp.user-detail": detail}}


def handle(shop: PracticeShop) -> str:
    """A store's creator account."""
    return shop.username.replace("-", ".")
