"""The marketplace's child process: `python -m demo.server`, told what to do on standard input.

The first line of standard input is the order as JSON; the one line of standard output says which
ports answer, or what went wrong. When standard input ends, the parent is gone and the server goes.
"""

import asyncio
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import uvicorn

from demo.build import build_world
from demo.control import ControlApp
from demo.market import Market, MarketApp


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the parent asks for."""

    token: str
    start: str
    """When hour 0 is: ISO 8601 with a time zone."""
    seed: int
    scale: float
    port: int
    """0 for any free one."""


def main() -> int:
    """Serve until standard input ends."""
    order = Order(**json.loads(sys.stdin.readline()))
    try:
        sockets = _public_sockets(order.port)
    except OSError as error:
        _say({"error": f"port {order.port}: {error.strerror}"})
        return 1
    asyncio.run(_serve(order, sockets))
    return 0


async def _serve(order: Order, sockets: list[socket.socket]) -> None:
    market = Market(
        world=build_world(seed=order.seed, scale=order.scale),
        start=datetime.fromisoformat(order.start),
    )
    control_socket = _listen(socket.AF_INET, "127.0.0.1", 0)
    public = _server(MarketApp(market))
    control = _server(ControlApp(market, token=order.token))
    market.warm_up()
    _say(
        {
            "port": sockets[0].getsockname()[1],
            "control_port": control_socket.getsockname()[1],
        }
    )
    watcher = asyncio.create_task(_stop_with_parent(public, control))
    await asyncio.gather(public.serve(sockets), control.serve([control_socket]))
    watcher.cancel()


class _Server(uvicorn.Server):
    """Leaves signals alone: two servers share this process, and the parent ends it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _server(app: MarketApp | ControlApp) -> uvicorn.Server:
    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off")
    return _Server(config)


async def _stop_with_parent(*servers: uvicorn.Server) -> None:
    # A thread waits, because not every loop can watch a pipe on every system.
    await asyncio.to_thread(sys.stdin.read)
    for server in servers:
        server.force_exit = True
        server.should_exit = True


def _public_sockets(port: int) -> list[socket.socket]:
    """The port on 127.0.0.1, and on ::1 where the machine has it."""
    first = _listen(socket.AF_INET, "127.0.0.1", port)
    try:
        return [first, _listen(socket.AF_INET6, "::1", first.getsockname()[1])]
    except OSError:
        return [first]  # browsers fall back from ::1 to 127.0.0.1 by themselves


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _say(answer: dict[str, int | str]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
