"""Answers that look right and are not: decoy prices, empty lists, a page without end."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from demo.answers import Answer, Ask, as_json, in_script
from demo.walls import WallKind
from demo.world import Platform

# Any: JSON documents in somebody else's shape, altered in place.
Json = dict[str, Any]

HUGE_BLOCKS = 100
"""A huge page is so many blocks of 1,200 pixels taller."""

_MODULE = re.compile(r"(var __moduleData__ = )(.*?)(;\n  var pdpTrackingData)", re.DOTALL)
_GRID = re.compile(r'<section class="grid">.*?</section>', re.DOTALL)
_ROUTER = re.compile(r'(id="__MODERN_ROUTER_DATA__">\s*)(.*?)(\s*</script>)', re.DOTALL)


def altered(kind: WallKind, ask: Ask, answer: Answer) -> Answer:
    """The answer as that wall changes it; unchanged where the wall is of another sort."""
    if answer.status != 200:
        return answer
    if kind is WallKind.HUGE_PAGE:
        return _huge(answer)
    change = _CHANGES.get((kind, ask.platform))
    if change is None:
        return answer
    result = _changed(answer, change)
    if kind is WallKind.FAKE_EMPTY_LIST and isinstance(result.body, str):
        return replace(result, body=_GRID.sub('<section class="grid"></section>', result.body))
    return result


def _changed(answer: Answer, change: Callable[[Json], None]) -> Answer:
    if answer.media_type.startswith("application/json"):
        document = json.loads(answer.body)
        change(document)
        return as_json(document)
    text = answer.body if isinstance(answer.body, str) else answer.body.decode()

    def rewrite(found: re.Match[str]) -> str:
        document = json.loads(found[2])
        change(document)
        return found[1] + in_script(document) + found[3]

    text = _ROUTER.sub(rewrite, _MODULE.sub(rewrite, text))
    return Answer(body=text, status=answer.status, media_type=answer.media_type)


def _shopee_decoy(document: Json) -> None:
    """Prices 1.2 to 1.9 times too high and not whole VND; currency and brand missing."""
    data = document.get("data") or {}
    for product in (data.get("item"), *_shopee_cards(document)):
        if product:
            _inflate(product, _PRICE_NAMES)
            for model in product.get("models", ()):
                _inflate(model, _PRICE_NAMES)
            product.pop("currency", None)
            product["brand"] = None
            product["shop_location"] = ""
            product["stock"] = Random(str(product.get("item_id"))).randrange(1, 9999)


def _shopee_cards(document: Json) -> list[Json]:
    return [
        card
        for entry in document.get("items") or ()
        for card in (entry.get("item_basic"), entry.get("item_data"))
        if card
    ]


_PRICE_NAMES = (
    "price",
    "price_min",
    "price_max",
    "price_before_discount",
    "price_min_before_discount",
    "price_max_before_discount",
)


def _inflate(product: Json, names: tuple[str, ...]) -> None:
    rng = Random(f"decoy/{product.get('price')}")
    factor = rng.uniform(1.2, 1.9)
    for name in names:
        if product.get(name):
            # A remainder below one VND, which no honest price has.
            product[name] = int(product[name] * factor) // 100_000 * 100_000 + 31_300


def _lazada_decoy(document: Json) -> None:
    fields = document.get("data", {}).get("root", {}).get("fields", {})
    for sku in fields.get("skuInfos", {}).values():
        for price in (sku["price"]["salePrice"], sku["price"]["originalPrice"]):
            price["value"] = _fraction(price["value"])
            price["text"] = f"{price['value']:,} ₫"
    for card in document.get("mods", {}).get("listItems", ()):
        card["price"] = str(_fraction(float(card["price"])))
        card["priceShow"] = f"{card['price']} ₫"


def _tiktok_decoy(document: Json) -> None:
    for text in ("sale_price_decimal", "origin_price_decimal", "price_val", "min_sku_price"):
        _each(document, text, lambda value: str(_fraction(float(value))))


def _fraction(value: float) -> float:
    factor = Random(f"decoy/{value}").uniform(1.2, 1.9)
    return round(int(value * factor) + 0.37, 2)


def _each(node: Any, name: str, change: Callable[[str], str]) -> None:
    if isinstance(node, dict):
        if isinstance(node.get(name), str):
            node[name] = change(node[name])
        for value in node.values():
            _each(value, name, change)
    elif isinstance(node, list):
        for value in node:
            _each(value, name, change)


def _shopee_empty(document: Json) -> None:
    if "items" in document:
        document.update(items=[], nomore=True, total_count=0)


def _lazada_empty(document: Json) -> None:
    if "mods" in document:
        document["mods"]["listItems"] = []
        document["mainInfo"].update(totalResults="0", noMorePages=True)


def _tiktok_empty(document: Json) -> None:
    for page in document.get("loaderData", {}).values():
        for component in page.get("page_config", {}).get("components_map", ()):
            if "products" in component["component_data"]:
                component["component_data"].update(products=[], has_more=False)


_CHANGES: dict[tuple[WallKind, Platform], Callable[[Json], None]] = {
    (WallKind.DECOY_PRICES, Platform.SHOPEE): _shopee_decoy,
    (WallKind.DECOY_PRICES, Platform.LAZADA): _lazada_decoy,
    (WallKind.DECOY_PRICES, Platform.TIKTOK): _tiktok_decoy,
    (WallKind.FAKE_EMPTY_LIST, Platform.SHOPEE): _shopee_empty,
    (WallKind.FAKE_EMPTY_LIST, Platform.LAZADA): _lazada_empty,
    (WallKind.FAKE_EMPTY_LIST, Platform.TIKTOK): _tiktok_empty,
}


def _huge(answer: Answer) -> Answer:
    if not answer.media_type.startswith("text/html") or isinstance(answer.body, bytes):
        return answer
    blocks = "".join(f'<div class="tall">{n}</div>' for n in range(HUGE_BLOCKS))
    body = answer.body.replace("</body>", blocks + "</body>")
    return Answer(body=body, status=answer.status, media_type=answer.media_type)
