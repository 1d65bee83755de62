"""The running marketplace: the world, its clock, its walls and its access log."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from demo import lazada, shopee, tiktok
from demo.answers import Answer, Ask, Hit, Moment, redirect
from demo.decoys import altered
from demo.photos import photo
from demo.refusals import refusal, wall_page
from demo.walls import WallKind, Walls
from demo.world import Platform, World

DRIP_CHUNKS = 120
DRIP_SECONDS = 0.5
"""A slow answer comes in so many pieces, with so long a wait before each: a minute in all."""

_PLATFORMS: Mapping[Platform, ModuleType] = {
    Platform.SHOPEE: shopee,
    Platform.LAZADA: lazada,
    Platform.TIKTOK: tiktok,
}
_ASSETS = {
    f"/assets/{path.name}": (path.read_text("utf-8"), path.suffix)
    for path in (Path(__file__).parent / "static").iterdir()
}
_ASSET_TYPES = {".css": "text/css", ".js": "text/javascript"}
_LOG_LENGTH = 200_000


class Market:
    """Everything that a request may need; changed by the control port only."""

    def __init__(self, *, world: World, start: datetime) -> None:
        self.world = world
        self.walls = Walls()
        self.hits: deque[Hit] = deque(maxlen=_LOG_LENGTH)
        self._start = start
        self._moment = Moment(world=world, hour=0.0, start=start)

    def warm_up(self) -> None:
        """Do beforehand what would make the first search slow."""
        self._moment.search(Platform.SHOPEE, "a")

    @property
    def now(self) -> datetime:
        """The world's time, aware UTC."""
        return self._start + timedelta(hours=self._moment.hour)

    def advance(self, hours: float) -> None:
        """Let time pass; it never passes by itself."""
        self._moment = Moment(world=self.world, hour=self._moment.hour + hours, start=self._start)

    def answer(self, request: Request) -> tuple[Answer, bool]:
        """The answer, and whether it is to drip."""
        path = request.url.path
        platform = platform_of(request.headers.get("host", ""))
        if (image := photo(path, self.world.pictures)) is not None:
            return image, False
        if path in _ASSETS:
            return _asset(path), False
        if platform is None:
            return Answer(body="no such host", status=421, media_type="text/plain"), False
        ask = _ask(request, platform)
        if (page := wall_page(ask)) is not None:
            return page, False
        if path.startswith("/s/"):
            return self._short_link(ask), False
        return self._behind_walls(ask)

    def _behind_walls(self, ask: Ask) -> tuple[Answer, bool]:
        is_page = not ask.path.startswith("/api/") and ask.query.get("ajax") != "true"
        met = self.walls.before(ask.platform, is_page=is_page)
        for kind in met:
            if (refused := refusal(kind, ask)) is not None:
                return refused, False
        answer: Answer = _PLATFORMS[ask.platform].answer(ask, self._moment)
        for kind in met:
            answer = altered(kind, ask, answer)
        return answer, WallKind.SLOW_DRIP in met and is_page

    def _short_link(self, ask: Ask) -> Answer:
        code = ask.path.removeprefix("/s/").strip("/")
        path = self.world.short_links.get((ask.platform, code))
        if path is None:
            return Answer(body="", status=404)
        return redirect(f"{ask.base_url}{path}?utm_source=share&utm_campaign={code}")


class MarketApp:
    """The marketplace as an ASGI application."""

    def __init__(self, market: Market) -> None:
        self._market = market

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request and write it in the access log."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        answer, drips = self._market.answer(request)
        self._market.hits.append(_hit(request, answer))
        await _response(answer, drips=drips)(scope, receive, send)


def platform_of(host: str) -> Platform | None:
    """The platform that a host name stands for, subdomains included."""
    name = host.partition(":")[0].lower()
    for platform in Platform:
        if name == f"{platform}.localhost" or name.endswith(f".{platform}.localhost"):
            return platform
    return None


def _ask(request: Request, platform: Platform) -> Ask:
    port = request.url.port
    query = request.url.query
    return Ask(
        platform=platform,
        path=request.url.path,
        query=dict(request.query_params),
        base_url=f"http://{platform}.localhost" + (f":{port}" if port else ""),
        target=request.url.path + (f"?{query}" if query else ""),
    )


def _asset(path: str) -> Answer:
    text, suffix = _ASSETS[path]
    return Answer(
        body=text,
        media_type=f"{_ASSET_TYPES[suffix]}; charset=utf-8",
        headers=(("cache-control", "public, max-age=3600"),),
    )


def _hit(request: Request, answer: Answer) -> Hit:
    query = request.url.query
    return Hit(
        method=request.method,
        host=request.headers.get("host", ""),
        path=request.url.path + (f"?{query}" if query else ""),
        status=answer.status,
    )


def _response(answer: Answer, *, drips: bool) -> Response:
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    headers = {"cache-control": "no-store", **dict(answer.headers)}
    if drips:
        return StreamingResponse(
            _drops(body), answer.status, headers=headers, media_type=answer.media_type
        )
    return Response(body, answer.status, headers=headers, media_type=answer.media_type)


async def _drops(body: bytes) -> AsyncIterator[bytes]:
    size = len(body) // DRIP_CHUNKS + 1
    for first in range(0, len(body), size):
        await asyncio.sleep(DRIP_SECONDS)
        yield body[first : first + size]
