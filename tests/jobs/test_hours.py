"""Visiting hours: when a site is left alone, and what the report says of it."""

from datetime import UTC, datetime, timedelta

import pytest

from config.hours import VisitHours
from config.load import load_sites
from domain.errors import ExitCode, UsageError
from evidence.recover import Recovery
from jobs import crawl, hours
from jobs.crawl import CrawlRequest
from jobs.progress import Order, SiteResult, SiteState
from jobs.workspace import open_workspace
from tests.storage.facts import SITE, shop_target

NOON = datetime(2026, 11, 23, 12, tzinfo=hours.ZONE)
ORDER = Order(site_id=SITE, night="2026-11-23", run_id=1, budget=10)
SITES = """
sites:
  shopee-practice: {platform: shopee, country: vn, base_url: "http://127.0.0.1:1", currency: VND}
politeness:
  shopee-practice: {quiet_hours: "%s"}
"""


@pytest.mark.parametrize(
    ("visits", "quiet", "at", "is_open", "changes"),
    [
        ("20-6", "", NOON, False, "20:00"),
        ("20-6", "", NOON.replace(hour=23), True, "06:00"),
        ("0-24", "11:30-13", NOON, False, "13:00"),
        ("0-24", "11:30-13", NOON.replace(hour=13), True, "11:30"),
        ("8:30-11, 14-17", "", NOON.replace(hour=8, minute=29), False, "08:30"),
        ("0-24", "", NOON, True, None),
    ],
)
def test_hours_of_a_day(visits, quiet, at, is_open, changes):
    read = VisitHours.read(visits, quiet)
    assert read.is_open(at.astimezone(UTC)) is is_open
    change = read.changes_at(at.astimezone(UTC))
    assert (change and change.astimezone(hours.ZONE).strftime("%H:%M")) == changes


def test_hours_that_are_none_are_named_with_their_site(tmp_path):
    path = tmp_path / "sites.yml"
    path.write_text(SITES % "after lunch", "utf-8")
    with pytest.raises(UsageError, match="after lunch"):
        load_sites(path)


def test_a_crawl_ends_where_the_hours_end():
    until_one = VisitHours.read("8-13", "")
    limited = hours.limited(ORDER, until_one, now=NOON)
    assert limited.max_seconds == 3600
    (result,) = hours.explained([limited], [SiteResult(site_id=SITE, state=SiteState.OUT_OF_TIME)])
    assert "13:00" in result.detail


def test_a_site_outside_its_hours_is_left_alone_and_the_report_says_so(tmp_path, monkeypatch):
    now = datetime.now(hours.ZONE)
    quiet = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
    (tmp_path / "sites.yml").write_text(SITES % quiet, "utf-8")
    monkeypatch.setenv("SHOPWITNESS_HOME", str(tmp_path))
    monkeypatch.setenv("SHOPWITNESS_SITES_FILE", str(tmp_path / "sites.yml"))
    workspace = open_workspace()
    try:
        with workspace.store.transaction() as repo:
            repo.watchlist.add(shop_target(), source="test", at=now.astimezone(UTC))
        report = crawl.run(
            workspace,
            CrawlRequest(night="2026-11-23", budget=10),
            on_progress=lambda progress: pytest.fail(f"visited {progress.url}"),
        )
    finally:
        workspace.store.close()
    (site,) = report.sites
    assert site.state is SiteState.QUIET
    assert f"{now + timedelta(hours=1):%H:%M}" in site.detail
    assert report.exit_code is ExitCode.OK


def test_a_night_of_which_every_site_was_busy_is_no_success():
    assert _exit_code(SiteState.BUSY, SiteState.BUSY) is ExitCode.INTERRUPTED
    assert _exit_code(SiteState.BUSY, SiteState.QUIET) is ExitCode.INTERRUPTED
    assert _exit_code(SiteState.BUSY, SiteState.DONE) is ExitCode.OK


def _exit_code(*states):
    return crawl.CrawlReport(
        night="n",
        run_id=1,
        started_at=NOON,
        ended_at=NOON,
        resumed=False,
        recovered=Recovery(),
        sites=tuple(SiteResult(site_id=s.value, state=s) for s in states),
    ).exit_code
