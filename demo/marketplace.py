"""Starts the practice marketplace and talks to its control port."""

import json
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Timer
from typing import IO, Any

from demo.answers import Hit
from demo.build import build_world
from demo.registers import write_registers
from demo.truth import Truth, truth_of
from demo.walls import WallKind
from demo.world import Platform, World
from domain.errors import UnavailableError

START = datetime(2026, 11, 20, 15, tzinfo=UTC)
"""When the first night begins where nothing else is asked for: 22:00 in Viet Nam."""
SEED = 2026
_START_SECONDS = 30.0
_STOP_SECONDS = 5.0


@contextmanager
def practice_marketplace(
    *, seed: int = SEED, start: datetime = START, scale: float = 1.0, port: int = 0
) -> Iterator["Marketplace"]:
    """A marketplace in a child process that ends with the block, and with this process.

    `start` is the time, aware, at which the world's first night begins. `port` 0 takes any free
    port. Raises UnavailableError where the port is taken or the child does not come up.
    """
    token = secrets.token_urlsafe(24)
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "demo.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=Path(__file__).parent.parent,
            start_new_session=True,  # Ctrl-C is the parent's to answer
        )
        order = {
            "token": token,
            "start": start.isoformat(),
            "seed": seed,
            "scale": scale,
            "port": port,
        }
        try:
            ports = _ports(process, order, errors)
            yield Marketplace(
                port=ports["port"],
                control_port=ports["control_port"],
                token=token,
                seed=seed,
                start=start,
                scale=scale,
            )
        finally:
            _stop(process)


def _ports(
    process: subprocess.Popen[bytes], order: Mapping[str, object], errors: IO[bytes]
) -> dict[str, Any]:
    assert process.stdin is not None  # noqa: S101  (for the type checker: both are pipes)
    assert process.stdout is not None  # noqa: S101
    late = Timer(_START_SECONDS, process.kill)
    late.start()
    try:
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.flush()
        line = process.stdout.readline()
    except BrokenPipeError:
        line = b""
    finally:
        late.cancel()
    answer: dict[str, Any] = json.loads(line) if line else {"error": _last_line(errors)}
    if "error" in answer:
        raise UnavailableError(f"The practice marketplace did not start: {answer['error']}.")
    return answer


def _last_line(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"no answer within {_START_SECONDS:.0f} s"


def _stop(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Marketplace:
    """A running marketplace: where it is, what is true in it, and the hand on its clock."""

    def __init__(
        self,
        *,
        port: int,
        control_port: int,
        token: str,
        seed: int,
        start: datetime,
        scale: float,
    ) -> None:
        self.port = port
        self._control_port = control_port
        self._token = token
        self._seed = seed
        self._start = start
        self._scale = scale

    @cached_property
    def world(self) -> World:
        """The same world that the child process shows."""
        return build_world(seed=self._seed, scale=self._scale)

    def base_url(self, platform: str) -> str:
        """Scheme, host and port of a platform: `http://shopee.localhost:8000`."""
        return f"http://{Platform(platform)}.localhost:{self.port}"

    def site_id(self, platform: str) -> str:
        """The site id of a platform: `shopee-practice`."""
        return f"{Platform(platform)}-practice"

    def write_sites_file(self, path: Path) -> None:
        """Write a sites.yml with the three practice sites."""
        sites = "".join(_site(self.site_id(p), p, self.base_url(p)) for p in Platform)
        path.write_text(f"sites:\n{sites}{_POLITENESS}", "utf-8")

    def write_registers(self, folder: Path) -> None:
        """Write products.csv, sellers.csv and watchlist.txt into a folder."""
        # Programs other than browsers cannot look `*.localhost` up everywhere (glibc, 2026).
        image_base = f"http://127.0.0.1:{self.port}"
        write_registers(self.world, folder, self.base_url, image_base=image_base)

    def truth(self) -> Truth:
        """What is so, past and to come."""
        return truth_of(self.world, self._start)

    def now(self) -> datetime:
        """The world's time, aware UTC."""
        return datetime.fromisoformat(self._ask("GET", "/now")["now"])

    def advance(self, hours: float) -> datetime:
        """Let so many hours pass and return the new time."""
        return datetime.fromisoformat(self._ask("POST", "/advance", {"hours": hours})["now"])

    def wall(self, platform: str, kind: str, *, on: bool = True, wall_after: int = 0) -> None:
        """Put a wall up, at once or after so many more pages, or take it down."""
        order = {
            "platform": Platform(platform),
            "kind": WallKind(kind),
            "on": on,
            "wall_after": wall_after,
        }
        self._ask("POST", "/wall", order)

    def walls_off(self) -> None:
        """Take every wall down."""
        self._ask("POST", "/walls_off")

    def hits(self) -> tuple[Hit, ...]:
        """Every request answered since the start or the last `clear_hits`, oldest first."""
        return tuple(Hit(**row) for row in self._ask("GET", "/hits"))

    def clear_hits(self) -> None:
        """Forget the requests so far."""
        self._ask("DELETE", "/hits")

    def _ask(self, method: str, path: str, order: Mapping[str, object] | None = None) -> Any:
        # Any: the control port's JSON, of another shape at each path.
        connection = HTTPConnection("127.0.0.1", self._control_port, timeout=10)
        try:
            headers = {"Authorization": f"Bearer {self._token}"}
            connection.request(method, path, json.dumps(order or {}), headers)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as error:
            raise UnavailableError(f"The practice marketplace does not answer: {error}.") from error
        finally:
            connection.close()
        if answer.status != 200:
            raise UnavailableError(f"The practice marketplace refused {path}: {answer.status}.")
        return json.loads(body)


def _site(site_id: str, platform: Platform, base_url: str) -> str:
    return f"""  {site_id}:
    platform: {platform}
    country: vn
    base_url: {base_url}
    hosts: [{platform}.localhost]
    currency: VND
    allow_loopback: true
"""


_POLITENESS = """
politeness:
  defaults:
    pace_seconds: 0
    jitter: 0
    pause_every: 1000
    pause_seconds: 0
    pages_per_hour: 100000
    pages_per_night: 5000
    stop_after_walls: 1
    cool_down_minutes: 0
    recheck_minutes: 0
    robots: ignore
    concurrent_pages: 2
"""
