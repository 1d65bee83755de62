"""Three browser modes: one of our own, one that keeps its profile, and one that a person started."""

import json
import urllib.request

import pytest

from tests.crawler.chrome import PersonsChrome
from tests.crawler.crawl import crawl
from tests.crawler.test_reach import lead_at
from tests.crawler.web import Web

pytestmark = pytest.mark.browser


@pytest.fixture
def chrome(tmp_path):
    with PersonsChrome(tmp_path / "persons-profile") as running:
        yield running


def attached(chrome):
    return {"mode": "attached", "cdp_url": chrome.cdp_url}


def open_tabs(chrome):
    with urllib.request.urlopen(f"{chrome.cdp_url}/json/list", timeout=10) as answer:
        return [tab["url"] for tab in json.load(answer) if tab["type"] == "page"]


def test_a_persons_browser_is_joined_and_left_as_it_was(web, tmp_path, chrome):
    before = open_tabs(chrome)
    crawled = crawl(tmp_path / "e", web.port, ["/page", "/quick"], browser=attached(chrome))
    assert [capture.title for capture in crawled.captures] == ["Trang 1", "quick"]
    assert {capture.agent.browser_mode for capture in crawled.captures} == {"attached"}
    assert crawled.captures[1].document.body == web.bodies["/quick"]
    assert crawled.captures[1].pictures
    assert chrome.is_running
    assert open_tabs(chrome) == before


def test_in_a_persons_browser_no_page_asks_inner_services(web, tmp_path, chrome):
    """Requests are held back there too; what has no request is told of in docs/operations.md."""
    with Web() as service:
        lead_to(web, f"http://127.0.0.1:{service.port}")
        crawled = crawl(tmp_path / "e", web.port, ["/trap"], browser=attached(chrome))
        assert not service.hits
    refused = [e for e in crawled.capture.exchanges if (e.failure or "").startswith("blocked:")]
    assert len(refused) >= 6


def lead_to(web, inner):
    page = (
        f"<title>trap</title><img src='{inner}/i'><iframe src='{inner}/f'></iframe>"
        f"<link rel=stylesheet href='{inner}/s'><script src='{inner}/j'></script><img src='/to'>"
        f"<script>fetch('{inner}/x', {{mode: 'no-cors'}}); fetch('/to', {{mode: 'no-cors'}});"
        f"navigator.sendBeacon('{inner}/b')</script>"
    )
    web.routes["/trap"] = lambda handler, _query: handler.html(page)
    web.routes["/to"] = lambda handler, _query: handler.redirect(f"{inner}/moved")


def test_a_persons_browser_that_is_not_there(web, tmp_path):
    crawled = crawl(
        tmp_path,
        web.port,
        ["/quick"],
        browser={"mode": "attached", "cdp_url": "http://127.0.0.1:9"},
    )
    assert crawled.lines[-1]["error"] == "UnavailableError"
    assert "http://127.0.0.1:9" in crawled.lines[-1]["text"]
    assert "--remote-debugging-port" in crawled.lines[-1]["text"]


def test_a_person_closes_the_tab_and_the_run_goes_on(web, tmp_path, chrome):
    def close_tabs(handler, _query):
        with urllib.request.urlopen(f"{chrome.cdp_url}/json/list", timeout=10) as answer:
            for tab in json.load(answer):
                if "/closing" in tab["url"]:
                    urllib.request.urlopen(f"{chrome.cdp_url}/json/close/{tab['id']}", timeout=10)
        handler.answer(b"")

    web.routes["/close-me"] = close_tabs
    web.routes["/closing"] = lambda handler, _query: handler.html(
        "<title>closing</title><script>setTimeout(() => fetch('/close-me'), 200)</script>"
    )
    crawled = crawl(tmp_path / "e", web.port, ["/closing", "/quick"], browser=attached(chrome))
    first, second = crawled.captures
    assert first.failure == "the page was closed"
    assert second.title == "quick"


@pytest.mark.slow
def test_a_profile_keeps_its_log_in_from_run_to_run(web, tmp_path):
    def log_in(handler, _query):
        handler.answer(
            b"<title>logged in</title>",
            headers={"Content-Type": "text/html", "Set-Cookie": "session=1; Max-Age=86400; Path=/"},
        )

    def inside(handler, _query):
        known = "session=1" in (handler.headers.get("Cookie") or "")
        handler.html(f"<title>{'live' if known else 'login_wall'}</title>")

    web.routes.update({"/log-in": log_in, "/inside": inside})
    profile = {"mode": "profile", "profile": str(tmp_path / "profile"), "headless": True}
    crawl(tmp_path / "e1", web.port, ["/log-in"], browser=profile)
    again = crawl(tmp_path / "e2", web.port, ["/inside"], browser=profile)
    assert again.capture.title == "live"
    assert again.capture.agent.browser_mode == "profile"
    fresh = crawl(tmp_path / "e3", web.port, ["/inside"])
    assert fresh.capture.title == "login_wall", "a launched browser keeps nothing"


def test_a_profile_is_behind_the_guard_as_well(web, tmp_path, canary):
    lead_at(web, canary, "127.0.0.1")
    profile = {"mode": "profile", "profile": str(tmp_path / "profile"), "headless": True}
    crawl(tmp_path / "e", web.port, ["/trap"], browser=profile)
    assert web.hits["/said"] == 1
    assert canary.hits == 0


def test_a_window_without_a_screen_is_explained(web, tmp_path, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    crawled = crawl(tmp_path, web.port, ["/quick"], browser={"headless": False})
    assert crawled.lines[-1]["error"] == "UnavailableError"
    assert "no screen" in crawled.lines[-1]["text"]
