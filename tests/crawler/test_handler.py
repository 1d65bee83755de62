"""A browser that does not answer ends a request, not the night."""

import asyncio
from types import SimpleNamespace

import pytest

import crawler.handler
from crawler.handler import BoundedDownloadHandler


async def never(*_args, **_kwargs):
    await asyncio.Event().wait()


def hanging_browser():
    handler = BoundedDownloadHandler.__new__(BoundedDownloadHandler)
    context = SimpleNamespace(new_page=never, close=never, pages=[])
    wrapper = SimpleNamespace(context=context, semaphore=asyncio.Semaphore(1))
    handler.context_wrappers = {"default": wrapper}
    handler.context_launch_lock = asyncio.Lock()
    return handler


def test_a_page_that_never_opens_is_an_error(monkeypatch):
    monkeypatch.setattr(crawler.handler, "PAGE_SECONDS", 0.05)

    async def scene():
        await hanging_browser()._create_page(SimpleNamespace(meta={}), None)

    with pytest.raises(TimeoutError):
        asyncio.run(scene())


def test_a_browser_that_never_closes_is_left_to_the_end_of_the_process(monkeypatch):
    monkeypatch.setattr(crawler.handler, "CLOSE_SECONDS", 0.05)

    async def scene():
        await hanging_browser()._close()

    asyncio.run(scene())
