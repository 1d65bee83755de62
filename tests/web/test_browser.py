"""The pages in a real Chromium: by keyboard, accessible, and deaf to what captured pages want."""

import socket
import threading
import time

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from crawler.browser import require_chromium
from domain.capture import Capture, Exchange
from domain.outcome import Outcome, Verdict
from domain.people import Role
from evidence.store import NightStore
from tests.storage.facts import SITE, listing_target
from tests.web.conftest import PASSWORD, person
from web.app import create_app
from web.replay import create_replay
from web.services import Services, load_key

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = (
    "/login", "/", "/queue", "/flags", "/cases", "/search?q=kem",
    "/operators", "/reports", f"/listings/{SITE}/200", f"/shops/{SITE}/100", "/nowhere",
)  # fmt: skip
HOSTILE = """<!doctype html><html><head><title>live</title>
<script>alert(1); fetch("/queue")</script><meta http-equiv="refresh" content="0;url={app}/queue">
<base href="{app}/"><link rel="stylesheet" href="{app}/static/style.css"></head>
<body onload="alert(2)"><h1>Kem</h1><img src="x" onerror="alert(3)"><img src="{app}/static/icon.svg">
<svg onload="alert(4)"><script>alert(5)</script><a xlink:href="javascript:alert(6)">a</a></svg>
<iframe src="{app}/queue"></iframe><object data="{app}/queue"></object><embed src="{app}/queue">
<form action="{app}/logout" method="post"><button>b</button></form>
<a href="javascript:alert(7)" id="link">c</a><div style="background:url({app}/static/icon.svg)">d</div>
<style>@import url("{app}/static/style.css"); p {{ background: url({app}/static/icon.svg) }}</style>
<video poster="{app}/static/icon.svg" src="{app}/x"></video><details open ontoggle="alert(8)">e</details>
</body></html>"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """An application in a thread of its own, with every request that reached it."""

    def __init__(self, app, port):
        self.hits = []
        self.server = uvicorn.Server(
            uvicorn.Config(self._noting(app), host="127.0.0.1", port=port, log_level="error")
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)

    def _noting(self, app):
        async def note(scope, receive, send):
            if scope["type"] == "http":
                self.hits.append(scope["path"])
            await app(scope, receive, send)

        return note

    def stop(self):
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture
def origins(services):
    """Both applications on free ports, and the address of each."""
    pages, replay = free_port(), free_port()
    own = Services(
        store=services.store,
        settings=services.settings,
        replay_origin=f"http://127.0.0.1:{replay}",
        key=load_key(services.settings.home),
    )
    running = [
        Running(create_app(own), pages),
        Running(create_replay(own, f"http://127.0.0.1:{pages}"), replay),
    ]
    yield own, f"http://127.0.0.1:{pages}", running[0]
    for each in running:
        each.stop()


@pytest.fixture
def browser():
    # Found before Playwright starts here: the search asks Playwright too.
    chromium = str(require_chromium(None))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser, origins, services):
    """A tab of an investigator who is logged in, on an old PC's screen."""
    person(services, Role.INVESTIGATOR, name="lan")
    page = browser.new_page(viewport={"width": 1366, "height": 768}, base_url=origins[1])
    page.goto("/login")
    page.fill("input[name=name]", "lan")
    page.fill("input[name=password]", PASSWORD)
    page.click("button.primary")
    return page


def test_a_suspect_is_reviewed_by_keyboard_alone(tab, services, flag_id):
    tab.goto("/queue")
    tab.keyboard.press("?")
    assert tab.locator("dialog[open]").count() == 1
    tab.keyboard.press("Escape")
    with tab.expect_navigation():
        tab.keyboard.press("1")
    with services.store.reading() as repo:
        assert repo.flags.get(flag_id).state.value == "confirmed"
    tab.goto(f"/flags/{flag_id}")
    with tab.expect_navigation():
        tab.keyboard.press("z")
    with services.store.reading() as repo:
        assert repo.flags.get(flag_id).state.value == "open"


def test_typing_a_note_decides_nothing(tab, services, flag_id):
    tab.goto("/queue")
    tab.click("form.decide input[name=note]")
    tab.keyboard.type("1 2 3")
    with services.store.reading() as repo:
        assert repo.flags.get(flag_id).decisions == ()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible(tab, flag_id, path):
    tab.goto(path)
    found = Axe().run(tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("width", "zoom"), [(360, 1), (1366, 2)])
def test_no_page_scrolls_sideways(tab, flag_id, width, zoom):
    tab.set_viewport_size({"width": width // zoom, "height": 700})
    for path in PAGES[1:]:
        tab.goto(path)
        beyond = tab.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert beyond <= 1, path


def kept_hostile_page(services, facts, app):
    """A capture whose page does everything that a page can do."""
    target = listing_target("666")
    capture = facts.capture(target, hour=3)
    html = HOSTILE.format(app=app)
    document = Exchange(
        url=target.url, status=200, body=html.encode(), resource_type="document",
        response_headers=(("content-type", "text/html"),),
    )  # fmt: skip
    kept = Capture(
        **{name: getattr(capture, name) for name in Capture.__slots__}
        | {"dom": html, "exchanges": (document,), "title": "live"}
    )
    with NightStore(services.settings.evidence, night=kept.night, site_id=SITE) as night:
        stored = night.write(kept)
    with services.store.transaction() as repo:
        verdict = Verdict(outcome=Outcome.LIVE, reason="a test")
        repo.captures.add(kept, verdict, warc_file=stored.warc_file, records=stored.records)
    return kept.capture_id


def test_a_hostile_page_raises_no_dialog_and_reaches_nothing(tab, origins, services, facts):
    own, app, pages = origins
    capture_id = kept_hostile_page(services, facts, app)
    dialogs = []
    tab.on("dialog", lambda dialog: dialogs.append(dialog))  # noqa: PLW0108  (a builtin cannot be wrapped)
    tab.goto("about:blank")
    pages.hits.clear()
    tab.goto(own.replay_address(capture_id))
    tab.wait_for_timeout(1500)
    assert tab.locator("h1").inner_text() == "Kem"
    assert "127.0.0.1" in tab.url
    tab.goto(f"{app}/captures/{capture_id}")
    pages.hits.clear()
    tab.wait_for_timeout(1500)
    assert dialogs == []
    assert [hit for hit in pages.hits if not hit.startswith(f"/captures/{capture_id}")] == []


def test_a_kept_page_is_shown_only_to_whoever_was_given_its_address(origins, services, facts, tab):
    own, app, _ = origins
    capture_id = kept_hostile_page(services, facts, app)
    address = own.replay_address(capture_id)
    for wrong in (
        address.replace(capture_id, "another"),
        address.replace(address.split("/")[4], "0" * 40),
        address.replace(address.split("/")[3], "1"),
    ):
        assert tab.goto(wrong).status == 403
    assert (
        tab.goto(address)
        .headers["content-security-policy"]
        .startswith("sandbox; default-src 'none'")
    )
