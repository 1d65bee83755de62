"""Refuses bodies that are larger than anything a page or the API asks for, before they are kept."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from messages import mark

FORM = 1 << 20
"""Bytes of a form or of an API request."""
UPLOAD = 210 << 20
"""Bytes of a form with files; the views know how large each kind of file may be."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class BodyLimit:
    """An application that answers 413 to bodies over the limit of their kind."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, counting what arrives of its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most, arrived = _limit(scope), 0
        if _stated(scope) > most:
            sentence = PlainTextResponse("413", 413, {"Connection": "close"})
            await sentence(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > most:
                raise HTTPException(413, mark("What was sent is too large."))
            return message

        await self._app(scope, counted, send)


def _limit(scope: Message) -> int:
    has_files = _header(scope, b"content-type").startswith(b"multipart/form-data")
    # Whoever is not logged in, and programs, send no files.
    is_small = scope["path"] == "/login" or scope["path"].startswith("/api/")
    return UPLOAD if has_files and not is_small else FORM


def _stated(scope: Message) -> int:
    length = _header(scope, b"content-length")
    return int(length) if length.isdigit() else 0


def _header(scope: Message, wanted: bytes) -> bytes:
    return next((bytes(value) for name, value in scope["headers"] if name == wanted), b"")
