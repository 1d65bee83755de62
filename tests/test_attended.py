"""A person at the terminal: the wall is explained there, passed in their Chrome, and the run goes on."""

import subprocess
import threading

import pytest
from playwright.sync_api import sync_playwright

from demo.marketplace import practice_marketplace
from tests.crawler.chrome import PersonsChrome
from tests.practice import SHOPWITNESS, PracticeHome

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

SITE = "shopee-practice"


@pytest.fixture
def market():
    with practice_marketplace() as running:
        yield running


@pytest.fixture
def home(tmp_path, market):
    made = PracticeHome(tmp_path / "home", market)
    made.fill()
    return made


def pass_walls(chrome, market):
    """What the person does: the wall is passed, and the site leads the tab to its front page."""
    market.walls_off()
    front = market.base_url("shopee")
    walls_at = (f"{front}/verify/", f"{front}/buyer/login")
    with sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(chrome.cdp_url)
        walls = [page for page in browser.contexts[0].pages if page.url.startswith(walls_at)]
        for page in walls:
            page.goto(front, wait_until="commit")
    assert walls


def test_a_wall_is_passed_by_a_person_in_their_own_chrome(home, market, tmp_path, monkeypatch):
    market.wall("shopee", "login_wall", wall_after=2)
    with PersonsChrome(tmp_path / "profile") as chrome:
        monkeypatch.setenv("SHOPWITNESS_BROWSER_MODE", "attached")
        monkeypatch.setenv("SHOPWITNESS_CDP_URL", chrome.cdp_url)
        words = ("crawl", "--attended", "--site", SITE, "--night", "n1", "--budget", "6", "--json")
        process = subprocess.Popen(
            [*SHOPWITNESS, *words],
            env=home.environment,
            cwd=home.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        late = threading.Timer(240, process.kill)
        late.start()
        question = next(line for line in process.stderr if "browser window" in line)
        pass_walls(chrome, market)
        _, err = process.communicate()
        late.cancel()
        assert chrome.is_running
    assert SITE in question
    assert "10 minutes" in question
    assert process.returncode == 0, err
    captures = home.captures("n1")
    outcomes = [capture.outcome.value for capture in captures]
    walls = [outcome for outcome in outcomes if outcome != "live"]
    assert 1 <= len(walls) <= 2, outcomes
    assert outcomes.count("live") >= 5
    assert len(home.reopened("n1")) == len(captures)


def test_without_a_screen_the_person_is_told_so(home, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    words = ("crawl", "--attended", "--site", SITE, "--budget", "2", "--night", "n1", "--json")
    ended = home.run(*words)
    assert ended.code == 69
    assert "there is no screen here" in ended.json["sites"][0]["detail"]
