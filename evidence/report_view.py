"""Turns a report into the strings that its template sets in type."""

from collections.abc import Iterator
from decimal import Decimal

from babel.numbers import format_decimal

from domain.listing import Listing, Shop
from evidence.report_claims import cost, proven, unproven
from evidence.report_content import (
    Report,
    ReportFlag,
    ReportLaw,
    ReportLine,
    ReportSubject,
)
from evidence.report_nights import ReportNight
from evidence.report_removal import removal_rows
from evidence.report_values import clean, groups, moment, money
from evidence.report_visits import Context, further_visit, named, visit
from evidence.report_words import CHECK, FIELDS, Words, subject_name
from messages import translate_to
from messages.names import (
    PLATFORM_STATES,
    RULE_NAMES,
    SEVERITY_NAMES,
    STANDINGS,
    STATES,
)

DETAILED = 8
"""Visits that are shown with their pictures; further ones are listed."""
LONGEST = 1500
"""Characters of a description; the whole text is in facts.xlsx."""
VARIANTS = 12

Pair = tuple[str, str]


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
        "captures": [visit(one, words, shots) for one in report.captures[:DETAILED]],
        "further": [further_visit(one, words) for one in report.captures[DETAILED:]],
        "first_further": DETAILED + 1,
        "nights": [_night(one) for one in report.nights],
        "signer": groups(report.signer),
        "proven": proven(report, words),
        "unproven": unproven(report, words),
        "cost": cost(report, words),
        "check": words.all(CHECK),
        "law_note": report.law_note,
        "laws": [_law(one, words) for one in report.laws],
    }


def _night(night: ReportNight) -> Context:
    return {
        "night": night.night,
        "records": night.records,
        "root": groups(night.root),
        "tokens": [f"{name}: {moment(at)}" for name, at in night.tokens],
        "previous": f"{night.previous_night} {groups(night.previous_root)}".strip(),
        "failure": night.failure,
    }


def _law(law: ReportLaw, words: Words) -> Context:
    dates = (
        words.get("law_in_force", date=law.in_force),
        words.get("law_checked", date=law.checked),
    )
    return {
        "name": law.name,
        "articles": law.articles,
        "says": law.says,
        "dates": "; ".join(dates),
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
        "standing": named(one.standing, words),
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
        "what": named(line.name, words),
        "change": clean(change)[:300],
        "is_event": line.kind == "event",
        "evidence": words.get("visit", number=number) if number else words.not_packed,
    }
