"""Marks by which a page is known for what it is, and how they are looked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.payloads import Html, Opened
from domain.capture import Exchange
from domain.outcome import Outcome, Verdict

STATUS_WALLS = {
    401: Outcome.LOGIN_WALL,
    403: Outcome.RATE_LIMITED,
    418: Outcome.RATE_LIMITED,
    429: Outcome.RATE_LIMITED,
    451: Outcome.GEO_BLOCKED,
}
"""What a status alone says of an answer that the page needs: refused, never removed."""


class Place(StrEnum):
    """Where a signature is looked for."""

    URL = "final URL"
    TITLE = "title"
    LINE = "text"
    MARKUP = "markup"
    ELEMENT = "element"
    """The pattern is an XPath."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One mark by which a page is known for what it is; dated, with the strength of its source."""

    outcome: Outcome
    place: Place
    pattern: str
    """Regular expression without regard to case; lines and titles must match from their start."""
    mark: str
    """C seen in a capture, R reported, K general knowledge; with the year."""
    always: bool = False
    """Counts even on a page that has what was asked for."""


COMMON_WALLS = (
    Signature(
        outcome=Outcome.RATE_LIMITED,
        place=Place.TITLE,
        mark="R 2026",
        pattern=r"(?:Error )?(?:403|429)\b|Access (?:to this page has been )?Denied|Forbidden$|"
        r"(?:429 )?Too Many Requests|Attention Required|Just a moment|Request (?:blocked|rejected)|"
        r"ERROR: The request could not be satisfied",
    ),
    Signature(
        outcome=Outcome.CAPTCHA,
        place=Place.LINE,
        mark="K 2026-11",
        pattern=r".{0,60}(?:verify (?:that )?you(?:'re| are) (?:a )?human|you(?:'re| are) not a robot|"
        r"xác minh (?:rằng )?bạn không phải (?:là )?(?:robot|người máy))",
    ),
    Signature(
        outcome=Outcome.GEO_BLOCKED,
        place=Place.LINE,
        mark="R 2025; vi K",
        pattern=r".{0,60}(?:not available|isn't available|unavailable) in (?:your|this) (?:country|region)|"
        r".{0,60}không (?:có sẵn|khả dụng|được hỗ trợ) (?:ở|tại|trong) (?:quốc gia|khu vực)",
    ),
    Signature(
        outcome=Outcome.RATE_LIMITED,
        place=Place.LINE,
        mark="R 2026",
        pattern=r".{0,60}unusual traffic|Access Denied$|Too Many Requests$|Truy cập bị từ chối|"
        r"You don't have permission to access|403 Forbidden$",
    ),
)
"""Refusals of what stands before a site: proxies and content networks, the same on every platform."""


def find_signature(
    opened: Opened, table: Iterable[Signature], *, only_always: bool = False
) -> Verdict | None:
    """The first signature of the table that the page bears, as a verdict."""
    for signature in table:
        if only_always and not signature.always:
            continue
        seen = _seen(opened, signature)
        if seen is not None:
            return Verdict(outcome=signature.outcome, reason=f'{signature.place} has "{seen}"')
    return None


def _seen(opened: Opened, signature: Signature) -> str | None:
    if signature.place is Place.ELEMENT:
        drawn = any(_has_element(d, signature.pattern) for d in opened.documents)
        return signature.pattern if drawn else None
    pattern = _compiled(signature.pattern)
    for written in _written(opened, signature.place):
        anchored = signature.place in {Place.TITLE, Place.LINE}
        found = pattern.match(written) if anchored else pattern.search(written)
        if found:
            return found[0][:100]
    return None


def _written(opened: Opened, place: Place) -> Iterable[str]:
    if place is Place.URL:
        return (opened.capture.final_url, *(d.own_url for d in opened.documents))
    if place is Place.TITLE:
        return (opened.title, *(d.title for d in opened.documents))
    if place is Place.LINE:
        return opened.lines
    return (d.html for d in opened.documents)


def _has_element(document: Html, xpath: str) -> bool:
    return bool(document.tree.xpath(xpath))


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def refused_answers(
    opened: Opened, parts: tuple[str, ...], walls: Iterable[Signature]
) -> tuple[Verdict, ...]:
    """Refusals of the answers that a page needs, by their status or by an HTML wall in their place.

    `parts` are parts of those answers' URLs.
    """
    table = tuple(walls)
    refusals: list[Verdict] = []
    for exchange in opened.capture.exchanges:
        if exchange.resource_type == "document" or not any(p in exchange.url for p in parts):
            continue
        outcome = STATUS_WALLS.get(exchange.status)
        named = _named_wall(exchange, table)
        if named is not None:
            refusals.append(named)
        elif outcome is not None:
            path = urlsplit(exchange.url).path
            refusals.append(Verdict(outcome=outcome, reason=f"HTTP {exchange.status} for {path}"))
    return tuple(refusals)


def _named_wall(exchange: Exchange, table: tuple[Signature, ...]) -> Verdict | None:
    if exchange.redirect_to:
        head = exchange.redirect_to
        return _first_match(head, exchange, table, (Place.URL,))
    body = exchange.body[:8_000].decode("utf-8", "replace").lstrip()
    if not body.startswith("<"):
        return None
    return _first_match(body, exchange, table, (Place.MARKUP,))


def _first_match(
    written: str, exchange: Exchange, table: tuple[Signature, ...], places: tuple[Place, ...]
) -> Verdict | None:
    for signature in table:
        found = signature.place in places and _compiled(signature.pattern).search(written)
        if found:
            reason = f'{urlsplit(exchange.url).path} answered with "{found[0][:60]}"'
            return Verdict(outcome=signature.outcome, reason=reason)
    return None
