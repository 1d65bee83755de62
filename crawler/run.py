"""Runs one site's crawl in this process, once: a Twisted reactor cannot be started twice."""

import logging
import random
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from types import FrameType

from playwright.async_api import Error as PlaywrightError
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from config.software import software
from crawler.browser import BrowserConfig, require_chromium, require_screen
from crawler.egress import Egress
from crawler.guard import Guard
from crawler.limits import Surroundings
from crawler.order import CrawlOrder, Progress, SiteReport, ignore_progress
from crawler.politeness import Pace
from crawler.settings import scrapy_settings
from crawler.spider import PlatformSpider
from evidence.store import NightStore

__all__ = ["CrawlOrder", "Progress", "SiteReport", "run_site", "software"]

QUIET_LOGGERS = ("scrapy", "twisted", "scrapy-playwright", "py.warnings")
"""Their warnings are about pages that failed, which captures tell better."""


def run_site(
    order: CrawlOrder, *, on_progress: Callable[[Progress], None] = ignore_progress
) -> SiteReport:
    """Crawl until the frontier has nothing, the site refuses, or SIGTERM or SIGINT comes.

    On a signal the pages under way are finished and kept. Raises UnavailableError for a browser
    or disk that does not serve, and whatever the frontier raises.
    """
    order = replace(order, browser=_with_chromium(order.browser))
    started_at = datetime.now(UTC)
    with _quiet_libraries(), _open_store(order) as store:
        spider = _crawl(order, store, on_progress)
    if spider.error is not None:
        raise spider.error
    return SiteReport(
        site_id=order.site.site_id,
        visits=spider.by_outcome.total(),
        by_outcome=dict(spider.by_outcome),
        blocked=spider.wall is not None,
        wall=spider.wall,
        stopped_reason=spider.stopped_reason,
        started_at=started_at,
        ended_at=datetime.now(UTC),
    )


def _crawl(
    order: CrawlOrder, store: NightStore, on_progress: Callable[[Progress], None]
) -> PlatformSpider:
    guard = Guard(order.site)
    egress = Egress(guard)
    limits = order.limits
    if order.visit_timeout is not None:
        limits = limits.within(order.visit_timeout)
    around = Surroundings(
        site=order.site,
        night=order.night,
        software=order.software or software(),
        browser_mode=order.browser.mode,
        guard=guard,
        egress=None if order.browser.mode == "attached" else egress,
        limits=limits,
    )
    pace = Pace(
        order.politeness,
        clock=time.monotonic,
        dice=random.Random(order.seed),  # noqa: S311  (waits are no secret)
        earlier=order.earlier,
    )
    process = AsyncCrawlerProcess(
        scrapy_settings(
            order.browser,
            egress,
            concurrent_pages=order.politeness.concurrent_pages,
            navigation_seconds=limits.navigation,
        ),
        install_root_handler=False,
    )
    crawler = process.create_crawler(order.spider)
    work = process.crawl(
        crawler, order=order, store=store, around=around, pace=pace, on_progress=on_progress
    )
    with _stopping_on_signals(crawler):
        process.start(install_signal_handlers=False)
    if error := work.exception():
        raise error
    spider = crawler.spider
    if not isinstance(spider, PlatformSpider):
        raise TypeError(f"{order.spider.__name__} is not a PlatformSpider")
    return spider


def _open_store(order: CrawlOrder) -> NightStore:
    about = {
        "software": order.software or software(),
        "run": order.run_id,
        "site": order.site.site_id,
        "browser-mode": order.browser.mode,
        "robots": order.politeness.robots,
        **order.about,
    }
    return NightStore(
        order.evidence,
        order.night,
        order.site.site_id,
        about={name: text for name, text in about.items() if text},
        redact=order.redact,
        reserve_bytes=order.reserve_bytes,
    )


def _with_chromium(browser: BrowserConfig) -> BrowserConfig:
    if browser.mode == "attached":
        return browser
    require_screen(browser)
    windowless = browser.mode == "launched" and browser.headless
    return replace(browser, chromium=require_chromium(browser.chromium, windowless=windowless))


@contextmanager
def _stopping_on_signals(crawler: Crawler) -> Iterator[None]:
    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        if isinstance(crawler.spider, PlatformSpider):
            crawler.spider.interrupt()

    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(one, interrupt) for one in signals]
    try:
        yield
    finally:
        for one, handler in zip(signals, before, strict=True):
            signal.signal(one, handler)


@contextmanager
def _quiet_libraries() -> Iterator[None]:
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").addFilter(_is_not_about_a_closed_page)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _is_not_about_a_closed_page(record: logging.LogRecord) -> bool:
    """Playwright leaves calls unanswered when a page closes, which asyncio reports (1.65)."""
    return not (record.exc_info and isinstance(record.exc_info[1], PlaywrightError))
