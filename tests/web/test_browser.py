"""The pages in a real Chromium: by keyboard, on a small screen, and deaf to what captured pages want."""

import pytest

from domain.capture import Capture, Exchange
from domain.outcome import Outcome, Verdict
from evidence.store import NightStore
from tests.storage.facts import SITE, listing_target

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


def test_a_suspect_is_reviewed_by_keyboard_alone(tab, services, flag_id):
    tab.goto("/queue")
    tab.keyboard.press("?")
    tab.locator("dialog[open]").wait_for()
    tab.keyboard.press("Escape")
    tab.locator("dialog[open]").wait_for(state="hidden")
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
