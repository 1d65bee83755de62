"""Runs one crawl in a child process, as the jobs do, and tells what came of it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from config.load import Politeness
from crawler import guard
from crawler.attended import Attendance
from crawler.browser import BrowserConfig
from crawler.frontier import Visit
from crawler.intercept import BodyLimits
from crawler.limits import VisitLimits
from crawler.run import CrawlOrder, run_site
from crawler.screenshot import PictureLimits
from crawler.spider import PlatformSpider
from domain.errors import LayoutChanged, ShopWitnessError
from domain.listing import Reading
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Site, Target
from evidence.recover import captures_of
from evidence.store import load_capture

NIGHT = "2026-11-23"
SITE_ID = "test-practice"


def find_target(url, site):
    return Target(site_id=site.site_id, kind=PageKind.LISTING, key=url, url=url)


def page_url(target, site, page=1):
    return target.url if page == 1 else f"{target.url}?page={page}"


def read(capture, site):
    """The title says what the page is."""
    if "no-layout" in capture.title:
        raise LayoutChanged("title")
    outcome = next((o for o in Outcome if capture.title == o.value), Outcome.LIVE)
    if capture.failure or not capture.status:
        outcome = Outcome.ERROR
    verdict = Verdict(outcome=outcome, reason=f"title {capture.title!r}")
    return Reading(verdict=verdict, page_kind=capture.target.kind)


class WebSpider(PlatformSpider):
    name = "web"
    find_target = staticmethod(find_target)
    page_url = staticmethod(page_url)
    read = staticmethod(read)
    is_on_air = staticmethod(lambda reading: "on air" in reading.verdict.reason)
    awaited = {PageKind.SEARCH: ("/api/search",)}


class ListFrontier:
    """Hands out a list; says on standard output what was kept, in the order of the events."""

    def __init__(self, visits):
        self.visits = list(visits)

    def next_visits(self, count):
        taken, self.visits = self.visits[:count], self.visits[count:]
        return taken

    def visited(self, visit, capture, stored, reading, issues):
        say(
            kept=stored.capture_id,
            outcome=reading.verdict.outcome.value if reading else None,
            issues=[issue.detail for issue in issues],
        )


def say(**words):
    print(json.dumps(words), flush=True)


def site(port, *, host="shop.localhost"):
    return Site(
        site_id=SITE_ID,
        platform="web",
        country="vn",
        base_url=f"http://{host}:{port}",
        hosts=(),
        currency="VND",
        allow_loopback=True,
    )


def answer_names(names):
    """Let this process's resolver answer these names, each time with the next list of addresses."""
    ask, rounds = socket.getaddrinfo, {name: list(lists) for name, lists in names.items()}
    if names:
        guard.RESOLVED_FOR_SECONDS = 0.0

    def getaddrinfo(host, port, *args, **kwargs):
        lists = rounds.get(host)
        if lists is None:
            return ask(host, port, *args, **kwargs)
        addresses = lists.pop(0) if len(lists) > 1 else lists[0]
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0))
            for address in addresses
        ]

    socket.getaddrinfo = getaddrinfo


def browser_of(words):
    paths = {name: Path(words[name]) for name in ("chromium", "profile") if name in words}
    return BrowserConfig(**{**words, **paths})


def limits_of(words):
    kinds = {"bodies": BodyLimits, "pictures": PictureLimits}
    made = {name: kinds[name](**v) if name in kinds else v for name, v in words.items()}
    return VisitLimits(**{"settle": 3.0, "without_awaited": 1.0, **made})


def main():
    """The child: an order as JSON in the first argument."""
    order = json.loads(sys.argv[1])
    answer_names(order["names"])
    where = site(order["port"])
    visits = [
        Visit(target=Target(site_id=SITE_ID, kind=PageKind(kind), key=url, url=url))
        for kind, url in order["visits"]
    ]
    politeness = Politeness(**{"pace_seconds": 0, "jitter": 0, **order["politeness"]})
    try:
        report = run_site(
            CrawlOrder(
                site=where,
                politeness=politeness,
                spider=WebSpider,
                night=NIGHT,
                evidence=Path(order["evidence"]),
                frontier=ListFrontier(visits),
                browser=browser_of(order["browser"]),
                limits=limits_of(order["limits"]),
                ask=lambda text: say(asked=text),
                attendance=Attendance(**order["attendance"]),
                **order["extra"],
            )
        )
    except ShopWitnessError as error:
        say(error=type(error).__name__, text=str(error))
        return
    say(
        report={
            "visits": report.visits,
            "by_outcome": report.by_outcome,
            "blocked": report.blocked,
            "stopped": report.stopped_reason,
        }
    )


@dataclass
class Crawled:
    """What a finished child left."""

    evidence: Path
    lines: list
    stderr: str

    @property
    def report(self):
        return self.lines[-1].get("report")

    @property
    def stored(self):
        files = sorted((self.evidence / NIGHT / "warc").glob("*"))
        return [stored for path in files for stored in captures_of(path)]

    @property
    def captures(self):
        return [load_capture(self.evidence, stored) for stored in self.stored]

    @property
    def capture(self):
        (only,) = self.captures
        return only


def start(
    evidence,
    port,
    paths,
    *,
    kind="listing",
    politeness=None,
    browser=None,
    limits=None,
    names=None,
    attendance=None,
    **extra,
):
    """Start a crawl of these paths (or URLs); the caller waits for it."""
    base = site(port).base_url
    order = {
        "port": port,
        "evidence": str(evidence),
        "visits": [[kind, path if "://" in path else base + path] for path in paths],
        "politeness": politeness or {},
        "browser": browser or {},
        "limits": limits or {},
        "names": names or {},
        "attendance": {"poll": 0.3, **(attendance or {})},
        "extra": extra,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crawler.crawl", json.dumps(order)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "SHOPWITNESS_LANGUAGE": "en"},
    )


def crawl(evidence, port, paths, *, seconds=90, **kwargs):
    """Crawl these paths to the end."""
    child = start(evidence, port, paths, **kwargs)
    try:
        stdout, stderr = child.communicate(timeout=seconds)
    finally:
        end(child)
    lines = [json.loads(line) for line in stdout.splitlines() if line.startswith("{")]
    assert lines, stderr
    return Crawled(evidence=Path(evidence), lines=lines, stderr=stderr)


def end(child):
    """Kill the child and every browser process that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    for stream in (child.stdout, child.stderr):
        stream.close()
    child.wait(10)


if __name__ == "__main__":
    main()
