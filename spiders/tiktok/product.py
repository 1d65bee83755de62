"""What both generations of TikTok's product data have in common."""

from collections.abc import Mapping
from typing import Any

from crawler.amounts import doubt_fraction
from crawler.fields import at, count, decimal, first, identity, link, objects, per_cent, text, whole
from crawler.findings import Offer
from crawler.payloads import Unreadable, decode
from domain.listing import Listing, Shop
from domain.outcome import Outcome
from domain.target import Site
from spiders.tiktok.targets import shop_target

_BRAND_ROWS = {"thương hiệu", "brand", "nhãn hiệu"}


def described(value: Any) -> str | None:
    """A description is the JSON text of its blocks; what is none is shown as it stands."""
    written = text(value)
    if written is None or written.lstrip()[:1] != "[":
        return written
    try:
        blocks = decode(written)[0]
    except Unreadable:
        return written
    lines = [line for block in objects(blocks) for line in _block_lines(block)]
    return "\n".join(lines) or None


def _block_lines(block: Mapping[str, Any]) -> list[str]:
    """A block is a text, or a list of rows (`ul`, `ol`); pictures have no words."""
    own = text(block.get("text"))
    rows = block.get("content")
    listed = [text(row) or text(at(row, "text")) for row in rows] if isinstance(rows, list) else []
    return [line for line in (own, *listed) if line]


def pictures(images: Any) -> tuple[str, ...]:
    """The pictures' addresses, the large copy of each."""
    urls = (first(image, ("url_list.0", "thumb_url_list.0"), link) for image in objects(images))
    return tuple(dict.fromkeys(url for url in urls if url))


def category_names(node: Mapping[str, Any]) -> tuple[str, ...]:
    """The path of categories, outermost first."""
    names = (text(one.get("category_name")) for one in objects(node.get("categories")))
    return tuple(name for name in names if name)


def brand_of(attributes: tuple[tuple[str, str], ...]) -> str | None:
    """The brand among the rows of attributes."""
    return next((value for name, value in attributes if name.casefold() in _BRAND_ROWS), None)


def as_offer(listing: Listing, site: Site, *, status: int | None = None) -> Offer:
    """A full listing with what its stock and status say of it."""
    outcome, why = Outcome.LIVE, "on sale"
    if status not in {None, 1}:
        outcome, why = Outcome.UNKNOWN, f"status {status}, which is in no table"
    elif listing.stock == 0:
        outcome, why = Outcome.SOLD_OUT, "no choice is in stock"
    return Offer(
        listing=listing,
        outcome=outcome,
        why=why,
        doubt=_doubt(listing, site),
        origin="product_info",
    )


def _doubt(listing: Listing, site: Site) -> str | None:
    if listing.price is not None and listing.currency is None:
        return "decoy: prices without a currency"
    amounts = (listing.price_min, listing.price_max, listing.price)
    doubts = (doubt_fraction(one, listing.currency or site.currency) for one in amounts)
    return next((one for one in doubts if one), None)


def is_shop(node: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a store with more than its name."""
    has_id = identity(node.get("seller_id")) is not None
    return has_id and "shop_name" in node and ("followers_count" in node or "shop_rating" in node)


def parse_shop(node: Mapping[str, Any], site: Site) -> Shop | None:
    """The store of `shop_info`; None where it has no id."""
    shop_id = identity(node.get("seller_id"))
    if shop_id is None:
        return None
    scores = objects(node.get("store_sub_score"))
    # Sub-score 1 is the share of chats answered within a day (R 2026-09).
    reply = next((s.get("score_percentage") for s in scores if whole(s.get("type")) == 1), None)
    return Shop(
        shop_id=shop_id,
        name=text(node.get("shop_name")),
        url=link(node.get("shop_link")) or shop_target(shop_id, site).url,
        description=text(node.get("desc")),
        followers=count(node.get("followers_count")),
        item_count=first(node, ("product_count", "on_sell_product_count"), count),
        rating=decimal(node.get("shop_rating")),
        response_rate=per_cent(reply),
    )
