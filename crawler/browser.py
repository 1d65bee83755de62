"""Finds, starts or joins the browser. It is an ordinary Chromium and says so."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize
from playwright.async_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright
from scrapy_playwright.provider import PlaywrightBrowserProvider

from crawler.egress import Egress
from domain.errors import UnavailableError
from messages import translate

NAMES_ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The same engine built without windows: a page costs a fifth less processor time (2026-11).
WINDOWLESS_NAMES = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell")
# None of these hides anything from a site: they keep the browser from talking to its maker in
# between, which would end up in the evidence, and frames within the reach of the interception.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # An error page would ask for the failed page again by itself, a second later.
    "--disable-auto-reload",
    "--disable-quic",
    "--disable-site-isolation-trials",
    # A shared worker belongs to no page, and no page's interception sees what it asks for.
    "--disable-shared-workers",
    # WebRTC sends UDP past every proxy otherwise, to any address that a page names.
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
PROFILE_KEY = "user_data_dir"
"""What tells scrapy-playwright that a context keeps its profile (0.0.48, 2026-11)."""

BrowserMode = Literal["launched", "profile", "attached"]
# Playwright's and scrapy-playwright's own option names with values of many types.
Options = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserConfig:
    """Which browser is used, and how."""

    mode: BrowserMode = "launched"
    """`launched`: a fresh one; `profile`: one that keeps its log-ins; `attached`: a person's own."""
    chromium: Path | None = None
    """Path of the browser; `run_site` finds one where it is not set."""
    profile: Path | None = None
    """Folder of the profile, for the mode `profile`."""
    cdp_url: str = "http://127.0.0.1:9222"
    """Where a Chrome that a person started listens, for the mode `attached`."""
    headless: bool = True
    """Whether to go without a window; the mode `attached` has one anyway."""
    viewport: tuple[int, int] = (1366, 768)
    pages_per_context: int = 50
    """A launched browser's context is replaced after so many pages, because memory grows."""


def find_chromium(setting: Path | None, *, windowless: bool = False) -> Path | None:
    """The browser to use: the setting, else Playwright's own, else one on PATH; None for none.

    Where no window is wanted (`windowless`), a build that cannot open one goes before the other.
    """
    if setting is not None:
        return setting if setting.exists() else None
    own = _playwright_chromium(windowless=windowless)
    if own is not None:
        return own
    names = (*WINDOWLESS_NAMES, *NAMES_ON_PATH) if windowless else NAMES_ON_PATH
    found = next((path for name in names if (path := shutil.which(name))), None)
    return Path(found) if found else None


def require_chromium(setting: Path | None, *, windowless: bool = False) -> Path:
    """As `find_chromium`; raises UnavailableError where there is none."""
    found = find_chromium(setting, windowless=windowless)
    if found is None:
        raise UnavailableError(
            translate(
                "No Chromium was found ({where}); run `shopwitness doctor`, or set "
                "SHOPWITNESS_CHROMIUM to the browser's path.",
                where=setting or "PATH",
            )
        )
    return found


def require_screen(config: BrowserConfig) -> None:
    """Raise UnavailableError where a window is wanted and this machine shows none."""
    needs_window = config.mode != "attached" and not config.headless
    has_screen = sys.platform != "linux" or any(map(os.environ.get, SCREENS))
    if needs_window and not has_screen:
        raise UnavailableError(
            translate(
                "A browser with a window was asked for, and there is no screen here; work at the "
                "machine itself, or let the crawl join a Chrome that runs elsewhere: "
                "SHOPWITNESS_BROWSER_MODE=attached and SHOPWITNESS_CDP_URL."
            )
        )


def launch_arguments() -> list[str]:
    """Chromium's command line."""
    # Chromium refuses to run as root with its sandbox.
    return [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def context_options(config: BrowserConfig) -> Options:
    """Options of a browser context; a profile's and a person's are left as they are."""
    width, height = config.viewport
    if config.mode == "attached":
        return {PROFILE_KEY: config.cdp_url}
    options: Options = {
        "viewport": ViewportSize(width=width, height=height),
        # A service worker answers requests where no interception sees them.
        "service_workers": "block",
        "accept_downloads": False,
    }
    if config.mode == "profile":
        options[PROFILE_KEY] = str(config.profile)
    return options


class ChromiumProvider(PlaywrightBrowserProvider):  # type: ignore[misc]  # not typed
    """Gives scrapy-playwright its browser; its network goes through the egress."""

    browser: BrowserConfig
    egress: Egress

    @classmethod
    def bound(cls, browser: BrowserConfig, egress: Egress) -> "type[ChromiumProvider]":
        """The class with these values: Scrapy copies its settings, so instances cannot be handed."""
        return type("BoundChromiumProvider", (cls,), {"browser": browser, "egress": egress})

    async def start(self) -> None:
        """Start Playwright, and the egress before any browser."""
        await self.egress.start()
        await super().start()

    async def launch_browser(self) -> Browser:
        """A fresh browser without a profile."""
        assert self.browser_type is not None  # noqa: S101  (start() comes first)
        browser: Browser = await self.browser_type.launch(**self._launch_options())
        return browser

    async def launch_persistent_context(
        self, context_kwargs: Options
    ) -> "BrowserContext | BorrowedContext":
        """The context that keeps its profile: one of ours, or that of a person's own browser."""
        assert self.browser_type is not None  # noqa: S101  (start() comes first)
        if self.browser.mode == "attached":
            return BorrowedContext(await self._attach())
        options = {**self._launch_options(), **context_kwargs}
        context: BrowserContext = await self.browser_type.launch_persistent_context(**options)
        return context

    async def close(self) -> None:
        """Stop Playwright; a person's browser stays open."""
        await super().close()
        await self.egress.close()

    async def _attach(self) -> BrowserContext:
        assert self.browser_type is not None  # noqa: S101  (start() comes first)
        try:
            browser: Browser = await self.browser_type.connect_over_cdp(self.browser.cdp_url)
        except PlaywrightError as error:
            raise UnavailableError(
                translate(
                    "No Chrome answers at {url}; start one with --remote-debugging-port=9222, or "
                    "set SHOPWITNESS_CDP_URL.",
                    url=self.browser.cdp_url,
                )
            ) from error
        return browser.contexts[0]

    def _launch_options(self) -> Options:
        return {
            "executable_path": str(self.browser.chromium),
            "headless": self.browser.headless,
            "args": launch_arguments(),
            "proxy": {"server": self.egress.url},
            # A run ends its browser itself, after the page under way.
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
        }


class BorrowedContext:
    """A person's own browser context: pages may be opened in it, but it is not ours to close."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context

    @property
    def pages(self) -> list[Page]:
        """The pages that are open, the person's own among them."""
        return self._context.pages

    async def new_page(self) -> Page:
        """Open a tab."""
        return await self._context.new_page()

    def on(self, event: Any, handler: Any) -> None:
        """Listen, as on the context itself (Playwright overloads this by event)."""
        self._context.on(event, handler)

    def set_default_navigation_timeout(self, timeout: float) -> None:
        """Milliseconds."""
        self._context.set_default_navigation_timeout(timeout)

    async def close(self) -> None:
        """Leave it open."""


def _playwright_chromium(*, windowless: bool) -> Path | None:
    """Playwright's own download, where it was made; asking costs half a second, so look first."""
    if not any(folder.exists() for folder in _download_folders()):
        return None
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    found = (_windowless_beside(path) if windowless else None) or path
    return found if found.exists() else None


def _windowless_beside(chromium: Path) -> Path | None:
    """Playwright's build without windows: `chromium-1234/…` has `chromium_headless_shell-1234/…`."""
    folder = next((each for each in chromium.parents if each.name.startswith("chromium-")), None)
    if folder is None:
        return None
    beside = folder.with_name(folder.name.replace("chromium-", "chromium_headless_shell-"))
    return next((path for name in WINDOWLESS_NAMES for path in beside.glob(f"*/{name}")), None)


def _download_folders() -> list[Path]:
    set_by_user = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if set_by_user:
        return [Path(set_by_user)]
    caches = (".cache", "Library/Caches", "AppData/Local")
    return [Path.home() / cache / "ms-playwright" for cache in caches]
