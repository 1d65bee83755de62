"""TikTok Shop: what its addresses name, and what its pages say (both generations, 2025 and 2026)."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from crawler.addresses import belongs, read_address
from crawler.assemble import assemble
from crawler.assess import Findings, Offer, Place, Sign, Signature
from crawler.fields import (
    at,
    count,
    decimal,
    first,
    identity,
    link,
    money,
    objects,
    per_cent,
    required,
    span,
    text,
    whole,
)
from crawler.payloads import Opened, Unreadable, decode, open_capture, script_json, walk
from crawler.spider import PlatformSpider
from domain.capture import Capture
from domain.listing import Listing, Reading, Shop, Variant
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Site, Target

SITES = (
    Site(
        site_id="tiktok-vn",
        platform="tiktok",
        country="vn",
        base_url="https://shop.tiktok.com",
        hosts=("tiktok.com",),
        currency="VND",
    ),
)
AWAITED: Mapping[PageKind, tuple[str, ...]] = {}
REGION_CODE = 23002102
"""Not for sale where the visitor is: a block, never a removal (R 2025)."""
NO_ACCOUNT = {10221: "no such user", 10202: "not found"}
NO_VIDEO = {10204: "video unavailable"}

WALLS = (
    Signature(outcome=Outcome.LOGIN_WALL, place=Place.URL, mark="R 2026", always=True,
              pattern=r"^[^?#]*/login(?:[/?#]|$)"),
    Signature(outcome=Outcome.CAPTCHA, place=Place.ELEMENT, mark="R 2026",
              pattern="//*[@id='captcha-verify-image' or contains(@class, 'captcha_verify')]"),
    Signature(outcome=Outcome.CAPTCHA, place=Place.TITLE, mark="R 2026",
              pattern=r"(?:Security Check|Verify|Xác minh)"),
    Signature(outcome=Outcome.CAPTCHA, place=Place.LINE, mark="R 2026",
              pattern=r"(?:Verify to continue|Xác minh để tiếp tục)"),
    Signature(outcome=Outcome.GEO_BLOCKED, place=Place.LINE, mark="R 2025",
              pattern=r"Product not available in this country or region"),
    Signature(outcome=Outcome.RATE_LIMITED, place=Place.TITLE, mark="K 2026",
              pattern=r"(?:Access Denied|Too Many Requests)"),
)  # fmt: skip
REMOVALS = (
    Signature(outcome=Outcome.REMOVED, place=Place.TITLE, mark="R 2026", pattern=r"404\b"),
    Signature(outcome=Outcome.SHOP_GONE, place=Place.TITLE, mark="R 2026", pattern=r"404\b"),
)
_SCRIPTS = (
    "//script[@id='__MODERN_ROUTER_DATA__']",
    "//script[@id='__UNIVERSAL_DATA_FOR_REHYDRATION__']",
    "//script[@id='SIGI_STATE']",
)
_LISTING = re.compile(r"/(?:view/product|pdp(?:/[^/?#]+)?)/(\d{16,20})/?$")
_STORE = re.compile(r"/store/(?:([^/]+)/)?(\d{16,20})/?$")
_KEYWORD = re.compile(r"^/(?:shop/)?(?:[a-z]{2}/)?k/([^/]+)/?$")
_CATEGORY = re.compile(r"^/(?:shop/)?(?:[a-z]{2}/)?c/([^/]+)/(\d+)/?$")
_VIDEO = re.compile(r"^/@([\w.]+)/(?:video|photo)/(\d+)/?$")
_LIVE = re.compile(r"^/@([\w.]+)/live/?$")
_PROFILE = re.compile(r"^/@([\w.]+)(?:/shop)?/?$")
_SHORT = ("vt.tiktok.", "vm.tiktok.")
_NO_BRAND = {"không có", "no brand"}


class TiktokSpider(PlatformSpider):
    """Visits TikTok Shop."""

    name = "tiktok"
    awaited = AWAITED

    @staticmethod
    def find_target(url: str, site: Site) -> Target | None:
        """What an address names."""
        return find_target(url, site)

    @staticmethod
    def page_url(target: Target, site: Site, page: int = 1) -> str:
        """What to navigate to."""
        return page_url(target, site, page)

    @staticmethod
    def read(capture: Capture, site: Site) -> Reading:
        """What a capture says."""
        return read(capture, site)


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


def read(capture: Capture, site: Site) -> Reading:
    """The verdict and everything that a TikTok capture says; raises LayoutChanged."""
    opened = open_capture(capture)
    return assemble(opened, find_all(opened, site), walls=WALLS, removals=REMOVALS)


def find_all(opened: Opened, site: Site) -> Findings:
    """Read the router's data, the rehydration data and every answer of a visit."""
    found = _Found(opened, site)
    for answer in opened.answers:
        walk(answer.value, found.look)
    for document in opened.documents:
        for xpath in _SCRIPTS:
            for state in script_json(document, xpath):
                walk(state, found.look)
    return found.findings()


class _Found:
    """What the walk through a visit's values has come upon so far."""

    def __init__(self, opened: Opened, site: Site) -> None:
        self.opened, self.site = opened, site
        self.offers: dict[str, Offer] = {}
        self.cards: dict[str, Offer] = {}
        self.shops: list[Shop] = []
        self.signs: list[Sign] = []
        self.refusals: list[Verdict] = []
        self.has_more: bool | None = None
        self.lists = 0

    def look(self, node: Mapping[str, Any], path: tuple[str, ...]) -> bool:
        """Recognise an object by its shape."""
        if path and path[-1] == "product_info" and "error_code" in node:
            self._code(node)
        if isinstance(node.get("product_info"), Mapping) and self._product(node):
            return True
        cards = node.get("products", node.get("productList"))
        if isinstance(cards, list) and ("has_more" in node or "productList" in node):
            self._list(node, cards)
            return True
        if "seller_id" in node and "shop_name" in node and "followers_count" in node:
            self.shops.append(_shop(node, self.site))
            return True
        if "webapp.user-detail" in node or "webapp.video-detail" in node:
            self._accounts(node)
        if node.get("type") == "verify" and node.get("code") is not None:
            self.refusals.append(
                Verdict(outcome=Outcome.CAPTCHA, reason="the answer asks to verify")
            )
        return False

    def _code(self, node: Mapping[str, Any]) -> None:
        code = whole(node.get("error_code"))
        if code in {None, 0}:
            return
        if code == REGION_CODE:
            reason = f"error_code {code}: not for sale in the visitor's region"
            self.refusals.append(Verdict(outcome=Outcome.GEO_BLOCKED, reason=reason))
            return
        self.signs.append(
            Sign(
                kind=PageKind.LISTING,
                key=identity(at(node, "product_info.product_id")),
                outcome=Outcome.REMOVED,
                why=f"error_code {code} {text(node.get('error_message')) or ''}".strip(),
            )
        )

    def _product(self, node: Mapping[str, Any]) -> bool:
        inner = node["product_info"]
        if isinstance(inner.get("product_model"), Mapping):
            offer = _offer_2026(node, self.site)
        elif isinstance(inner.get("product_base"), Mapping):
            offer = _offer_2025(node, self.site)
            self._seller_2025(inner)
        else:
            return False
        self.offers.setdefault(offer.listing.listing_id, offer)
        shop = at(node, "shop_info")
        if isinstance(shop, Mapping) and identity(shop.get("seller_id")):
            self.shops.append(_shop(shop, self.site))
        return True

    def _seller_2025(self, inner: Mapping[str, Any]) -> None:
        shop_id = identity(at(inner, "seller.seller_id"))
        if shop_id is not None:
            self.shops.append(
                Shop(
                    shop_id=shop_id,
                    name=text(at(inner, "seller.name")),
                    url=shop_target(shop_id, self.site).url,
                    location=text(at(inner, "seller.seller_location")),
                    item_count=whole(at(inner, "seller.product_count")),
                )
            )

    def _list(self, node: Mapping[str, Any], cards: list[Any]) -> None:
        self.lists += 1
        more = node.get("has_more")
        self.has_more = more if isinstance(more, bool) else self.has_more
        for card in objects(cards):
            offer = _card(card, self.site)
            if offer is not None:
                self.cards.setdefault(offer.listing.listing_id, offer)

    def _accounts(self, node: Mapping[str, Any]) -> None:
        for kind, scope, codes in (
            (PageKind.PROFILE, "webapp.user-detail", NO_ACCOUNT),
            (PageKind.VIDEO, "webapp.video-detail", NO_VIDEO),
        ):
            code = whole(at(node.get(scope), "statusCode"))
            if code == 0:
                self.signs.append(
                    Sign(kind=kind, key=None, outcome=Outcome.LIVE, why="statusCode 0")
                )
            elif code in codes:
                gone = Outcome.SHOP_GONE if kind is PageKind.PROFILE else Outcome.REMOVED
                why = f"statusCode {code}: {codes[code]}"
                self.signs.append(Sign(kind=kind, key=None, outcome=gone, why=why))

    def findings(self) -> Findings:
        """Everything that was found."""
        address = read_address(self.opened.capture.final_url)
        shown = whole(address.query.get("page", "1")) if address else 1
        more = bool(self.cards) and self.has_more is True
        return Findings(
            offers=tuple(self.offers.values()),
            cards=tuple(self.cards.values()),
            shops=tuple({shop.shop_id: shop for shop in reversed(self.shops)}.values()),
            signs=tuple(self.signs),
            refusals=tuple(self.refusals),
            next_page=(shown or 1) + 1 if more else None,
            empty_list=bool(self.lists) and not self.cards,
        )


def _described(value: Any) -> str | None:
    """A description is the JSON text of its blocks; what is none is shown as it stands."""
    written = text(value)
    if written is None or written.lstrip()[:1] != "[":
        return written
    try:
        blocks = decode(written)[0]
    except Unreadable:
        return written
    lines = (text(block.get("text")) for block in objects(blocks))
    return "\n".join(line for line in lines if line) or None


def _pictures(images: Any) -> tuple[str, ...]:
    urls = (first(image, ("url_list.0", "thumb_url_list.0"), link) for image in objects(images))
    return tuple(dict.fromkeys(url for url in urls if url))


def _listing(node: Mapping[str, Any], **fields: Any) -> Listing:
    """The fields that both generations have beside the product itself."""
    names = (text(one.get("category_name")) for one in objects(node.get("categories")))
    return Listing(
        category=tuple(name for name in names if name),
        shop_name=first(node, ("shop_info.shop_name", "product_info.seller.name"), text),
        **fields,
    )


def _offer_2026(node: Mapping[str, Any], site: Site) -> Offer:
    model = at(node, "product_info.product_model")
    prices = at(node, "product_info.promotion_model.promotion_product_price")
    variants = tuple(_variant_2026(sku, prices) for sku in objects(model.get("skus")))
    price = _sale(at(prices, "min_price"))
    low, high = span([price, *(variant.price for variant in variants)])
    attributes = _attributes_2026(model)
    listing = _listing(
        node,
        listing_id=required(model, ("product_id",), identity),
        shop_id=identity(model.get("seller_id")),
        url=listing_target(required(model, ("product_id",), identity), site).url,
        title=required(model, ("name",), text),
        price=price,
        price_min=low,
        price_max=high,
        currency=text(at(prices, "min_price.currency_name")),
        original_price=money(at(prices, "min_price.origin_price_decimal")),
        brand=_brand(attributes),
        images=_pictures(model.get("images")),
        description=_described(model.get("description")),
        sold=count(model.get("sold_count")),
        stock=_stock(variants),
        rating=decimal(at(node, "review_info.review_ratings.overall_score")),
        rating_count=whole(at(node, "review_info.review_ratings.review_count")),
        attributes=attributes,
        variants=variants,
    )
    return _as_offer(listing)


def _sale(price: Any) -> Decimal | None:
    return first(price, ("sale_price_decimal", "sale_price_format"), money)


def _variant_2026(sku: Mapping[str, Any], prices: Any) -> Variant:
    sku_id = identity(sku.get("sku_id")) or ""
    price = at(prices, f"skus_price.{sku_id}")
    return Variant(
        variant_id=sku_id,
        name=text(sku.get("sku_name")) or "",
        price=_sale(price),
        original_price=money(at(price, "origin_price_decimal")),
        stock=whole(at(sku, "sku_quantity.available_quantity")),
    )


def _attributes_2026(model: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = []
    for one in objects(model.get("product_properties")):
        values = (text(v.get("property_value_name")) for v in objects(one.get("property_values")))
        rows.append((text(one.get("property_name")) or "", ", ".join(v for v in values if v)))
    return tuple((name, value) for name, value in rows if name and value)


def _offer_2025(node: Mapping[str, Any], site: Site) -> Offer:
    product = at(node, "product_info")
    base = product["product_base"]
    variants = tuple(_variant_2025(sku) for sku in objects(product.get("skus")))
    shown = first(base, ("price.min_sku_price", "price.real_price"), money)
    low, high = span([shown, money(at(base, "price.max_sku_price")), *(v.price for v in variants)])
    rows = (
        (text(one.get("name")), text(one.get("value")))
        for one in objects(base.get("specifications"))
    )
    attributes = tuple((name, value) for name, value in rows if name and value)
    listing = _listing(
        node,
        listing_id=required(product, ("product_id",), identity),
        shop_id=identity(at(product, "seller.seller_id")),
        url=listing_target(required(product, ("product_id",), identity), site).url,
        title=required(base, ("title",), text),
        price=shown,
        price_min=low,
        price_max=high,
        currency=first(
            product, ("product_base.price.currency", "skus.0.price.real_price.currency"), text
        ),
        original_price=money(at(base, "price.original_price")),
        brand=_brand(attributes),
        images=_pictures(base.get("images")),
        description=_described(base.get("desc_detail")),
        sold=count(base.get("sold_count")),
        stock=_stock(variants),
        rating=decimal(at(product, "product_detail_review.product_rating")),
        rating_count=whole(at(product, "product_detail_review.review_count")),
        location=text(at(product, "seller.seller_location")),
        attributes=attributes,
        variants=variants,
        status=text(product.get("status")),
    )
    return _as_offer(listing)


def _variant_2025(sku: Mapping[str, Any]) -> Variant:
    names = (text(one.get("prop_value")) for one in objects(sku.get("sku_sale_props")))
    return Variant(
        variant_id=identity(sku.get("sku_id")) or "",
        name=" / ".join(name for name in names if name),
        price=first(sku, ("price.real_price.price_val", "price.real_price.price_str"), money),
        original_price=money(at(sku, "price.original_price.price_val")),
        stock=whole(sku.get("stock")),
    )


def _stock(variants: tuple[Variant, ...]) -> int | None:
    known = [variant.stock for variant in variants if variant.stock is not None]
    return sum(known) if known else None


def _brand(attributes: tuple[tuple[str, str], ...]) -> str | None:
    names = {"thương hiệu", "brand"}
    found = next((value for name, value in attributes if name.casefold() in names), None)
    return None if found and found.casefold() in _NO_BRAND else found


def _as_offer(listing: Listing) -> Offer:
    outcome = Outcome.SOLD_OUT if listing.stock == 0 else Outcome.LIVE
    return Offer(listing=listing, outcome=outcome, why="product_info has it", origin="product_info")


def _shop(node: Mapping[str, Any], site: Site) -> Shop:
    shop_id = required(node, ("seller_id",), identity)
    scores = objects(node.get("store_sub_score"))
    reply = next((s.get("score_percentage") for s in scores if s.get("type") == 1), None)
    return Shop(
        shop_id=shop_id,
        name=text(node.get("shop_name")),
        url=link(node.get("shop_link")) or shop_target(shop_id, site).url,
        description=text(node.get("desc")),
        followers=count(node.get("followers_count")),
        item_count=whole(node.get("product_count")),
        rating=decimal(node.get("shop_rating")),
        response_rate=per_cent(reply),
    )


def _card(card: Mapping[str, Any], site: Site) -> Offer | None:
    listing_id = identity(card.get("product_id"))
    if listing_id is None:
        return None
    prices = at(card, "product_price_info")
    price = _sale(prices)
    listing = Listing(
        listing_id=listing_id,
        shop_id=identity(at(card, "seller_info.seller_id")),
        url=listing_target(listing_id, site).url,
        title=text(card.get("title")) or "",
        price=price,
        price_min=price,
        price_max=price,
        currency=text(at(prices, "currency_name")),
        original_price=money(at(prices, "origin_price_decimal")),
        brand=text(at(card, "brand_info.brand_name")),
        images=_pictures([card.get("image")]),
        sold=count(at(card, "sold_info.sold_count")),
        rating=decimal(at(card, "rate_info.score")),
        rating_count=whole(at(card, "rate_info.review_count")),
        shop_name=text(at(card, "seller_info.shop_name")),
        is_card=True,
    )
    return Offer(listing=listing, why="a card of a list", origin="products")
