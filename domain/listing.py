"""Offers and seller accounts as one page stated them, as displayed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.outcome import Verdict
from domain.target import PageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One choice within a listing (colour, size, volume)."""

    variant_id: str
    name: str
    price: Decimal | None = None
    original_price: Decimal | None = None
    stock: int | None = None
    sku: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """Something in a page's text by which a seller may be known."""

    kind: str
    """phone, zalo, facebook, telegram, email, bank_account, tax_code, link."""
    value: str
    """Normalised: a phone as `+84...`, a link without tracking."""
    text: str
    """The words as they stand in the page."""
    field: str
    """Where it stood: `description`, `title`, `shop.description`."""
    detail: str | None = None
    """A bank's name, an account holder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An offer as one page stated it. None where the page does not say."""

    listing_id: str
    shop_id: str | None = None
    url: str | None = None
    title: str = ""
    price: Decimal | None = None
    """In currency units, the price displayed."""
    price_min: Decimal | None = None
    """Lowest over the listing and its variants."""
    price_max: Decimal | None = None
    currency: str | None = None
    original_price: Decimal | None = None
    brand: str | None = None
    images: tuple[str, ...] = ()
    """Absolute URLs, first the cover."""
    description: str | None = None
    sold: int | None = None
    """Lifetime, as displayed ("1,2k" is 1200)."""
    stock: int | None = None
    rating: Decimal | None = None
    rating_count: int | None = None
    location: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    variants: tuple[Variant, ...] = ()
    category: tuple[str, ...] = ()
    """Path, outermost first."""
    status: str | None = None
    """As the platform calls it."""
    created_at: datetime | None = None
    """Aware UTC."""
    shop_name: str | None = None
    is_card: bool = False
    """True where only a card of a list was read, not the listing's own page."""

    def attribute(self, *names: str) -> str | None:
        """The first attribute whose name is one of `names`, without regard to case."""
        wanted = {name.casefold() for name in names}
        return next((v for k, v in self.attributes if k.casefold() in wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A seller account as one page stated it. None where the page does not say."""

    shop_id: str
    username: str | None = None
    name: str | None = None
    url: str | None = None
    description: str | None = None
    location: str | None = None
    joined_at: datetime | None = None
    """Aware UTC."""
    followers: int | None = None
    item_count: int | None = None
    rating: Decimal | None = None
    response_rate: int | None = None
    """Per cent."""
    official: bool | None = None
    """True where the platform itself vouches for the seller (Mall)."""
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that one capture says: the verdict first, then what was on the page."""

    verdict: Verdict
    page_kind: PageKind
    listings: tuple[Listing, ...] = ()
    """The requested listing in full on its own page; cards elsewhere."""
    shop: Shop | None = None
    identifiers: tuple[Identifier, ...] = ()
    next_page: int | None = None
    """The next page of a list; None where this was the last one or no list."""
    total: int | None = None
    """How many listings the site says the whole list has."""
    missing: tuple[str, ...] = ()
    """Fields in scope that the page did not have where its layout says it should."""
