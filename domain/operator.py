"""Shops that are run by the same hands, and what says so."""

from dataclasses import dataclass
from datetime import datetime

ShopKey = tuple[str, str]
"""Site id, shop id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing that several shops show: a phone, an account, a link, a photo, a text."""

    kind: str
    """phone, zalo, bank_account, tax_code, link, email, facebook, telegram, address, photo, text."""
    value: str
    shops: tuple[ShopKey, ...]
    """Each once, in the order in which they were first seen to show it."""
    capture_ids: tuple[str, ...]
    """One capture for each shop, in the same order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One shop's showing of a sign that ties it to others of its operator."""

    kind: str
    value: str
    weight: float
    """1 ties two shops by itself; less needs company."""
    shop: ShopKey
    capture_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Shops in the same hands, as far as is known."""

    operator_id: str
    """Stays while most of its shops stay: `op-4f1c22a9`."""
    shops: tuple[ShopKey, ...]
    edges: tuple[Edge, ...]
    since: datetime | None = None
    """When it was first known to have several shops; aware UTC."""
