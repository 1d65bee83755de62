"""Lazada's URL grammar: what an address names, and what to navigate to. Ids alone are identity."""

import re
from urllib.parse import urlsplit

from crawler.addresses import Address, belongs, encode, read_address
from domain.target import PageKind, Site, Target

# Countries as of 2026-11.
_COUNTRIES = (
    ("vn", "lazada.vn", "VND", "vi"),
    ("th", "lazada.co.th", "THB", "th"),
    ("sg", "lazada.sg", "SGD", "en"),
    ("my", "lazada.com.my", "MYR", "ms"),
    ("id", "lazada.co.id", "IDR", "id"),
    ("ph", "lazada.com.ph", "PHP", "en"),
)
SITES = tuple(
    Site(
        site_id=f"lazada-{country}",
        platform="lazada",
        country=country,
        base_url=f"https://www.{host}",
        hosts=(host, "lzd.co") if country == "vn" else (host,),
        currency=currency,
        language=language,
    )
    for country, host, currency, language in _COUNTRIES
)
ALL_PRODUCTS = "q=All-Products&from=wangpu&langFlag=vi&pageTypeId=2"

_LISTING = re.compile(r"[-/]i(\d{4,20})(?:-s(\d{1,20}))?\.html?$")
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,80}")
_SHORT_HOSTS = ("s.lazada.", "c.lazada.", "lzd.co")
# First names of paths that are pages of the platform's own.
_OWN_PAGES = frozenset(
    [
        "404",
        "about",
        "affiliate",
        "all-products",
        "api",
        "cart",
        "catalog",
        "checkout",
        "contact",
        "customer",
        "flash-sale",
        "gcp",
        "help",
        "helpcenter",
        "lazmall",
        "lazada-business",
        "login",
        "marketing-campaign",
        "member",
        "my-account",
        "orders",
        "pages",
        "payment",
        "privacy-policy",
        "products",
        "search",
        "sell-on-lazada",
        "shop-now",
        "sitemap",
        "tag",
        "terms-of-use",
        "track",
        "user",
        "wow",
        "wishlist",
    ]
)


def find_target(url: str, site: Site) -> Target | None:
    """What an address names: a listing, shop, search, category or short link of the site."""
    address = read_address(url)
    if address is None or not belongs(address, site):
        return None
    if address.name.startswith(_SHORT_HOSTS) or address.path.startswith("/s/"):
        return _short_link(address, site)
    if found := _LISTING.search(address.path):
        return listing_target(found[1], site)
    return _search(address, site) or _slug_page(address, site)


def listing_target(listing_id: str, site: Site) -> Target:
    """The target of a listing's page; its path alone opens it."""
    return Target(
        site_id=site.site_id,
        kind=PageKind.LISTING,
        key=listing_id,
        url=f"{site.base_url}/products/pdp-i{listing_id}.html",
        listing_id=listing_id,
    )


def _short_link(address: Address, site: Site) -> Target | None:
    if address.path == "/":
        return None
    key = f"{address.host}{address.path}"
    is_own = address.path.startswith("/s/") and address.host in site.base_url
    url = site.base_url + address.path if is_own else f"https://{key}"
    return Target(site_id=site.site_id, kind=PageKind.SHORT_LINK, key=key, url=url)


def _search(address: Address, site: Site) -> Target | None:
    words = ""
    if address.path.startswith("/catalog"):
        words = " ".join(address.query.get("q", "").split())
    elif address.parts[:1] == ("tag",) and len(address.parts) > 1:
        words = " ".join(address.parts[1].replace("-", " ").split())
    if not words:
        return None
    return Target(
        site_id=site.site_id,
        kind=PageKind.SEARCH,
        key=words.lower(),
        url=f"{site.base_url}/catalog/?q={encode(words)}",
        query=words,
    )


def _slug_page(address: Address, site: Site) -> Target | None:
    parts = address.parts
    if parts[:1] == ("shop",) and len(parts) > 1:
        return _shop(parts[1], site)
    if len(parts) != 1 or not _SLUG.fullmatch(parts[0]) or parts[0].lower() in _OWN_PAGES:
        return None
    # Bare names are shops, old style; the platform's own categories are called `shop-...`.
    if parts[0].lower().startswith("shop-") and "wangpu" not in address.query.get("from", ""):
        return _category(parts[0], site)
    return _shop(parts[0], site)


def _shop(name: str, site: Site) -> Target | None:
    if not _SLUG.fullmatch(name):
        return None
    slug = name.lower()
    return Target(
        site_id=site.site_id, kind=PageKind.SHOP, key=slug, url=f"{site.base_url}/shop/{slug}/"
    )


def _category(name: str, site: Site) -> Target:
    slug = name.lower()
    return Target(
        site_id=site.site_id,
        kind=PageKind.CATEGORY,
        key=slug,
        url=f"{site.base_url}/{slug}/",
        query=slug,
    )


def page_url(target: Target, site: Site, page: int = 1) -> str:
    """What to navigate to for a page of a target; `page` counts from 1."""
    if target.kind is PageKind.SHOP:
        return f"{site.base_url}{urlsplit(target.url).path}?{ALL_PRODUCTS}&page={page}"
    if target.kind in {PageKind.SEARCH, PageKind.CATEGORY} and page > 1:
        return f"{target.url}{'&' if '?' in target.url else '?'}page={page}"
    return target.url
