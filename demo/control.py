"""The control port: time, walls and the access log, for whoever holds the token."""

import secrets
from dataclasses import asdict

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from demo.market import Market
from demo.walls import WallKind
from demo.world import Platform


class ControlApp:
    """The control port as an ASGI application: nothing is answered without the token."""

    def __init__(self, market: Market, *, token: str) -> None:
        self._market = market
        self._pass = f"Bearer {token}".encode()
        self._routes = Starlette(
            routes=[
                Route("/now", self._now),
                Route("/advance", self._advance, methods=["POST"]),
                Route("/wall", self._wall, methods=["POST"]),
                Route("/walls_off", self._walls_off, methods=["POST"]),
                Route("/hits", self._hits, methods=["GET", "DELETE"]),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        sent = Request(scope).headers.get("authorization", "").encode()
        if secrets.compare_digest(sent, self._pass):
            await self._routes(scope, receive, send)
        else:
            await JSONResponse({"error": "wrong token"}, status_code=401)(scope, receive, send)

    async def _now(self, request: Request) -> Response:
        return JSONResponse({"now": self._market.now.isoformat()})

    async def _advance(self, request: Request) -> Response:
        self._market.advance(float((await request.json())["hours"]))
        return await self._now(request)

    async def _wall(self, request: Request) -> Response:
        order = await request.json()
        platform, kind = Platform(order["platform"]), WallKind(order["kind"])
        if order["on"]:
            self._market.walls.put_up(platform, kind, wall_after=int(order["wall_after"]))
        else:
            self._market.walls.take_down(platform, kind)
        return JSONResponse({})

    async def _walls_off(self, request: Request) -> Response:
        self._market.walls.take_all_down()
        return JSONResponse({})

    async def _hits(self, request: Request) -> Response:
        rows = [asdict(hit) for hit in self._market.hits]
        if request.method == "DELETE":
            self._market.hits.clear()
        return JSONResponse(rows)
