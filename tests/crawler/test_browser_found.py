"""Which browser a crawl takes: the setting's, Playwright's own, or one on PATH."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from crawler.browser import find_chromium, require_chromium
from domain.errors import UnavailableError


@pytest.fixture
def path(monkeypatch, tmp_path):
    """A PATH of its own, on a machine where Playwright downloaded nothing."""
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@pytest.fixture
def downloads(monkeypatch, path):
    """The folder that Playwright downloads to, and its name for this version's Chromium."""
    folder = path / "downloads"
    folder.mkdir()
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(folder))
    with sync_playwright() as playwright:
        return folder, Path(playwright.chromium.executable_path)


def program(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_a_night_takes_the_build_without_windows_and_a_person_gets_a_window(path):
    whole = program(path / "chromium")
    windowless = program(path / "chromium-headless-shell")
    assert find_chromium(None, windowless=True) == windowless
    assert find_chromium(None) == whole


def test_where_only_the_whole_browser_is_there_a_night_takes_it(path):
    whole = program(path / "google-chrome")
    assert find_chromium(None, windowless=True) == whole


def test_a_build_without_windows_is_none_for_somebody_who_wants_one(path):
    program(path / "chromium-headless-shell")
    assert find_chromium(None) is None


def test_the_setting_goes_before_all(path):
    program(path / "chromium-headless-shell")
    chosen = program(path / "mine" / "browser")
    assert find_chromium(chosen, windowless=True) == chosen


def test_a_setting_that_is_not_there_is_not_replaced_by_another(path):
    program(path / "chromium")
    with pytest.raises(UnavailableError, match="nowhere"):
        require_chromium(path / "nowhere")


def test_playwrights_own_goes_before_that_on_path(path, downloads):
    folder, whole = downloads
    program(path / "chromium-headless-shell")
    program(path / "chromium")
    program(whole)
    assert find_chromium(None) == whole
    assert find_chromium(None, windowless=True) == whole
    revision = whole.relative_to(folder).parts[0].removeprefix("chromium-")
    windowless = program(
        folder / f"chromium_headless_shell-{revision}" / "linux" / "headless_shell"
    )
    assert find_chromium(None, windowless=True) == windowless
    assert find_chromium(None) == whole
