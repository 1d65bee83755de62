"""mitmproxy between browser and server as a second judge: what it saw on the wire is what was kept.

It lies in `.judges/mitmproxy`, an environment of its own (`make judges`); skipped where it is not there.
"""

import base64
import json
import os
import socket
import subprocess
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.crawler.crawl import crawl
from tests.evidence.hostile import ANSWERS, Hostile
from tests.evidence.test_fidelity import ICON, LIMIT, NEVER_ASKED, PATIENT, REDIRECTS, UNSEEN

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(400)]

HOME = Path(os.environ.get("WIRE_JUDGE", Path(__file__).parents[2] / ".judges" / "mitmproxy"))
COMPARED = [*sorted(set(ANSWERS) - NEVER_ASKED - UNSEEN - {"/video.mp4", ICON}), "/page"]


class Wire:
    """mitmdump in front of a server while the block runs; then `flows` has what went through it."""

    def __init__(self, folder, port):
        self.log = folder / "flows"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.words = [
            str(HOME / "bin" / "mitmdump"), "--quiet", "--mode", f"reverse:http://127.0.0.1:{port}",
            "--listen-host", "127.0.0.1", "--listen-port", str(self.port), "-w", str(self.log),
            "--set", "keep_host_header=true", "--set", f"confdir={folder / 'mitmproxy'}",
        ]  # fmt: skip

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdout=subprocess.DEVNULL)
        for _ in range(600):
            assert self.process.poll() is None, "mitmdump did not start"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.1)
        raise AssertionError("mitmdump does not answer")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    def flows(self):
        """Every answer by its path."""
        script = Path(__file__).with_name("wire_log.py")
        done = subprocess.run([str(HOME / "bin" / "python"), str(script), str(self.log)],
                              capture_output=True, text=True, timeout=120, check=True)  # fmt: skip
        by_path = defaultdict(list)
        for line in done.stdout.splitlines():
            flow = json.loads(line)
            by_path[flow["path"]].append(flow)
        return by_path


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What mitmproxy saw, and what was kept, of one visit to the hostile page."""
    if not (HOME / "bin" / "mitmdump").exists():
        pytest.skip(f"{HOME} is not there: make judges")
    folder = tmp_path_factory.mktemp("wire")
    with Hostile() as web:
        with Wire(folder, web.port) as wire:
            web.shown_port = wire.port
            crawled = crawl(
                folder / "evidence",
                wire.port,
                ["/page"],
                visit_timeout=180,
                seconds=300,
                limits=PATIENT,
            )
        kept = defaultdict(list)
        for exchange in crawled.capture.exchanges:
            kept[urlsplit(exchange.url).path].append(exchange)
        return wire.flows(), kept


@pytest.mark.parametrize("path", sorted({*COMPARED, *UNSEEN, *REDIRECTS, "/video.mp4"}))
def test_nothing_crossed_the_wire_twice(seen, path):
    assert len(seen[0][path]) == 1


@pytest.mark.parametrize("path", COMPARED)
def test_the_bytes_kept_are_those_that_crossed_the_wire(seen, path):
    (flow,), (exchange,) = seen[0][path], seen[1][path]
    assert (exchange.body_sha256, exchange.body_length) == (flow["sha256"], flow["length"])
    assert exchange.status == flow["status"]


def test_an_icon_is_kept_as_it_came_by_a_browser_that_asks_for_one(seen):
    """A build without windows shows no icon, and asks for none."""
    flows, exchanges = (each.get(ICON, []) for each in seen)
    assert len(flows) <= 1
    assert [e.body_sha256 for e in exchanges] == [flow["sha256"] for flow in flows]


def test_a_film_that_was_cut_off_begins_as_the_one_on_the_wire(seen):
    (flow,), (exchange,) = seen[0]["/video.mp4"], seen[1]["/video.mp4"]
    assert (exchange.truncated, exchange.body_length) == ("length", LIMIT)
    assert exchange.body_sha256 == flow["first_20_mib_sha256"]


@pytest.mark.parametrize("path", ["/posted", "/beacon"])
def test_what_was_posted_is_what_crossed_the_wire(seen, path):
    (flow,), (exchange,) = seen[0][path], seen[1][path]
    assert exchange.request_body == base64.b64decode(flow["posted"])


def test_everything_that_crossed_the_wire_is_in_the_record_or_named_as_unseen(seen):
    assert set(seen[0]) - set(seen[1]) == UNSEEN
