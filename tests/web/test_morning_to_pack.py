"""An investigator's morning in a real Chromium: from the queue to a pack that a stranger verifies."""

import re
import subprocess
import zipfile

import pytest

from config.settings import read_settings
from demo.marketplace import practice_marketplace
from domain.people import CaseState
from jobs.keys import prepare_keys
from storage import open_store
from tests.practice import PracticeHome
from tests.web.conftest import REPLAY
from web.services import Services, load_key

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]

REVIEWED = 10


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A folder after one sealed night of the practice marketplace."""
    folder = tmp_path_factory.mktemp("morning") / "home"
    with practice_marketplace() as market:
        home = PracticeHome(folder, market)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SHOPWITNESS_HOME", str(folder))
            prepare_keys(read_settings(), practice=True)
        home.fill()
        ended = home.run("nightly", "--night", "n1", "--budget", "30", "--json", timeout=200)
        assert ended.code == 0, ended.err
    return home


@pytest.fixture
def services(crawled, monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_HOME", str(crawled.folder))
    monkeypatch.setenv("SHOPWITNESS_SITES_FILE", str(crawled.sites_file))
    settings = read_settings()
    store = open_store(settings.database)
    yield Services(
        store=store, settings=settings, replay_origin=REPLAY, key=load_key(settings.home)
    )
    store.close()


def press(tab, key):
    with tab.expect_navigation():
        tab.keyboard.press(key)


def decided(services):
    with services.store.reading() as repo:
        rows = [repo.flags.get(row.flag_id) for row in repo.flags.list()]
    return [row for row in rows if row.decisions]


def kept_suspect(services):
    """A suspicion about a listing whose own page was kept."""
    with services.store.reading() as repo:
        kept = {
            (c.site_id, c.target.listing_id)
            for c in repo.captures.of_night("n1")
            if c.target.listing_id and c.outcome and c.outcome.is_present
        }
        return next(r for r in repo.flags.list() if (r.flag.site_id, r.flag.listing_id) in kept)


def test_from_the_morning_page_to_a_pack_that_verifies(tab, services, tmp_path):
    # Ten suspects by keyboard alone: every verdict, one passed over, one taken back.
    tab.goto("/queue")
    tab.keyboard.press("?")
    tab.locator("dialog[open]").wait_for()
    tab.keyboard.press("Escape")
    tab.locator("dialog[open]").wait_for(state="hidden")
    for number in range(REVIEWED):
        press(tab, "123"[number % 3])
    assert len(decided(services)) == REVIEWED
    press(tab, "z")
    assert sum(row.state.value != "open" for row in decided(services)) == REVIEWED - 1
    position = tab.locator(".position span").inner_text()
    press(tab, "j")
    press(tab, "k")
    assert tab.locator(".position span").inner_text() == position

    # Its evidence: the timeline, two snapshots side by side, the kept page as it was.
    suspect = kept_suspect(services)
    flag = suspect.flag
    tab.goto(f"/listings/{flag.site_id}/{flag.listing_id}")
    assert tab.locator("ol.timeline li").count() >= 2
    with tab.expect_navigation():
        tab.locator("form[action$='/compare'] button").click()
    assert tab.locator("table.compare tr").count() > 3
    tab.goto(f"/listings/{flag.site_id}/{flag.listing_id}")
    with tab.expect_navigation():
        tab.locator("p.buttons a[href^='/captures/']").first.click()
    tab.locator("iframe.replay").scroll_into_view_if_needed()
    kept_page = tab.frame_locator("iframe.replay")
    kept_page.locator("body").wait_for()
    assert suspect.title in kept_page.locator("body").inner_text()

    # A case of it, and the pack.
    tab.goto(f"/listings/{flag.site_id}/{flag.listing_id}")
    tab.fill("input[name=title]", "Chuyên án thực hành")
    with tab.expect_navigation():
        tab.locator("[data-key=c]").first.click()
    assert re.search(r"/cases/\d+$", tab.url)
    tab.fill("form[action$='/export'] input[name=reason]", "chuyển cơ quan điều tra")
    with tab.expect_download(timeout=90_000) as started:
        tab.click("form[action$='/export'] button")
    pack = tmp_path / "pack.zip"
    started.value.save_as(pack)
    with services.store.reading() as repo:
        assert [case.state for case in repo.cases.all()] == [CaseState.OPEN]

    # What the receiver does, with public tools alone.
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path / "pack")
    script = next((tmp_path / "pack").rglob("verify.sh"))
    verdict = subprocess.run(
        ["sh", script.name], cwd=script.parent, capture_output=True, text=True, check=False
    )
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
