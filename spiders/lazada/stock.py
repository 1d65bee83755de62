"""Lazada's stock: what a choice's button says of it, as its number may only stand for one hidden."""

from collections.abc import Iterable, Mapping
from typing import Any

from crawler.fields import at, first, whole
from domain.outcome import Outcome

STATUS = {Outcome.LIVE: "in_stock", Outcome.SOLD_OUT: "out_of_stock"}
"""As cards call it; product pages have no word for it but their button's."""
_WISH = "wishlist"
"""The button of a choice that cannot be bought (C 2023 Thailand, 2024 Nepal; R 2026-07)."""


def stock_outcome(skus: Iterable[Mapping[str, Any]]) -> tuple[Outcome, str]:
    """Whether anything can be bought, with the reason."""
    known = list(skus)
    if known and all(is_out(sku) for sku in known):
        return Outcome.SOLD_OUT, "no choice is in stock"
    return Outcome.LIVE, f"{len(known)} choices"


def is_out(sku: Mapping[str, Any]) -> bool:
    """Whether a choice cannot be bought: its button first, then how many may be, then the number."""
    if at(sku, "operation.disable") is True or at(sku, "operation.type") == _WISH:
        return True
    most = whole(at(sku, "quantity.limit.max"))
    return most == 0 if most is not None else _number(sku) == 0


def stock_of(sku: Mapping[str, Any]) -> int | None:
    """How many are left; None where a 0 stands beside a button that still sells."""
    number = _number(sku)
    return None if number == 0 and not is_out(sku) else number


def total_stock(skus: Iterable[Mapping[str, Any]]) -> int | None:
    """The sum over the choices; None where one does not tell."""
    each = [stock_of(sku) for sku in skus]
    known = [number for number in each if number is not None]
    return sum(known) if known and len(known) == len(each) else None


def _number(sku: Mapping[str, Any]) -> int | None:
    return first(sku, ("stock", "quantity.stock"), whole)
