"""Lazada: what its addresses name, and what its pages say (field paths of 2024 to 2026)."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from crawler.addresses import belongs, encode, is_own_host, read_address
from crawler.assemble import assemble
from crawler.assess import Findings, Offer, Place, Sign, Signature, refused_answers
from crawler.fields import (
    at,
    count,
    decimal,
    first,
    flag,
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
from crawler.payloads import Html, Opened, assigned_json, open_capture, walk
from crawler.spider import PlatformSpider
from domain.capture import Capture
from domain.listing import Listing, Reading, Shop, Variant
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Site, Target

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
    for country, host, currency, language in (
        ("vn", "lazada.vn", "VND", "vi"),
        ("th", "lazada.co.th", "THB", "th"),
        ("sg", "lazada.sg", "SGD", "en"),
        ("my", "lazada.com.my", "MYR", "ms"),
        ("id", "lazada.co.id", "IDR", "id"),
        ("ph", "lazada.com.ph", "PHP", "en"),
    )
)
AWAITED: Mapping[PageKind, tuple[str, ...]] = {
    PageKind.SHOP: ("ajax=true",),
    PageKind.SEARCH: ("ajax=true",),
    PageKind.CATEGORY: ("ajax=true",),
}
WALLS = (
    Signature(outcome=Outcome.CAPTCHA, place=Place.URL, mark="R 2026", always=True,
              pattern=r"_____tmd_____/+punish"),
    Signature(outcome=Outcome.LOGIN_WALL, place=Place.URL, mark="R 2026", always=True,
              pattern=r"//member\.[^/]+/+user/login"),
    Signature(outcome=Outcome.CAPTCHA, place=Place.MARKUP, mark="R 2026",
              pattern=r"x5secdata|nc_1_n1z|slidecaptcha|_____tmd_____"),
    Signature(outcome=Outcome.CAPTCHA, place=Place.LINE, mark="R 2026",
              pattern=r"(?:slide to verify|kéo để xác minh|trượt để xác minh)"),
    Signature(outcome=Outcome.RATE_LIMITED, place=Place.LINE, mark="R 2026",
              pattern=r"Access Denied"),
    Signature(outcome=Outcome.RATE_LIMITED, place=Place.TITLE, mark="R 2026",
              pattern=r"Access Denied|Too Many Requests"),
)  # fmt: skip
REMOVALS = (
    Signature(outcome=Outcome.REMOVED, place=Place.LINE, mark="K 2026-11",
              pattern=r"(?:Rất tiếc[,!.]? )?Sản phẩm (?:này )?không (?:còn tồn tại|khả dụng)"),
    Signature(outcome=Outcome.REMOVED, place=Place.LINE, mark="K 2026-11",
              pattern=r"(?:Sorry[,!.]? )?This (?:product|item) is no longer available"),
    Signature(outcome=Outcome.SHOP_GONE, place=Place.LINE, mark="K 2026-11",
              pattern=r"(?:Rất tiếc[,!.]? )?Gian hàng (?:này )?không (?:còn )?tồn tại"),
)  # fmt: skip
WALL_WORDS = ("FAIL_SYS_USER_VALIDATE", "RGV587", "punish")

_LISTING = re.compile(r"[-/]i(\d{4,20})(?:-s(\d+))?\.html$")
_SHOP = re.compile(r"^/(?:shop/)?([a-z0-9][a-z0-9._-]{1,80})/?$", re.IGNORECASE)
_SHORT_HOSTS = ("s.lazada.", "c.lazada.", "lzd.co")
_OWN_PAGES = frozenset(
    [
        "catalog",
        "tag",
        "products",
        "cart",
        "checkout",
        "user",
        "helpcenter",
        "customer",
        "wow",
        "help",
        "about",
        "privacy-policy",
        "terms-of-use",
        "marketing-campaign",
        "404",
        "search",
        "shop-now",
        "sitemap",
    ]
)
_NO_BRAND = {"no brand", "nobrand", "oem"}


class LazadaSpider(PlatformSpider):
    """Visits Lazada."""

    name = "lazada"
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
    """What an address names: a listing, shop, search, category or short link of the site."""
    address = read_address(url)
    if address is None or not belongs(address, site):
        return None
    if address.name.startswith(_SHORT_HOSTS) or address.path.startswith("/s/"):
        key = f"{address.host}{address.path}"
        short = site.base_url + address.path if address.path.startswith("/s/") else f"https://{key}"
        return Target(site_id=site.site_id, kind=PageKind.SHORT_LINK, key=key, url=short)
    if found := _LISTING.search(address.path):
        return listing_target(found[1], site)
    query = " ".join(address.query.get("q", "").split())
    if address.path.startswith("/catalog") and query:
        return _search(query, site)
    if address.path.startswith("/tag/") and len(address.parts) > 1:
        return _search(address.parts[1].replace("-", " "), site)
    named = _SHOP.match(address.path)
    if named is None or named[1].lower() in _OWN_PAGES:
        return None
    slug = named[1].lower()
    return Target(
        site_id=site.site_id, kind=PageKind.SHOP, key=slug, url=f"{site.base_url}/shop/{slug}/"
    )


def listing_target(listing_id: str, site: Site) -> Target:
    """The target of a listing's page; its path alone opens it."""
    return Target(
        site_id=site.site_id,
        kind=PageKind.LISTING,
        key=listing_id,
        url=f"{site.base_url}/products/pdp-i{listing_id}.html",
        listing_id=listing_id,
    )


def _search(query: str, site: Site) -> Target:
    return Target(
        site_id=site.site_id,
        kind=PageKind.SEARCH,
        key=query.lower(),
        url=f"{site.base_url}/catalog/?q={encode(query)}",
        query=query,
    )


def page_url(target: Target, site: Site, page: int = 1) -> str:
    """What to navigate to for a page of a target; `page` counts from 1."""
    if target.kind is PageKind.SHOP:
        path = urlsplit(target.url).path
        query = "?q=All-Products&from=wangpu&langFlag=vi&pageTypeId=2"
        return f"{site.base_url}{path}{query}&page={page}"
    if target.kind is PageKind.SEARCH and page > 1:
        return f"{target.url}&page={page}"
    return target.url


def read(capture: Capture, site: Site) -> Reading:
    """The verdict and everything that a Lazada capture says; raises LayoutChanged."""
    opened = open_capture(capture)
    return assemble(opened, find_all(opened, site), walls=WALLS, removals=REMOVALS)


def find_all(opened: Opened, site: Site) -> Findings:
    """Read the embedded module, every grid answer and every mtop answer of a visit."""
    found = _Found(opened, site)
    for answer in opened.answers:
        if is_own_host(answer.url, site):
            walk(answer.value, found.look)
    for document in opened.documents:
        for name in ("__moduleData__", "pageData"):
            state = assigned_json(document, name)
            if state is not None:
                walk(state, found.look)
    return found.findings()


class _Found:
    """What the walk through a visit's values has come upon so far."""

    def __init__(self, opened: Opened, site: Site) -> None:
        self.opened, self.site = opened, site
        self.offers: list[Offer] = []
        self.cards: dict[str, Offer] = {}
        self.shops: list[Shop] = []
        self.refusals: list[Verdict] = []
        self.total: int | None = None
        self.page: int | None = None
        self.is_last: bool | None = None
        self.lists = 0

    def look(self, node: Mapping[str, Any], path: tuple[str, ...]) -> bool:
        """Recognise an object by its shape."""
        del path
        if "primaryKey" in node and "skuInfos" in node:
            self._product(node)
            return True
        if isinstance(node.get("listItems"), list):
            self.lists += 1
            for card in objects(node["listItems"]):
                self._card(card)
            return True
        if "totalResults" in node:
            self._main_info(node)
        return self._is_refused(node)

    def _is_refused(self, node: Mapping[str, Any]) -> bool:
        written = str(node.get("ret", "")) + str(node.get("rgv587_flag", ""))
        if node.get("rgv587_flag") or any(word in written for word in WALL_WORDS):
            self.refusals.append(
                Verdict(outcome=Outcome.CAPTCHA, reason=f"the answer says {written[:60]}")
            )
            return True
        return False

    def _main_info(self, node: Mapping[str, Any]) -> None:
        self.total, self.page = whole(node.get("totalResults")), whole(node.get("page"))
        self.is_last = flag(node.get("noMorePages"))

    def _product(self, fields: Mapping[str, Any]) -> None:
        self.offers.append(_offer(fields, self.site))
        shop = _shop_of(fields, self.site)
        if shop is not None:
            self.shops.append(shop)

    def _card(self, card: Mapping[str, Any]) -> None:
        offer = _card(card, self.site)
        if offer is not None:
            self.cards.setdefault(offer.listing.listing_id, offer)

    def _list_shop(self) -> Shop | None:
        """A shop's list names its seller only on its cards, which must agree."""
        target = self.opened.capture.target
        owners = {(c.listing.shop_id, c.listing.shop_name) for c in self.cards.values()}
        if target.kind is not PageKind.SHOP or len(owners) != 1:
            return None
        ((shop_id, name),) = owners
        if shop_id is None:
            return None
        return Shop(
            shop_id=shop_id, username=target.key, name=name, url=target.url, item_count=self.total
        )

    def findings(self) -> Findings:
        """Everything that was found."""
        target = self.opened.capture.target
        own = self._list_shop()
        parts = ("ajax=true",) if target.kind is not PageKind.LISTING else ()
        more = bool(self.cards) and self.is_last is False
        return Findings(
            offers=tuple(self.offers),
            cards=tuple(self.cards.values()),
            shops=(*self.shops, *((own,) if own else ())),
            signs=_signs(self.offers),
            refusals=(*self.refusals, *refused_answers(self.opened, parts, WALLS)),
            total=self.total,
            next_page=(self.page or 1) + 1 if more else None,
            empty_list=bool(self.lists) and not self.cards,
        )


def _signs(offers: list[Offer]) -> tuple[Sign, ...]:
    return tuple(
        Sign(kind=PageKind.LISTING, key=o.listing.listing_id, outcome=o.outcome, why=o.why)
        for o in offers
        if o.outcome.is_gone
    )


def _offer(fields: Mapping[str, Any], site: Site) -> Offer:
    skus = [
        (key, sku) for key, sku in fields["skuInfos"].items() if isinstance(sku, Mapping)
    ] if isinstance(fields.get("skuInfos"), Mapping) else []  # fmt: skip
    variants = tuple(_variant(key, sku, fields) for key, sku in skus if key != "0")
    main = next((sku for key, sku in skus if key == "0"), skus[0][1] if skus else {})
    price = _sale(main) or money(at(fields, "tracking.pdt_price"))
    low, high = span([price, *(variant.price for variant in variants)])
    stocks = [variant.stock for variant in variants if variant.stock is not None]
    listing = Listing(
        listing_id=required(fields, ("primaryKey.itemId", "tracking.pdt_sku"), identity),
        shop_id=first(fields, ("primaryKey.sellerId", "seller.sellerId"), identity),
        url=listing_target(required(fields, ("primaryKey.itemId",), identity), site).url,
        title=required(fields, ("product.title", "tracking.pdt_name"), text),
        price=price,
        price_min=low,
        price_max=high,
        currency=first(
            fields, ("globalConfig.currencyCode", "globalConfig.currency",
                     "tracking.core.currencyCode"), text
        ) or site.currency,
        original_price=money(at(main, "price.originalPrice.value")),
        brand=_brand(fields),
        images=_images(fields),
        description=_words(at(fields, "product.desc")) or _words(at(fields, "product.highlights")),
        sold=count(at(fields, "product.soldCount")),
        stock=sum(stocks) if stocks else None,
        rating=decimal(at(fields, "review.ratings.average")),
        rating_count=whole(at(fields, "review.ratings.rateCount")),
        attributes=_attributes(fields),
        variants=variants,
        category=_category(fields),
        shop_name=first(fields, ("seller.name", "tracking.seller_name"), text),
    )  # fmt: skip
    nothing = bool(skus) and all(
        whole(at(sku, "stock")) == 0 or at(sku, "operation.disable") is True for _, sku in skus
    )
    outcome = Outcome.SOLD_OUT if nothing else Outcome.LIVE
    return Offer(
        listing=listing, outcome=outcome, why="__moduleData__ has it", origin="__moduleData__"
    )


def _sale(sku: Mapping[str, Any]) -> Decimal | None:
    return first(sku, ("price.salePrice.value", "price.salePrice.text"), money)


def _variant(key: str, sku: Mapping[str, Any], fields: Mapping[str, Any]) -> Variant:
    names = _option_names(fields)
    return Variant(
        variant_id=key,
        name=text(sku.get("name")) or names.get(key, ""),
        price=_sale(sku),
        original_price=money(at(sku, "price.originalPrice.value")),
        stock=whole(sku.get("stock")),
        sku=key,
    )


def _option_names(fields: Mapping[str, Any]) -> dict[str, str]:
    base = at(fields, "productOption.skuBase")
    values = {
        f"{text(prop.get('pid'))}:{text(value.get('vid'))}": text(value.get("name")) or ""
        for prop in objects(at(base, "properties"))
        for value in objects(prop.get("values"))
    }
    return {
        text(sku.get("skuId")) or "": " / ".join(
            values.get(part, "") for part in (text(sku.get("propPath")) or "").split(";")
        )
        for sku in objects(at(base, "skus"))
    }


def _words(markup: Any) -> str | None:
    """The words of an HTML fragment, a line a text node."""
    found = text(markup)
    return Html(html=found).text or None if found else None


def _brand(fields: Mapping[str, Any]) -> str | None:
    paths = ("product.brand.name", "product.brandName", "tracking.brand_name")
    brand = first(fields, paths, text)
    return None if brand and brand.lower() in _NO_BRAND else brand


def _images(fields: Mapping[str, Any]) -> tuple[str, ...]:
    galleries = fields.get("skuGalleries")
    found = [
        link(picture.get("src"))
        for gallery in (galleries.values() if isinstance(galleries, Mapping) else ())
        for picture in objects(gallery)
        if picture.get("type", "img") == "img"
    ]
    return tuple(dict.fromkeys(url for url in found if url))


def _attributes(fields: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    specifications = fields.get("specifications")
    every = specifications.values() if isinstance(specifications, Mapping) else specifications or ()
    pairs: dict[str, str] = {}
    for one in objects(list(every)):
        features = one.get("features")
        for name, value in features.items() if isinstance(features, Mapping) else ():
            if (written := text(value)) is not None:
                pairs.setdefault(str(name), written)
    return tuple(pairs.items())


def _category(fields: Mapping[str, Any]) -> tuple[str, ...]:
    crumbs = fields.get("Breadcrumb") or fields.get("breadcrumb")
    named = tuple(name for one in objects(crumbs) if (name := text(one.get("title"))))
    listed = at(fields, "tracking.pdt_category")
    spare = tuple(n for n in map(text, listed) if n) if isinstance(listed, list) else ()
    return named or spare


def _shop_of(fields: Mapping[str, Any], site: Site) -> Shop | None:
    shop_id = first(fields, ("seller.sellerId", "primaryKey.sellerId"), identity)
    if shop_id is None:
        return None
    address = read_address(link(at(fields, "seller.url")) or "")
    slug = address.parts[-1].lower() if address and address.parts else None
    return Shop(
        shop_id=shop_id,
        username=slug,
        name=first(fields, ("seller.name", "tracking.seller_name"), text),
        url=f"{site.base_url}/shop/{slug}/" if slug else None,
        response_rate=first(
            fields, ("sellerInfo.chatResponseRate", "seller.chatResponseRate"), per_cent
        ),
        official=flag(at(fields, "seller.isLazMall")),
    )


def _card(card: Mapping[str, Any], site: Site) -> Offer | None:
    listing_id = first(card, ("itemId", "nid"), identity)
    if listing_id is None:
        return None
    price = first(card, ("price", "priceShow"), money)
    cover = link(card.get("image"))
    thumbs = (link(one.get("image")) for one in objects(card.get("thumbs")))
    categories = card.get("categories")
    listing = Listing(
        listing_id=listing_id,
        shop_id=first(card, ("sellerId",), identity),
        url=listing_target(listing_id, site).url,
        title=text(card.get("name")) or "",
        price=price,
        price_min=price,
        price_max=price,
        currency=site.currency,
        original_price=first(card, ("originalPrice", "originalPriceShow"), money),
        brand=text(card.get("brandName")),
        images=tuple(dict.fromkeys(url for url in (cover, *thumbs) if url)),
        sold=count(card.get("itemSoldCntShow")),
        rating=decimal(card.get("ratingScore")),
        rating_count=whole(card.get("review")),
        location=text(card.get("location")),
        category=tuple(n for n in map(text, categories) if n)
        if isinstance(categories, list)
        else (),
        shop_name=text(card.get("sellerName")),
        is_card=True,
    )
    out = card.get("inStock") is False
    return Offer(
        listing=listing,
        outcome=Outcome.SOLD_OUT if out else Outcome.LIVE,
        why="a card of the grid",
        origin="listItems",
    )
