"""One night as the scheduler runs it, with the marketplace's clock moving 60 times as fast as ours."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from demo.marketplace import Marketplace

SPEED = 60.0
TICK_SECONDS = 2.0
ENDED = "nightly --night"


def run_night(home: Path, market: Marketplace, night: str, *, budget: int, seconds: float) -> int:
    """Have `python -m scheduler` run one night at its next minute; answers the night's exit code.

    Raises TimeoutError where it takes more than `seconds`.
    """
    ahead = (market.now() - datetime.now(UTC)) / timedelta(hours=1)
    schedule = home / "schedule.yml"
    schedule.write_text(
        json.dumps(
            {
                "jobs": {
                    "nightly": {
                        "job": "nightly",
                        "cron": "* * * * *",
                        "options": {"night": night, "budget": budget, "hours-ahead": ahead},
                    }
                }
            }
        ),
        "utf-8",
    )
    with _scheduler(home, schedule) as process, _running(market):
        return _exit_code(process, seconds)


@contextmanager
def _scheduler(home: Path, schedule: Path) -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "SHOPWITNESS_SCHEDULE_FILE": str(schedule)}
    (home / "scheduler.db").unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=180)


def _exit_code(process: "subprocess.Popen[str]", seconds: float) -> int:
    assert process.stderr is not None
    late = threading.Timer(seconds, process.terminate)
    late.start()
    try:
        for line in process.stderr:
            if ENDED in line and "ended with" in line:
                return int(line.rsplit(None, 1)[-1])
    finally:
        late.cancel()
    raise TimeoutError(f"a night took more than {seconds:.0f} s")


@contextmanager
def _running(market: Marketplace) -> Iterator[None]:
    """The marketplace's clock runs; it stands still outside of nights."""
    over = threading.Event()

    def run() -> None:
        last = time.monotonic()
        while not over.wait(TICK_SECONDS):
            now = time.monotonic()
            market.advance((now - last) * SPEED / 3600.0)
            last = now

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
