"""The platform that docs/new-platform.md makes up works as it stands there."""

import re
import types

import pytest

from crawler.saved import exchanges_in
from jobs.parse import as_capture
from tests.conftest import ROOT

GUIDE = ROOT / "docs" / "new-platform.md"
URL = "https://chonoi.example/hang/1001"
STATE = """<html><head><title>x</title></head><body><script>window.__CHO_NOI__ = {"trang": {"hang":
{"ma_hang": 1001, "ma_gian_hang": 77, "ten": "Nón lá", "gia": "%s", "da_ban": "1,2k",
"con_lai": %d}}};</script></body></html>"""
PAGES = {
    "live": STATE % ("45.000 ₫", 12),
    "sold_out": STATE % ("45.000 ₫", 0),
    "suspect": STATE % ("45000.37", 12),
    "removed": "<html><body><p>Mặt hàng này đã được gỡ</p></body></html>",
    "login_wall": '<html><head><link rel="canonical" href="https://chonoi.example/dang-nhap"></head>'
    "<body></body></html>",
    "unknown": "<html><body></body></html>",
}


@pytest.fixture(scope="module")
def chonoi():
    code = re.search(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    module = types.ModuleType("chonoi")
    exec(compile(code[1], str(GUIDE), "exec"), module.__dict__)
    return module


@pytest.mark.parametrize("outcome", PAGES)
def test_outcome(chonoi, outcome):
    site = chonoi.SITES[0]
    target = chonoi.find_target(f"{URL}?utm_source=x", site)
    exchanges = exchanges_in(PAGES[outcome].encode(), URL)
    reading = chonoi.read(as_capture(exchanges, target, site, URL), site)
    assert reading.verdict.outcome == outcome


def test_what_is_read(chonoi):
    site = chonoi.SITES[0]
    target = chonoi.find_target(URL, site)
    capture = as_capture(exchanges_in(PAGES["live"].encode(), URL), target, site, URL)
    (listing,) = chonoi.read(capture, site).listings
    assert (listing.title, f"{listing.price:f}", listing.sold) == ("Nón lá", "45000", 1200)
    assert chonoi.page_url(target, site) == URL


def test_the_spider_has_its_platforms_name(chonoi):
    assert chonoi.ChonoiSpider.name == "chonoi"
