"""Pictures of a page: the whole of it where that is possible, tiles where it is too tall."""

import asyncio
import base64
from dataclasses import dataclass

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from domain.capture import Picture

FULL_PAGE = "fullPage"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """How much of a tall page is pictured; CSS pixels."""

    single: int = 12_000
    """A page up to this height is one picture."""
    tile: int = 6_000
    total: int = 60_000
    """What lies below is in no picture; the last tile says so."""
    width: int = 4_000
    seconds: float = 15.0
    """Longest wait for one picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    kind: str
    top: int
    width: int
    height: int
    truncated: bool = False


async def take_pictures(cdp: CDPSession, limits: PictureLimits) -> tuple[Picture, ...]:
    """The page's pictures from top to bottom; what could be taken where one fails.

    Falls back on the visible part, and answers nothing only where the page does not paint at all.
    """
    pictures: list[Picture] = []
    try:
        async with asyncio.timeout(limits.seconds):
            size = (await cdp.send("Page.getLayoutMetrics"))["cssContentSize"]
        for part in plan(round(size["width"]), round(size["height"]), limits):
            async with asyncio.timeout(limits.seconds):
                pictures.append(await _take(cdp, part))
    except (PlaywrightError, TimeoutError):
        return _cut_short(pictures) or await _visible_part(cdp, limits)
    return tuple(pictures)


def plan(width: int, height: int, limits: PictureLimits) -> tuple[_Part, ...]:
    """Which pictures show a page of this size."""
    shown_width = max(1, min(width, limits.width))
    shown_height = max(1, min(height, limits.total))
    is_cut = height > limits.total or width > limits.width
    if shown_height <= limits.single:
        return (
            _Part(kind=FULL_PAGE, top=0, width=shown_width, height=shown_height, truncated=is_cut),
        )
    tops = range(0, shown_height, limits.tile)
    return tuple(
        _Part(
            kind=f"{FULL_PAGE}-tile-{number:03d}",
            top=top,
            width=shown_width,
            height=min(limits.tile, shown_height - top),
            truncated=is_cut and top == tops[-1],
        )
        for number, top in enumerate(tops, start=1)
    )


async def _take(cdp: CDPSession, part: _Part) -> Picture:
    clip = {"x": 0, "y": part.top, "width": part.width, "height": part.height, "scale": 1}
    answer = await cdp.send(
        "Page.captureScreenshot",
        {"format": "png", "captureBeyondViewport": True, "optimizeForSpeed": True, "clip": clip},
    )
    return Picture(
        kind=part.kind,
        png=base64.b64decode(answer["data"]),
        width=part.width,
        height=part.height,
        truncated=part.truncated,
    )


def _cut_short(pictures: list[Picture]) -> tuple[Picture, ...]:
    """The tiles so far, the last one marked: there was more below it."""
    if not pictures:
        return ()
    *whole, last = pictures
    return (
        *whole,
        Picture(kind=last.kind, png=last.png, width=last.width, height=last.height, truncated=True),
    )


async def _visible_part(cdp: CDPSession, limits: PictureLimits) -> tuple[Picture, ...]:
    try:
        async with asyncio.timeout(limits.seconds):
            metrics = await cdp.send("Page.getLayoutMetrics")
            answer = await cdp.send("Page.captureScreenshot", {"format": "png"})
    except (PlaywrightError, TimeoutError):
        return ()
    seen = metrics["cssLayoutViewport"]
    return (
        Picture(
            kind=FULL_PAGE,
            png=base64.b64decode(answer["data"]),
            width=seen["clientWidth"],
            height=seen["clientHeight"],
            truncated=True,
        ),
    )
