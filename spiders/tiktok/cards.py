"""Cards of TikTok's keyword, category and store pages."""

from collections.abc import Mapping
from typing import Any

from crawler.amounts import doubt_fraction
from crawler.fields import at, count, decimal, first, identity, text, whole
from crawler.findings import Offer
from domain.listing import Listing
from domain.outcome import Outcome
from domain.target import Site
from spiders.tiktok.model import currency_of, original_price, sale_price
from spiders.tiktok.product import pictures
from spiders.tiktok.targets import listing_target


def is_card(node: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a card: an id, a title and a price block."""
    named = text(node.get("title")) is not None
    priced = isinstance(node.get("product_price_info"), Mapping)
    return named and priced and identity(node.get("product_id")) is not None


def parse_card(card: Mapping[str, Any], site: Site) -> Offer:
    """A card as an offer; what cards do not say stays None."""
    listing_id = identity(card.get("product_id")) or ""
    prices = at(card, "product_price_info")
    price = sale_price(prices)
    currency = currency_of(prices)
    listing = Listing(
        listing_id=listing_id,
        shop_id=first(card, ("seller_info.seller_id", "seller_id"), identity),
        url=listing_target(listing_id, site).url,
        title=text(card.get("title")) or "",
        price=price,
        price_min=price,
        price_max=price,
        currency=currency,
        original_price=original_price(prices),
        brand=text(at(card, "brand_info.brand_name")),
        images=pictures([card.get("image")]),
        sold=count(at(card, "sold_info.sold_count")),
        rating=decimal(at(card, "rate_info.score")),
        rating_count=whole(at(card, "rate_info.review_count")),
        shop_name=text(at(card, "seller_info.shop_name")),
        is_card=True,
    )
    return Offer(
        listing=listing,
        outcome=Outcome.LIVE,
        why="a card of a list",
        doubt=doubt_fraction(price, currency or site.currency),
        origin="products",
    )
