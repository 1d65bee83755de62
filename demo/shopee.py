"""The marketplace in Shopee's manner: an empty shell whose script asks for everything."""

import re

from demo.answers import Answer, Ask, Moment, as_json, paged, redirect
from demo.identity import slug
from demo.shopee_cards import card_basic, card_displayed
from demo.shopee_payload import (
    NOT_FOUND,
    SHOP_GONE,
    Json,
    categories,
    product_page,
    shop_base,
)
from demo.world import Platform, PracticeListing, PracticeShop

SHOP_PAGE = 30
SEARCH_PAGE = 60

HOME_TITLE = "Chợ Cam | Chợ thực hành, mua và bán trên ứng dụng di động hoặc website"
SHELL = """<!DOCTYPE html><html dir="ltr" lang="vi"><head>
<meta charset="utf-8">
<meta name="viewport" content="width=1240,shrink-to-fit=no">
<meta name="shopee:git-sha" content="0000000000000000000000000000000000000000">
<meta name="shopee:version" content="practice-2026.11">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/market.css">
</head><body class="cam"><div id="main"></div>
<script src="/assets/shopee.js"></script></body></html>
"""

_PRODUCT_PATHS = (
    re.compile(r"^/product/(\d+)/(\d+)/?$"),
    re.compile(r"^/universal-link/product/(\d+)/(\d+)/?$"),
    re.compile(r"^/opaanlp/(\d+)/(\d+)/?$"),
)


def answer(ask: Ask, moment: Moment) -> Answer:
    """The answer to a page or to a page's script."""
    if ask.path.startswith("/api/"):
        return _api(ask, moment)
    for form in _PRODUCT_PATHS:
        if found := form.match(ask.path):
            return redirect(_canonical(found[1], found[2], moment))
    return Answer(body=SHELL)


def listing_path(listing: PracticeListing, title: str) -> str:
    """The canonical path of a listing's page."""
    return f"/{slug(title)[:80] or 'san-pham'}-i.{listing.shop_id}.{listing.listing_id}"


def shop_path(shop: PracticeShop) -> str:
    """The canonical path of a shop's page."""
    return f"/{shop.username}"


def _canonical(shop_id: str, listing_id: str, moment: Moment) -> str:
    listing = _listing(shop_id, listing_id, moment)
    if listing is None:
        return f"/product-i.{shop_id}.{listing_id}"
    return listing_path(listing, listing.revision(moment.hour).title)


def _listing(shop_id: str, listing_id: str, moment: Moment) -> PracticeListing | None:
    found = moment.listing(Platform.SHOPEE, listing_id)
    return found if found and found.shop_id == shop_id else None


def _api(ask: Ask, moment: Moment) -> Answer:
    calls = {
        "/api/v4/pdp/get_pc": _get_pc,
        "/api/v4/shop/get_shop_base": _get_shop,
        "/api/v4/shop/get_shop_detail": _get_shop,
        "/api/v4/shop/search_items": _shop_list,
        "/api/v4/search/search_items": _search,
    }
    call = calls.get(ask.path)
    return as_json(call(ask, moment)) if call else as_json({"error": 404}, status=404)


def _get_pc(ask: Ask, moment: Moment) -> Json:
    listing = _listing(ask.query.get("shop_id", ""), ask.query.get("item_id", ""), moment)
    return product_page(listing, moment) if listing else NOT_FOUND


def _get_shop(ask: Ask, moment: Moment) -> Json:
    key = ask.query.get("shopid") or ask.query.get("username") or ""
    shop = moment.shop(Platform.SHOPEE, key)
    return shop_base(shop, moment) if shop else SHOP_GONE


def _shop_list(ask: Ask, moment: Moment) -> Json:
    shop = moment.shop(Platform.SHOPEE, ask.query.get("shopid", ""))
    found = moment.shelf(shop) if shop else []
    return _cards(found, ask.number("offset"), SHOP_PAGE, moment)


def _search(ask: Ask, moment: Moment) -> Json:
    keyword = ask.query.get("keyword", "")
    if category := ask.query.get("match_id"):
        found = [
            one
            for one in moment.search(Platform.SHOPEE, "")
            if category in {str(c["catid"]) for c in categories(one)}
        ]
    else:
        found = moment.search(Platform.SHOPEE, keyword)
    return _cards(found, ask.number("newest"), SEARCH_PAGE, moment)


def _cards(found: list[PracticeListing], offset: int, size: int, moment: Moment) -> Json:
    shown = paged(found, page=offset // size + 1, size=size)
    return {
        "bff_meta": None,
        "error": 0,
        "error_msg": None,
        "total_count": len(found),
        "nomore": offset + size >= len(found),
        "items": [_card(one, moment) for one in shown],
    }


def _card(listing: PracticeListing, moment: Moment) -> Json:
    wrapper: Json = {"itemid": int(listing.listing_id), "shopid": int(listing.shop_id)}
    if moment.owner(listing).newer_payload:
        return {**wrapper, "item_basic": None, "item_data": card_displayed(listing, moment)}
    return {**wrapper, "item_basic": card_basic(listing, moment), "adsid": None}
