"""A live room is captured again and again while it is on air."""

from datetime import UTC, datetime

import pytest

from domain.capture import Agent, Capture
from domain.outcome import Outcome
from domain.target import PageKind
from spiders.tiktok import SITES, find_target, read
from spiders.tiktok.spider import TiktokSpider
from tests.crawler.crawl import crawl

ROOM = """<!doctype html><html><head><title>TikTok LIVE</title></head><body>
<script id="SIGI_STATE" type="application/json">{"LiveRoom": {"liveRoomUserInfo": {
"user": {"id": "7100000000000000001", "uniqueId": "shop.thu.nghiem", "nickname": "Shop Thử",
"signature": "Zalo 0912 345 678", "roomId": "7400000000000000009"},
"stats": {"followerCount": 12},
"liveRoom": {"title": "Xả kho túi hiệu", "startTime": 1795500000, "status": %d,
"streamId": "1"}}}}</script></body></html>"""


def room(status):
    site = SITES[0]
    target = find_target("https://www.tiktok.com/@shop.thu.nghiem/live", site)
    assert target is not None
    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    capture = Capture(
        capture_id="c",
        night="n",
        site_id=site.site_id,
        target=target,
        requested_url=target.url,
        final_url=target.url,
        started_at=now,
        ended_at=now,
        agent=Agent(software="test"),
        status=200,
        redirects=(target.url,),
        title="TikTok LIVE",
        dom=ROOM % status,
    )
    return read(capture, site)


@pytest.mark.parametrize(("status", "on_air"), [(2, True), (4, False)])
def test_a_room_says_who_what_since_when_and_whether_it_goes_on(status, on_air):
    reading = room(status)
    assert reading.page_kind is PageKind.LIVE
    assert reading.verdict.outcome is Outcome.LIVE
    for words in ("7400000000000000009", "shop.thu.nghiem", "Xả kho túi hiệu", "2026-11-24"):
        assert words in reading.verdict.reason
    assert reading.shop.username == "shop.thu.nghiem"
    assert any("912345678" in found.value for found in reading.identifiers)
    assert TiktokSpider.is_on_air(reading) is on_air


def broadcast(web, times):
    """A room that is on air for so many looks."""

    def show(handler, _query):
        title = "on air" if web.hits["/room"] <= times else "over"
        handler.html(f"<title>{title}</title>")

    web.routes["/room"] = show


@pytest.mark.slow
@pytest.mark.browser
def test_it_is_captured_while_it_is_on_air_and_no_longer(web, tmp_path):
    broadcast(web, times=2)
    manners = {"live_captures": 5, "live_interval_seconds": 0.2}
    crawled = crawl(tmp_path, web.port, ["/room", "/quick"], kind="live", politeness=manners)
    titles = [capture.title for capture in crawled.captures]
    assert titles == ["on air", "on air", "over", "quick"]
    assert all(capture.pictures for capture in crawled.captures)
    assert len({capture.capture_id for capture in crawled.captures}) == 4
    assert crawled.report["visits"] == 4


@pytest.mark.slow
@pytest.mark.browser
def test_a_broadcast_without_an_end_is_left_after_its_captures(web, tmp_path):
    broadcast(web, times=99)
    manners = {"live_captures": 3, "live_interval_seconds": 0.2}
    crawled = crawl(tmp_path, web.port, ["/room", "/quick"], kind="live", politeness=manners)
    assert [c.title for c in crawled.captures] == ["on air"] * 3 + ["quick"]
