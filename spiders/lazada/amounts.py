"""Lazada's money: currency units, as numbers and as the text beside them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crawler.amounts import currency_of_sign, doubt_fraction
from crawler.fields import at, first, money, text
from domain.target import Site
from spiders.lazada.targets import SITES

_CURRENCY_OF_COUNTRY = {site.country: site.currency for site in SITES}


def currency_of_country(code: Any) -> str | None:
    """`VN` is VND."""
    written = text(code)
    return _CURRENCY_OF_COUNTRY.get(written.lower()) if written else None


def currency_of_text(shown: Any, site: Site) -> str | None:
    """The currency whose sign stands in a displayed price; a bare dollar is the country's own."""
    found = currency_of_sign(shown)
    return site.currency if found == "USD" else found


def sale_price(sku: Any) -> Decimal | None:
    """A sku's price on sale; 0 says nothing."""
    paths = ("price.salePrice.value", "price.salePrice.text", "price.salePrice.priceNumber")
    return first(sku, paths, money) or None


def original_price(sku: Any) -> Decimal | None:
    """A sku's struck-through price, where it is higher."""
    paths = ("price.originalPrice.value", "price.originalPrice.text")
    before, now = first(sku, paths, money), sale_price(sku)
    return before if before and (now is None or before > now) else None


def tracked_prices(tracking: Any) -> tuple[Decimal | None, Decimal | None]:
    """Price and price before of what a page tells its trackers.

    `pdt_price` beside a `pdt_discount` is the price before it (C 2023 Thailand, 2024 Nepal).
    """
    told = money(at(tracking, "pdt_price")) or None
    return (None, told) if text(at(tracking, "pdt_discount")) else (told, None)


def doubt_sku(sku: Mapping[str, Any], currency: str | None, site: Site) -> str | None:
    """Why a sku's price cannot be true."""
    for name in ("salePrice", "originalPrice"):
        price = at(sku, f"price.{name}")
        found = doubt(at(price, "value"), at(price, "text"), currency, site)
        if found:
            return found
    return None


def doubt(raw: Any, shown: Any, currency: str | None, site: Site) -> str | None:
    """Why a price cannot be true: parts of a coin, or a number unlike the text beside it."""
    amount = money(raw)
    if amount is None:
        return None
    if fraction := doubt_fraction(amount, currency or site.currency):
        return fraction
    written = money(shown)
    if written is not None and abs(written - amount) >= 1:
        return f"decoy: price {amount} beside the displayed {written}"
    return None
