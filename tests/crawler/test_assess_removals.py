"""Every removal that is known is found, and only where it is about the listing that was asked for."""

import json

import pytest

from domain.outcome import Outcome
from jobs.parse import read_saved
from tests.crawler.walls import LISTING, WALLS, judged, page

SHOPEE_ANSWERS = {
    "get_pc": {"bff_meta": None, "error": 266900002, "error_msg": None, "data": None},
    "get_pc_with_message": {"error": 266900002, "error_msg": "item not found", "data": None},
    "item_get": {"error": 4, "error_msg": None, "data": None},
    "item_get_v2": {"item": None, "version": "a", "data": None, "error_msg": None, "error": 4},
}
SHOPEE_STATE = {
    "setPdpBffData": {"isError": True, "error": {"error": 266900002, "error_msg": None}}
}
TEXTS = {
    "shopee": ["Sản phẩm này không tồn tại", "The product doesn't exist"],
    "lazada": [
        "Rất tiếc! Sản phẩm này không còn tồn tại",
        "Sản phẩm này hiện không khả dụng",
        "Sorry! This product is no longer available",
    ],
}
STATUSES = (200, 404, 410)


@pytest.mark.parametrize("name", SHOPEE_ANSWERS)
def test_shopee_answers(name):
    body = json.dumps(SHOPEE_ANSWERS[name]).encode()
    assert read_saved(body, "shopee", LISTING["shopee"]).verdict.outcome is Outcome.REMOVED


def test_shopee_state_in_the_page():
    script = f'<script type="text/mfe-initial-data">{json.dumps(SHOPEE_STATE)}</script>'
    assert judged("shopee", page("Shopee", script)).outcome is Outcome.REMOVED
    plain = f"<script>window.__STATE__ = {json.dumps(SHOPEE_STATE)}</script>"
    assert judged("shopee", page("Shopee", plain)).outcome is Outcome.REMOVED


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    ("platform", "words"), [(name, words) for name, several in TEXTS.items() for words in several]
)
def test_words(platform, words, status):
    verdict = judged(platform, page("", f"<h1>{words}</h1>"), status=status)
    assert verdict.outcome is Outcome.REMOVED, verdict


@pytest.mark.parametrize("code", [23002001, 23002063, 23002900])
def test_tiktok_product_codes(code):
    info = {"error_code": code, "error_message": "product is not available", "product_info": {}}
    body = json.dumps({"page_config": {"global_data": {"product_info": info}}})
    assert judged("tiktok", body, is_page=False).outcome is Outcome.REMOVED


@pytest.mark.parametrize(
    ("code", "message"),
    [(23002001, "internal server error"), (23002001, "request timeout"), (98001004, ""), (7, "")],
)
def test_tiktok_codes_that_say_nothing_about_the_product(code, message):
    info = {"error_code": code, "error_message": message, "product_info": {}}
    body = json.dumps({"page_config": {"global_data": {"product_info": info}}})
    assert judged("tiktok", body, is_page=False).outcome is Outcome.UNKNOWN


def test_tiktok_missing_page():
    assert judged("tiktok", page("404"), status=404).outcome is Outcome.REMOVED


def test_lazada_sent_to_404():
    verdict = judged("lazada", page("404"), final_url="https://www.lazada.vn/404")
    assert verdict.outcome is Outcome.REMOVED


def test_a_status_alone_is_no_removal():
    for platform in LISTING:
        for status in (404, 410):
            verdict = judged(platform, page("Not here"), status=status)
            assert verdict.outcome is Outcome.UNKNOWN


def test_another_listings_removal_proves_nothing():
    other = LISTING["shopee"].replace("9900112233", "9900112234")
    url = other.replace("https://shopee.vn/x-i.41200017.", "https://shopee.vn/product/41200017/")
    har = {
        "log": {
            "entries": [
                {
                    "request": {
                        "url": "https://shopee.vn/api/v4/pdp/get_pc?item_id=1&shop_id=41200017"
                    },
                    "response": {
                        "status": 200,
                        "content": {"text": json.dumps(SHOPEE_ANSWERS["get_pc"])},
                    },
                }
            ]
        }
    }
    verdict = read_saved(json.dumps(har).encode(), "shopee", url).verdict
    assert verdict.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "wall", [w for w in WALLS if w.outcome.is_wall and w.is_page], ids=lambda w: w.name
)
def test_a_removal_beside_a_wall_proves_nothing(wall):
    """A wall that also bears the words of a removal is a wall: a site that refuses may say anything."""
    words = TEXTS.get(wall.platform, ["404"])[0]
    body = wall.body.replace("</body>", f"<p>{words}</p></body>")
    assert judged(wall.platform, body, final_url=wall.url).outcome.is_wall
