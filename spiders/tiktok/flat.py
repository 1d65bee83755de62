"""A TikTok product in full, as a `product_info` of 2026 without a model or a base has it.

Title, price, pictures and choices stand in `product_info` itself, and a listing that is gone keeps
its title beside an `unavailable_info` (R 2026-11).
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crawler.fields import at, identity, text, whole
from crawler.findings import Offer
from domain.outcome import Outcome
from domain.target import Site
from spiders.tiktok.base import parse_base

_BASE_NAMES = ("title", "images", "price", "sold_count", "specifications", "desc_detail")
REMOVED_REASONS = {4: "removed"}
"""Of `unavailable_info`; every other reason is unknown."""
_REMOVED = re.compile(
    r"(?:item|product|sản phẩm)\b.{0,20}\b(?:has been|was|is) removed|sản phẩm (?:này )?đã bị (?:gỡ|xo[áa]|xóa)",
    re.IGNORECASE,
)


def is_flat(node: Any) -> bool:
    """Whether a JSON object is such a product, and no card."""
    named = identity(at(node, "product_id")) and text(at(node, "title"))
    is_whole = isinstance(at(node, "skus"), list) or isinstance(
        at(node, "unavailable_info"), Mapping
    )
    return bool(named) and is_whole and not isinstance(at(node, "product_price_info"), Mapping)


def as_base(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The `component_data` around such a product in the shape of 2025."""
    info = node["product_info"]
    base = {name: info.get(name) for name in _BASE_NAMES}
    base["desc_detail"] = base["desc_detail"] or info.get("description")
    review = info.get("product_detail_review") or info.get("review")
    inner = {**info, "product_base": base, "product_detail_review": review}
    return {**node, "product_info": inner}


def parse_flat(base: Mapping[str, Any], site: Site) -> Offer:
    """The listing of `as_base`, and whether it says that it is gone; raises LayoutChanged."""
    offer = parse_base(base, site)
    gone = at(base, "product_info.unavailable_info")
    if not isinstance(gone, Mapping):
        return offer
    reason, words = whole(gone.get("reason")), text(gone.get("text")) or ""
    if reason is None and not words:
        return offer
    why = f"unavailable_info reason {reason} {words}".strip()
    if reason in REMOVED_REASONS or _REMOVED.search(words):
        return replace(offer, outcome=Outcome.REMOVED, why=why)
    return replace(offer, outcome=Outcome.UNKNOWN, why=f"{why}, which is in no table")
