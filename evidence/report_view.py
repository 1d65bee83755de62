"""Turns a report into the strings that its template sets in type."""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_currency, format_decimal

from domain.listing import Listing, Shop
from evidence.report_claims import cost, proven, unproven
from evidence.report_content import Report, ReportCapture, ReportFlag, ReportLine, ReportSubject
from evidence.report_removal import removal_rows
from evidence.report_words import CHECK, FIELDS, HASHES, PICTURES, Words, subject_name
from messages import translate_to
from messages.names import (
    EVENTS,
    OUTCOMES,
    PLATFORM_STATES,
    RULE_NAMES,
    SEVERITY_NAMES,
    STANDINGS,
    STATES,
)

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DETAILED = 8
"""Visits that are shown with their pictures; further ones are listed."""
LONGEST = 1500
"""Characters of a description; the whole text is in facts.xlsx."""
VARIANTS = 12
# Marks that turn the direction of writing could make a line read otherwise than it stands.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Pair = tuple[str, str]
# `Any`: Jinja2's context.
Context = dict[str, Any]


def view(report: Report) -> Context:
    """The template's context."""
    words = Words(report.language)
    visits = {capture.capture_id: n for n, capture in enumerate(report.captures, start=1)}
    unsealed = [night.night for night in report.nights if not night.root]
    shots = iter(range(sum(len(capture.pictures) for capture in report.captures)))
    thumbnails = _thumbnails(report)
    return {
        "w": words,
        "language": report.language,
        "title": clean(report.title),
        "subject": clean(subject_name(report.subject, report.language)),
        "about": words.get("about", title=clean(report.title)),
        "made": words.get(
            "made",
            made=moment(report.made_at),
            software=report.software,
            actor=clean(report.actor),
            reason=clean(report.reason),
        ),
        "is_practice": any(night.is_practice for night in report.nights),
        "unsealed": words.get("unsealed", nights=", ".join(unsealed)) if unsealed else "",
        "subjects": [
            _subject(one, report, words, visits)
            | {"picture": next((thumbnails[c] for c in _pictured(one) if c in thumbnails), "")}
            for one in report.subjects
        ],
        "captures": [_capture(one, words, shots) for one in report.captures[:DETAILED]],
        "further": [_further(one, words) for one in report.captures[DETAILED:]],
        "first_further": DETAILED + 1,
        "nights": [
            {
                "night": night.night,
                "records": night.records,
                "root": groups(night.root),
                "tokens": [f"{name}: {moment(at)}" for name, at in night.tokens],
                "previous": f"{night.previous_night} {groups(night.previous_root)}".strip(),
                "failure": night.failure,
            }
            for night in report.nights
        ],
        "signer": groups(report.signer),
        "proven": proven(report, words),
        "unproven": unproven(report, words),
        "cost": cost(report, words),
        "check": words.all(CHECK),
        "law_note": report.law_note,
        "laws": [
            {
                "name": law.name,
                "articles": law.articles,
                "says": law.says,
                "dates": "; ".join(
                    (
                        words.get("law_in_force", date=law.in_force),
                        words.get("law_checked", date=law.checked),
                    )
                ),
            }
            for law in report.laws
        ],
    }


def _thumbnails(report: Report) -> dict[str, str]:
    """The first picture of each visit that has one."""
    found: dict[str, str] = {}
    number = 0
    for capture in report.captures:
        for _ in capture.pictures:
            found.setdefault(capture.capture_id, f"shot:{number}")
            number += 1
    return found


def _pictured(one: ReportSubject) -> list[str]:
    """The visits whose picture stands for a subject, the best first."""
    flagged = [flag.flag.capture_id for flag in one.flags]
    visits = [line.capture_id for line in reversed(one.timeline) if line.kind == "visit"]
    return [*flagged, *visits]


def _picture_name(kind: str, words: Words) -> str:
    first, _, rest = kind.partition("-")
    name = words.name(PICTURES, first)
    return f"{name} ({rest.removeprefix('tile-')})" if rest else name


def clean(text: str) -> str:
    """Text of a page as it can be printed: no marks that turn its direction, no control signs."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _DIRECTION.sub("", text))


def moment(at: datetime | None) -> str:
    """As a reader's clock in Viet Nam shows it."""
    return at.astimezone(LOCAL_ZONE).strftime("%d/%m/%Y %H:%M:%S") if at else "-"


def groups(digest: str) -> str:
    """A hex digest in groups of eight, so that two can be compared by eye."""
    return " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))


def money(amount: Decimal | None, currency: str | None, language: str) -> str:
    """An amount as the language writes it."""
    if amount is None:
        return ""
    if currency:
        return format_currency(amount, currency, locale=language)
    return format_decimal(amount, locale=language)


def _subject(one: ReportSubject, report: Report, words: Words, visits: dict[str, int]) -> Context:
    listing, language = one.listing, report.language
    stated = ""
    if listing is not None:
        name = "card_only" if listing.is_card else "as_stated"
        stated = words.get(name, at=moment(one.seen_at))
    times = [line.at for line in one.timeline]
    return {
        "title": clean(listing.title if listing else (one.shop.name or "" if one.shop else "")),
        "url": clean(one.url),
        "price": money(listing.price, listing.currency, language) if listing else "",
        "shop": _shop_name(listing, one.shop),
        "first_seen": moment(min(times, default=None)),
        "last_seen": moment(max(times, default=None)),
        "standing": _named(one.standing, words),
        "removal": removal_rows(one.timeline, words, visits, moment),
        "stated": stated,
        "facts": [(words.name(FIELDS, k), clean(v)) for k, v in _facts(one, words) if v],
        "flags": [_flag(flag, words) for flag in one.flags],
        "timeline": [_line(line, words, visits) for line in one.timeline],
    }


def _facts(one: ReportSubject, words: Words) -> Iterator[Pair]:
    if one.listing is not None:
        yield from _listing_facts(one.listing, words)
    if one.shop is not None:
        yield from _shop_facts(one.shop, words)


def _listing_facts(listing: Listing, words: Words) -> Iterator[Pair]:
    def amount(value: Decimal | None) -> str:
        return money(value, listing.currency, words.language)

    low, high = amount(listing.price_min), amount(listing.price_max)
    yield "listing_id", listing.listing_id
    yield "title", listing.title
    yield "price", amount(listing.price)
    yield "price_range", f"{low} – {high}" if low and high and low != high else ""
    yield "original_price", amount(listing.original_price)
    yield "brand", listing.brand or ""
    yield "category", " › ".join(listing.category)
    yield "sold", _count(listing.sold, words)
    yield "stock", _count(listing.stock, words)
    yield "rating", _rating(listing, words)
    yield "location", listing.location or ""
    yield "status", _platform_state(listing.status, words)
    yield "created_at", moment(listing.created_at) if listing.created_at else ""
    yield "attributes", "; ".join(f"{name}: {value}" for name, value in listing.attributes)
    shown = [
        f"{v.name} ({amount(v.price)})" if v.price is not None else v.name
        for v in listing.variants[:VARIANTS]
    ]
    yield "variants", "; ".join(shown) + (" …" if len(listing.variants) > VARIANTS else "")
    yield "images", _count(len(listing.images) or None, words)
    text = listing.description or ""
    yield "description", text if len(text) <= LONGEST else text[:LONGEST] + " […]"


def _shop_facts(shop: Shop, words: Words) -> Iterator[Pair]:
    yield "shop", " / ".join(part for part in (shop.name, shop.username) if part)
    yield "shop_id", shop.shop_id
    yield "shop_joined", moment(shop.joined_at) if shop.joined_at else ""
    yield "shop_followers", _count(shop.followers, words)
    yield "shop_items", _count(shop.item_count, words)
    yield "shop_rating", "" if shop.rating is None else str(shop.rating)
    yield "shop_location", shop.location or ""
    yield "shop_official", words.yes if shop.official else ""


def _shop_name(listing: Listing | None, shop: Shop | None) -> str:
    name = (shop.name or shop.username if shop else None) or (listing.shop_name if listing else "")
    shop_id = shop.shop_id if shop else (listing.shop_id if listing else None)
    return clean(f"{name or ''} ({shop_id})" if shop_id else name or "")


def _platform_state(state: str | None, words: Words) -> str:
    """In the reader's words, and the platform's own beside them."""
    name = words.name(PLATFORM_STATES, state or "")
    return f"{name} ({state})" if state and name != state else name


def _rating(listing: Listing, words: Words) -> str:
    if listing.rating is None:
        return ""
    count = _count(listing.rating_count, words)
    return f"{listing.rating} ({count})" if count else str(listing.rating)


def _count(value: int | None, words: Words) -> str:
    return "" if value is None else format_decimal(value, locale=words.language)


def _flag(one: ReportFlag, words: Words) -> Context:
    flag, language = one.flag, words.language
    return {
        "number": one.number,
        "rule": words.name(RULE_NAMES, flag.rule),
        "sentence": one.rule_sentence,
        "severity": translate_to(language, SEVERITY_NAMES[flag.severity]),
        "grade": flag.severity.value,
        "probability": words.get("probability", share=f"{flag.probability:.0%}"),
        "state": translate_to(language, STATES[one.state]),
        "reasons": [
            {
                "text": clean(reason.text_en if language == "en" else reason.text_vi),
                "found": words.get("seen_words", words=clean(reason.found)[:300])
                if reason.found
                else "",
                "expected": words.get("expected_words", words=clean(reason.expected)[:300])
                if reason.expected
                else "",
            }
            for reason in flag.reasons
        ],
        "law": words.get("legal_basis", text=one.legal_basis) if one.legal_basis else "",
        "agency": words.get("responsible", text=one.agency) if one.agency else "",
    }


def _line(line: ReportLine, words: Words, visits: dict[str, int]) -> Context:
    # A removal's two states are codes; what a page said stands as it was.
    before, after = (words.name(STANDINGS, part or "") for part in (line.before, line.after))
    change = f"{before} → {after or '-'}" if before else after
    number = visits.get(line.capture_id)
    return {
        "at": moment(line.at),
        "what": _named(line.name, words),
        "change": clean(change)[:300],
        "is_event": line.kind == "event",
        "evidence": words.get("visit", number=number) if number else words.not_packed,
    }


def _named(name: str, words: Words) -> str:
    return words.name(EVENTS if name in EVENTS else OUTCOMES, name)


def _capture(one: ReportCapture, words: Words, shots: Iterator[int]) -> Context:
    rows = [
        (words.address, one.url),
        (words.led_to, one.final_url if one.final_url != one.url else ""),
        (words.time, f"{moment(one.started_at)} – {moment(one.ended_at)[11:]}"),
        (words.answer, f"HTTP {one.status}" if one.status else ""),
        (words.failure, one.failure or ""),
        (words.limits, "; ".join(one.truncated)),
        (words.server, " · ".join(part for part in (one.remote_address, one.protocol) if part)),
        (words.certificate, one.certificate),
        (words.software, one.software),
        (words.browser, " · ".join(part for part in (one.browser, one.user_agent) if part)),
        (words.viewport, " · ".join(p for p in (one.viewport, one.locale, one.time_zone) if p)),
        (words.capture, one.capture_id),
    ]
    return {
        "outcome": _named(one.outcome or "unknown", words),
        "at": moment(one.started_at),
        "ingested": words.get("somebody_else_note", file=one.ingested) if one.ingested else "",
        "rows": [(name, clean(value)) for name, value in rows if value],
        "hashes": [(words.name(HASHES, what), record, groups(h)) for what, record, h in one.hashes],
        "more": words.get("more_records", count=one.records),
        "pictures": [
            {
                "source": f"shot:{next(shots)}",
                "is_mobile": picture.kind.startswith("mobile"),
                "caption": " · ".join(
                    (
                        _picture_name(picture.kind, words),
                        f"{picture.width}×{picture.height}",
                        words.get(
                            "upper_part" if picture.is_cut else "whole_picture",
                            record=picture.record,
                        ),
                    )
                ),
            }
            for picture in one.pictures
        ],
    }


def _further(one: ReportCapture, words: Words) -> Context:
    return {
        "at": moment(one.started_at),
        "outcome": _named(one.outcome or "unknown", words),
        "url": clean(one.url),
        "capture": one.capture_id,
    }
