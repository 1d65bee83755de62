"""Asks each page over loopback and says how long it took, on the clock and in CPU time."""

import http.client
import io
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg
import uvicorn
from PIL import Image

from benchmarks.pages.world import SITE, World
from config.settings import Settings
from domain.people import Role
from storage.session import Store
from web.app import create_app
from web.login import COOKIE, Visitor, digest
from web.services import Services, load_key

SECRET = secrets.token_hex(8)
"""Another for each run: a kept store may be asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Milliseconds that a page took."""

    page: str
    p50: float
    p95: float
    cpu_p95: float
    """CPU time of this process, and of PostgreSQL's for this database where it runs on this machine."""


def addresses(world: World) -> dict[str, list[str]]:
    """What is asked for, by the page's name; each address is asked once."""
    flags = [n * max(1, world.flags // 40) for n in range(40)]
    listings = [f"9{world.suspected(flag):09d}" for flag in flags]
    cards = [f"9{world.listings * n // 40 + 1:09d}" for n in range(40)]
    common = ("kem", "chính hãng", "túi xách", "dong ho", "cao cấp", "rep 1:1", "sữa", "son môi")
    pairs = ("kem trộn rep 1:1", "tui xach hoa viet", "đồng hồ giày", "bột giặt son", "kem nồi")
    rare = [f"k{world.listings * n // 10:07d}" for n in range(10)]
    shops = [f"kho kem {n}" for n in range(0, 200, 24)]
    return {
        "morning": ["/"] * 10,
        "queue": [f"/queue?severity={s}" for s in ("", "high", "low", "critical")] * 10,
        "queue, by rule and words": [f"/queue?rule=false_origin&text={quote(w)}" for w in common],
        "queue, deep": [f"/queue?at={flag + 1}" for flag in flags],
        "suspects": [f"/flags?page={n}" for n in (1, 2, 5, 100, 400, 590)],
        "search, one common word": [f"/search?q={quote(word)}" for word in common * 3],
        "search, several words": [f"/search?q={quote(words)}" for words in pairs * 4],
        "search, a rare word": [f"/search?q={word}" for word in rare * 2],
        "search, a begun word": [f"/search?q={quote(w)}" for w in ("kem tr", "tra", "chi", "han")]
        * 4,
        "search, an address": [f"/search?q=https://shopee.vn/x-i.1.{each}" for each in cards],
        "search, a phone": [f"/search?q={world.phone(n)}" for n in range(20)],
        "search, a shop": [f"/search?q={quote(shop)}" for shop in shops * 2],
        "listing, four visits": [f"/listings/{SITE}/{each}" for each in listings],
        "listing, a card": [f"/listings/{SITE}/{each}" for each in cards],
        "shop": [f"/shops/{SITE}/77{n * world.shops // 40:07d}" for n in range(40)],
    }


def measure(
    store: Store, settings: Settings, world: World, *, server: str | None = None
) -> Iterator[Taken]:
    """Log in and ask for every page, one at a time; `server` is the URL of a PostgreSQL database."""
    spent = Spent(server)
    with _serving(store, settings) as port:
        for name, wanted in addresses(world).items():
            _ask(port, wanted[0])  # Once, so that templates and plots are loaded.
            yield _taken(name, [_timed(port, address, spent=spent) for address in wanted])
        pictures = [_timed_picture(port, n, spent=spent) for n in range(20)]
        yield _taken("search, a picture", pictures)


class Spent:
    """Seconds of CPU time: this process's, and those of PostgreSQL's backends that serve it."""

    def __init__(self, server: str | None) -> None:
        self._connection = psycopg.connect(server, autocommit=True) if server else None

    def seconds(self) -> float:
        """Spent so far, but for what the asking itself costs; Linux tells it of other processes."""
        own = time.process_time()
        if self._connection is None:
            return own
        asked = (
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return own + sum(_ran(pid) for (pid,) in self._connection.execute(asked).fetchall())


def _ran(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[0]) / 1e9
    except OSError:
        return 0.0


@contextmanager
def _serving(store: Store, settings: Settings) -> Iterator[int]:
    services = Services(
        store=store,
        settings=settings,
        replay_origin="http://127.0.0.1:1",
        key=load_key(settings.home),
    )
    now = datetime.now(UTC)
    with store.transaction() as repo:
        user = repo.people.add(
            f"asks-{SECRET}", password_hash="", role=Role.INVESTIGATOR, at=now, language="vi"
        )
        repo.people.remember(
            digest(SECRET), user.user_id, kind="session", at=now, expires_at=now + timedelta(days=1)
        )
    config = uvicorn.Config(create_app(services), host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)


def _ask(port: int, address: str, *, body: bytes | None = None, kind: str = "") -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Cookie": f"{COOKIE}={SECRET}"} | ({"Content-Type": kind} if kind else {})
    connection.request("GET" if body is None else "POST", address, body=body, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert answer.status == 200, (address, answer.status, content[:500])


def _timed(
    port: int, address: str, *, spent: Spent, body: bytes | None = None, kind: str = ""
) -> tuple[float, float]:
    cpu, clock = spent.seconds(), time.perf_counter()
    _ask(port, address, body=body, kind=kind)
    taken = time.perf_counter() - clock
    return 1000 * taken, 1000 * (spent.seconds() - cpu)


def _timed_picture(port: int, n: int, *, spent: Spent) -> tuple[float, float]:
    image = Image.effect_mandelbrot((200, 200), (-2 + n / 40, -1.5, 1, 1.5), 40)
    target = io.BytesIO()
    image.save(target, "PNG")
    csrf = Visitor(user=None, secret=SECRET).csrf  # type: ignore[arg-type]  # only the secret counts
    head = f'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf}\r\n--b\r\n'
    head += 'Content-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    body = head.encode() + target.getvalue() + b"\r\n--b--\r\n"
    return _timed(
        port, "/search/picture", spent=spent, body=body, kind="multipart/form-data; boundary=b"
    )


def _taken(name: str, rows: list[tuple[float, float]]) -> Taken:
    clock = sorted(row[0] for row in rows)
    cpu = sorted(row[1] for row in rows)
    return Taken(page=name, p50=_at(clock, 0.5), p95=_at(clock, 0.95), cpu_p95=_at(cpu, 0.95))


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]
