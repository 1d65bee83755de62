"""Scrapy's way to the browser, with an end to its patience: a browser that hangs ends the run.

scrapy-playwright (0.0.48) waits without bound for a new page and for the browser to close.
"""

import asyncio
import contextlib
from typing import Any, Final

from playwright.async_api import Page
from scrapy import Request, Spider
from scrapy_playwright.handler import BrowserContextWrapper, ScrapyPlaywrightDownloadHandler

PAGE_SECONDS: Final = 90.0
"""Longest wait for a new page, a browser's start included; a machine under load needs some."""
CLOSE_SECONDS: Final = 30.0


class BoundedDownloadHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # not typed
    """Opens a page or says that the browser does not; what it leaves open ends with the process."""

    async def _create_browser_context(
        self, name: str, context_kwargs: dict[str, Any] | None, spider: Spider | None = None
    ) -> BrowserContextWrapper:
        """As scrapy-playwright does, with a blank page in it that stays.

        A context that loses its last page loses its window and its renderer, and the next visit
        would pay for new ones. It is opened first: a page behind it would not be painted.
        """
        wrapper = await super()._create_browser_context(name, context_kwargs, spider)
        if not wrapper.persistent:
            await wrapper.context.new_page()
        return wrapper

    async def _create_page(self, request: Request, spider: Spider) -> Page:
        async with asyncio.timeout(PAGE_SECONDS):
            page: Page = await super()._create_page(request, spider)
        return page

    async def _close(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await super()._close()
