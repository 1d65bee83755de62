"""One visit of one page in the browser: observed from before its first request to its last picture.

    attach -> (scrapy-playwright navigates) -> settle -> (scroll -> settle) ... -> capture -> close

Each step is bounded and none of them can keep what was got until then from becoming a Capture.
"""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import CDPSession, Dialog, Download, Page
from playwright.async_api import Error as PlaywrightError

from crawler.certificates import certificates_of
from crawler.frontier import Visit
from crawler.intercept import Interception
from crawler.limits import Surroundings
from crawler.record import Content, Observed, record, unrecorded
from crawler.screenshot import Shown, take_all
from crawler.scripts import CONTENT, SCROLL, TOUCHED
from domain.capture import Agent, Capture, CertificateChain, Exchange, Picture

WORLD = "observer"
INCIDENTS_KEPT = 50
POLL_SECONDS = 0.05
TOUCHES = ("pointerdown", "keydown", "wheel")
_NET_ERROR = re.compile(r"net::[A-Z0-9_]+")


class PageVisit:
    """The observer of one page."""

    def __init__(
        self,
        visit: Visit,
        url: str,
        number: int,
        *,
        around: Surroundings,
        awaited: tuple[str, ...] = (),
    ) -> None:
        """`number` is the visit's place in its run; `awaited` are parts of URLs."""
        self.visit = visit
        self.url = url
        self.failure: str | None = None
        self.context_name = ""
        self._number = number
        self._around = around
        self._limits = around.limits
        self._awaited = awaited
        self._page: Page | None = None
        self._cdp: CDPSession | None = None
        self._interception: Interception | None = None
        self._agent = Agent(software=around.software, browser_mode=around.browser_mode)
        self._incidents: list[str] = []
        self._workers: list[str] = []
        self._is_lost = self._is_handed_over = False
        self._first_exchange = 0
        self._side_tasks: set[asyncio.Task[None]] = set()
        self._watchdog: asyncio.TimerHandle | None = None
        self._restart_clock()

    @property
    def page(self) -> Page | None:
        """The page, once there is one."""
        return self._page

    @property
    def navigation_seconds(self) -> float:
        """How long the navigation may take."""
        return self._limits.navigation

    async def attach(self, page: Page) -> None:
        """Observe a fresh page; a page that cannot be observed is closed before it navigates."""
        if self._page is not None:
            # scrapy-playwright tries a closed page anew (0.0.48): a visit is made once.
            await page.close()
            return
        self._page = page
        self._restart_clock()
        self._watch()
        try:
            async with asyncio.timeout(self._limits.step * 2):
                await self._observe(page)
        except (PlaywrightError, TimeoutError) as error:
            self.fail(f"the page could not be observed: {_first_line(error)}")
            await page.close()

    def fail(self, why: str) -> None:
        """Say why the visit failed; the first reason stays."""
        self.failure = self.failure or why

    def fail_with(self, error: BaseException | None) -> None:
        """Say in Chromium's words why the navigation failed."""
        text = _first_line(error)
        if found := _NET_ERROR.search(text):
            self.fail(found.group())
        elif isinstance(error, TimeoutError) or "Timeout" in text:
            self.fail(f"time-out after {self.navigation_seconds:.0f} s")
        else:
            self.fail(text)

    async def load(self) -> None:
        """Wait until the page is complete as far as its network tells, having scrolled to its end."""
        await self._settle(self._limits.brief)
        shown = 0
        for turn in range(self._limits.scrolls):
            # A page may go on growing after the last of its answers, or leave for another meanwhile.
            bottom = await self._scroll(shown)
            if turn and bottom <= shown:
                return
            await self._settle(self._limits.quiet)
            shown = bottom

    async def capture(self) -> Capture:
        """The record of the visit as it stands; a page that no person has holds still for it."""
        seen = None if self._is_handed_over else self._interception
        with contextlib.nullcontext() if seen is None else seen.still():
            return await self._take()

    async def _take(self) -> Capture:
        shown = Shown()
        certificates: tuple[CertificateChain, ...] = ()
        content = await self._content()
        if self._cdp is not None and not self._is_lost:
            kind, limits = self.visit.target.kind, self._limits.pictures
            shown = await take_all(self._cdp, kind, limits, until=self._deadline)
            certificates = await certificates_of(self._cdp, content.url, self._limits.step)
        record = self._record(content, self._exchanges(), shown.pictures, certificates)
        return replace(record, pdf=shown.pdf)

    async def glance(self) -> Capture:
        """What the page shows now, whoever led it there; not to be kept."""
        exchanges = self._exchanges()
        documents = [n for n, e in enumerate(exchanges) if e.resource_type == "document"]
        latest = exchanges[documents[-1] :] if documents else exchanges
        return self._record(await self._content(), latest, (), ())

    async def reopen(self) -> None:
        """Open the page anew as a visit of its own, in the same tab."""
        self.failure = None
        self._number += 1
        self._first_exchange += len(self._exchanges())
        self._restart_clock()
        self._watch()
        if self._page is None:
            return
        try:
            await self._page.goto(
                self.url, wait_until="commit", timeout=self.navigation_seconds * 1000
            )
        except PlaywrightError as error:
            self.fail_with(error)

    async def is_touched(self) -> bool:
        """Whether a person has clicked or typed in this document since it was first asked."""
        return bool(await self._evaluate(TOUCHED, TOUCHES, self._limits.step))

    @property
    def is_lost(self) -> bool:
        """Whether the page has crashed or was closed."""
        return self._is_lost

    def hand_over(self) -> None:
        """Let a person have the page: it is not closed for taking long, and goes where they lead it."""
        self._is_handed_over = True
        if self._watchdog is not None:
            self._watchdog.cancel()

    def _exchanges(self) -> tuple[Exchange, ...]:
        if self._interception is None:
            return ()
        return self._interception.exchanges()[self._first_exchange :]

    def _record(
        self,
        content: Content,
        exchanges: tuple[Exchange, ...],
        pictures: tuple[Picture, ...],
        certificates: tuple[CertificateChain, ...],
    ) -> Capture:
        observed = Observed(
            capture_id=self._capture_id(),
            target=self.visit.target,
            requested_url=self.url,
            started_at=self._started_at,
            agent=self._agent,
            exchanges=exchanges,
            content=content,
            pictures=pictures,
            certificates=certificates,
            failure=self.failure,
            incidents=(*self._incidents, *unrecorded(self._workers, exchanges)),
            is_late=time.monotonic() > self._deadline,
        )
        return record(observed, self._around)

    async def close(self) -> None:
        """Stop observing and close the page."""
        if self._watchdog is not None:
            self._watchdog.cancel()
        if self._interception is not None:
            await self._interception.stop()
        for task in self._side_tasks:
            task.cancel()
        if self._page is not None and not self._page.is_closed():
            with contextlib.suppress(PlaywrightError, TimeoutError):
                async with asyncio.timeout(self._limits.step):
                    await self._page.close()

    def _watch(self) -> None:
        if self._watchdog is not None:
            self._watchdog.cancel()
        loop = asyncio.get_running_loop()
        self._watchdog = loop.call_later(self._limits.visit + self._limits.step, self._give_up)

    def _restart_clock(self) -> None:
        self._started_at = datetime.now(UTC)
        self._deadline = time.monotonic() + self._limits.visit

    async def _observe(self, page: Page) -> None:
        # The interception below does all that scrapy-playwright's route would do, at half the cost.
        await page.unroute("**")
        page.on("dialog", self._dialog)
        page.on("worker", lambda worker: self._workers.append(worker.url))
        page.on("popup", lambda popup: self._aside(self._popup(popup)))
        page.on("download", lambda download: self._aside(self._download(download)))
        page.on("crash", lambda _: self._lose("crash", "the page crashed"))
        page.on("close", lambda _: self._lose("", "the page was closed"))
        self._cdp = await page.context.new_cdp_session(page)
        version = await self._cdp.send("Browser.getVersion")
        self._agent = Agent(
            software=self._around.software,
            browser=version["product"],
            user_agent=version["userAgent"],
            browser_mode=self._around.browser_mode,
        )
        self._interception = Interception(
            self._cdp, self._around.guard, self._around.egress, self._limits.bodies
        )
        await self._interception.start()

    async def _settle(self, quiet: float) -> None:
        """Wait for the awaited answers, and then until nothing has happened for `quiet` seconds."""
        seen = self._interception
        until = time.monotonic() + min(self._limits.settle, self._seconds_left())
        while seen is not None and not self._is_lost and time.monotonic() < until:
            complete = all(seen.has_answer(part) for part in self._awaited)
            enough = quiet if complete else self._limits.without_awaited
            if seen.quiet_seconds >= enough:
                return
            await asyncio.sleep(POLL_SECONDS)

    def _seconds_left(self) -> float:
        """Until the time that is kept free for the capture itself."""
        return max(0.0, self._deadline - self._limits.capture - time.monotonic())

    async def _scroll(self, shown: int) -> int:
        limits = {
            "height": self._limits.pictures.total,
            "seconds": min(self._limits.scroll, self._seconds_left()),
            "step": self._limits.scroll_step_ms,
            "shown": shown,
        }
        return int(await self._evaluate(SCROLL, limits, self._limits.scroll + 1) or 0)

    async def _content(self) -> Content:
        found = await self._evaluate(CONTENT, self._limits.text, self._limits.step)
        return Content(**found) if isinstance(found, dict) else Content()

    async def _evaluate(self, function: str, argument: object, seconds: float) -> Any:
        """What a function answers that runs beside the page's own scripts; None where nothing."""
        if self._cdp is None or self._interception is None or self._is_lost:
            return None
        try:
            async with asyncio.timeout(seconds):
                frame = {"frameId": self._interception.hops.main_frame, "worldName": WORLD}
                world = await self._cdp.send("Page.createIsolatedWorld", frame)
                answer = await self._cdp.send(
                    "Runtime.evaluate",
                    {
                        "expression": f"{function.strip()}({json.dumps(argument)})",
                        "contextId": world["executionContextId"],
                        "awaitPromise": True,
                        "returnByValue": True,
                    },
                )
        except (PlaywrightError, TimeoutError):
            return None
        return answer["result"].get("value")

    def _capture_id(self) -> str:
        moment = self._started_at.strftime("%Y%m%dT%H%M%S.%fZ")
        return f"{moment}-{self._around.site.site_id}-{self._number:06d}"

    def _note(self, incident: str) -> None:
        if len(self._incidents) < INCIDENTS_KEPT:
            self._incidents.append(incident)

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._side_tasks.add(task)
        task.add_done_callback(self._side_tasks.discard)

    def _dialog(self, dialog: Dialog) -> None:
        self._note(f"dialog:{dialog.type}:{dialog.message[:500]}")
        self._aside(_quietly(dialog.dismiss()))

    async def _popup(self, popup: Page) -> None:
        self._note(f"popup:{popup.url}")
        await _quietly(popup.close())

    async def _download(self, download: Download) -> None:
        self._note(f"download:{download.url}")
        self.fail("the page is a download")
        await _quietly(download.cancel())

    def _lose(self, incident: str, why: str) -> None:
        """The page answers no more: nothing further is asked of it."""
        self._is_lost = True
        if incident:
            self._note(incident)
        self.fail(why)

    def _give_up(self) -> None:
        """The last resort: whatever still waits for this page gets an error now."""
        self.fail(f"time-out after {self._limits.visit:.0f} s")
        if self._page is not None:
            self._aside(_quietly(self._page.close()))


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    with contextlib.suppress(PlaywrightError):
        await work


def _first_line(error: BaseException | None) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:300]
