"""Reads one saved page, whatever body it is, and tells what it says; no network, no store."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from domain.capture import Agent, Capture, Exchange
from domain.errors import LayoutChanged, UsageError
from domain.listing import Identifier, Listing, Reading, Shop, Variant
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Site, Target
from messages import translate
from spiders import platform, site_of

MAX_BYTES = 100_000_000


def run(path: Path, platform_name: str, url: str | None = None) -> dict[str, Any]:
    """Everything that a saved page says, as one JSON value.

    Without `url` no id can be asked for, and the verdict's reason says what the file itself says.
    Raises UsageError for a file that cannot be read, and for an address of another platform.
    """
    module = platform(platform_name)
    site, target = _asked(platform_name, url)
    capture = as_capture(_body(path), target, site, url)
    try:
        reading = module.read(capture, site)
    except LayoutChanged as changed:
        verdict = Verdict(outcome=Outcome.UNKNOWN, reason=f"layout changed: {changed}")
        reading = Reading(verdict=verdict, page_kind=target.kind)
    return as_json(reading, has_url=url is not None)


def _asked(platform_name: str, url: str | None) -> tuple[Site, Target]:
    module = platform(platform_name)
    if url is None:
        site = module.SITES[0]
        return site, Target(site_id=site.site_id, kind=PageKind.UNKNOWN, key="", url="")
    found = site_of(platform_name, url)
    target = module.find_target(url, found) if found is not None else None
    if found is None or target is None:
        raise UsageError(
            translate(
                "{url} is no address of {platform} that names a page; leave --url out, or correct it.",
                url=url[:200],
                platform=platform_name,
            )
        )
    return found, target


def _body(path: Path) -> bytes:
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


def as_capture(body: bytes, target: Target, site: Site, url: str | None) -> Capture:
    """The capture that a saved body stands for: one answer, made by nobody knows whom."""
    now = datetime.now(UTC)
    is_page = body.lstrip()[:1] == b"<"
    written = url or ""
    exchange = Exchange(
        url=written if is_page else "",
        status=200,
        body=body,
        resource_type="document" if is_page else "xhr",
    )
    return Capture(
        capture_id="saved-page",
        night="saved",
        site_id=site.site_id,
        target=target,
        requested_url=written,
        final_url=written,
        started_at=now,
        ended_at=now,
        agent=Agent(software="saved by somebody else"),
        status=200,
        exchanges=(exchange,),
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
        "rating_count": one.rating_count,
        "location": one.location,
        "attributes": dict(one.attributes),
        "variants": [_variant(variant) for variant in one.variants],
        "category": list(one.category),
        "status": one.status,
        "created_at": None if one.created_at is None else one.created_at.isoformat(),
        "shop_name": one.shop_name,
        "url": one.url,
        "is_card": one.is_card,
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
        "url": one.url,
        "description": one.description,
        "location": one.location,
        "joined_at": None if one.joined_at is None else one.joined_at.isoformat(),
        "followers": one.followers,
        "item_count": one.item_count,
        "rating": _plain(one.rating),
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
    }


def _plain(number: Any) -> str | None:
    return None if number is None else f"{number:f}"
