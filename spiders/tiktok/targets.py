"""TikTok's URL grammar: what an address names, and what to navigate to. Ids alone are identity."""

import re
from urllib.parse import urlsplit

from crawler.addresses import belongs, read_address
from domain.target import PageKind, Site, Target

SITES = (
    Site(
        site_id="tiktok-vn",
        platform="tiktok",
        country="vn",
        base_url="https://shop.tiktok.com",
        # Indonesia's shop is Tokopedia's since 2024.
        hosts=("tiktok.com", "shop-id.tokopedia.com", "vt.tokopedia.com"),
        currency="VND",
    ),
)
_LISTING = re.compile(r"/(?:view/product|pdp(?:/[^/?#]+)?)/(\d{16,20})/?$")
_STORE = re.compile(r"/store/(?:([^/]+)/)?(\d{16,20})/?$")
_KEYWORD = re.compile(r"^/(?:shop/)?(?:[a-z]{2}/)?k/([^/]+)/?$")
_CATEGORY = re.compile(r"^/(?:shop/)?(?:[a-z]{2}/)?c/([^/]+)/(\d+)/?$")
_VIDEO = re.compile(r"^/@([\w.]+)/(?:video|photo)/(\d+)/?$")
_LIVE = re.compile(r"^/@([\w.]+)/live/?$")
_PROFILE = re.compile(r"^/@([\w.]+)(?:/shop)?/?$")
_SHORT = ("vt.tiktok.", "vm.tiktok.", "vt.tokopedia.")


def find_target(url: str, site: Site) -> Target | None:
    """What an address names: a listing, store, keyword, profile, video, live or short link."""
    address = read_address(url)
    if address is None or not belongs(address, site):
        return None
    path = address.path
    if address.name.startswith(_SHORT) or re.match(r"^/[st]/\w+/?$", path):
        short = site.base_url + path if path.startswith("/s/") else f"https://{address.host}{path}"
        return _target(site, PageKind.SHORT_LINK, f"{address.host}{path}", short)
    if found := _LISTING.search(path):
        return listing_target(found[1], site)
    if found := _STORE.search(path):
        return shop_target(found[2], site, found[1] or "store")
    seller = address.query.get("seller_id", "")
    if path.startswith("/view/shop") and seller.isdigit():
        return shop_target(seller, site)
    if found := _KEYWORD.match(path):
        key = found[1].lower()
        return _target(site, PageKind.SEARCH, key, f"{site.base_url}/vn/k/{key}", query=key)
    if found := _CATEGORY.match(path):
        where = f"{site.base_url}/vn/c/{found[1]}/{found[2]}"
        return _target(site, PageKind.CATEGORY, found[2], where, query=found[2])
    return _account(path, address.host, site)


def _account(path: str, host: str, site: Site) -> Target | None:
    home = site.base_url if host in site.base_url else f"https://{host}"
    for kind, pattern in ((PageKind.VIDEO, _VIDEO), (PageKind.LIVE, _LIVE)):
        if found := pattern.match(path):
            return _target(site, kind, found[found.re.groups].lower(), home + path)
    found = _PROFILE.match(path)
    if found is None:
        return None
    return _target(site, PageKind.PROFILE, found[1].lower(), f"{home}/@{found[1]}")


def _target(site: Site, kind: PageKind, key: str, url: str, *, query: str | None = None) -> Target:
    return Target(site_id=site.site_id, kind=kind, key=key, url=url, query=query)


def listing_target(listing_id: str, site: Site) -> Target:
    """The target of a listing's page."""
    return Target(
        site_id=site.site_id,
        kind=PageKind.LISTING,
        key=listing_id,
        url=f"{site.base_url}/view/product/{listing_id}",
        listing_id=listing_id,
    )


def shop_target(shop_id: str, site: Site, slug: str = "store") -> Target:
    """The target of a store's page; the slug is free text."""
    return Target(
        site_id=site.site_id,
        kind=PageKind.SHOP,
        key=shop_id,
        url=f"{site.base_url}/vn/store/{slug}/{shop_id}",
        shop_id=shop_id,
    )


def page_url(target: Target, site: Site, page: int = 1) -> str:
    """What to navigate to for a page of a target; `page` counts from 1."""
    url = site.base_url + urlsplit(target.url).path if target.kind is PageKind.SHOP else target.url
    return url if page == 1 else f"{url}?page={page}"
