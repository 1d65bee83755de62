"""A week of nights with kills, a jumping clock, a locked store and a full disk: nothing is lost.

The pages are invented; processes, kills, leases, SQLite and the evidence files are real.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from domain.target import PageKind, Target
from evidence.recover import captures_of
from evidence.volume import warc_files
from jobs import leases, status
from jobs.workspace import open_workspace

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[1]
SITE = "shopee-practice"
SHOPS = ("101", "102", "103")
BUDGET = 24
SITES = """
sites:
  shopee-practice:
    {platform: shopee, country: vn, base_url: "http://shopee.localhost:8000",
     hosts: [shopee.localhost], currency: VND, allow_loopback: true}
"""
NIGHTS = [f"2026-11-{day}" for day in range(16, 23)]
CLEAN, KILLED, LOCKED, FULL, JUMPED, MISSED, BUSY = NIGHTS


class Week:
    def __init__(self, home, monkeypatch):
        self.home = home
        (home / "sites.yml").write_text(SITES, "utf-8")
        monkeypatch.setenv("SHOPWITNESS_HOME", str(home))
        monkeypatch.setenv("SHOPWITNESS_SITES_FILE", str(home / "sites.yml"))
        monkeypatch.setenv("SHOPWITNESS_LANGUAGE", "en")
        monkeypatch.setenv("PYTHONPATH", str(ROOT))
        self.workspace = open_workspace()
        with self.workspace.store.transaction() as repo:
            for shop in SHOPS:
                url = f"http://shopee.localhost:8000/shop/{shop}"
                target = Target(site_id=SITE, kind=PageKind.SHOP, key=shop, url=url, shop_id=shop)
                repo.watchlist.add(target, source="test", at=datetime.now(UTC))

    def start(self, night, *more, **environment):
        return subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.fake_night", night, str(BUDGET), *more],
            env={**os.environ, **environment},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, night, *more, **environment):
        process = self.start(night, *more, **environment)
        out, _ = process.communicate(timeout=100)
        return process.returncode, json.loads(out.splitlines()[-1])

    def asked(self, night):
        path = self.home / "asked.txt"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [line.split()[1] for line in lines if line.split()[0] == night]

    def wait_for_pages(self, night, count):
        deadline = time.monotonic() + 60
        while len(self.asked(night)) < count:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def stored(self, night):
        with self.workspace.store.reading() as repo:
            return {capture.capture_id: capture for capture in repo.captures.of_night(night)}

    def in_evidence(self, night):
        folder = self.home / "evidence" / night
        return Counter(c.capture_id for path in warc_files(folder) for c in captures_of(path))

    def run_rows(self, night):
        with self.workspace.store.reading() as repo:
            return [run for run in repo.runs.latest("crawl", count=50) if run.night == night]

    def issues(self, night):
        with self.workspace.store.reading() as repo:
            return [issue.kind.value for issue in repo.issues.of_night(night)]


@pytest.fixture
def week(tmp_path, monkeypatch):
    made = Week(tmp_path, monkeypatch)
    yield made
    made.workspace.store.close()


def test_every_job_is_accounted_for_and_no_visit_is_lost_or_doubled(week):
    assert week.run(CLEAN)[0] == 0
    killed(week)
    locked(week)
    full(week)
    code, _ = week.run(JUMPED, "7200")
    assert code == 0
    assert "clock_jumped" in week.issues(JUMPED), "the report names it"
    busy(week)
    for night in NIGHTS:
        lost_pages = 2 if night == KILLED else 0
        accounted_for(week, night, whole=night != MISSED, lost_pages=lost_pages)
    at = datetime(2026, 11, 21, 16, tzinfo=UTC)
    seen = status.run(week.workspace, now=at)
    assert seen.last_run.night == BUSY


def killed(week):
    """Twice in one night, parent and child at once, while a page is under way."""
    for pages in (5, 12):
        process = week.start(KILLED)
        week.wait_for_pages(KILLED, pages)
        for each in (*psutil.Process(process.pid).children(recursive=True), process):
            os.kill(each.pid, signal.SIGKILL)
        process.communicate()
    code, report = week.run(KILLED)
    assert code == 0
    assert report["resumed"]


def locked(week):
    """Somebody holds the database for three seconds in the middle of a night."""
    process = week.start(LOCKED)
    week.wait_for_pages(LOCKED, 5)
    with sqlite3.connect(week.home / "shopwitness.db", timeout=30) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(3)
        other.rollback()
    assert process.wait(100) == 0
    process.stdout.close()


def full(week):
    """No room at first: the run says 69 and an issue; with room again the night goes on."""
    code, report = week.run(FULL, SHOPWITNESS_DISK_RESERVE_MB="999999999")
    assert code == 69
    assert report["states"] == ["unavailable"]
    assert week.stored(FULL) == {}
    assert "crashed" in week.issues(FULL), "the report names it"
    assert week.run(FULL)[0] == 0


def busy(week):
    """Another process holds the site: 75, the run stays open, and the next one goes on with it."""
    holder = leases.this_process()
    store = week.workspace.store
    assert leases.take(store, SITE, holder)
    code, report = week.run(BUSY)
    assert code == 75
    assert report["states"] == ["busy"]
    assert week.run_rows(BUSY)[0].finished_at is None
    with store.transaction() as repo:
        repo.runs.unlock_site(SITE, holder)
    code, report = week.run(BUSY)
    assert code == 0
    assert report["resumed"]


def accounted_for(week, night, *, whole, lost_pages):
    stored, kept = week.stored(night), week.in_evidence(night)
    assert kept.keys() == stored.keys(), "evidence and store know the same visits"
    assert max(kept.values(), default=1) == 1
    pages = Counter((c.target.kind, c.target.key) for c in stored.values())
    listings = [n for (kind, _), n in pages.items() if kind is PageKind.LISTING]
    assert max(listings, default=1) == 1, "no listing twice in a night; lists are read again"
    assert len(stored) == (BUDGET if whole else 0), "the budget is spent, once"
    # A page may be under way when the process dies: asked for and never kept, and asked again.
    assert len(week.asked(night)) - len(stored) <= lost_pages
    assert all(run.finished_at is not None for run in week.run_rows(night))
    assert len(week.run_rows(night)) == (0 if not whole else 2 if night == FULL else 1)
