"""Finds a Chromium, and installs one where there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from crawler.browser import find_chromium
from domain.errors import UnavailableError
from messages import translate

PLAYWRIGHT_SECONDS = 600
PACKAGE_SECONDS = 900
# They let Vietnamese text and emoji appear on screenshots.
FONTS = ("fonts-dejavu-core", "fonts-noto-color-emoji")
# Debian 12 and later also package the build without windows, which nights take.
PACKAGES = (
    ("chromium", "chromium-headless-shell", *FONTS),
    ("chromium", *FONTS),
    ("chromium-browser", *FONTS),
)


def ensure_chromium(setting: Path | None, *, say: Callable[[str], None]) -> Path:
    """The path of a usable Chromium, installed now where none was found.

    Order: the setting, Playwright's own, one on PATH, `playwright install`, the system's package
    as root on Debian or Ubuntu. Raises UnavailableError that says what to do.
    """
    for install in (_nothing, _install_with_playwright, _install_with_apt):
        install(say)
        if found := find_chromium(setting):
            return found
    raise UnavailableError(
        translate(
            "No Chromium was found and none could be installed; install the package 'chromium' of "
            "your system, or set SHOPWITNESS_CHROMIUM to the browser's path."
        )
    )


def _nothing(say: Callable[[str], None]) -> None:
    """Look first: most machines need no installing."""


def _install_with_playwright(say: Callable[[str], None]) -> None:
    say(translate("No Chromium yet: trying Playwright's own download."))
    _succeeds([sys.executable, "-m", "playwright", "install", "chromium"], PLAYWRIGHT_SECONDS)


def _install_with_apt(say: Callable[[str], None]) -> None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    say(translate("Playwright's Chromium cannot be had here: installing the system's package."))
    _succeeds(["apt-get", "update", "-qq"], PACKAGE_SECONDS)
    for packages in PACKAGES:
        if _succeeds(["apt-get", "install", "-y", "-qq", *packages], PACKAGE_SECONDS):
            return


def _succeeds(command: list[str], seconds: int) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(  # noqa: S603  (fixed commands, no shell)
            command, capture_output=True, timeout=seconds, check=False, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
