"""Everything that one Shopee visit says, whichever answer or document says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.addresses import is_own_host, read_address
from crawler.drawn import drawn_cards, drawn_listing
from crawler.fields import at, identity, objects, text, whole
from crawler.findings import Findings, Offer, Sign
from crawler.payloads import Answer, Html, Opened, script_json, walk
from crawler.signatures import refused_answers
from domain.listing import Shop
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Site
from spiders.shopee.cards import card_in, parse_card
from spiders.shopee.document import declared_offer, declared_shop
from spiders.shopee.listing import parse_listing, product_of
from spiders.shopee.shop import gone_sign, is_shop, parse_shop
from spiders.shopee.signatures import (
    ANTI_BOT_NAMES,
    LOGIN_WORDS,
    OLD_REMOVED_CODE,
    REMOVED_CODE,
    SOFT_BLOCK_CODE,
    WALL_CODES,
    WALLS,
)
from spiders.shopee.targets import find_target, home_of

_LISTING_CALLS = ("/api/v4/pdp/get_pc", "/api/v4/item/get", "/api/v2/item/get")
_OLD_CALLS = _LISTING_CALLS[1:]
_SHOP_CALLS = (
    "/api/v4/shop/get_shop_base",
    "/api/v4/shop/get_shop_detail",
    "/api/v4/product/get_shop_info",
)
_SHOP_LISTS = (
    "/api/v4/shop/search_items",
    "/api/v4/shop/rcmd_items",
    "/api/v4/recommend/recommend",
)
_SEARCHES = ("/api/v4/search/search_items",)
REQUIRED: Mapping[PageKind, tuple[str, ...]] = {
    PageKind.LISTING: _LISTING_CALLS,
    PageKind.SHOP: (*_SHOP_CALLS, *_SHOP_LISTS),
    PageKind.SEARCH: _SEARCHES,
    PageKind.CATEGORY: (*_SEARCHES, "/api/v4/recommend/recommend"),
}
"""The answers whose refusal refuses the page."""
_ALL_CALLS = (*_LISTING_CALLS, *_SHOP_CALLS, *_SHOP_LISTS, *_SEARCHES)
_STATE = "//script[@type='text/mfe-initial-data']"
_CALL_NAME = re.compile(r"/(\w+)(?:\?|$)")


@dataclass(slots=True)
class _Gathered:
    """What the walk through the answers has come upon so far."""

    offers: list[Offer] = field(default_factory=list)
    cards: list[Offer] = field(default_factory=list)
    shops: list[Shop] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    refusals: list[Verdict] = field(default_factory=list)
    puzzles: list[str] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    ends: list[bool] = field(default_factory=list)
    lists: int = 0


def find_all(opened: Opened, site: Site) -> Findings:
    """Read every answer, embedded state and document of a visit."""
    found = _Gathered()
    for answer in _relevant(opened, site):
        _Reader(answer, opened, site, found).read()
    for document in opened.documents:
        _read_document(document, opened, site, found)
    _read_drawn(opened, site, found)
    target = opened.capture.target
    parts = REQUIRED.get(target.kind, ())
    refusals = (*found.refusals, *refused_answers(opened, parts, WALLS))
    return Findings(
        offers=tuple(found.offers),
        cards=_each_once(found.cards),
        shops=tuple(found.shops),
        signs=tuple(found.signs),
        refusals=refusals,
        puzzles=tuple(found.puzzles),
        total=max(found.totals, default=None),
        next_page=_next_page(opened, found),
        empty_list=bool(found.lists) and not found.cards,
    )


def _relevant(opened: Opened, site: Site) -> list[Answer]:
    """The answers of the page's own calls, and the one that was itself asked for.

    Every one where a saved file names no call, or only calls that nobody expected.
    """
    kind, asked = opened.capture.target.kind, opened.capture.requested_url
    parts = (*REQUIRED.get(kind, _ALL_CALLS), *_SHOP_CALLS)
    own = [a for a in opened.answers if is_own_host(a.url, site)]
    expected = [
        a for a in own if "/api/" not in a.url or a.url == asked or any(p in a.url for p in parts)
    ]
    return own if kind is PageKind.UNKNOWN and not expected else expected


def _read_document(document: Html, opened: Opened, site: Site, found: _Gathered) -> None:
    for state in script_json(document, _STATE):
        answer = Answer(value=state, url=document.url, origin="the page's embedded state")
        _Reader(answer, opened, site, found).read()
    offer = declared_offer(document, opened, site)
    if offer is not None:
        found.offers.append(offer)
    shop = declared_shop(document, opened, site)
    if shop is not None:
        found.shops.append(shop)


def _read_drawn(opened: Opened, site: Site, found: _Gathered) -> None:
    """What the page shows, where it brought no data."""
    is_list = opened.capture.target.kind is not PageKind.LISTING
    for document in opened.documents:
        if not found.offers and (drawn := drawn_listing(document, site, find_target)):
            found.offers.append(drawn)
        if is_list and not found.offers and not found.cards:
            found.cards.extend(drawn_cards(document, site, find_target))
        if document.tree.xpath("//meta[@name='shopee:version']") and not document.title:
            found.puzzles.append("an empty shell: not drawn yet, or refused")


@dataclass(slots=True)
class _Reader:
    """One answer's walk: recognises each object by its shape, whatever it is wrapped in."""

    answer: Answer
    opened: Opened
    site: Site
    found: _Gathered

    def read(self) -> None:
        walk(self.answer.value, self._look)

    @property
    def _origin(self) -> str:
        address = read_address(self.answer.url)
        is_call = address is not None and "/api/" in address.path
        return address.parts[-1] if address and is_call else self.answer.origin

    def _look(self, node: Mapping[str, Any], path: tuple[str, ...]) -> bool:
        if self._is_refused(node) or self._is_listing(node, path):
            return True
        card = card_in(node)
        if card is not None and not product_of(node):
            self.found.cards.append(parse_card(card, self.site, self._origin))
            return True
        self._note_list(node)
        if is_shop(node):
            self._add_shop(node, self.site)
            return True
        return False

    def _add_shop(self, node: Mapping[str, Any], site: Site) -> None:
        self.found.shops.append(parse_shop(node, site))
        sign = gone_sign(node)
        self.found.signs.extend([sign] if sign else [])

    def _is_listing(self, node: Mapping[str, Any], path: tuple[str, ...]) -> bool:
        product = product_of(node)
        if product is None:
            return False
        offer = parse_listing(node, self.site, self._origin)
        asked = self._asked_item()
        if asked and asked != offer.listing.listing_id:
            # An answer about something else than was asked is no widget's but a decoy's.
            self.found.puzzles.append(f"{self._origin} for {asked} has another listing")
        self.found.offers.append(offer)
        shop = at(node, "shop_detailed")
        if isinstance(shop, Mapping) and is_shop(shop):
            self._add_shop(shop, home_of(offer.listing.currency, self.site))
        return True

    def _is_refused(self, node: Mapping[str, Any]) -> bool:
        codes = [whole(node.get(name)) for name in ("error", "3", "code")]
        code = next((one for one in codes if one in WALL_CODES), codes[0])
        if not code:
            return False
        if code in WALL_CODES or not ANTI_BOT_NAMES.isdisjoint(node):
            self.found.refusals.append(_wall(code, node, self._origin))
        elif node.get("data") is None and LOGIN_WORDS.search(text(node.get("error_msg")) or ""):
            reason = f"{self._origin} error {code}: {text(node.get('error_msg'))}"
            self.found.refusals.append(Verdict(outcome=Outcome.LOGIN_WALL, reason=reason))
        elif code == REMOVED_CODE:
            self._sign(PageKind.LISTING, Outcome.REMOVED, code)
        elif code == OLD_REMOVED_CODE and _is_void(node):
            self._old_code(code)
        elif code == SOFT_BLOCK_CODE and "data" in node and node["data"] is None:
            reason = f"{self._origin} error 1 without data: the soft block"
            self.found.refusals.append(Verdict(outcome=Outcome.RATE_LIMITED, reason=reason))
        elif node.get("data") is None:
            self.found.puzzles.append(f"{self._origin} error {code}, which is in no table")
        return True

    def _old_code(self, code: int) -> None:
        kind = self.opened.capture.target.kind
        about_shop = any(part in self.answer.url for part in _SHOP_CALLS)
        if about_shop or (not self.answer.url and kind is PageKind.SHOP):
            self._sign(PageKind.SHOP, Outcome.SHOP_GONE, code)
        elif any(part in self.answer.url for part in _OLD_CALLS) or not self.answer.url:
            self._sign(PageKind.LISTING, Outcome.REMOVED, code)

    def _sign(self, kind: PageKind, outcome: Outcome, code: int) -> None:
        key = self._asked_item() if kind is PageKind.LISTING else None
        why = f"{self._origin} error {code}"
        self.found.signs.append(Sign(kind=kind, key=key, outcome=outcome, why=why))

    def _asked_item(self) -> str | None:
        address = read_address(self.answer.url)
        query = address.query if address else {}
        return identity(query.get("item_id") or query.get("itemid"))

    def _note_list(self, node: Mapping[str, Any]) -> None:
        listed = next((n for n in ("items", "item_cards", "item") if _is_list(node, n)), None)
        if listed is None and not any(name in node for name in ("nomore", "no_more")):
            return
        self.found.lists += 1
        total = whole(node.get("total_count"))
        if total is None:
            total = whole(node.get("total"))
        self.found.totals.extend([total] if total is not None else [])
        ends = (node.get("nomore"), node.get("no_more"))
        self.found.ends.extend(end for end in ends if isinstance(end, bool))


def _is_list(node: Mapping[str, Any], name: str) -> bool:
    inner = node.get(name)
    if not isinstance(inner, list):
        return False
    first = next(objects(inner), None)
    marks = {"itemid", "item_basic", "item_data"}
    return not inner or (first is not None and bool(marks & first.keys()))


def _is_void(node: Mapping[str, Any]) -> bool:
    """Whether an answer says by name that it has nothing."""
    said = [node[name] for name in ("data", "item") if name in node]
    return bool(said) and not any(said)


def _wall(code: int, node: Mapping[str, Any], origin: str) -> Verdict:
    written = str(dict(list(node.items())[:20]))
    outcome = Outcome.CAPTCHA if "verify/captcha" in written else Outcome.RATE_LIMITED
    return Verdict(outcome=outcome, reason=f"{origin} error {code}: the anti-bot answer")


def _each_once(cards: list[Offer]) -> tuple[Offer, ...]:
    return tuple({card.listing.listing_id: card for card in reversed(cards)}.values())[::-1]


def _next_page(opened: Opened, found: _Gathered) -> int | None:
    if not found.cards or not found.ends or any(found.ends):
        return None
    address = read_address(opened.capture.final_url or opened.capture.requested_url)
    shown = whole(address.query["page"]) if address and "page" in address.query else 0
    return (shown or 0) + 2
