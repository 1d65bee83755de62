"""However a colleague saved a page, it is the same page."""

import base64
import codecs
import gzip
import json

import pytest

from jobs.parse import as_json, read_saved
from tests.spiders.test_golden import FIXTURES

SHOPEE = FIXTURES / "shopee"
URL = "https://shopee.vn/Serum-Mo-Phong-i.41200017.9900112233"
PAGE = (SHOPEE / "live_ssr_bff" / "capture.html").read_text("utf-8")
ANSWER = (SHOPEE / "live_get_pc" / "answer.json").read_text("utf-8")
CALL = "https://shopee.vn/api/v4/pdp/get_pc?item_id=9900112233&shop_id=41200017"


def as_har(body, url, mime, *, encoded=False):
    text = base64.b64encode(body.encode()).decode() if encoded else body
    content = {"mimeType": mime, "text": text, **({"encoding": "base64"} if encoded else {})}
    entry = {"request": {"url": url}, "response": {"status": 200, "content": content}}
    return json.dumps({"log": {"version": "1.2", "entries": [entry]}}).encode()


def as_mhtml(page):
    quoted = base64.encodebytes(page.encode()).decode()
    return (
        "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="edge"\r\n\r\n--edge\r\n'
        f"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: {URL}\r\n\r\n{quoted}\r\n--edge--\r\n"
    ).encode()


PAGES = {
    "plain": PAGE.encode(),
    "byte order mark": codecs.BOM_UTF8 + PAGE.encode(),
    "utf-16": codecs.BOM_UTF16_LE + PAGE.encode("utf-16-le"),
    "gzip": gzip.compress(PAGE.encode()),
    "white space before": b"\n\n  " + PAGE.encode(),
    "har": as_har(PAGE, URL, "text/html"),
    "har in base64": as_har(PAGE, URL, "text/html", encoded=True),
    "a tool's json": json.dumps([{"url": URL, "CONTENT": PAGE}]).encode(),
    "a tool's json with status": json.dumps({"status": 200, "page_source": PAGE}).encode(),
    "mhtml": as_mhtml(PAGE),
}
ANSWERS = {
    "plain": ANSWER.encode(),
    "byte order mark": codecs.BOM_UTF8 + ANSWER.encode(),
    "gzip": gzip.compress(ANSWER.encode()),
    "jsonp": f"callback_1({ANSWER});".encode(),
    "jsonp after a comment": f"/**/cb({ANSWER});".encode(),
    "guarded against scripts": f"for(;;);{ANSWER}".encode(),
    "guarded another way": f")]}}',\n{ANSWER}".encode(),
    "a list of answers": f"[{ANSWER}]".encode(),
    "lines": json.dumps(json.loads(ANSWER)).encode() + b"\n",
    "keyed by id": json.dumps({"9900112233_41200017": json.loads(ANSWER)}).encode(),
    "json in a json text": json.dumps(ANSWER).encode(),
    "as a browser shows it": (
        f"<html><head></head><body><pre>{ANSWER.replace('<', '&lt;')}</pre></body></html>"
    ).encode(),
    "as a browser shows it, bare": f"<html><head></head><body>{ANSWER}</body></html>".encode(),
    "har": as_har(ANSWER, CALL, "application/json"),
    "entries of a har": json.dumps(
        json.loads(as_har(ANSWER, CALL, "application/json"))["log"]["entries"]
    ).encode(),
    "a tool's json": json.dumps({"url": CALL, "status": 200, "body": ANSWER}).encode(),
}


def listing(body, url=URL):
    said = as_json(read_saved(body, "shopee", url))
    assert said["outcome"] == "live", said["reason"]
    return said["listings"][0]


@pytest.mark.parametrize("how", PAGES)
def test_a_page(how):
    assert listing(PAGES[how]) == listing(PAGE.encode())


@pytest.mark.parametrize("how", ANSWERS)
def test_an_answer(how):
    assert listing(ANSWERS[how]) == listing(ANSWER.encode())


def test_the_addresses_of_calls_and_mobile_hosts_name_their_listing():
    for url in (CALL, URL.replace("://", "://m."), URL.replace("://", "://mall.")):
        assert listing(ANSWER.encode(), url)["listing_id"] == "9900112233"


def test_a_har_tells_the_address_by_itself():
    har = as_har(PAGE, URL, "text/html")
    assert as_json(read_saved(har, "shopee"))["outcome"] == "live"


def test_a_status_in_a_tools_json_counts():
    refused = json.dumps({"url": URL, "status": 429, "html": "<html><body></body></html>"})
    assert read_saved(refused.encode(), "shopee", URL).verdict.outcome == "rate_limited"


def test_several_answers_are_all_read():
    ids = ("9900112233", "9900112234")
    several = [json.loads(ANSWER.replace("9900112233", one)) for one in ids]
    said = as_json(read_saved(json.dumps(several).encode(), "shopee"))
    assert [one["listing_id"] for one in said["listings"]] == list(ids)


@pytest.mark.parametrize("broken", [b"\x1f\x8b\x08 no gzip", b'{"cut": ', b"\xff\xfe\x00", b"'"])
def test_what_is_broken_is_unknown(broken):
    assert read_saved(broken, "shopee", URL).verdict.outcome == "unknown"
