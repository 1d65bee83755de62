"""What a page shows where it brings no data: listings by their links and the text around them.

The last resort, for a page that was saved without its answers. Class names change with every
release; what is a link to a listing, a price and a title does not.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from crawler.amounts import currency_of_sign
from crawler.fields import count, link, money, span
from crawler.findings import Offer
from crawler.payloads import Html
from domain.listing import Listing
from domain.outcome import Outcome
from domain.target import PageKind, Site, Target

_SIGN = r"(?:₫|đ|VND|VNĐ|฿|RM|Rp|₱|NT\$|S\$|R\$|\$)"
_NUMBER = r"\d[\d.,]*"
_PRICE = re.compile(rf"(?:{_SIGN}\s?{_NUMBER}|{_NUMBER}\s?{_SIGN})(?![^\W\d_])")
_SOLD = re.compile(
    r"(?:đã bán|terjual|ขายแล้ว|vendidos?)\s*[\d.,]+\s*\S{0,4}|[\d.,]+\s*\S{0,4}\s*(?:đã bán|sold|terjual)",
    re.IGNORECASE,
)
_DOLLARS = frozenset({"SGD", "TWD", "MXN", "COP", "CLP"})
_MAX_CARDS = 400
_MAX_LINES = 30
_MAX_CLIMB = 8

FindTarget = Callable[[str, Site], Target | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """One listing's corner of a page."""

    target: Target
    lines: tuple[str, ...]
    picture: str | None
    named: str | None
    """The title where an attribute tells it: a link's `title`, a picture's `alt`."""


def drawn_cards(document: Html, site: Site, find_target: FindTarget) -> tuple[Offer, ...]:
    """Each listing that a page links to with a title and a price beside the link."""
    offers = (_offer(card, site) for card in _cards(document, site, find_target))
    return tuple(offer for offer in offers if offer is not None)


def drawn_listing(document: Html, site: Site, find_target: FindTarget) -> Offer | None:
    """The page's own listing by its canonical address, its title for sharing and a shown price."""
    target = find_target(document.own_url, site) if document.own_url else None
    title = document.tree.xpath("//meta[@property='og:title']/@content").get()
    if target is None or target.kind is not PageKind.LISTING or target.listing_id is None:
        return None
    heading = " ".join(" ".join(document.tree.xpath("//h1[1]//text()").getall()).split())
    prices = _prices(tuple(document.text.splitlines()[:200]))
    if not heading or not title or heading.casefold() not in title.casefold() or not prices:
        return None
    picture = link(document.tree.xpath("//meta[@property='og:image']/@content").get())
    low, high = span(list(prices[0]))
    return Offer(
        listing=Listing(
            listing_id=target.listing_id,
            shop_id=target.shop_id,
            url=target.url,
            title=heading,
            price=low,
            price_min=low,
            price_max=high,
            currency=_currency(document.text.splitlines()[:200], site),
            images=(picture,) if picture else (),
        ),
        why="shown with a title and a price",
        origin="the page's text",
    )


def _cards(document: Html, site: Site, find_target: FindTarget) -> Iterator[_Card]:
    by_link: dict[Any, Target] = {}
    for anchor in document.tree.root.iter("a"):
        target = find_target(urljoin(site.base_url, anchor.get("href") or "#"), site)
        if target is not None and target.kind is PageKind.LISTING:
            by_link[anchor] = target
        if len(by_link) >= _MAX_CARDS:
            break
    seen: set[str | None] = set()
    for anchor, target in by_link.items():
        if target.listing_id not in seen:
            seen.add(target.listing_id)
            yield _card_around(anchor, target, by_link)


def _card_around(anchor: Any, target: Target, by_link: dict[Any, Target]) -> _Card:
    """The largest element around a link that leads to no other listing."""
    corner = anchor
    for _ in range(_MAX_CLIMB):
        parent = corner.getparent()
        if parent is None or parent.tag in {"body", "html"}:
            break
        others = (by_link[a] for a in parent.iter("a") if a in by_link)
        if any(one.listing_id != target.listing_id for one in others):
            break
        if len(_lines(parent)) > _MAX_LINES:
            break
        corner = parent
    pictures = [p for p in corner.iter("img") if p.get("src") or p.get("data-src")]
    named = next((w for e in (anchor, *pictures) if (w := e.get("title") or e.get("alt"))), None)
    shown = next((link(p.get("data-src") or p.get("src")) for p in pictures), None)
    return _Card(target=target, lines=_lines(corner), picture=shown, named=named)


def _lines(element: Any) -> tuple[str, ...]:
    texts = element.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return tuple(line for one in texts if (line := " ".join(one.split())))


def _offer(card: _Card, site: Site) -> Offer | None:
    prices = _prices(card.lines)
    sold = next((m[0] for line in card.lines if (m := _SOLD.search(line))), None)
    wordy = [w for w in card.lines if not _PRICE.search(w) and not _SOLD.search(w) and len(w) > 8]
    title = max(wordy, key=len, default="") or (card.named or "").strip()
    if not prices or not title:
        return None
    low, high = span(list(prices[0]))
    return Offer(
        listing=Listing(
            listing_id=card.target.listing_id or "",
            shop_id=card.target.shop_id,
            url=card.target.url,
            title=title,
            price=low,
            price_min=low,
            price_max=high,
            currency=_currency(card.lines, site),
            images=(card.picture,) if card.picture else (),
            sold=count(sold),
            is_card=True,
        ),
        outcome=Outcome.LIVE,
        why="a card that the page shows",
        origin="the page's text",
    )


def _currency(lines: Iterable[str], site: Site) -> str:
    """The currency of the first price's sign; a bare dollar is the country's own where it has one."""
    shown = next((found[0] for line in lines if (found := _PRICE.search(line))), "")
    code = currency_of_sign(shown)
    is_own_dollar = code == "USD" and site.currency in _DOLLARS
    return site.currency if code is None or is_own_dollar else code


def _prices(lines: tuple[str, ...]) -> list[tuple[Decimal | None, ...]]:
    """The prices of each line that has one; a sign alone belongs to the number after it."""
    joined = re.sub(rf"(?m)^({_SIGN})\n(?=\d)", r"\1", "\n".join(lines))
    found = []
    for line in joined.splitlines():
        amounts = tuple(money(one) for one in _PRICE.findall(line))
        if any(amounts):
            found.append(amounts)
    return found
