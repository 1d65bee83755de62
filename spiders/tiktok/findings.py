"""Everything that one TikTok visit says, whichever script or answer says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.addresses import read_address
from crawler.drawn import drawn_cards, drawn_listing
from crawler.fields import at, identity, text, whole
from crawler.findings import Findings, Offer, Sign
from crawler.payloads import Html, Opened, script_json, walk
from crawler.structured import json_in, product_listing
from domain.listing import Shop
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Site
from spiders.tiktok.accounts import Account, parse_live, parse_profile, parse_video
from spiders.tiktok.base import parse_base, parse_seller
from spiders.tiktok.cards import is_card, parse_card
from spiders.tiktok.flat import as_base, is_flat, parse_flat
from spiders.tiktok.model import parse_model
from spiders.tiktok.product import is_shop, parse_shop
from spiders.tiktok.signatures import PASSING, PRODUCT_CODES, REGION_CODE
from spiders.tiktok.targets import find_target

_SCRIPTS = (
    "//script[@id='__MODERN_ROUTER_DATA__']",
    "//script[@id='__UNIVERSAL_DATA_FOR_REHYDRATION__']",
    "//script[@id='SIGI_STATE']",
    "//script[@id='__MODERN_SSR_DATA__']",
    "//script[@id='RENDER_DATA']",
    "//script[@type='application/json' and not(@id)]",
)
_CODED = frozenset({"product_info", "component_data"})
"""Objects whose `error_code` is the product's."""


@dataclass(slots=True)
class _Gathered:
    """What the walk through a visit's values has come upon so far."""

    offers: list[Offer] = field(default_factory=list)
    cards: dict[str, Offer] = field(default_factory=dict)
    shops: list[Shop] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[Verdict] = field(default_factory=list)
    puzzles: list[str] = field(default_factory=list)
    has_more: bool | None = None
    lists: int = 0


def find_all(opened: Opened, site: Site) -> Findings:
    """Read the router's data, the rehydration data and every answer of a visit."""
    found = _Gathered()
    reader = _Reader(site, found)
    for answer in opened.answers:
        walk(answer.value, reader.look)
    for document in opened.documents:
        for xpath in _SCRIPTS:
            for state in script_json(document, xpath):
                walk(state, reader.look)
    _read_documents(opened, site, found)
    return Findings(
        offers=tuple(found.offers),
        cards=tuple(found.cards.values()),
        shops=tuple(found.shops),
        signs=tuple(found.signs),
        texts=tuple(dict.fromkeys(found.texts)),
        refusals=tuple(found.refusals),
        puzzles=tuple(found.puzzles),
        next_page=_next_page(opened, found),
        empty_list=bool(found.lists) and not found.cards,
    )


def _next_page(opened: Opened, found: _Gathered) -> int | None:
    if not found.cards or found.has_more is not True:
        return None
    address = read_address(opened.capture.final_url)
    shown = whole(address.query["page"]) if address and "page" in address.query else 1
    return (shown or 1) + 1


def _read_documents(opened: Opened, site: Site, found: _Gathered) -> None:
    """What a page declares and shows, where it brought no data."""
    is_list = opened.capture.target.kind is not PageKind.LISTING
    for document in opened.documents:
        if not found.offers and (declared := _declared_offer(document, site)):
            found.offers.append(declared)
        if not found.offers and (drawn := drawn_listing(document, site, find_target)):
            found.offers.append(drawn)
        if is_list and not found.offers and not found.cards:
            drawn_ones = drawn_cards(document, site, find_target)
            found.cards.update((one.listing.listing_id, one) for one in drawn_ones)


def _declared_offer(document: Html, site: Site) -> Offer | None:
    target = find_target(document.own_url, site) if document.own_url else None
    if target is None or target.listing_id is None:
        return None
    listing = product_listing(document, target.listing_id, None)
    if listing is None or listing.price is None:
        return None
    return Offer(listing=listing, why="declared with a price", origin="JSON-LD")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Recognises each object by its shape, whatever route or wrapping it stands in."""

    site: Site
    found: _Gathered

    def look(self, node: Mapping[str, Any], path: tuple[str, ...]) -> bool:
        """Note what an object is; True where its inside is understood too."""
        if path and path[-1] in _CODED and "error_code" in node:
            self._code(node)
        if self._product(node):
            return True
        if is_card(node):
            card = parse_card(node, self.site)
            self.found.cards.setdefault(card.listing.listing_id, card)
            return True
        if is_shop(node):
            shop = parse_shop(node, self.site)
            self.found.shops.extend([shop] if shop else [])
            return True
        self._list(node)
        self._accounts(node)
        is_asked = node.get("type") == "verify" and node.get("code") is not None
        if is_asked or at(json_in(node.get("decision")), "type") == "verify":
            self._refuse(Outcome.CAPTCHA, "the answer asks to verify")
        return False

    def _refuse(self, outcome: Outcome, reason: str) -> None:
        self.found.refusals.append(Verdict(outcome=outcome, reason=reason))

    def _code(self, node: Mapping[str, Any]) -> None:
        code = whole(node.get("error_code"))
        said = text(node.get("error_message")) or ""
        if code in {None, 0}:
            return
        if code == REGION_CODE:
            self._refuse(
                Outcome.GEO_BLOCKED, f"error_code {code}: not for sale in the visitor's region"
            )
        elif code in PRODUCT_CODES and not PASSING.search(said):
            key = identity(at(node, "product_info.product_id")) or identity(node.get("product_id"))
            why = f"error_code {code} {said}".strip()
            self.found.signs.append(
                Sign(kind=PageKind.LISTING, key=key, outcome=Outcome.REMOVED, why=why)
            )
        else:
            self.found.puzzles.append(f"error_code {code} {said[:80]}, which is in no table")

    def _product(self, node: Mapping[str, Any]) -> bool:
        inner = node.get("product_info")
        whole_node = node if isinstance(inner, Mapping) else {"product_info": node}
        if isinstance(at(whole_node, "product_info.product_model"), Mapping):
            offer = parse_model(whole_node, self.site)
        elif isinstance(at(whole_node, "product_info.product_base"), Mapping):
            offer = parse_base(whole_node, self.site)
            self._seller(whole_node)
        elif is_flat(whole_node["product_info"]):
            base = as_base(whole_node)
            offer = parse_flat(base, self.site)
            self._seller(base)
        else:
            return False
        self.found.offers.append(offer)
        shop_info = node.get("shop_info")
        shop = parse_shop(shop_info, self.site) if isinstance(shop_info, Mapping) else None
        self.found.shops.extend([shop] if shop else [])
        return True

    def _seller(self, base: Mapping[str, Any]) -> None:
        seller = parse_seller(base, self.site)
        self.found.shops.extend([seller] if seller else [])

    def _list(self, node: Mapping[str, Any]) -> None:
        named = any(isinstance(node.get(name), list) for name in ("products", "productList"))
        if not named or not ("has_more" in node or "productList" in node):
            return
        self.found.lists += 1
        more = node.get("has_more")
        self.found.has_more = more if isinstance(more, bool) else self.found.has_more

    def _accounts(self, node: Mapping[str, Any]) -> None:
        for name, parse in (
            ("webapp.user-detail", parse_profile),
            ("webapp.video-detail", parse_video),
            ("liveRoomUserInfo", parse_live),
        ):
            detail = node.get(name)
            account = parse(detail) if isinstance(detail, Mapping) else None
            self._account(account)

    def _account(self, account: Account | None) -> None:
        if account is None:
            return
        self.found.signs.append(account.sign)
        self.found.shops.extend([account.shop] if account.shop else [])
        self.found.texts.extend(account.texts)
