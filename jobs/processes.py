"""Runs commands of this house as processes of their own, and asks them politely to stop."""

import logging
import signal
import subprocess
import sys
from contextlib import suppress
from threading import Lock

logger = logging.getLogger(__name__)

_running: set["subprocess.Popen[bytes]"] = set()
_lock = Lock()


def run_command(words: list[str]) -> int:
    """Run `shopwitness` with these words to its end; answers its exit code."""
    with subprocess.Popen(  # noqa: S603  (our own command, no shell)
        [sys.executable, "-m", "cli", *words],
        stdin=subprocess.DEVNULL,
        # The scheduler passes a stop on itself; Ctrl-C must not reach the command twice.
        start_new_session=True,
    ) as process:
        with _lock:
            _running.add(process)
        try:
            code = process.wait()
        finally:
            with _lock:
                _running.discard(process)
    logger.info("%s ended with %d", " ".join(words), code)
    return code


def stop_all() -> None:
    """Ask every command under way to finish its page and end."""
    with _lock:
        for process in _running:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
