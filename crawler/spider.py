"""The generic spider: visits what the frontier asks for, one careful page after another.

    frontier -> wait for our turn -> page -> Capture -> NightStore (on the disk) -> read
             -> frontier.visited -> wall? stop this site's run

Nothing is read before it is kept. A wall is never got round: it ends the run, or, where a person
sits in front of the browser, it waits for that person.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

import scrapy
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.attended import instructions, wait_for_person
from crawler.browser import context_options
from crawler.contexts import Contexts
from crawler.frontier import ON_AIR, Visit
from crawler.limits import Surroundings
from crawler.order import CrawlOrder, Progress
from crawler.page import PageVisit
from crawler.politeness import Pace
from crawler.robots import Wishes
from domain.capture import Capture
from domain.errors import ParseError, ShopWitnessError, UnavailableError
from domain.events import Issue, IssueKind
from domain.listing import Reading
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Site, Target
from evidence.store import NightStore
from messages import translate


def _never(_: Reading) -> bool:
    return False


class PlatformSpider(scrapy.Spider):
    """Base of the platforms' spiders; each brings its own pure functions."""

    name = "platform"
    find_target: Callable[[str, Site], Target | None]
    page_url: Callable[..., str]
    read: Callable[[Capture, Site], Reading]
    awaited: ClassVar[Mapping[PageKind, tuple[str, ...]]] = {}
    is_on_air: Callable[[Reading], bool] = staticmethod(_never)
    """Whether a page shows a broadcast that is going on, of which later pictures are wanted."""

    def __init__(
        self,
        *,
        order: CrawlOrder,
        store: NightStore,
        around: Surroundings,
        pace: Pace,
        on_progress: Callable[[Progress], None],
    ) -> None:
        super().__init__()
        self.order = order
        self.by_outcome: Counter[str] = Counter()
        self.wall: Verdict | None = None
        self.stopped_reason = "done"
        self.error: BaseException | None = None
        self._store = store
        self._around = around
        self._pace = pace
        self._on_progress = on_progress
        self._wishes = Wishes(around.guard)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._changed = asyncio.Event()
        self._on_air: set[Target] = set()
        at_once = order.politeness.concurrent_pages
        self._contexts = Contexts(self.name, order.browser, at_once=at_once)
        self._ends_at = time.monotonic() + (order.max_seconds or float("inf"))

    def stop_soon(self, reason: str, *, error: BaseException | None = None) -> None:
        """Begin no further visit; those under way are finished and kept."""
        if not self._stop.is_set():
            self.stopped_reason, self.error = reason, error
        self._stop.set()
        self._changed.set()

    def interrupt(self) -> None:
        """As `stop_soon`, from a signal handler."""
        if self._loop is None:
            self.stop_soon("interrupted")
        else:
            self._loop.call_soon_threadsafe(self.stop_soon, "interrupted")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes spiders, listening to its own errors."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._failed, signal=signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """One request a visit, each when its turn has come."""
        self._loop = asyncio.get_running_loop()
        while (visit := await self._next_visit()) is not None:
            if not await self._turn_has_come():
                return
            try:
                self._store.ensure_room()
            except ShopWitnessError as error:
                self.stop_soon("failed", error=error)
                return
            self._pace.begin()
            request = self._request(visit)
            if await self._is_wanted(request.url):
                yield request
            else:
                request.meta["page_visit"].fail("blocked: robots.txt")
                await self._finish(request.meta["page_visit"])

    async def preserve(self, response: Response) -> None:
        """Callback: the page has answered."""
        await self._finish(response.meta["page_visit"])

    async def preserve_failed(self, failure: Failure) -> None:
        """Errback: the page has not answered; what was seen until then is kept all the same."""
        page_visit: PageVisit = failure.request.meta["page_visit"]  # type: ignore[attr-defined]
        if page_visit.page is None:
            self._contexts.leave(page_visit.context_name)
            self.stop_soon("failed", error=_no_browser(failure.value))
            return
        page_visit.fail_with(failure.value)
        await self._finish(page_visit)

    async def _next_visit(self) -> Visit | None:
        while not self._stop.is_set():
            if self._pace.is_spent:
                self.stopped_reason = "budget"
                return None
            if self._contexts.has_room and (visits := self.order.frontier.next_visits(1)):
                return visits[0]
            if self._contexts.is_idle:
                return None
            # A visit under way may bring new ones to light, and gives its slot back.
            self._changed.clear()
            await self._changed.wait()
        return None

    async def _turn_has_come(self) -> bool:
        remaining = self._ends_at - time.monotonic()
        wait = self._pace.wait()
        try:
            async with asyncio.timeout(min(wait, max(0.0, remaining))):
                await self._stop.wait()
        except TimeoutError:
            pass
        if time.monotonic() >= self._ends_at:
            self.stop_soon("time")
        return not self._stop.is_set()

    def _request(self, visit: Visit) -> scrapy.Request:
        url = type(self).page_url(visit.target, self.order.site, visit.page)
        awaited = tuple(self.awaited.get(visit.target.kind, ()))
        page_visit = PageVisit(visit, url, self._pace.begun, around=self._around, awaited=awaited)
        return scrapy.Request(
            url,
            callback=self.preserve,
            errback=self.preserve_failed,
            dont_filter=True,
            meta={
                "page_visit": page_visit,
                **self._browser_meta(page_visit),
            },
        )

    async def _is_wanted(self, url: str) -> bool:
        """Whether the site lets us visit a page, where the configuration says to ask."""
        return self.order.politeness.robots == "ignore" or await self._wishes.allow(url)

    def _browser_meta(self, page_visit: PageVisit) -> dict[str, Any]:
        page_visit.context_name = self._contexts.take()
        return {
            "playwright": True,
            "playwright_include_page": True,
            "playwright_context": page_visit.context_name,
            "playwright_context_kwargs": context_options(self.order.browser),
            "playwright_page_init_callback": _attach,
            "playwright_page_goto_kwargs": {
                "wait_until": "commit",
                "timeout": page_visit.navigation_seconds * 1000,
            },
        }

    async def _finish(self, page_visit: PageVisit) -> None:
        try:
            await page_visit.load()
            capture = await page_visit.capture()
            verdict = self._keep(page_visit.visit, capture)
            if verdict.outcome.is_wall and self.order.attended:
                verdict = await self._wait_for_person(page_visit, verdict)
            verdict = await self._watch_broadcast(page_visit, verdict)
            self._count(verdict)
        finally:
            await page_visit.close()
            await self._leave_context(page_visit)
            self._changed.set()

    async def _watch_broadcast(self, page_visit: PageVisit, verdict: Verdict) -> Verdict:
        """Open a live room again at an interval for as long as it is on air, within bounds."""
        manners = self.order.politeness
        for _ in range(manners.live_captures - 1):
            if page_visit.visit.target not in self._on_air or self._stop.is_set():
                return verdict
            page_visit.hand_over()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(manners.live_interval_seconds):
                    await self._stop.wait()
            self._pace.begin()
            self.order.on_wait()
            await page_visit.reopen()
            await page_visit.load()
            visit = replace(page_visit.visit, reason=ON_AIR)
            verdict = self._keep(visit, await page_visit.capture())
        return verdict

    def _keep(self, visit: Visit, capture: Capture) -> Verdict:
        kept, stored = self._store.preserve(capture)
        reading, issues = self._read(kept)
        if reading is not None and type(self).is_on_air(reading):
            self._on_air.add(visit.target)
        else:
            self._on_air.discard(visit.target)
        if reading is not None:
            self._store.write_facts(kept, reading, self._around.software)
        self.order.frontier.visited(visit, kept, stored, reading, issues)
        verdict = reading.verdict if reading else Verdict(outcome=Outcome.UNKNOWN, reason="unread")
        self.by_outcome[verdict.outcome.value] += 1
        self._on_progress(
            Progress(
                site_id=kept.site_id,
                visits=self.by_outcome.total(),
                outcome=verdict.outcome.value,
                url=kept.final_url,
            )
        )
        return verdict

    def _read(self, capture: Capture) -> tuple[Reading | None, tuple[Issue, ...]]:
        try:
            return type(self).read(capture, self.order.site), ()
        except ParseError as error:
            issue = Issue(
                kind=IssueKind.LAYOUT_CHANGED,
                site_id=capture.site_id,
                detail=str(error),
                at=datetime.now(UTC),
                capture_id=capture.capture_id,
            )
            return None, (issue,)

    def _count(self, verdict: Verdict) -> None:
        if not verdict.outcome.is_wall:
            self._pace.passed()
            return
        self._pace.wall()
        if self._pace.must_stop:
            self.wall = verdict
            self.stop_soon("blocked")

    async def _wait_for_person(self, page_visit: PageVisit, verdict: Verdict) -> Verdict:
        """Wait until a person has led the page through; then it is visited anew."""
        order = self.order
        order.ask(instructions(order.site.site_id, verdict.outcome, order.attendance))

        async def keep() -> Verdict:
            await page_visit.load()
            return self._keep(page_visit.visit, await page_visit.capture())

        def goes_on() -> bool:
            order.on_wait()
            return not self._stop.is_set()

        through = await wait_for_person(
            page_visit, order.attendance, judge=self._judge, keep=keep, goes_on=goes_on
        )
        return verdict if through is None else through

    def _judge(self, capture: Capture) -> Verdict:
        reading, _ = self._read(capture)
        return reading.verdict if reading else Verdict(outcome=Outcome.UNKNOWN, reason="unread")

    async def _leave_context(self, page_visit: PageVisit) -> None:
        """Close a launched browser's context after its last page: its memory only grows."""
        page = page_visit.page
        if not self._contexts.leave(page_visit.context_name) or page is None:
            return
        with contextlib.suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(self._around.limits.step):
                await page.context.close()

    def _failed(self, failure: Failure) -> None:
        """Our own code, or the frontier's, raised: the run ends and says so."""
        self.stop_soon("failed", error=failure.value)


def _no_browser(error: BaseException | None) -> UnavailableError:
    if isinstance(error, UnavailableError):
        return error
    return UnavailableError(
        translate(
            "The browser does not open a page ({why}); run `shopwitness doctor`.",
            why=str(error).strip().splitlines()[0][:200] if str(error).strip() else repr(error),
        )
    )


async def _attach(page: Page, request: scrapy.Request) -> None:
    page_visit: PageVisit = request.meta["page_visit"]
    await page_visit.attach(page)
