"""Seconds to write, seal and check a night of many captures, and to check one capture of it."""

import hashlib
import io
import random
import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

from PIL import Image

from domain.capture import Agent, Capture, Exchange, Picture
from domain.target import PageKind, Target
from evidence import volume
from evidence.localtsa import make_local_authority
from evidence.seal import seal_night
from evidence.signing import load_signer, make_signer_keys
from evidence.store import NightStore
from evidence.verify import verify_night
from evidence.verify_capture import verify_capture

NIGHT, SITE = "2026-11-23", "shopee-practice"
HOST = "http://shopee.localhost:8000"
BEGAN = datetime(2026, 11, 23, 15, tzinfo=UTC)
STATIC = 10
"""Scripts, style sheets and pictures of the site itself, the same on every page."""
WORDS = [f"từ{number}" for number in range(5000)]
Value = TypeVar("Value")


def run(captures: int) -> None:
    """Write a night of that many captures and measure what is done with it."""
    with TemporaryDirectory() as scratch:
        evidence, keys = Path(scratch) / "evidence", Path(scratch) / "keys"
        make_signer_keys(keys)
        authority = make_local_authority(keys / "tsa")
        ids = _measured("write", lambda: _write(evidence, captures))
        folder = evidence / NIGHT
        seal = _measured(
            "seal",
            lambda: seal_night(
                evidence, NIGHT, signer=load_signer(keys), authorities=[authority],
                software="benchmark", actor="benchmark",
            ),
        )  # fmt: skip
        size = sum(path.stat().st_size for path in volume.warc_files(folder))
        print(f"{captures} captures, {seal.records} records, {size / 2**20:.0f} MiB of WARC")
        if not _measured("evidence verify NIGHT", lambda: verify_night(folder)).holds:
            raise RuntimeError("the night does not hold")
        sh = shutil.which("sh") or "/bin/sh"
        _measured(
            "sh verify.sh",
            lambda: subprocess.run(
                [sh, str(folder / "verify.sh")], check=True, capture_output=True
            ),
        )
        chosen = random.Random(1).sample(ids, 9)
        spent = [_timed(partial(verify_capture, folder, one)) for one in chosen]
        wall, cpu = (median(part) for part in zip(*(s[1:] for s in spent), strict=True))
        print(
            f"{'evidence verify CAPTURE':26}{wall:9.2f} s{cpu:9.2f} s CPU  (median of {len(spent)})"
        )


def _measured(name: str, work: Callable[[], Value]) -> Value:
    value, wall, cpu = _timed(work)
    print(f"{name:26}{wall:9.2f} s{cpu:9.2f} s CPU", flush=True)
    return value


def _timed(work: Callable[[], Value]) -> tuple[Value, float, float]:
    began, cpu = time.monotonic(), _cpu()
    value = work()
    return value, time.monotonic() - began, _cpu() - cpu


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _write(evidence: Path, captures: int) -> list[str]:
    dice = random.Random(2026)
    assets = [dice.randbytes(dice.randrange(4_000, 40_000)) for _ in range(STATIC)]
    screens = [_picture(dice) for _ in range(20)]
    with NightStore(evidence, NIGHT, SITE, reserve_bytes=0) as store:
        return [
            store.write(_capture(number, assets, screens, dice)).capture_id
            for number in range(captures)
        ]


def _capture(
    number: int, assets: list[bytes], screens: list[bytes], dice: random.Random
) -> Capture:
    """A listing's page: document, answer, shared assets, three pictures of its own, two screens."""
    at, key = BEGAN + timedelta(seconds=6 * number), f"{number % 400}/{10_000 + number}"
    url = f"{HOST}/product/{key}"
    words = " ".join(dice.choices(WORDS, k=6000)).encode()
    parts = [
        (url, words, "document"),
        (f"{HOST}/api/v4/pdp/get_pc?item_id={number}", words[:20_000], "xhr"),
    ]
    parts += [(f"{HOST}/static/{n}.js", asset, "script") for n, asset in enumerate(assets)]
    own = [dice.randbytes(12_000) for _ in range(3)]
    parts += [(f"{HOST}/file/{number}-{n}.jpg", body, "image") for n, body in enumerate(own)]
    exchanges = tuple(
        Exchange(
            url=where, status=200, status_text="OK", resource_type=kind, started_at=at,
            request_headers=(("Accept", "*/*"), ("User-Agent", "benchmark")),
            response_headers=(("Content-Type", "application/octet-stream"), ("Cache-Control", "no-store")),
            body=body, body_sha256=hashlib.sha256(body).hexdigest(), body_length=len(body),
            remote_address="127.0.0.1", protocol="http/1.1",
        )
        for where, body, kind in parts
    )  # fmt: skip
    return Capture(
        capture_id=f"{at:%Y%m%dT%H%M%S.%fZ}-{SITE}-{number:06d}",
        night=NIGHT,
        site_id=SITE,
        target=Target(site_id=SITE, kind=PageKind.LISTING, key=key, url=url),
        requested_url=url,
        final_url=url,
        started_at=at,
        ended_at=at + timedelta(seconds=4),
        agent=Agent(software="benchmark"),
        status=200,
        exchanges=exchanges,
        title=f"Kem chống nắng {number}",
        dom=words.decode(),
        text=words[:8000].decode("utf-8", "ignore"),
        pictures=tuple(
            Picture(kind=kind, png=screens[(number + n) % len(screens)] + b"%d" % number, width=1366, height=900)
            for n, kind in enumerate(("fullPage", "mobile"))
        ),
    )  # fmt: skip


def _picture(dice: random.Random) -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", (160, 120), dice.randbytes(160 * 120 * 3)).save(out, "PNG")
    return out.getvalue()
