"""What is watched: a site, and a page on it under its canonical name."""

from dataclasses import dataclass
from enum import StrEnum


class PageKind(StrEnum):
    """What a page is about."""

    LISTING = "listing"
    SHOP = "shop"
    SEARCH = "search"
    CATEGORY = "category"
    PROFILE = "profile"
    VIDEO = "video"
    LIVE = "live"
    SHORT_LINK = "short_link"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One platform in one country, as configured: which host stands for it and how to treat it."""

    site_id: str
    """For example `shopee-vn`."""
    platform: str
    """Name of the spider module: `shopee`."""
    country: str
    """Two lower-case letters: `vn`."""
    base_url: str
    """Scheme, host and port without a slash at the end: `https://shopee.vn`."""
    hosts: tuple[str, ...]
    """Further hosts whose URLs name pages of this site; a host matches its subdomains too."""
    currency: str
    """ISO 4217: `VND`."""
    language: str = "vi"
    allow_loopback: bool = False
    """Only the practice marketplace: its pages may connect to this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A page that is watched, under one canonical name however its URL was written."""

    site_id: str
    kind: PageKind
    key: str
    """Identity within the site and kind, for example `88201/4410377` (Shopee: shop id / item id)."""
    url: str
    """Canonical URL on the site's own base URL, without tracking parameters."""
    shop_id: str | None = None
    listing_id: str | None = None
    query: str | None = None
    """The words of a search target, or a category's id."""
