"""Pictures of a page: the whole of it where that is possible, tiles where it is too tall."""

import asyncio
import base64
import contextlib
import time
from dataclasses import dataclass

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from domain.capture import Picture
from domain.target import PageKind

FULL_PAGE = "fullPage"
MOBILE = "mobile"


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
    mobile: frozenset[PageKind] = frozenset({PageKind.LISTING})
    """Kinds of pages that are pictured in a telephone's width too."""
    pdf: frozenset[PageKind] = frozenset()
    """Kinds of pages that are printed too; a browser with a window cannot print."""
    mobile_width: int = 390
    mobile_height: int = 844


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    kind: str
    top: int
    width: int
    height: int
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page looked like."""

    pictures: tuple[Picture, ...] = ()
    pdf: bytes = b""


async def take_all(
    cdp: CDPSession, kind: PageKind, limits: PictureLimits, *, until: float
) -> Shown:
    """Every picture that is taken of a page of this kind, and its print.

    `until` is a moment of `time.monotonic`; what has not begun by then is left out.
    """
    pictures, pdf = await take_pictures(cdp, limits), b""
    if kind in limits.pdf and time.monotonic() < until:
        pdf = await print_page(cdp, limits)
    # Last, as it lays the page out anew.
    if kind in limits.mobile and time.monotonic() < until:
        pictures += await take_mobile_pictures(cdp, limits)
    return Shown(pictures=pictures, pdf=pdf)


def height_shown(pictures: tuple[Picture, ...]) -> int:
    """How much of the page the pictures in the browser's own width show; CSS pixels."""
    return sum(picture.height for picture in pictures if not picture.kind.startswith(MOBILE))


async def take_pictures(
    cdp: CDPSession, limits: PictureLimits, kind: str = FULL_PAGE
) -> tuple[Picture, ...]:
    """The page's pictures from top to bottom; what could be taken where one fails.

    Falls back on the visible part, and answers nothing only where the page does not paint at all.
    """
    pictures: list[Picture] = []
    try:
        async with asyncio.timeout(limits.seconds):
            size = (await cdp.send("Page.getLayoutMetrics"))["cssContentSize"]
        for part in plan(round(size["width"]), round(size["height"]), limits, kind):
            async with asyncio.timeout(limits.seconds):
                pictures.append(await _take(cdp, part))
    except (PlaywrightError, TimeoutError):
        return _cut_short(pictures) or await _visible_part(cdp, limits, kind)
    return tuple(pictures)


async def take_mobile_pictures(cdp: CDPSession, limits: PictureLimits) -> tuple[Picture, ...]:
    """As `take_pictures`, laid out anew in a telephone's width.

    Nothing is loaded again: what a site sends to telephones alone is not in these pictures.
    """
    telephone = {
        "width": limits.mobile_width,
        "height": limits.mobile_height,
        "deviceScaleFactor": 1,
        "mobile": True,
    }
    try:
        async with asyncio.timeout(limits.seconds):
            await cdp.send("Emulation.setDeviceMetricsOverride", telephone)
        return await take_pictures(cdp, limits, MOBILE)
    except (PlaywrightError, TimeoutError):
        return ()
    finally:
        with contextlib.suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(limits.seconds):
                await cdp.send("Emulation.clearDeviceMetricsOverride")


async def print_page(cdp: CDPSession, limits: PictureLimits) -> bytes:
    """The page as a PDF; nothing where the browser cannot print it in time."""
    try:
        async with asyncio.timeout(limits.seconds):
            answer = await cdp.send("Page.printToPDF", {"printBackground": True})
    except (PlaywrightError, TimeoutError):
        return b""
    return base64.b64decode(answer["data"])


def plan(
    width: int, height: int, limits: PictureLimits, kind: str = FULL_PAGE
) -> tuple[_Part, ...]:
    """Which pictures show a page of this size."""
    shown_width = max(1, min(width, limits.width))
    shown_height = max(1, min(height, limits.total))
    is_cut = height > limits.total or width > limits.width
    if shown_height <= limits.single:
        return (_Part(kind=kind, top=0, width=shown_width, height=shown_height, truncated=is_cut),)
    tops = range(0, shown_height, limits.tile)
    return tuple(
        _Part(
            kind=f"{kind}-tile-{number:03d}",
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


async def _visible_part(cdp: CDPSession, limits: PictureLimits, kind: str) -> tuple[Picture, ...]:
    try:
        async with asyncio.timeout(limits.seconds):
            metrics = await cdp.send("Page.getLayoutMetrics")
            answer = await cdp.send("Page.captureScreenshot", {"format": "png"})
    except (PlaywrightError, TimeoutError):
        return ()
    seen = metrics["cssLayoutViewport"]
    return (
        Picture(
            kind=kind,
            png=base64.b64decode(answer["data"]),
            width=seen["clientWidth"],
            height=seen["clientHeight"],
            truncated=True,
        ),
    )
