"""Products as a page declares them to search engines: JSON-LD, read through extruct."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from crawler.fields import at, first, link, money, objects, span, text, whole
from crawler.payloads import Html, Unreadable, decode, script_json
from domain.listing import Listing

_LD = "//script[contains(@type, 'ld+json')]"


def declared(document: Html, kind: str) -> Iterator[Mapping[str, Any]]:
    """The JSON-LD objects of a type in a document, `@graph` included."""
    for value in _blocks(document):
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, Mapping):
                continue
            for candidate in (one, *objects(one.get("@graph"))):
                types = candidate.get("@type")
                if kind in (types if isinstance(types, list) else [types]):
                    yield candidate


def _blocks(document: Html) -> list[Any]:
    if "ld+json" not in document.html:
        return []
    # Imported here, as it brings a second of start-up that an answer in JSON never needs.
    from extruct.jsonld import JsonLdExtractor  # noqa: PLC0415

    # extruct mends what sellers' texts break (control characters, comments); where even that
    # fails, each script that is valid by itself is still read.
    try:
        return list(JsonLdExtractor().extract_items(document.tree.root))
    except (json.JSONDecodeError, ValueError, RecursionError, TypeError):
        return script_json(document, _LD)


def product_listing(document: Html, listing_id: str, shop_id: str | None) -> Listing | None:
    """The declared product as a listing of that id; None where no product is declared."""
    product = next(declared(document, "Product"), None)
    title = text(at(product, "name"))
    if product is None or title is None:
        return None
    offer = offer_of(product)
    low, high = offer_range(offer)
    return Listing(
        listing_id=listing_id,
        shop_id=shop_id,
        url=first(product, ("url", "offers.url", "@id"), link),
        title=title,
        price=low,
        price_min=low,
        price_max=high,
        currency=text(at(offer, "priceCurrency")),
        brand=text(at(product, "brand.name")) or text(at(product, "brand")),
        images=_images(at(product, "image")),
        description=text(at(product, "description")),
        rating=money(at(product, "aggregateRating.ratingValue")),
        rating_count=first(
            product, ("aggregateRating.ratingCount", "aggregateRating.reviewCount"), whole
        ),
        category=breadcrumb(document, title),
        shop_name=text(at(offer, "seller.name")),
    )


def offer_of(product: Mapping[str, Any]) -> Mapping[str, Any]:
    """The product's offer, the first of several."""
    offers = product.get("offers")
    return next(objects([offers] if isinstance(offers, Mapping) else offers), {})


def offer_range(offer: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest price of an Offer or AggregateOffer; a 0 says nothing."""
    prices = [money(offer.get(name)) for name in ("lowPrice", "price", "highPrice")]
    return span([price or None for price in prices])


def _images(value: Any) -> tuple[str, ...]:
    several = value if isinstance(value, list) else [value]
    urls = (link(at(one, "url")) if isinstance(one, Mapping) else link(one) for one in several)
    return tuple(dict.fromkeys(url for url in urls if url))


def breadcrumb(document: Html, title: str) -> tuple[str, ...]:
    """The declared path of categories without the site's home and the product itself."""
    trail = next(declared(document, "BreadcrumbList"), {})
    steps = list(objects(trail.get("itemListElement")))
    names = [first(step, ("name", "item.name"), text) for step in steps]
    known = [name for name in names if name]
    inner = known[1:] if len(known) > 1 else known
    return tuple(name for name in inner if name != title)


def json_in(written: Any) -> Any | None:
    """JSON that stands in a text, decoded; None where it is none."""
    if not isinstance(written, str):
        return None
    try:
        return decode(written)[0]
    except Unreadable:
        return None
