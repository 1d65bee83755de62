"""The marketplace in Lazada's manner: product pages with a payload, lists that fetch themselves."""

import re
from html import escape

from demo.answers import Answer, Ask, Moment, as_json, in_script, paged
from demo.layout import document, notice, product_section, rows, shop_section
from demo.lazada_payload import (
    GRID_PAGE,
    grid,
    image_url,
    listing_path,
    module_data,
)
from demo.world import Platform, PracticeListing, PracticeShop, Revision

_LISTING = re.compile(r"[-/]i(\d+)(?:-s(\d+))?\.html$")
_SHOP = re.compile(r"^/(?:shop/)?([a-z0-9-]+)/?$")
_SCRIPT = '<script src="/assets/lazada.js"></script>'
GONE_TEXT = "Sản phẩm này không còn tồn tại"
SHOP_GONE_TEXT = "Rất tiếc, gian hàng này không còn tồn tại"
NO_RESULT_TEXT = "Tìm kiếm không có kết quả"


def answer(ask: Ask, moment: Moment) -> Answer:
    """The answer to a page or to a page's script."""
    if found := _LISTING.search(ask.path):
        return _product_page(found[1], ask, moment)
    if ask.path.startswith(("/catalog", "/tag/")) or ask.path == "/":
        words = ask.query.get("q") or ask.path.removeprefix("/tag/").strip("/").replace("-", " ")
        words = "" if ask.path == "/" else words.removeprefix("catalog").strip()
        return _list_page(moment.search(Platform.LAZADA, words), ask, moment, words=words)
    if found := _SHOP.match(ask.path):
        return _shop_page(found[1], ask, moment)
    return _gone(SHOP_GONE_TEXT)


def shop_path(shop: PracticeShop) -> str:
    """The canonical path of a shop's page."""
    return f"/shop/{shop.username}/"


def _shop_page(name: str, ask: Ask, moment: Moment) -> Answer:
    shop = moment.shop(Platform.LAZADA, name)
    if shop is not None:
        return _list_page(moment.shelf(shop), ask, moment, words="All-Products", shop=shop)
    found = moment.category(Platform.LAZADA, name)
    return _list_page(found, ask, moment, words=name) if found else _gone(SHOP_GONE_TEXT)


def _list_page(
    found: list[PracticeListing],
    ask: Ask,
    moment: Moment,
    *,
    words: str,
    shop: PracticeShop | None = None,
) -> Answer:
    page = max(ask.number("page", 1), 1)
    if ask.query.get("ajax") == "true":
        return as_json(
            grid(
                found,
                paged(found, page=page, size=GRID_PAGE),
                page=page,
                ask_url=ask.path,
                q=words,
                moment=moment,
                base_url=ask.base_url,
            )
        )
    title = f"{shop.name} - Chợ Lam" if shop else f"{words or 'Trang chủ'} - Mua sắm tại Chợ Lam"
    head = f'<link rel="canonical" href="{escape(ask.base_url + ask.path)}">'
    body = (_shop_block(shop, moment) if shop else "") + '<div id="list"></div>'
    return Answer(
        body=document(Platform.LAZADA, title=title, body=body, head=head, scripts=_SCRIPT)
    )


def _product_page(listing_id: str, ask: Ask, moment: Moment) -> Answer:
    listing = moment.listing(Platform.LAZADA, listing_id)
    if listing is None:
        return _gone(GONE_TEXT)
    revision = listing.revision(moment.hour)
    url = ask.base_url + listing_path(listing, revision.title)
    module = in_script(module_data(listing, moment, ask.base_url))
    head = (
        f'<link rel="canonical" href="{escape(url)}">'
        f'<meta property="og:title" content="{escape(revision.title)}">'
        f'<meta property="og:url" content="{escape(url)}">'
        f'<meta property="og:image" content="{image_url(ask.base_url, revision.pictures[0])}">'
        f'<script type="application/ld+json">{in_script(_json_ld(listing, revision, url))}</script>'
    )
    scripts = (
        f"<script>\n  var __moduleData__ = {module};\n  var pdpTrackingData = null;\n</script>"
    )
    return Answer(
        body=document(
            Platform.LAZADA,
            title=f"{revision.title} | Chợ Lam",
            body=_product_body(listing, revision, moment, ask.base_url),
            head=head,
            scripts=scripts,
        )
    )


def _product_body(
    listing: PracticeListing, revision: Revision, moment: Moment, base_url: str
) -> str:
    photos = [image_url(base_url, key) for key in revision.pictures]
    top = product_section(listing, revision, photos)
    words = f'<section><h2>Mô tả</h2><p class="words">{escape(revision.description)}</p></section>'
    details = rows("Thông tin sản phẩm", listing.attributes)
    return top + _shop_block(moment.owner(listing), moment) + details + words


def _shop_block(shop: PracticeShop, moment: Moment) -> str:
    return shop_section(
        name=shop.name,
        href=shop_path(shop),
        line="Gian hàng chính hãng" if shop.official else f"Nhà bán hàng tại {shop.city}",
        facts=f"Đánh giá tích cực {round(shop.rating * 20)}% · Người theo dõi {shop.followers}"
        f" · Trả lời tin nhắn {shop.response_rate}%",
    )


def _json_ld(listing: PracticeListing, revision: Revision, url: str) -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": revision.title,
        "sku": listing.listing_id,
        "url": url,
        "brand": {"@type": "Brand", "name": listing.brand or "No Brand"},
        "offers": {"@type": "Offer", "price": revision.price, "priceCurrency": "VND", "url": url},
    }


def _gone(text: str) -> Answer:
    return Answer(body=notice(Platform.LAZADA, title="Chợ Lam", text=text), status=404)
