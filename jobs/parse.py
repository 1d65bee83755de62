"""Reads one saved page, whatever body it is, and tells what it says; no network, no store."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.addresses import belongs, read_address
from crawler.payloads import Html
from crawler.saved import decoded, exchanges_in
from domain.capture import Agent, Capture, Exchange
from domain.errors import LayoutChanged, UsageError
from domain.listing import Identifier, Listing, Reading, Shop, Variant
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Site, Target
from messages import translate
from spiders import Platform, platform, site_of

MAX_BYTES = 100_000_000


def run(path: Path, platform_name: str, url: str | None = None) -> dict[str, Any]:
    """Everything that a saved page says, as one JSON value.

    Without `url` no id can be asked for, and the verdict's reason says what the file itself says.
    Raises UsageError for a file that cannot be read, and for an address of another platform.
    """
    platform(platform_name)  # a wrong name is told before a wrong file
    return as_json(read_saved(body_of(path), platform_name, url), has_url=url is not None)


def read_saved(body: bytes, platform_name: str, url: str | None = None) -> Reading:
    """What a saved body says; a layout that nobody knows is an unknown outcome."""
    capture, site = capture_of(body, platform_name, url)
    return reading_of(platform_name, capture, site)


def reading_of(platform_name: str, capture: Capture, site: Site) -> Reading:
    """What a capture says; a layout that nobody knows is an unknown outcome."""
    try:
        return platform(platform_name).read(capture, site)
    except LayoutChanged as changed:
        verdict = Verdict(outcome=Outcome.UNKNOWN, reason=f"layout changed: {changed}")
        return Reading(verdict=verdict, page_kind=capture.target.kind)


def capture_of(
    body: bytes, platform_name: str, url: str | None, *, exchanges: tuple[Exchange, ...] = ()
) -> tuple[Capture, Site]:
    """The capture that a saved body stands for, and its site; raises UsageError for a wrong URL."""
    held = exchanges or exchanges_in(body, url or "")
    site, target = _asked(platform_name, url, held)
    return as_capture(held, target, site, url), site


def _asked(
    platform_name: str, url: str | None, exchanges: tuple[Exchange, ...]
) -> tuple[Site, Target]:
    """The site of the address, and what it names; a page of the site's that names nothing counts."""
    module = platform(platform_name)
    site = site_of(platform_name, url) if url is not None else _site_of_file(module, exchanges)
    if url is None or site is None:
        nothing = site or module.SITES[0]
        if url is not None:
            raise UsageError(
                translate(
                    "{url} is no address of {platform}; leave --url out, or correct it.",
                    url=url[:200],
                    platform=platform_name,
                )
            )
        return nothing, _unnamed(nothing, "")
    return site, module.find_target(url, site) or _unnamed(site, url)


def _unnamed(site: Site, url: str) -> Target:
    return Target(site_id=site.site_id, kind=PageKind.UNKNOWN, key="", url=url)


def _site_of_file(module: Platform, exchanges: tuple[Exchange, ...]) -> Site | None:
    """The country whose page a file says that it is: by its requests, or the page's own address."""
    documents = [one for one in exchanges if one.resource_type == "document"]
    urls = [one.url for one in exchanges]
    urls.extend(Html(html=decoded(one.body)).own_url for one in documents)
    addresses = [address for url in urls if url and (address := read_address(url))]
    return next((s for a in addresses for s in module.SITES if belongs(a, s)), None)


def body_of(path: Path) -> bytes:
    """A file's bytes; raises UsageError for one that cannot be read, is empty or far too large."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(
                translate(
                    "{path} is larger than {most} MB.", path=path, most=MAX_BYTES // 1_000_000
                )
            )
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(
            translate("{path} cannot be read ({cause}).", path=path, cause=error.strerror)
        ) from error
    if not body.strip():
        raise UsageError(translate("{path} is empty.", path=path))
    return body


def as_capture(
    exchanges: tuple[Exchange, ...], target: Target, site: Site, url: str | None
) -> Capture:
    """The visit that saved bodies stand for, made by nobody knows whom."""
    now = datetime.now(UTC)
    documents = [one for one in exchanges if one.resource_type == "document"]
    main = (documents or list(exchanges))[0]
    asked = url or main.url
    return Capture(
        capture_id="saved-page",
        night="saved",
        site_id=site.site_id,
        target=target,
        requested_url=asked,
        final_url=documents[0].url if documents and documents[0].url else asked,
        started_at=now,
        ended_at=now,
        agent=Agent(software="saved by somebody else"),
        status=main.status,
        exchanges=exchanges,
    )


def as_json(reading: Reading, *, has_url: bool = True) -> dict[str, Any]:
    """A reading as one JSON value; ids and money are strings, times ISO 8601 in UTC."""
    reason = reading.verdict.reason
    return {
        "outcome": reading.verdict.outcome.value,
        "reason": reason if has_url else f"{reason} (no URL given: no id was asked for)",
        "page_kind": reading.page_kind.value,
        "listings": [_listing(listing) for listing in reading.listings],
        "shop": None if reading.shop is None else _shop(reading.shop),
        "identifiers": [_identifier(found) for found in reading.identifiers],
    }


def _listing(one: Listing) -> dict[str, Any]:
    return {
        "listing_id": one.listing_id,
        "shop_id": one.shop_id,
        "title": one.title or None,
        "price": _plain(one.price),
        "price_min": _plain(one.price_min),
        "price_max": _plain(one.price_max),
        "currency": one.currency,
        "original_price": _plain(one.original_price),
        "brand": one.brand,
        "images": list(one.images),
        "description": one.description,
        "sold": one.sold,
        "stock": one.stock,
        "rating": _plain(one.rating),
        "location": one.location,
        "attributes": dict(one.attributes),
        "variants": [_variant(variant) for variant in one.variants],
        "category": list(one.category),
        "status": one.status,
        "created_at": None if one.created_at is None else one.created_at.isoformat(),
    }


def _variant(one: Variant) -> dict[str, Any]:
    return {
        "variant_id": one.variant_id,
        "name": one.name,
        "price": _plain(one.price),
        "original_price": _plain(one.original_price),
        "stock": one.stock,
    }


def _shop(one: Shop) -> dict[str, Any]:
    return {
        "shop_id": one.shop_id,
        "username": one.username,
        "name": one.name,
        "location": one.location,
        "joined_at": None if one.joined_at is None else one.joined_at.isoformat(),
        "followers": one.followers,
        "item_count": one.item_count,
        "response_rate": one.response_rate,
        "official": one.official,
        "status": one.status,
    }


def _identifier(one: Identifier) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "value": one.value,
        "text": one.text,
        "field": one.field,
        "detail": one.detail,
        "dialled": _dialled(one.value),
    }


def _dialled(value: str) -> str | None:
    """A number as it is dialled in Vietnam, where it is one; 1800 and 1900 take no zero."""
    if not value.startswith("+84"):
        return None
    return value[3:] if value.startswith(("+841800", "+841900")) else f"0{value[3:]}"


def _plain(number: Any) -> str | None:
    return None if number is None else f"{number:f}"
