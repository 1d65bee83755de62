"""How a report writes what it tells: text, hours, digests and amounts."""

import re
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.numbers import format_currency, format_decimal

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# Marks that turn the direction of writing could make a line read otherwise than it stands.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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
