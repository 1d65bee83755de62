"""One crawl of a list of listings in a child process: with full evidence, or as scrapy-playwright alone does it.

A Twisted reactor runs once a process; the child reads its order from standard input and answers
with one JSON line: pages, seconds and processor seconds a page.
"""

import json
import logging
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from config.load import Politeness, load_sites
from crawler.browser import BrowserConfig, require_chromium
from crawler.egress import Egress
from crawler.frontier import Visit
from crawler.guard import Guard
from crawler.run import CrawlOrder, run_site
from crawler.settings import scrapy_settings
from domain.capture import Capture, StoredCapture
from domain.events import Issue
from domain.listing import Reading
from domain.target import Site
from evidence.redact import Redactor
from evidence.vault import make_vault_keys, open_vault
from spiders import spider_class

if TYPE_CHECKING:
    from playwright.async_api import Page

HOW = ("full", "networkidle", "load")
"""Full evidence; the plain crawler waiting for a quiet network; and for the load event alone."""


def crawl(
    how: str, home: Path, night: str, site_id: str, urls: Sequence[str], *, at_once: int = 1
) -> dict[str, Any]:
    """Crawl in a child; answers pages, and seconds and CPU seconds a page, of crawler and browser."""
    order = {
        "how": how,
        "home": str(home),
        "night": night,
        "site_id": site_id,
        "urls": list(urls),
        "at_once": at_once,
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.evidence.crawling"],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


class _Listed:
    """A frontier that hands out one list."""

    def __init__(self, visits: list[Visit]) -> None:
        self.visits = visits

    def next_visits(self, count: int) -> list[Visit]:
        taken, self.visits = self.visits[:count], self.visits[count:]
        return taken

    def visited(
        self,
        visit: Visit,
        capture: Capture,
        stored: StoredCapture,
        reading: Reading | None,
        issues: Sequence[Issue],
    ) -> None:
        del visit, stored, issues
        if reading is not None and not capture.failure and reading.listings:
            METER.mark()


class _Plain(scrapy.Spider):
    """What the field's usual recipe does: go there, wait, take the rendered page."""

    name = "plain"

    def __init__(self, urls: list[str], wait: str) -> None:
        super().__init__()
        self.urls, self.wait = urls, wait

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.urls:
            meta = {"playwright": True, "playwright_include_page": True}
            yield scrapy.Request(url, callback=self.parse, dont_filter=True, meta=meta)

    async def parse(self, response: Response) -> None:
        page: Page = response.meta["playwright_page"]
        if self.wait != "load":
            await page.wait_for_load_state("networkidle")
        if await page.content():
            METER.mark()
        await page.close()


def _polite(at_once: int) -> Politeness:
    return Politeness(pace_seconds=0, jitter=0, pause_seconds=0, concurrent_pages=at_once)


def _full(order: dict[str, Any], site: Site, urls: list[str]) -> None:
    home = Path(order["home"])
    spider = spider_class(site.platform)
    targets = [target for url in urls if (target := spider.find_target(url, site))]
    frontier = _Listed([Visit(target=target) for target in targets])
    make_vault_keys(home / "keys")
    vault = open_vault(home / "keys", home / "vault.jsonl")
    run_site(
        CrawlOrder(
            site=site,
            politeness=_polite(order["at_once"]),
            spider=spider,
            night=order["night"],
            evidence=home / "evidence",
            frontier=frontier,
            redact=Redactor(keep=vault.keep),
            software="benchmark",
        )
    )


def _bare(site: Site, urls: list[str], wait: str, at_once: int) -> None:
    browser = BrowserConfig(chromium=require_chromium(None, windowless=True))
    settings = scrapy_settings(
        browser,
        Egress(Guard(site)),
        concurrent_pages=at_once,
        navigation_seconds=30,
    )
    # Without it a page that waits for a quiet network is no longer counted, and the next one opens.
    settings["PLAYWRIGHT_MAX_PAGES_PER_CONTEXT"] = at_once
    process = AsyncCrawlerProcess(settings, install_root_handler=False)
    process.crawl(process.create_crawler(_Plain), urls=urls, wait=wait)
    process.start()


class _Meter:
    """When each page was done, and the processor time that this process and all below it had spent then."""

    def __init__(self) -> None:
        self.marks: list[tuple[float, float]] = []

    def mark(self) -> None:
        """A page is done."""
        self.marks.append((time.monotonic(), _cpu_seconds()))

    def spent(self) -> dict[str, float]:
        """From the first page's end to the last one's: starting a browser is no part of a page."""
        (began, cpu), (ended, cpu_then) = self.marks[0], self.marks[-1]
        return {
            "pages": len(self.marks),
            "seconds": (ended - began) / (len(self.marks) - 1),
            "cpu": (cpu_then - cpu) / (len(self.marks) - 1),
        }


METER = _Meter()


def _cpu_seconds() -> float:
    """Of this process and its descendants, those that have ended included (Linux)."""
    below, times = defaultdict(list), {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                fields = (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
                below[int(fields[1])].append(int(folder.name))
                times[int(folder.name)] = sum(int(field) for field in fields[11:15])
    waiting, total = [os.getpid()], 0
    while waiting:
        process = waiting.pop()
        total += times.get(process, 0)
        waiting += below[process]
    return total / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """The child."""
    logging.disable(logging.WARNING)
    order = json.loads(sys.stdin.readline())
    site = load_sites(Path(order["home"]) / "sites.yml").sites[order["site_id"]]
    how, urls = order["how"], order["urls"]
    if how == "full":
        _full(order, site, urls)
    else:
        _bare(site, urls, how, order["at_once"])
    print(json.dumps(METER.spent()), flush=True)


if __name__ == "__main__":
    main()
