"""Shopee's money: whole numbers, 100,000 to the currency unit, in every country."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from crawler.amounts import NO_CENTS
from domain.target import Site

SCALE = 100_000
PRICE_NAMES = (
    "price",
    "price_min",
    "price_max",
    "price_before_discount",
    "price_min_before_discount",
    "price_max_before_discount",
    "normal_price",
)


def raw_amount(raw: Any) -> int | None:
    """A raw price, a number or its digits (the app's answers of 2025 write digits); None for no price."""
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) <= 19:
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw <= 10**18:
        return None
    return raw


def units(raw: Any) -> Decimal | None:
    """A raw price in currency units; 0, -1 and null say that there is none."""
    whole = raw_amount(raw)
    if whole is None:
        return None
    amount = Decimal(whole) / SCALE
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


def doubt(
    priced: Iterable[Mapping[str, Any]], currency: str | None, site: Site, *, declares: bool
) -> str | None:
    """Why raw prices cannot be true: parts of the smallest coin, or no currency where one belongs.

    Seen 2023-02 in all answers of `item/get` to a crawler, and in no honest card.
    """
    coin = SCALE if (currency or site.currency) in NO_CENTS else SCALE // 100
    has_price = False
    for one in priced:
        for name in PRICE_NAMES:
            raw = raw_amount(one.get(name))
            if raw is None:
                continue
            has_price = True
            if raw % coin:
                amount = Decimal(raw) / SCALE
                return f"decoy: {name} {amount} is no whole amount of {currency or site.currency}"
    if has_price and declares and currency is None:
        return "decoy: prices without a currency"
    return None
