"""The one way out for the browser: a proxy on loopback that applies the guard to each connection.

The browser's own requests pass the guard before they are sent; this second line also holds for
what cannot be paused there (WebSockets, prefetches, popups) and leaves no gap between resolving a
name and connecting: the address that was checked is the address that is connected to. TLS passes
through untouched, from the browser to the site.
"""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Iterable
from urllib.parse import urlsplit

from crawler.guard import WEB_PORTS, Guard

logger = logging.getLogger(__name__)

HEAD_LIMIT = 256 << 10
CHUNK = 64 << 10
CONNECT_SECONDS = 20.0
_HOP_HEADERS = (b"proxy-connection:", b"proxy-authorization:")

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Egress:
    """A forward proxy for one run; `start` before the browser, `close` after it."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()
        self.connected: dict[tuple[str, int], str] = {}
        """The address that each host and port was last connected to."""
        self.refused: dict[tuple[str, int], str] = {}
        """Why a host and port was refused."""

    @property
    def url(self) -> str:
        """What the browser is told to use."""
        if self._server is None:
            raise RuntimeError("start() comes first")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        self._server = await asyncio.start_server(
            self._accept, host="127.0.0.1", port=0, limit=HEAD_LIMIT
        )

    async def close(self) -> None:
        """Stop listening and end every connection."""
        if self._server is None:
            return
        self._server.close()
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (asyncio runs every accepted connection as a task)
        self._clients.add(task)
        # The other end of a connection may vanish at any moment; that is the browser's to tell.
        with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError, ValueError):
            await self._serve((reader, writer))
        writer.close()
        self._clients.discard(task)

    async def _serve(self, client: Streams) -> None:
        head = await client[0].readuntil(b"\r\n\r\n")
        method, where, _ = head.split(b" ", 2)
        if method == b"CONNECT":
            await self._tunnel(client, where.decode("ascii"))
        else:
            await self._forward(client, head)

    async def _tunnel(self, client: Streams, where: str) -> None:
        host, _, port = where.rpartition(":")
        server = await self._connect(host.strip("[]"), int(port))
        if server is None:
            return
        client[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await _join(server[1], _pipe(client[0], server[1]), _pipe(server[0], client[1]))

    async def _forward(self, client: Streams, head: bytes) -> None:
        """Plain HTTP. Chromium keeps one destination a connection, so one server serves it all."""
        url = urlsplit(head.split(b" ", 2)[1].decode("ascii"))
        host, port = url.hostname or "", url.port or WEB_PORTS.get(url.scheme, 80)
        server = await self._connect(host, port)
        if server is not None:
            sending = _forward_requests(client[0], server[1], head)
            await _join(server[1], sending, _pipe(server[0], client[1]))

    async def _connect(self, host: str, port: int) -> Streams | None:
        addresses, refusal = await self._guard.addresses(host, port)
        if refusal:
            self.refused[host, port] = refusal
            logger.warning("connection refused by the guard", extra={"why": refusal})
            return None
        known = self.connected.get((host, port))
        for address in _first(known, addresses):
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    server = await asyncio.open_connection(address, port, limit=HEAD_LIMIT)
            except (OSError, TimeoutError):
                continue
            self.connected[host, port] = address
            return server
        return None


def _first(known: str | None, addresses: tuple[str, ...]) -> Iterable[str]:
    """One address a host as long as it answers, so that a record names the right one."""
    return (known, *(a for a in addresses if a != known)) if known in addresses else addresses


async def _forward_requests(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes
) -> None:
    origin = _split(head)[1]
    with contextlib.suppress(asyncio.IncompleteReadError):
        while _split(head)[1] == origin:
            method, _, path, version, lines = _split(head)
            kept = [line for line in lines if not line.lower().startswith(_HOP_HEADERS)]
            writer.write(b"\r\n".join([b" ".join([method, path, version]), *kept]))
            await _relay(reader, writer, _content_length(lines))
            head = await reader.readuntil(b"\r\n\r\n")


def _split(head: bytes) -> tuple[bytes, bytes, bytes, bytes, list[bytes]]:
    """Method, `http://host:port`, path, version and header lines of a request to a proxy."""
    first, *lines = head.split(b"\r\n")
    method, where, version = first.split(b" ", 2)
    scheme, _, rest = where.partition(b"//")
    netloc, _, path = rest.partition(b"/")
    return method, scheme + b"//" + netloc, b"/" + path, version, lines


async def _relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, length: int) -> None:
    while length > 0:
        chunk = await reader.read(min(length, CHUNK))
        if not chunk:
            return
        length -= len(chunk)
        writer.write(chunk)
        await writer.drain()


def _content_length(lines: list[bytes]) -> int:
    for line in lines:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(CHUNK):
        writer.write(chunk)
        await writer.drain()


async def _join(server: asyncio.StreamWriter, *directions: Coroutine[None, None, None]) -> None:
    """Run both directions until one ends: the browser closes a connection by closing its half."""
    tasks = [asyncio.ensure_future(direction) for direction in directions]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        server.close()
