"""A Shopee seller account: get_shop_base, get_shop_detail, the flat get_shop_info, shop_detailed."""

from collections.abc import Mapping
from typing import Any

from crawler.fields import at, decimal, first, flag, identity, moment, per_cent, text, whole
from crawler.findings import Sign
from domain.listing import Shop
from domain.outcome import Outcome
from domain.target import PageKind, Site

_USERNAME = ("account.username", "username", "shop_username")
_MARKS = (
    "follower_count",
    "item_count",
    "response_rate",
    "is_official_shop",
    "account",
    "username",
)
_NORMAL = 1


def is_shop(node: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a seller account, and not a listing or a card that names one."""
    if any(name in node for name in ("itemid", "item_id", "item_basic", "models", "catid")):
        return False
    has_id = first(node, ("shopid", "shop_id"), identity)
    marks = sum(1 for name in _MARKS if node.get(name) is not None)
    return bool(has_id) and marks >= 2


def parse_shop(node: Mapping[str, Any], site: Site) -> Shop:
    """The seller account as the answer states it."""
    shop_id = first(node, ("shopid", "shop_id"), identity) or ""
    username = first(node, _USERNAME, text)
    return Shop(
        shop_id=shop_id,
        username=username,
        name=first(node, ("name", "shop_name", "shopname", "nickname"), text),
        url=f"{site.base_url}/{username}" if username else f"{site.base_url}/shop/{shop_id}",
        description=text(node.get("description")),
        location=first(node, ("shop_location", "place"), text),
        joined_at=first(node, ("ctime", "mtime_joined"), moment),
        followers=first(node, ("follower_count", "account.follower_count"), whole),
        item_count=first(node, ("item_count", "products"), whole),
        rating=first(node, ("rating_star", "account.rating_star", "shop_rating"), decimal),
        response_rate=first(node, ("response_rate", "chat_response_rate"), per_cent),
        official=first(node, ("is_official_shop", "show_official_shop_label"), flag),
        status=_status(node),
    )


def _status(node: Mapping[str, Any]) -> str | None:
    if node.get("vacation") is True:
        return "vacation"
    states = (whole(node.get("status")), whole(at(node, "account.status")))
    known = [state for state in states if state is not None]
    odd = [state for state in known if state != _NORMAL]
    return str(odd[0]) if odd else ("normal" if known else None)


def gone_sign(node: Mapping[str, Any]) -> Sign | None:
    """The account's own word that it is closed or locked: a status other than 1 (K 2026-11)."""
    for path in ("status", "account.status"):
        state = whole(at(node, path))
        if state is not None and state != _NORMAL:
            return Sign(
                kind=PageKind.SHOP,
                key=first(node, ("shopid", "shop_id"), identity),
                outcome=Outcome.SHOP_GONE,
                why=f"shop {path} is {state}",
            )
    return None
