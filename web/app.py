"""Puts the investigator's application together, and the one that shows kept pages beside it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException as PageError
from starlette.staticfiles import StaticFiles

from domain.errors import ShopWitnessError, UnavailableError, UnknownError, UsageError
from messages import mark
from web.limits import BodyLimit
from web.login import ForbiddenError, NotLoggedInError, Visitor, visitor_of
from web.pages import page
from web.services import Services
from web.views import (
    accounts,
    api,
    captures,
    cases,
    flags,
    listings,
    morning,
    operators,
    papers,
    people,
    photos,
    registers,
    rules,
    search,
)

STATIC = Path(__file__).parent / "static"
_STATUSES = {UnknownError: 404, UsageError: 422, UnavailableError: 503}
"""What a page answers where one of these is raised, the first that fits; 409 for the others."""
Handler = Callable[[Request], Awaitable[Response]]
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


def create_app(services: Services) -> FastAPI:
    """The application; every route but the log-in needs a right."""
    app = FastAPI(
        title="ShopWitness", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    app.state.services = services
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for view in (
        accounts,
        morning,
        flags,
        photos,
        listings,
        captures,
        search,
        cases,
        papers,
        operators,
        registers,
        rules,
        people,
        api,
    ):
        # The description is of the API; pages are for people.
        app.include_router(view.router, include_in_schema=view is api)
    app.add_middleware(BodyLimit)
    app.middleware("http")(_with_headers(services.replay_origin))
    _handle_errors(app)
    return app


def _with_headers(replay_origin: str) -> Callable[[Request, Handler], Awaitable[Response]]:
    policy = (
        "default-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'; "
        f"frame-src {replay_origin}; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )

    async def add_headers(request: Request, answer: Handler) -> Response:
        response = await answer(request)
        for name, value in (_HEADERS | {"Content-Security-Policy": policy}).items():
            response.headers.setdefault(name, value)
        if request.url.path.startswith("/static/"):
            response.headers["Cache-Control"] = "public, max-age=3600"
        return response

    return add_headers


def _handle_errors(app: FastAPI) -> None:
    @app.exception_handler(NotLoggedInError)
    def _log_in(request: Request, _: Exception) -> Response:
        there = quote(str(request.url.path), safe="/")
        return RedirectResponse(f"/login?next={there}", 303)

    @app.exception_handler(ForbiddenError)
    def _forbidden(request: Request, error: Exception) -> Response:
        sentence = mark("Your role does not have the right to do this.")
        visitor = error.visitor if isinstance(error, ForbiddenError) else None
        return _sorry(request, 403, sentence, visitor)

    @app.exception_handler(PageError)
    def _page_error(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, PageError) else 500
        detail = error.detail if isinstance(error, HTTPException) else ""
        sentence = detail or (mark("There is no such page.") if status == 404 else str(status))
        headers = error.headers if isinstance(error, PageError) else None
        return _sorry(request, status, sentence, headers=headers)

    @app.exception_handler(ShopWitnessError)
    def _refused(request: Request, error: Exception) -> Response:
        status = next((code for kind, code in _STATUSES.items() if isinstance(error, kind)), 409)
        return _sorry(request, status, str(error))


def _sorry(
    request: Request,
    status: int,
    sentence: str,
    visitor: Visitor | None = None,
    headers: object = None,
) -> Response:
    """One sentence that says what is wrong; as JSON where the API was asked."""
    if request.url.path.startswith("/api/"):
        extra = dict(headers) if isinstance(headers, dict) else None
        return JSONResponse({"detail": sentence}, status, extra)
    return page(request, "sorry.html", visitor or _whoever(request), status=status, said=sentence)


def _whoever(request: Request) -> Visitor | None:
    try:
        return visitor_of(request)
    except (NotLoggedInError, ShopWitnessError):
        return None
