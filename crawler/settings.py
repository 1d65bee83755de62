"""Scrapy's settings for one run, and nothing else."""

from typing import Any

from crawler.browser import BrowserConfig, ChromiumProvider
from crawler.egress import Egress

HANDLER = "crawler.handler.BoundedDownloadHandler"
UNBOUNDED = 1_000_000


def scrapy_settings(
    browser: BrowserConfig,
    egress: Egress,
    *,
    concurrent_pages: int,
    navigation_seconds: float,
) -> dict[str, Any]:
    """The settings; what a site is told about us is left to the browser itself."""
    return {
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_BROWSER_PROVIDER": ChromiumProvider.bound(browser, egress),
        # The spider bounds the pages under way. Counted by the handler, one that does not close
        # would block its context for good.
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": UNBOUNDED,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": navigation_seconds * 1000,
        "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 5_000,
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,
        # Where robots.txt is obeyed, crawler.robots does it, through the guard.
        "ROBOTSTXT_OBEY": False,
        "CONCURRENT_REQUESTS": concurrent_pages,
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrent_pages,
        # Rhythm, repeats and redirects are decided by the spider and the browser.
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        "RETRY_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "DEPTH_STATS_VERBOSE": False,
        "DNS_TIMEOUT": 10,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "EXTENSIONS": {"scrapy.extensions.logstats.LogStats": None},
    }
