"""The frame of the pages that are drawn on the server, in each platform's spirit."""

from collections.abc import Iterable
from html import escape

from demo.answers import vnd
from demo.world import Platform, PracticeListing, Revision

BANNER = "Chợ thực hành – dữ liệu bịa"
LOGOS = {Platform.SHOPEE: "Chợ Cam", Platform.LAZADA: "Chợ Lam", Platform.TIKTOK: "Chợ Nhịp"}
_CLASSES = {Platform.SHOPEE: "cam", Platform.LAZADA: "lam", Platform.TIKTOK: "nhip"}
_SEARCH = {
    Platform.SHOPEE: ("/search", "keyword"),
    Platform.LAZADA: ("/catalog/", "q"),
    Platform.TIKTOK: ("/vn/find", "q"),
}


def document(
    platform: Platform, *, title: str, body: str, head: str = "", scripts: str = ""
) -> str:
    """A whole page; `title` is plain text, the rest is markup."""
    action, field = _SEARCH[platform]
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<title>{escape(title)}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/market.css">
{head}</head><body class="{_CLASSES[platform]}">
<div class="banner">{BANNER}</div>
<header class="bar"><a class="logo" href="/"><b>{LOGOS[platform]}</b><small>Chợ thực hành</small></a>
<form class="find" action="{action}"><input name="{field}" placeholder="Bạn tìm gì hôm nay?">
<button>Tìm</button></form></header>
<main class="page">{body}</main>
{scripts}</body></html>
"""


def notice(platform: Platform, *, title: str, text: str, head: str = "") -> str:
    """A page that says one thing."""
    body = f'<section class="empty"><p>{escape(text)}</p></section>'
    return document(platform, title=title, body=body, head=head)


def rows(heading: str, pairs: Iterable[tuple[str, str]]) -> str:
    """A table of names and values."""
    cells = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs)
    return f'<section class="rows"><h2>{escape(heading)}</h2><dl>{cells}</dl></section>'


def product_section(listing: PracticeListing, revision: Revision, photos: Iterable[str]) -> str:
    """The photos, price and choices at the top of a product page; `photos` are addresses."""
    images = "".join(
        f'<img src="{escape(url)}" alt=""{"" if position else " class=cover"}>'
        for position, url in enumerate(photos)
    )
    reduced = revision.original_price > revision.price
    struck = f"<s>{vnd(revision.original_price)} ₫</s>" if reduced else ""
    choices = "".join(f"<span>{escape(option)}</span>" for option in listing.option_names)
    stock = "Hết hàng" if revision.sold_out else "Còn hàng"
    stars = f"★ {listing.rating} ({listing.rating_count} đánh giá) · Đã bán {listing.sold}"
    return f"""<section class="product"><div class="photos">{images}</div><div class="facts">
<h1>{escape(revision.title)}</h1><p class="stars">{escape(stars)}</p>
<p class="cost">{struck}<b class="price">{vnd(revision.price)} ₫</b></p>
<div class="options">{choices}</div><p class="stock">{stock}</p>
<p class="buttons"><span class="ghost">Thêm vào giỏ</span><span class="solid">Mua ngay</span></p>
</div></section>"""


def shop_section(*, name: str, href: str, line: str, facts: str, words: str = "") -> str:
    """The block that says who sells."""
    said = f'<p class="words">{escape(words)}</p>' if words else ""
    return f"""<section class="shop"><div class="who"><span class="avatar">{escape(name[:1])}</span>
<div><a href="{escape(href)}"><b>{escape(name)}</b></a><p>{escape(line)}</p></div></div>
<p class="facts">{escape(facts)}</p>{said}</section>"""


def card(*, href: str, image: str, title: str, price: str, sold: str, place: str) -> str:
    """One product of a list."""
    return (
        f'<a class="card" href="{escape(href)}"><img src="{escape(image)}" alt="">'
        f'<h3>{escape(title)}</h3><div class="line"><b class="price">{escape(price)}</b>'
        f"<small>{escape(sold)}</small></div><small>{escape(place)}</small></a>"
    )
