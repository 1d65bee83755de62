"""A browser that dies, in part or whole, costs the visits under way and nothing else."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.crawler.crawl import crawl

pytestmark = pytest.mark.browser


def descendants(pid):
    """Process ids below a process, with their command lines."""
    below = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            command = folder.joinpath("cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):
            continue
        below.setdefault(parent, []).append((int(folder.name), command))
    waiting, found = [pid], []
    while waiting:
        children = below.get(waiting.pop(), [])
        found += children
        waiting += [child for child, _ in children]
    return found


def kill_below(wanted):
    """Kill the processes of this test's own that fit; answers how many there were."""
    found = [pid for pid, command in descendants(os.getpid()) if wanted(command)]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return len(found)


def is_browser(command):
    return "--remote-debugging-pipe" in command and "--type=" not in command


def is_renderer(command):
    return "--type=renderer" in command


def dying(web, path, wanted, *, after_ms=0):
    """A page whose script has a process of the browser killed so long after it began."""
    killed = threading.Event()

    def die(handler, _query):
        if kill_below(wanted):
            killed.set()
        time.sleep(0.2)
        handler.answer(b"late")

    web.routes[path] = lambda handler, _query: handler.html(
        "<title>dying</title><p>seen before"
        f"<script>setTimeout(() => fetch('/die'), {after_ms})</script>"
    )
    web.routes["/die"] = die
    return killed


@pytest.mark.slow
@pytest.mark.parametrize("after_ms", [0, 250])
def test_the_browser_dies_in_mid_run(web, tmp_path, after_ms):
    killed = dying(web, "/fatal", is_browser, after_ms=after_ms)
    crawled = crawl(tmp_path, web.port, ["/quick?1", "/fatal", "/quick?2", "/quick?3"])
    assert killed.is_set()
    assert crawled.report["visits"] == 4
    outcomes = [line["outcome"] for line in crawled.lines if "kept" in line]
    assert outcomes[0] == "live"
    assert outcomes[1] == "error"
    assert outcomes[-1] == "live", "the run goes on with a fresh browser"
    assert crawled.report["stopped"] == "done"
    fatal = next(c for c in crawled.captures if c.requested_url.endswith("/fatal"))
    assert fatal.failure


def test_a_renderer_dies_in_mid_visit(web, tmp_path):
    killed = dying(web, "/fatal", is_renderer, after_ms=250)
    crawled = crawl(tmp_path, web.port, ["/fatal", "/quick"], visit_timeout=10)
    assert killed.is_set()
    first, second = crawled.captures
    assert first.failure == "the page crashed"
    assert "crash" in first.incidents
    assert first.document.body, "what had come until then is kept"
    assert second.title == "quick"


def test_there_is_no_browser_at_all(web, tmp_path):
    missing = {"chromium": str(tmp_path / "no-such-browser")}
    crawled = crawl(tmp_path, web.port, ["/quick"], browser=missing)
    assert crawled.lines[-1]["error"] == "UnavailableError"


def test_what_is_no_browser(web, tmp_path):
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    crawled = crawl(tmp_path, web.port, ["/quick"], browser={"chromium": str(fake)})
    assert crawled.lines[-1]["error"] == "UnavailableError"
    assert "shopwitness doctor" in crawled.lines[-1]["text"]
