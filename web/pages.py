"""Turns a template and its values into a page in the reader's language."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from domain.people import Right
from messages import mark, translate_to
from messages.names import (
    ACTIONS,
    CASE_ENTRIES,
    CASE_STATES,
    EVENTS,
    FEATURES,
    ISSUES,
    JUDGEMENT_NAMES,
    LEXICON_NAMES,
    OUTCOMES,
    PLATFORM_STATES,
    PLATFORMS,
    REGISTERS,
    ROLES,
    RULE_NAMES,
    SEVERITY_NAMES,
    SIGNS,
    STANDINGS,
    STATES,
    SUBJECTS,
)
from web.login import Visitor
from web.masking import mask_text, mask_value, reveal

TEMPLATES = Path(__file__).parent / "templates"
_PLAIN_NUMBER = re.compile(r"\d+(\.\d+)?")
SCREEN_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NAMES: dict[str, dict[str, str]] = {
    "rule": RULE_NAMES,
    "event": EVENTS,
    "outcome": OUTCOMES,
    "platform_state": PLATFORM_STATES,
    "severity": {key.value: name for key, name in SEVERITY_NAMES.items()},
    "state": {key.value: name for key, name in STATES.items()},
    "role": ROLES,
    "case": CASE_STATES,
    "entry": CASE_ENTRIES,
    "lexicon": LEXICON_NAMES,
    "issue": ISSUES,
    "sign": SIGNS,
    "feature": FEATURES,
    "standing": STANDINGS,
    "register": REGISTERS,
    "action": ACTIONS,
    "judgement": {key.value: name for key, name in JUDGEMENT_NAMES.items()},
}


def page(
    request: Request,
    template: str,
    visitor: Visitor | None = None,
    *,
    status: int = 200,
    **values: object,
) -> HTMLResponse:
    """Render a template for a person, or for somebody who is not logged in."""
    language = visitor.user.language if visitor else request.cookies.get("language", "vi")
    content = _environment("en" if language == "en" else "vi").get_template(template)
    return HTMLResponse(
        content.render(
            request=request,
            visitor=visitor,
            language=language,
            may=lambda name: visitor is not None and visitor.user.may(Right(name)),
            clear=visitor is not None and visitor.reason is not None,
            with_query=lambda **changes: _with_query(request, changes),
            **values,
        ),
        status_code=status,
    )


@lru_cache(maxsize=2)
def _environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def say(message: str, **values: object) -> str:
        return translate_to(language, message, **values)

    made.globals["_"] = say
    made.filters |= {
        "moment": local_moment,
        "for_input": lambda value: value.astimezone(SCREEN_ZONE).strftime("%Y-%m-%dT%H:%M"),
        "day": lambda value: local_moment(value)[:10],
        "money": money,
        "percent": lambda value: "–" if value is None else f"{value:.0%}",
        "site": lambda site_id: site_name(site_id, say),
        "named": lambda value, kind: say(NAMES[kind].get(str(value), str(value))),
        "masked": lambda text, clear: text if clear else mask_text(text or ""),
        "masked_value": lambda value, kind, clear: value if clear else mask_value(kind, value),
        "revealed": reveal,
        "amount": lambda text, is_price, currency: _amount(text, currency) if is_price else text,
        "recorded": lambda text: local_moment(datetime.fromisoformat(text)),
        "subject": lambda text: _subject(text, say),
        "web_link": web_link,
        "kept_at": kept_at,
    }
    return made


def site_name(site_id: str, say: Callable[[str], str]) -> str:
    """A site as people speak of it: Shopee, or Shopee (practice)."""
    platform, _, country = site_id.partition("-")
    shown = PLATFORMS.get(platform, platform)
    if country in {"", "vn"}:
        return shown
    practice = mark("practice")
    return f"{shown} ({say(practice) if country == practice else country.upper()})"


def local_moment(value: datetime | None) -> str:
    """A moment as the reader's clock shows it."""
    return value.astimezone(SCREEN_ZONE).strftime("%d/%m/%Y %H:%M") if value else "–"


def kept_at(capture_id: str) -> str:
    """When a capture began, from its id, which starts with that moment in UTC."""
    try:
        begun = datetime.strptime(capture_id[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return capture_id
    return local_moment(begun)


def money(amount: Decimal | None, currency: str | None = "VND") -> str:
    """An amount as it is written in Vietnam: 1.299.000 ₫."""
    if amount is None:
        return "–"
    whole = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    swapped = whole.translate(str.maketrans(",.", ".,"))
    return f"{swapped} {'₫' if currency in {'VND', None} else currency}"


def _amount(text: str, currency: str | None) -> str:
    """An amount that was kept as a plain number, as it is written; any other text as it is."""
    return money(Decimal(text), currency) if _PLAIN_NUMBER.fullmatch(text) else text


def _subject(text: str, say: Callable[[str], str]) -> str:
    """What somebody saw, in the reader's words: its kind, then its number or name."""
    kind, _, name = text.partition(" ")
    return f"{say(SUBJECTS[kind])} {name}".strip() if kind in SUBJECTS else text


def web_link(url: str | None) -> str:
    """An address that may be followed; empty for any other scheme."""
    return url if url and urlsplit(url).scheme in {"http", "https"} else ""


def _with_query(request: Request, changes: dict[str, object]) -> str:
    """The page's own query with some of it changed; None takes a part out."""
    kept = dict(request.query_params) | {k: v for k, v in changes.items() if v is not None}
    gone = {k for k, v in changes.items() if v is None}
    return "?" + urlencode({k: v for k, v in kept.items() if k not in gone})
