"""A Shopee listing from its rendered document: JSON-LD, and the rows that buyers read."""

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from parsel import Selector

from crawler.addresses import read_address
from crawler.fields import at, count, money, per_cent, text
from crawler.findings import Offer
from crawler.payloads import Html, Opened
from crawler.structured import declared, offer_of, product_listing
from domain.listing import Listing, Shop, Variant
from domain.outcome import Outcome
from domain.target import Site
from spiders.shopee.images import image_urls
from spiders.shopee.targets import find_target

_ROW = "*[count(*)=2 and *[1][self::label or self::h3 or self::dt]]"
_MONEY = re.compile(r"₫\s*[\d.]+|[\d.]+\s*[₫đ]|(?:NT|R|S|RM|Rp)?\$?\s?\d[\d.,]*")
_STOCK = re.compile(r"([\d.,]+(?:k|tr)?)\s+(?:sản phẩm có sẵn|pieces available)", re.IGNORECASE)
_THUMB = re.compile(r"/file/([\w-]+)_tn\b")
_SOLD = re.compile(r"(?:đã bán|sold)$", re.IGNORECASE)
_DETAIL_ROWS = {"danh mục", "category", "thương hiệu", "brand", "xuất xứ", "kho hàng", "stock",
                "gửi từ", "ships from", "country of origin"}  # fmt: skip
"""A group of rows with one of these is the listing's table of details."""
_LOCATION_ROWS = {"gửi từ", "ships from"}
_BRAND_ROWS = {"thương hiệu", "brand"}
_CATEGORY_ROWS = {"danh mục", "category"}


def declared_offer(document: Html, opened: Opened, site: Site) -> Offer | None:
    """The listing that a document declares to search engines, filled up from its visible rows."""
    product = next(declared(document, "Product"), None)
    if product is None:
        return None
    ids = _ids(product, document, site)
    listing = product_listing(document, ids[1], ids[0]) if ids else None
    if listing is None:
        return None
    available = text(at(offer_of(product), "availability")) or ""
    sold_out = available.lower().endswith(("outofstock", "soldout"))
    if target := find_target(listing.url or "", site):
        listing = replace(listing, url=target.url)
    return Offer(
        listing=replace(
            _filled_up(listing, document, opened, site), status=available.rpartition("/")[2] or None
        ),
        outcome=Outcome.SOLD_OUT if sold_out else Outcome.LIVE,
        why=f"declared as {available.rpartition('/')[2]}" if available else "declared",
        origin="JSON-LD",
    )


def _ids(
    product: Mapping[str, object], document: Html, site: Site
) -> tuple[str | None, str] | None:
    """Shop and listing id, by the product's own URL or the document's."""
    product_id = str(product.get("productID") or "")
    for url in (product.get("url"), document.own_url, document.url):
        target = find_target(url, site) if isinstance(url, str) else None
        if target is None or target.listing_id is None:
            continue
        if not product_id or product_id == target.listing_id:
            return target.shop_id, target.listing_id
    return (None, product_id) if product_id.isdigit() else None


def _filled_up(listing: Listing, document: Html, opened: Opened, site: Site) -> Listing:
    rows = _rows(document)
    lines = opened.lines
    return replace(
        listing,
        attributes=tuple((n, v) for n, v in rows if n.casefold() not in _CATEGORY_ROWS),
        brand=listing.brand or _row(rows, _BRAND_ROWS),
        location=_row(rows, _LOCATION_ROWS),
        sold=_after_label(lines),
        stock=_stock(lines),
        original_price=_original(lines, listing),
        variants=_variants(document),
        images=tuple(dict.fromkeys((*listing.images, *_gallery(document, site)))),
    )


def _gallery(document: Html, site: Site) -> tuple[str, ...]:
    """The small pictures of the gallery, in full size; campaign frames are not small ones."""
    headings = document.tree.xpath("//*[self::h1 or self::h2][.='Product Image Section']/..")
    marked = headings.xpath(".//@src | .//@style | .//@srcset").getall()
    return image_urls((h for written in marked for h in _THUMB.findall(written)), site)


def _rows(document: Html) -> tuple[tuple[str, str], ...]:
    """Name and value of each row of the table of details, known by the rows that it has."""
    for table in document.tree.xpath(f"//*[{_ROW}]"):
        rows = [_row_of(row) for row in table.xpath(f"./{_ROW}")]
        if any(name.casefold() in _DETAIL_ROWS for name, _ in rows):
            return tuple(dict.fromkeys((n, v) for n, v in rows if n and v))
    return ()


def _row_of(row: Selector) -> tuple[str, str]:
    name, value = (
        " ".join(" ".join(row.xpath(f"./*[{place}]//text()").getall()).split()) for place in (1, 2)
    )
    return name[:80], value[:2000]


def _row(rows: tuple[tuple[str, str], ...], names: set[str]) -> str | None:
    return next((value for name, value in rows if name.casefold() in names), None)


def _after_label(lines: tuple[str, ...]) -> int | None:
    """`4,2k` before a line `đã bán`, or within `Đã bán 4,2k`."""
    for before, line in zip(("", *lines), lines, strict=False):
        if _SOLD.fullmatch(line):
            return count(before)
        if re.fullmatch(r"(?i)(?:đã bán\s+[\d.,]+(?:k|tr)?|[\d.,]+k?\s+(?:đã bán|sold))", line):
            return count(line)
    return None


def _stock(lines: tuple[str, ...]) -> int | None:
    found = next((m for line in lines if (m := _STOCK.fullmatch(line))), None)
    return count(found[1]) if found else None


def _original(lines: tuple[str, ...], listing: Listing) -> Decimal | None:
    """The struck-through price: an amount alone on the line before the price itself."""
    wanted = {listing.price_min, listing.price_max}
    for before, line in zip(("", *lines), lines, strict=False):
        amounts = {money(part) for part in line.split(" - ")} if _MONEY.match(line) else set()
        if amounts and amounts == wanted and _MONEY.fullmatch(before):
            higher = money(before)
            low = listing.price_min
            return higher if higher is not None and low is not None and higher > low else None
    return None


def _variants(document: Html) -> tuple[Variant, ...]:
    """The names on the choice buttons; a document tells neither their ids nor prices."""
    buttons = document.tree.xpath(
        "//section[*[1][self::h3 or self::label]]/*[2]/button[@aria-label]"
    )
    names = (button.attrib["aria-label"] for button in buttons)
    known = dict.fromkeys(name for name in names if name.strip())
    return tuple(Variant(variant_id="", name=name) for name in known)


def declared_shop(document: Html, opened: Opened, site: Site) -> Shop | None:
    """The seller whom a listing's document names."""
    product = next(declared(document, "Product"), None)
    seller = at(offer_of(product), "seller") if product else None
    ids = _ids(product, document, site) if product else None
    if not isinstance(seller, Mapping) or ids is None or ids[0] is None:
        return None
    url = text(seller.get("url")) or ""
    address = read_address(url)
    target = find_target(url, site) if address else None
    lines = opened.lines
    return Shop(
        shop_id=ids[0],
        username=target.key if target and target.shop_id is None else None,
        name=text(seller.get("name")),
        url=target.url if target else None,
        followers=_value_after(lines, ("người theo dõi", "followers"), count),
        item_count=_value_after(lines, ("sản phẩm", "products"), count),
        rating=money(at(seller, "aggregateRating.ratingValue")),
        response_rate=_value_after(lines, ("tỉ lệ phản hồi", "response rate"), per_cent),
    )


def _value_after(
    lines: tuple[str, ...], labels: tuple[str, ...], reader: Callable[[object], int | None]
) -> int | None:
    for label, value in itertools.pairwise(lines):
        if label.casefold() in labels and (read := reader(value)) is not None:
            return read
    return None
