"""Runs one child process a site, so that a crash or a wall at one leaves the others alone."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO

from jobs.progress import Order, Progress, SiteResult, SiteState, from_line

STOP_SECONDS = 90
"""How long a child may take to finish its page once told to stop."""
_CHILD = (sys.executable, "-m", "jobs.crawl_site")


class SiteChild:
    """One site's crawl in a process of its own."""

    def __init__(self, order: Order, log: IO[bytes], lines: "queue.Queue[_Line]") -> None:
        self.order = order
        self.process = subprocess.Popen(  # noqa: S603  (our own module, no shell)
            _CHILD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            # Ctrl-C reaches only the parent, which passes it on as a polite SIGTERM.
            start_new_session=True,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )
        self._hand_over()
        self.reader = threading.Thread(target=self._read, args=(lines,), daemon=True)
        self.reader.start()

    def stop(self) -> None:
        """Ask the child to finish its page and end."""
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)

    def _hand_over(self) -> None:
        # Standard input stays open: its end tells the child that the parent has died.
        stdin = self.process.stdin
        with suppress(BrokenPipeError):
            if stdin is not None:
                stdin.write(json.dumps(asdict(self.order)) + "\n")
                stdin.flush()

    def _read(self, lines: "queue.Queue[_Line]") -> None:
        for line in self.process.stdout or ():
            lines.put((self, line))
        self.process.wait()
        lines.put((self, None))


_Line = tuple[SiteChild, str | None]


def run_children(
    orders: Sequence[Order], *, logs: Path, on_progress: Callable[[Progress], None]
) -> tuple[SiteResult, ...]:
    """Crawl every order at once, each in its child; answers one result an order, in order.

    A KeyboardInterrupt or SIGTERM is passed on: each child finishes its page, and the results
    say `interrupted`.
    """
    lines: queue.Queue[_Line] = queue.Queue()
    results: dict[str, SiteResult] = {}
    with ExitStack() as stack:
        children = [SiteChild(order, _log(stack, logs, order), lines) for order in orders]
        stack.callback(_make_sure_all_ended, children)
        running = set(children)
        while running:
            try:
                child, line = lines.get()
            except KeyboardInterrupt:
                for each in running:
                    each.stop()
                continue
            if line is None:
                running.discard(child)
            else:
                _take(line, results, on_progress)
        return tuple(results.get(c.order.site_id) or _crashed(c) for c in children)


def _log(stack: ExitStack, logs: Path, order: Order) -> IO[bytes]:
    path = logs / f"crawl-{order.night}-{order.site_id}.log"
    return stack.enter_context(path.open("ab"))


def _take(
    line: str, results: dict[str, SiteResult], on_progress: Callable[[Progress], None]
) -> None:
    try:
        message = from_line(line)
    except (ValueError, TypeError, KeyError):
        return  # a library printed something of its own
    if isinstance(message, SiteResult):
        results[message.site_id] = message
    else:
        on_progress(message)


def _crashed(child: SiteChild) -> SiteResult:
    return SiteResult(
        site_id=child.order.site_id,
        state=SiteState.CRASHED,
        detail=f"the crawl process ended with {child.process.returncode}",
    )


def _make_sure_all_ended(children: Sequence[SiteChild]) -> None:
    for child in children:
        if child.process.poll() is None:
            child.stop()
    for child in children:
        try:
            child.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        if child.process.stdin is not None:
            with suppress(BrokenPipeError):
                child.process.stdin.close()
        if child.process.stdout is not None:
            child.reader.join(STOP_SECONDS)
            child.process.stdout.close()
