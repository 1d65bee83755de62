"""Shopee's URL grammar: what an address names, and what to navigate to. Ids alone are identity."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.addresses import Address, belongs, encode, read_address
from domain.target import PageKind, Site, Target

# Countries and mirrors as of 2026-11; pl, es and fr are closed.
_COUNTRIES = (
    ("vn", "shopee.vn", "VND", "vi"),
    ("sg", "shopee.sg", "SGD", "en"),
    ("tw", "shopee.tw", "TWD", "zh"),
    ("ph", "shopee.ph", "PHP", "en"),
    ("my", "shopee.com.my", "MYR", "ms"),
    ("id", "shopee.co.id", "IDR", "id"),
    ("th", "shopee.co.th", "THB", "th"),
    ("br", "shopee.com.br", "BRL", "pt"),
    ("mx", "shopee.com.mx", "MXN", "es"),
    ("co", "shopee.com.co", "COP", "es"),
    ("cl", "shopee.cl", "CLP", "es"),
)
_SHORT_HOSTS = ("shp.ee", "shope.ee")
SITES = tuple(
    Site(
        site_id=f"shopee-{country}",
        platform="shopee",
        country=country,
        base_url=f"https://{host}",
        hosts=(
            host,
            f"{country}.shp.ee",
            f"{country}.xiapibuy.com",
            *(_SHORT_HOSTS if country == "vn" else ()),
        ),
        currency=currency,
        language=language,
    )
    for country, host, currency, language in _COUNTRIES
)

_LISTING = (
    re.compile(r"-i\.(\d{1,20})\.(\d{1,20})(?!\d)"),
    re.compile(r"^/(?:universal-link/)?product/(\d{1,20})/(\d{1,20})(?:/|$)"),
    re.compile(r"^/(?:universal-link/)?opaanlp/(\d{1,20})/(\d{1,20})(?:/|$)"),
)
_CATEGORY = re.compile(r"-cat\.(\d+(?:\.\d+){0,4})/?$")
_SHOP_ID = re.compile(r"^/(?:universal-link/)?shop/(\d{1,20})(?:/|$)")
_USERNAME = re.compile(r"^/(?:universal-link/)?([A-Za-z0-9][A-Za-z0-9._-]{1,60})/?$")
_CODE = re.compile(r"^/(?:an_redir/)?[A-Za-z0-9_-]{3,40}/?$")
_SEARCH = ("/search", "/mall/search", "/universal-link/search")
# First names of paths that are pages of the platform's own, no shop's user name.
_OWN_PAGES = frozenset(
    [
        "about",
        "affiliate",
        "all-brands",
        "api",
        "app",
        "blog",
        "brands",
        "buyer",
        "campaign",
        "cart",
        "checkout",
        "collections",
        "cs",
        "daily_discover",
        "discover",
        "docs",
        "edu",
        "events",
        "favicon.ico",
        "feed",
        "find_similar_products",
        "flash_sale",
        "flashsale",
        "friends",
        "game",
        "games",
        "help",
        "home",
        "live",
        "login",
        "logout",
        "m",
        "mall",
        "me",
        "mart",
        "notifications",
        "opaanlp",
        "order",
        "orders",
        "pages",
        "portal",
        "privacy",
        "product",
        "products",
        "purchase",
        "recommended_shops",
        "robots.txt",
        "search",
        "seller",
        "sellers",
        "shop",
        "shops",
        "signup",
        "sitemap",
        "sitemap.xml",
        "supermarket",
        "terms",
        "top_products",
        "universal-link",
        "user",
        "verify",
        "video",
        "voucher",
        "web",
        "payment",
        "payments",
        "coins",
        "shopee-coins",
    ]
)


def find_target(url: str, site: Site) -> Target | None:
    """What an address names: a listing, shop, search, category or short link of the site."""
    address = read_address(url)
    if address is None or not belongs(address, site):
        return None
    if _is_short(address):
        return _short_link(address, site)
    return (
        _asked_about(address, site)
        or _listing(address, site)
        or _search(address, site)
        or _category(address, site)
        or _shop(address, site)
    )


def _is_short(address: Address) -> bool:
    name = address.name
    short = name in _SHORT_HOSTS or name.endswith((".shp.ee", ".shope.ee"))
    return short or name.startswith(("s.shopee.", "sv.shopee."))


def _short_link(address: Address, site: Site) -> Target | None:
    if not _CODE.match(address.path):
        return None
    key = f"{address.name}{address.path.rstrip('/')}"
    return Target(site_id=site.site_id, kind=PageKind.SHORT_LINK, key=key, url=f"https://{key}")


def _listing(address: Address, site: Site) -> Target | None:
    found = next((m for pattern in _LISTING if (m := _last(pattern, address.path))), None)
    if found is None or address.path.startswith("/find_similar_products"):
        return None
    shop_id, listing_id = found[1], found[2]
    return Target(
        site_id=site.site_id,
        kind=PageKind.LISTING,
        key=f"{shop_id}/{listing_id}",
        url=f"{site.base_url}/product/{shop_id}/{listing_id}",
        shop_id=shop_id,
        listing_id=listing_id,
    )


def _asked_about(address: Address, site: Site) -> Target | None:
    """The page whose answer an address of a call is."""
    if address.parts[:1] != ("api",):
        return None
    query = address.query
    listing_id = query.get("item_id") or query.get("itemid") or ""
    shop_id = query.get("shop_id") or query.get("shopid") or ""
    if listing_id.isdigit() and shop_id.isdigit():
        return _listing(replace(address, path=f"/product/{shop_id}/{listing_id}"), site)
    if "keyword" in query and "search_user" not in address.path:
        return _search(replace(address, path="/search"), site)
    if "shop" in address.path and (shop_id.isdigit() or query.get("username")):
        path = f"/shop/{shop_id}" if shop_id.isdigit() else f"/{query.get('username')}"
        return _shop(replace(address, path=path), site)
    return None


def _last(pattern: re.Pattern[str], path: str) -> re.Match[str] | None:
    # A slug is free text and may itself look like an id: the last one is the platform's.
    return next(iter(list(pattern.finditer(path))[::-1]), None)


def _search(address: Address, site: Site) -> Target | None:
    words = " ".join(address.query.get("keyword", "").split())
    if address.path.rstrip("/") not in _SEARCH or not words:
        return None
    shop_id = address.query.get("shop", "")
    return Target(
        site_id=site.site_id,
        kind=PageKind.SEARCH,
        key=words.lower() + (f"@{shop_id}" if shop_id.isdigit() else ""),
        url=f"{site.base_url}/search?keyword={encode(words)}"
        + (f"&shop={shop_id}" if shop_id.isdigit() else ""),
        query=words,
        shop_id=shop_id if shop_id.isdigit() else None,
    )


def _category(address: Address, site: Site) -> Target | None:
    found = _CATEGORY.search(address.path)
    if not found:
        return None
    return Target(
        site_id=site.site_id,
        kind=PageKind.CATEGORY,
        key=found[1],
        url=f"{site.base_url}/c-cat.{found[1]}",
        query=found[1],
    )


def _shop(address: Address, site: Site) -> Target | None:
    if numbered := _SHOP_ID.match(address.path):
        shop_id = numbered[1]
        return Target(
            site_id=site.site_id,
            kind=PageKind.SHOP,
            key=shop_id,
            url=f"{site.base_url}/shop/{shop_id}",
            shop_id=shop_id,
        )
    named = _USERNAME.match(address.path)
    if not named or named[1].lower() in _OWN_PAGES:
        return None
    username = named[1].lower()
    return Target(
        site_id=site.site_id,
        kind=PageKind.SHOP,
        key=username,
        url=f"{site.base_url}/{username}",
    )


def home_of(currency: str | None, site: Site) -> Site:
    """The country whose currency an answer uses, where it is not the site's own."""
    if site.allow_loopback or currency in {None, site.currency}:
        return site
    return next((one for one in SITES if one.currency == currency), site)


def page_url(target: Target, site: Site, page: int = 1) -> str:
    """What to navigate to for a page of a target; `page` counts from 1, Shopee's from 0."""
    if target.kind is PageKind.SHOP:
        path = f"/shop/{target.shop_id}" if target.shop_id else urlsplit(target.url).path
        listing_tab = f"?page={page - 1}&sortBy=ctime&tab=0"
        return f"{site.base_url}{path}{listing_tab}"
    if target.kind in {PageKind.SEARCH, PageKind.CATEGORY}:
        mark = "&" if "?" in target.url else "?"
        return target.url if page == 1 else f"{target.url}{mark}page={page - 1}"
    return target.url
