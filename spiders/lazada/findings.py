"""Everything that one Lazada visit says, whichever answer or document says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.addresses import is_own_host
from crawler.drawn import drawn_cards, drawn_listing
from crawler.fields import at, flag, link, objects, text, whole
from crawler.findings import Findings, Offer
from crawler.payloads import Answer, Html, Opened, assigned_json, walk
from crawler.signatures import refused_answers
from crawler.structured import declared, json_in, product_listing
from domain.listing import Shop
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Site
from spiders.lazada.amounts import currency_of_country, currency_of_text
from spiders.lazada.cards import parse_card
from spiders.lazada.listing import is_product, is_tracking, parse_listing, parse_shop
from spiders.lazada.signatures import PUNISH, TOKEN_WORDS, WALL_WORDS, WALLS
from spiders.lazada.targets import SITES, find_target

_DETAIL = ("getdetailinfo", "mtop.global.detail")
_GRID = ("ajax=true",)
REQUIRED: Mapping[PageKind, tuple[str, ...]] = {
    PageKind.LISTING: _DETAIL,
    PageKind.SHOP: _GRID,
    PageKind.SEARCH: _GRID,
    PageKind.CATEGORY: _GRID,
}
"""The answers whose refusal refuses the page."""
_STATES = ("__moduleData__", "app.run", "pageData", "__INITIAL_DATA__", "pdpTrackingData")
"""The fullest first; what a page tells its trackers last."""


@dataclass(slots=True)
class _Gathered:
    """What the walk through a visit's values has come upon so far."""

    offers: list[Offer] = field(default_factory=list)
    cards: dict[str, Offer] = field(default_factory=dict)
    shops: list[Shop] = field(default_factory=list)
    refusals: list[Verdict] = field(default_factory=list)
    puzzles: list[str] = field(default_factory=list)
    total: int | None = None
    page: int | None = None
    is_last: bool | None = None
    lists: int = 0


def find_all(opened: Opened, site: Site) -> Findings:
    """Read every required answer and embedded state of a visit."""
    found = _Gathered()
    for answer in _relevant(opened, site):
        _Reader(answer, site, found).read()
    for document in opened.documents:
        for name in _STATES:
            state = assigned_json(document, name)
            if state is not None:
                _Reader(Answer(value=state, url=document.url, origin=name), site, found).read()
        found.offers.extend(_declared_offer(document, site, alone=not found.offers))
    _read_drawn(opened, site, found)
    target = opened.capture.target
    refusals = refused_answers(opened, REQUIRED.get(target.kind, ()), WALLS)
    more = bool(found.cards) and found.is_last is False
    return Findings(
        offers=tuple(found.offers),
        cards=tuple(found.cards.values()),
        shops=(*found.shops, *_list_shop(opened, found)),
        refusals=(*found.refusals, *refusals),
        puzzles=tuple(found.puzzles),
        total=found.total,
        next_page=(found.page or 1) + 1 if more else None,
        empty_list=bool(found.lists) and not found.cards,
    )


def _read_drawn(opened: Opened, site: Site, found: _Gathered) -> None:
    """What the page shows, where it brought no data."""
    is_list = opened.capture.target.kind is not PageKind.LISTING
    for document in opened.documents:
        if not found.offers and (drawn := drawn_listing(document, site, find_target)):
            found.offers.append(drawn)
        if is_list and not found.offers and not found.cards:
            drawn_ones = drawn_cards(document, site, find_target)
            found.cards.update((one.listing.listing_id, one) for one in drawn_ones)


def _relevant(opened: Opened, site: Site) -> list[Answer]:
    """The page itself and the calls that it needs; all where a saved file names no call."""
    kind = opened.capture.target.kind
    parts = REQUIRED.get(kind, (*_DETAIL, *_GRID))
    pages = {opened.capture.final_url, opened.capture.requested_url, ""}
    own = [a for a in opened.answers if is_own_host(a.url, site)]
    return [a for a in own if a.url in pages or any(part in a.url for part in parts)]


@dataclass(slots=True)
class _Reader:
    """One value's walk: recognises each object by its shape, whatever it is wrapped in."""

    answer: Answer
    site: Site
    found: _Gathered
    currency: str | None = None

    def read(self) -> None:
        walk(self.answer.value, self._note_main)
        walk(self.answer.value, self._look)

    def _note_main(self, node: Mapping[str, Any], _: tuple[str, ...]) -> bool:
        """`mainInfo` first: it tells the grid's currency."""
        if "totalResults" not in node:
            return "listItems" in node
        found = self.found
        found.total, found.page = whole(node["totalResults"]), whole(node.get("page"))
        found.is_last = flag(node.get("noMorePages"))
        sign = currency_of_text(node.get("currency"), self.site)
        self.currency = currency_of_country(node.get("venture")) or sign
        return True

    def _look(self, node: Mapping[str, Any], _: tuple[str, ...]) -> bool:
        if self._is_refused(node):
            return True
        if is_product(node):
            self.found.offers.append(parse_listing(node, self._home(), self.answer.origin))
            shop = parse_shop(node, self._home())
            self.found.shops.extend([shop] if shop else [])
            return True
        if is_tracking(node):
            self.found.offers.append(parse_listing({"tracking": node}, self._home(), "tracking"))
            return True
        if isinstance(node.get("listItems"), list):
            self._grid(node["listItems"])
            return True
        if _is_card(node):
            self._grid([node])
            return True
        module = json_in(node.get("module"))
        if module is not None:
            walk(module, self._look)
        return False

    def _home(self) -> Site:
        """The country whose currency the answer uses, where the caller did not say."""
        if self.site.allow_loopback or self.currency in {None, self.site.currency}:
            return self.site
        return next((s for s in SITES if s.currency == self.currency), self.site)

    def _grid(self, listed: list[Any]) -> None:
        self.found.lists += 1
        for one in objects(listed):
            card = parse_card(one, self._home(), self.currency)
            if card is not None:
                self.found.cards.setdefault(card.listing.listing_id, card)

    def _is_refused(self, node: Mapping[str, Any]) -> bool:
        said = node.get("ret")
        words = " ".join(str(one) for one in said) if isinstance(said, list) else str(said or "")
        address = text(node.get("url")) or text(at(node, "data.url")) or ""
        wall = next((outcome for word, outcome in WALL_WORDS.items() if word in words), None)
        if node.get("rgv587_flag"):
            self._refuse(words or "rgv587_flag")
        elif wall is not None:
            self._refuse(words, wall)
        elif ("ret" in node or len(node) <= 3) and PUNISH in address:
            self._refuse(PUNISH)
        elif words.startswith("FAIL") and not any(word in words for word in TOKEN_WORDS):
            self.found.puzzles.append(f"an answer says {words[:80]}, which is in no table")
        else:
            return False
        return True

    def _refuse(self, words: str, outcome: Outcome = Outcome.CAPTCHA) -> None:
        reason = f"the answer says {words[:60]}"
        self.found.refusals.append(Verdict(outcome=outcome, reason=reason))


def _is_card(node: Mapping[str, Any]) -> bool:
    return "itemId" in node and "sellerId" in node and "priceShow" in node


def _list_shop(opened: Opened, found: _Gathered) -> list[Shop]:
    """A shop's list names its seller only on its cards, which must agree."""
    target = opened.capture.target
    owners = {(c.listing.shop_id, c.listing.shop_name) for c in found.cards.values()}
    if target.kind is not PageKind.SHOP or len(owners) != 1 or found.shops:
        return []
    shop_id, name = next(iter(owners))
    if shop_id is None:
        return []
    count = found.total
    return [Shop(shop_id=shop_id, username=target.key, name=name, url=target.url, item_count=count)]


def _declared_offer(document: Html, site: Site, *, alone: bool) -> list[Offer]:
    """The product that a page declares to search engines: fills gaps, and gives decoys away."""
    product = next(declared(document, "Product"), None)
    if product is None:
        return []
    urls = (link(product.get("url")), link(at(product, "offers.url")), document.own_url)
    targets = (find_target(url, site) for url in urls if url)
    listing_id = next((t.listing_id for t in targets if t and t.listing_id), None)
    listing = product_listing(document, listing_id, None) if listing_id else None
    if listing is None or not (listing.price or alone):
        return []
    available = (text(at(product, "offers.availability")) or "").rpartition("/")[2]
    outcome = Outcome.SOLD_OUT if available in {"OutOfStock", "SoldOut"} else Outcome.LIVE
    return [Offer(listing=listing, outcome=outcome, why="declared", origin="JSON-LD")]
