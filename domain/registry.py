"""The official lists: genuine products and registered sellers, dated and versioned."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRecord:
    """One genuine product of a registry."""

    product_id: str
    """Stable: the registration number, else a digest of the raw row's name, brand and owner."""
    name: str
    brand: str | None = None
    owner: str | None = None
    registration_number: str | None = None
    category: str | None = None
    reference_price: Decimal | None = None
    currency: str = "VND"
    image: str | None = None
    """URL or path of the genuine photo."""
    image_phash: str | None = None
    """16 hex digits."""
    description: str | None = None
    aliases: tuple[str, ...] = ()
    authorised_sellers: tuple[str, ...] = ()
    """Shop links, shop names or tax codes that may sell it; empty where the register is silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerRecord:
    """One registered seller."""

    seller_id: str
    """Stable: the tax code, else a digest of the raw row's name and address."""
    name: str
    tax_code: str | None = None
    address: str | None = None
    phone: str | None = None
    shop_links: tuple[str, ...] = ()
    """Canonical URLs, or `site_id:shop_id`, of the shops that this seller declared."""
