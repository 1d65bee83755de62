"""The control port: time, walls and the access log, for whoever holds the token."""

import secrets

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.market import Market, hit_rows
from demo.walls import WallKind
from demo.world import Platform


def control_app(market: Market, *, token: str) -> Starlette:
    """The control port's application; every request must carry the token."""

    async def advance(request: Request) -> Response:
        if not _allowed(request, token):
            return _refused()
        market.advance(float((await request.json())["hours"]))
        return JSONResponse({"now": market.now.isoformat()})

    async def wall(request: Request) -> Response:
        if not _allowed(request, token):
            return _refused()
        order = await request.json()
        platform, kind = Platform(order["platform"]), WallKind(order["kind"])
        if order["on"]:
            market.walls.put_up(platform, kind, wall_after=int(order["wall_after"]))
        else:
            market.walls.take_down(platform, kind)
        return JSONResponse({})

    async def walls_off(request: Request) -> Response:
        if not _allowed(request, token):
            return _refused()
        market.walls.take_all_down()
        return JSONResponse({})

    async def now(request: Request) -> Response:
        if not _allowed(request, token):
            return _refused()
        return JSONResponse({"now": market.now.isoformat()})

    async def hits(request: Request) -> Response:
        if not _allowed(request, token):
            return _refused()
        rows = hit_rows(market.hits)
        if request.method == "DELETE":
            market.hits.clear()
        return JSONResponse(rows)

    return Starlette(
        routes=[
            Route("/advance", advance, methods=["POST"]),
            Route("/wall", wall, methods=["POST"]),
            Route("/walls_off", walls_off, methods=["POST"]),
            Route("/now", now),
            Route("/hits", hits, methods=["GET", "DELETE"]),
        ]
    )


def _allowed(request: Request, token: str) -> bool:
    sent = request.headers.get("authorization", "")
    return secrets.compare_digest(sent.encode(), f"Bearer {token}".encode())


def _refused() -> Response:
    return JSONResponse({"error": "wrong token"}, status_code=401)
