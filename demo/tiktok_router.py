"""The envelope that TikTok's router puts around a page's components."""

from typing import Any

from demo.world import PracticeListing

# Any: these are JSON documents in somebody else's shape, handed straight to the encoder.
Json = dict[str, Any]

REGION_BLOCKED = 23002102
TAKEN_DOWN = 23002063
"""No real code for a take-down is known (2026-11): readers must take any other code for one."""


def router_data(name: str, page_config: Json) -> Json:
    """What stands in `__MODERN_ROUTER_DATA__`."""
    layout = {"lang": "vi-VN", "region": "VN", "app_id": 1988}
    return {"loaderData": {"layout": layout, name: {"page_config": page_config}}, "errors": None}


def page_config(components: list[Json], *, product: Json | None = None, region: str = "VN") -> Json:
    """A page's components with what the platform made of the visitor."""
    visitor: Json = {
        "region_info": {"path_region": "vn", "real_region": region, "real_region_source": "IP"},
        "bot_info": {"is_bot": False, "is_mock_bot": False},
        "basic_info": {"is_login": False, "app_language": "vi"},
    }
    return {
        "page_id": "practice",
        "components_map": components,
        "global_data": {**({"product_info": product} if product else {}), **visitor},
        **visitor,
    }


def gone_product(listing_id: str, *, code: int = TAKEN_DOWN, message: str = "") -> Json:
    """`global_data.product_info` where the product cannot be had."""
    return {
        "error_code": code,
        "error_message": message or "product is not available",
        "sale_region": "VN",
        "product_info": {"seller_id": "", "product_id": listing_id},
    }


def found_product(listing: PracticeListing) -> Json:
    """`global_data.product_info` of a product that is on sale."""
    return {
        "error_code": 0,
        "error_message": "success",
        "sale_region": "VN",
        "product_info": {"seller_id": listing.shop_id, "product_id": listing.listing_id},
    }
