"""Money as pages show it: which currency a sign stands for, and which amounts cannot be."""

from decimal import Decimal
from typing import Any

from crawler.fields import text

NO_CENTS = frozenset({"VND", "IDR", "TWD", "COP", "CLP", "KRW", "JPY"})
"""Currencies in which no shop prices parts of the unit."""
_CURRENCY_OF_SIGN = {
    "₫": "VND", "VNĐ": "VND", "đ": "VND", "฿": "THB", "RM": "MYR", "Rp": "IDR", "₱": "PHP",
    "NT$": "TWD", "S$": "SGD", "R$": "BRL", "£": "GBP", "€": "EUR", "¥": "JPY", "$": "USD",
}  # fmt: skip
"""In this order: the bare dollar last."""


def currency_of_sign(shown: Any) -> str | None:
    """The currency whose sign stands in a displayed price."""
    written = text(shown) or ""
    return next((code for sign, code in _CURRENCY_OF_SIGN.items() if sign in written), None)


def currency_code(value: Any) -> str | None:
    """An ISO 4217 code as it stands, or the one of a sign."""
    written = (text(value) or "").strip()
    is_code = len(written) == 3 and written.isascii() and written.isalpha() and written.isupper()
    return written if is_code else currency_of_sign(written)


def doubt_fraction(amount: Decimal | None, currency: str) -> str | None:
    """Why an amount cannot be a price: parts of a unit that has none."""
    if amount is None or currency not in NO_CENTS or amount == amount.to_integral_value():
        return None
    return f"decoy: price {amount} is no whole amount of {currency}"
