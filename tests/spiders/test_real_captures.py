"""The real captures of the shared folder, each field against the raw file, read by plain paths.

What is expected is taken from the raw JSON here, by other code than the parsers' own; run with
`-rP` it prints the table of docs/platforms.md. Skipped where the folder is not there.
"""

import json
import re
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from jobs.parse import as_json, read_saved

CDN = "https://down-{}.img.susercontent.com/file/"


@pytest.fixture(scope="module")
def captures(real_data):
    return real_data / "captures"


def compare(title, raws, listings, expected):
    """Found of there, field by field; fails on the first value that differs."""
    there: Counter[str] = Counter()
    wrong = []
    for raw, listing in zip(raws, listings, strict=True):
        for name, value in expected(raw).items():
            if value in (None, [], {}):
                if listing[name] not in (None, [], {}):
                    wrong.append((name, "should be empty", listing[name]))
                continue
            there[name] += 1
            if listing[name] != value:
                wrong.append((name, value, listing[name]))
    print(f"{title}: {sum(there.values()) - len(wrong)}/{sum(there.values())} {dict(there)}")
    assert not wrong, wrong[:5]
    assert there


def scaled(raw):
    if not isinstance(raw, int) or raw <= 0:
        return None
    amount = Decimal(raw) / 100_000
    return f"{amount.quantize(Decimal(1)) if amount == int(amount) else amount:f}"


def instant(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds else None


def images(raw, country="vn"):
    hashes = dict.fromkeys([raw["image"], *raw["images"]])
    return [CDN.format(country) + one for one in hashes]


def shopee_card(raw):
    return {
        "listing_id": str(raw["itemid"]),
        "shop_id": str(raw["shopid"]),
        "title": raw["name"],
        "price": scaled(raw["price"]),
        "price_min": scaled(raw["price_min"]),
        "price_max": scaled(raw["price_max"]),
        "currency": raw["currency"],
        "original_price": scaled(raw["price_before_discount"]),
        "brand": raw["brand"] or None,
        "images": images(raw),
        "sold": raw["historical_sold"],
        "stock": raw["stock"],
        "rating": str(raw["item_rating"]["rating_star"]) if raw["cmt_count"] else None,
        "location": raw["shop_location"] or None,
        "variants": options(raw),
        "status": raw["item_status"],
        "created_at": instant(raw["ctime"]),
    }


def options(raw):
    names = [o for tier in raw["tier_variations"] for o in tier["options"] or [] if o.strip()]
    empty = {"variant_id": "", "price": None, "original_price": None, "stock": None}
    return [{**empty, "name": name} for name in dict.fromkeys(names)]


def without_unrated(expected):
    """A card nobody rated says 0 stars, which the parser may repeat."""

    def of(raw):
        fields = expected(raw)
        return {k: v for k, v in fields.items() if k != "rating" or v is not None}

    return of


def read(path, platform, url=None):
    return as_json(read_saved(path.read_bytes(), platform, url))


def test_shopee_cards_of_a_category(captures):
    path = captures / "shopee" / "vn_2023_category_search_items_p1.json"
    raws = [next(iter(one.values())) for one in json.loads(path.read_text("utf-8"))]
    said = read(path, "shopee", "https://shopee.vn/x-cat.11035567")
    assert said["outcome"] == "live"
    compare("shopee category 2023", raws, said["listings"], without_unrated(shopee_card))


def test_shopee_cards_of_the_first_page(captures):
    path = captures / "shopee" / "vn_2023_home_recommend_v4_b.json"
    raws = json.loads(path.read_text("utf-8"))["data"]["sections"][0]["data"]["item"]
    said = read(path, "shopee", "https://shopee.vn/")
    assert said["outcome"] == "live"
    compare("shopee first page 2023", raws, said["listings"], without_unrated(shopee_card))


def shopee_item(raw):
    models = raw["models"]
    prices = [raw["price"], raw["price_min"], raw["price_max"], *(m["price"] for m in models)]
    known = [p for p in prices if p and p > 0]
    several = len(models) > 1 or any(m["name"] for m in models)
    categories = raw["fe_categories"] or raw["categories"]
    return {
        "listing_id": str(raw["itemid"]),
        "shop_id": str(raw["shopid"]),
        "title": raw["name"],
        "price": scaled(raw["price"]),
        "price_min": scaled(min(known)),
        "price_max": scaled(max(known)),
        "currency": raw.get("currency"),
        "original_price": scaled(raw["price_before_discount"]),
        "brand": raw["brand"] or None,
        "location": raw["shop_location"] or None,
        "images": [CDN.format("vn") + i for i in dict.fromkeys([*raw["images"], raw["image"]])],
        "description": raw["description"],
        "sold": raw["historical_sold"],
        "stock": raw["stock"],
        "rating": str(raw["item_rating"]["rating_star"]),
        "attributes": {a["name"]: a["value"] for a in raw["attributes"] or []},
        "variants": [
            {
                "variant_id": str(m["modelid"]),
                "name": m["name"],
                "price": scaled(m["price"]),
                "original_price": scaled(m["price_before_discount"]),
                "stock": m["stock"],
            }
            for m in models
        ]
        if several
        else [],
        "category": [c["display_name"] for c in categories],
        "status": raw["item_status"],
        "created_at": instant(raw["ctime"]),
    }


def test_shopee_decoys_are_read_and_every_one_is_suspect(captures):
    path = captures / "shopee" / "vn_2023_item_get_v4_batch.json"
    batch = json.loads(path.read_text("utf-8"))
    compare(
        "shopee item/get 2023 (decoys)",
        [one["data"] for one in batch.values()],
        read(path, "shopee")["listings"],
        shopee_item,
    )
    for key, answer in batch.items():
        listing_id, shop_id = key.split("_")
        url = f"https://shopee.vn/x-i.{shop_id}.{listing_id}"
        said = as_json(read_saved(json.dumps(answer).encode(), "shopee", url))
        assert said["outcome"] == "suspect", key


def test_no_genuine_shopee_card_is_suspect(captures):
    first_page = captures / "shopee" / "vn_2023_home_recommend_v4_b.json"
    category = captures / "shopee" / "vn_2023_category_search_items_p1.json"
    cards = json.loads(first_page.read_text("utf-8"))["data"]["sections"][0]["data"]["item"]
    cards += [next(iter(one.values())) for one in json.loads(category.read_text("utf-8"))]
    assert len(cards) == 120
    for card in cards:
        body = json.dumps({"items": [{"item_basic": card}]}).encode()
        said = read_saved(body, "shopee", "https://shopee.vn/search?keyword=a")
        assert said.verdict.outcome == "live"


def test_shopee_shops(captures):
    path = captures / "shopee" / "vn_2023_shop_detail_batch.json"
    answers = [one["data"] for one in json.loads(path.read_text("utf-8")).values()]
    shops = [
        as_json(
            read_saved(
                json.dumps({"error": 0, "data": raw}).encode(),
                "shopee",
                f"https://shopee.vn/shop/{raw['shopid']}",
            )
        )["shop"]
        for raw in answers
    ]
    compare(
        "shopee shops 2023",
        answers,
        shops,
        lambda raw: {
            "shop_id": str(raw["shopid"]),
            "username": raw["account"]["username"],
            "name": raw["name"],
            "location": raw["shop_location"] or raw["place"] or None,
            "joined_at": instant(raw["ctime"]),
            "followers": raw["follower_count"],
            "item_count": raw["item_count"],
            "response_rate": raw["response_rate"],
            "official": raw["is_official_shop"],
            "status": "vacation" if raw["vacation"] else "normal",
        },
    )


def test_shopee_embedded_state(captures):
    path = captures / "shopee" / "tw_2025_pdp_bff_data_results.json"
    (whole,) = json.loads(path.read_text("utf-8"))["cachedMap"].values()
    raw = whole["item"]
    url = f"https://shopee.tw/x-i.{raw['shop_id']}.{raw['item_id']}"
    said = read(path, "shopee", url)
    assert said["outcome"] == "unlisted"
    rows = [*whole["product_attributes"]["attrs"], *raw["attributes"]]
    compare(
        "shopee embedded state 2025",
        [raw],
        said["listings"],
        lambda raw: {
            "listing_id": str(raw["item_id"]),
            "shop_id": str(raw["shop_id"]),
            "title": raw["title"],
            "price": None,
            "currency": raw["currency"],
            "brand": raw["brand"],
            "images": images(raw, "tw"),
            "description": raw["description"],
            "sold": None,
            "stock": raw["models"][0]["stock"],
            "rating": str(raw["item_rating"]["rating_star"]),
            "location": raw["shop_location"],
            "attributes": {row["name"]: row["value"] for row in rows},
            "category": [c["display_name"] for c in raw["fe_categories"]],
            "status": "unlist",
            "created_at": instant(raw["ctime"]),
        },
    )


def test_lazada_grid(captures):
    path = captures / "lazada" / "th_2024_catalog_ajax_1.json"
    raws = json.loads(path.read_text("utf-8"))["mods"]["listItems"]
    said = read(path, "lazada", "https://www.lazada.co.th/shop-mobiles/?ajax=true")
    assert said["outcome"] == "live"
    compare(
        "lazada grid 2024",
        raws,
        said["listings"],
        lambda raw: {
            "listing_id": raw["itemId"],
            "shop_id": raw["sellerId"],
            "title": raw["name"],
            "price": raw["price"],
            "price_min": raw["price"],
            "price_max": raw["price"],
            "currency": "THB",
            "original_price": raw.get("originalPrice") or None,
            "brand": raw["brandName"],
            "images": list(dict.fromkeys([raw["image"], *(t["image"] for t in raw["thumbs"])])),
            "sold": sold(raw.get("itemSoldCntShow")),
            "rating": raw["ratingScore"] or None,
            "location": raw["location"],
            "status": "in_stock" if raw["inStock"] else "out_of_stock",
        },
    )


def sold(shown):
    if not shown:
        return None
    number = shown.removesuffix(" sold")
    return int(Decimal(number[:-1]) * 1000) if number.endswith("K") else int(number)


def test_tiktok_product(captures):
    path = captures / "tiktok" / "vn_2026_pdp_trimmed_fixture.json"
    whole = json.loads(path.read_text("utf-8"))["product_info"]
    model = whole["product_info"]["product_model"]
    prices = whole["product_info"]["promotion_model"]["promotion_product_price"]
    url = f"https://shop.tiktok.com/view/product/{model['product_id']}"
    said = read(path, "tiktok", url)
    assert said["outcome"] == "live"
    blocks = json.loads(model["description"])
    words = [w for b in blocks for w in (b.get("text"), *b.get("content", [])) if w]
    compare(
        "tiktok product 2026",
        [model],
        said["listings"],
        lambda raw: {
            "listing_id": raw["product_id"],
            "shop_id": raw["seller_id"],
            "title": raw["name"],
            "price": prices["min_price"]["sale_price_decimal"],
            "price_min": "97043",
            "price_max": "99000",
            "currency": "VND",
            "original_price": prices["min_price"]["origin_price_decimal"],
            "brand": None,
            "images": [one["url_list"][0] for one in raw["images"]],
            "description": "\n".join(words),
            "sold": int(raw["sold_count"]),
            "stock": sum(s["sku_quantity"]["available_quantity"] for s in raw["skus"]),
            "rating": str(whole["review_info"]["review_ratings"]["overall_score"]),
            "attributes": {
                p["property_name"]: ", ".join(
                    v["property_value_name"] for v in p["property_values"]
                )
                for p in raw["product_properties"]
            },
            "variants": [
                {
                    "variant_id": s["sku_id"],
                    "name": s["sku_name"],
                    "price": prices["skus_price"][s["sku_id"]]["sale_price_decimal"],
                    "original_price": prices["skus_price"][s["sku_id"]]["origin_price_decimal"],
                    "stock": s["sku_quantity"]["available_quantity"],
                }
                for s in raw["skus"]
            ],
            "category": [c["category_name"] for c in whole["categories"]],
        },
    )
    assert said["shop"]["name"] == whole["shop_info"]["shop_name"]
    assert said["shop"]["followers"] == int(whole["shop_info"]["followers_count"])
    assert said["shop"]["response_rate"] == 100


def test_shopee_drawn_page(captures):
    """What a buyer sees on the page, by its own declaration and read off by eye (2026-11)."""
    path = captures / "shopee" / "vn_2023_pdp_dom_item.html"
    markup = path.read_text("utf-8")
    blocks = re.findall(r"ld\+json[^>]*>(.*?)</script>", markup, re.DOTALL)
    declared = next(ld for b in blocks if (ld := json.loads(b))["@type"] == "Product")
    url = declared["url"]
    shop_id, listing_id = re.search(r"-i\.(\d+)\.(\d+)$", url).groups()
    said = read(path, "shopee", url)
    assert said["outcome"] == "live"
    seen = {
        "listing_id": listing_id,
        "shop_id": shop_id,
        "title": declared["name"],
        "description": declared["description"],
        "price": "42000",
        "price_min": "42000",
        "price_max": "55000",
        "currency": "VND",
        "original_price": "70000",
        "brand": None,
        "sold": 4200,
        "stock": 188628,
        "rating": "4.5",
        "location": "Hà Nội",
        "category": ["Thời Trang Nam", "Áo Hoodie, Áo Len & Áo Nỉ", "Áo Nỉ"],
        "status": "InStock",
    }
    (listing,) = said["listings"]
    compare("shopee drawn page 2023", [None], [listing], lambda _: seen)
    assert len(listing["images"]) == 5
    assert len(listing["variants"]) == 46
    assert listing["attributes"]["Xuất xứ"] == "Việt Nam"
    assert len(listing["attributes"]) == 11
    assert said["shop"]["followers"] == 469_000
    assert {one["kind"] for one in said["identifiers"]} == {"phone", "zalo"}
