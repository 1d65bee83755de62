"""What an analyst is told of how things stand, and what goes out by message."""

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from domain.errors import UnavailableError, UsageError
from domain.flag import Flag, Reason, Severity
from domain.outcome import Outcome
from jobs import digest, metrics, status
from jobs.nights import night_of
from jobs.workspace import open_workspace
from storage.rows import SiteRun
from tests.storage.facts import NIGHT, SITE, START, Facts, a_card, a_listing

MORNING = START + timedelta(hours=12)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    opened = open_workspace()
    yield opened
    opened.store.close()


@pytest.fixture
def a_night(workspace):
    """One page kept in time and one card missed, both wiped; a wall; a flag of high severity."""
    facts = Facts(workspace.store)
    with workspace.store.transaction() as repo:
        run_id = repo.runs.start(NIGHT, "crawl", at=START, config={})
    facts.see(a_listing("200"), hour=0.1)
    facts.browse(a_card("201"), hour=0.2)
    facts.fail(Outcome.REMOVED, hour=1, listing_id="200")
    facts.fail(Outcome.REMOVED, hour=1, listing_id="201")
    capture_id, _ = facts.see(a_listing("202", title="Cần sa"), hour=2)
    flag = Flag(
        rule="prohibited_goods",
        severity=Severity.CRITICAL,
        probability=0.96,
        reasons=(Reason(field="title", found="Cần sa", expected=None, text_vi="x", text_en="x"),),
        site_id=SITE,
        listing_id="202",
        shop_id="100",
        capture_id=capture_id,
        rules_version="1",
    )
    with workspace.store.transaction() as repo:
        repo.flags.put_flags(run_id, [flag], at=START + timedelta(hours=3))
        repo.runs.put_site_run(
            SiteRun(
                run_id=run_id,
                site_id="shopee-vn",
                at=MORNING,
                visits=5,
                by_outcome={"captcha": 2},
                blocked=True,
                wall="captcha",
            )
        )
        repo.runs.set_cool_down("shopee-vn", MORNING + timedelta(hours=1))
    return workspace


def test_an_empty_home_has_no_last_night_and_no_share(workspace):
    found = status.run(workspace, now=MORNING)
    assert found.last_run is None
    assert found.preserved_share is None
    assert found.disk.free_bytes > 0


def test_the_share_preserved_counts_pages_kept_and_known_misses(a_night):
    found = status.run(a_night, now=MORNING)
    assert (found.wiped_preserved, found.wiped_missed) == (1, 1)
    assert found.preserved_share == 0.5


def test_the_estimate_counts_listings_by_their_probability(a_night):
    with a_night.store.transaction() as repo:
        repo.frontier.set_probabilities(SITE, [("200", 0.9), ("201", 0.6)])
    practice = a_night.sites.model_copy(update={"sites": {SITE: a_night.sites.sites["shopee-vn"]}})
    found = status.run(replace(a_night, sites=practice), now=MORNING).estimate
    assert (found.kept, found.missed) == pytest.approx((0.9, 0.6))
    assert found.share == pytest.approx(0.6)
    assert (found.low or 0.0) <= 0.6 <= (found.high or 0.0)


def test_a_wall_and_its_cool_down_are_told_by_site(a_night):
    site = next(s for s in status.run(a_night, now=MORNING).sites if s.site_id == "shopee-vn")
    assert (site.last_wall, site.last_visits) == ("captcha", 5)
    assert site.cooling_until == MORNING + timedelta(hours=1)


@pytest.mark.parametrize("days", [0, 1, 2, 4])
def test_nights_without_a_crawl_are_named(a_night, days):
    now = MORNING + timedelta(days=days)
    nights = [(START + timedelta(days=n)).date().isoformat() for n in range(1, days)]
    assert list(status.run(a_night, now=now).missed_nights) == nights
    with a_night.store.transaction() as repo:
        repo.runs.start(night_of(now), "crawl", at=now, config={})
    assert list(status.run(a_night, now=now).missed_nights) == nights
    text = str(digest.run(a_night, now=now))
    assert all(night in text for night in nights)


def test_the_numbers_for_prometheus_are_those_of_the_status(a_night, tmp_path):
    metrics.write(status.run(a_night, now=MORNING), tmp_path / "m" / "shopwitness.prom")
    lines = (tmp_path / "m" / "shopwitness.prom").read_text().splitlines()
    assert "shopwitness_wiped_missed 1.0" in lines
    assert 'shopwitness_walled{site="shopee-vn"} 1.0' in lines
    assert [path.name for path in (tmp_path / "m").iterdir()] == ["shopwitness.prom"]


def test_the_digest_names_suspects_wiped_ones_and_walls(a_night):
    made = digest.run(a_night, now=MORNING)
    assert "1 new suspects, 1 wiped after and 1 before capture" in made.title
    assert "Cần sa" in made.text
    assert "shopee-vn was stopped by a wall: captcha." in made.text


def test_a_digest_before_the_first_night_says_what_to_do(workspace):
    with pytest.raises(UsageError, match="shopwitness nightly"):
        digest.run(workspace)


def test_prohibited_goods_are_told_of_at_once(a_night):
    rows = digest.alerts(a_night, since=START)
    assert "Cần sa" in digest.alert_text(rows)
    assert digest.alerts(a_night, since=MORNING) == ()


@pytest.fixture
def receiver():
    """A webhook on loopback that keeps what it was sent."""
    received = []

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200 if self.path == "/good" else 500)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keep)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


def test_a_message_goes_through_every_channel(receiver):
    address, received = receiver
    digest.send((f"{address}/good", f"{address}/good"), title="Sáng nay", text="Cần sa")
    assert [(each["title"], each["message"]) for each in received] == [("Sáng nay", "Cần sa")] * 2


def test_a_channel_that_fails_is_told(receiver):
    with pytest.raises(UnavailableError, match="SHOPWITNESS_NOTIFY"):
        digest.send((f"{receiver[0]}/bad",), title="a", text="b")


def test_an_address_that_is_none_is_named_without_its_secret():
    with pytest.raises(UsageError, match="address 1") as caught:
        digest.send(("nonsense-with-a-secret",), title="a", text="b")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("utc_hour", "quiet"), [(15, True), (22, True), (23, False), (0, False), (14, False)]
)
def test_quiet_hours_are_those_of_vietnam(utc_hour, quiet):
    moment = datetime(2026, 11, 24, utc_hour, 30, tzinfo=UTC)
    assert digest.is_quiet(moment, 22, 6) is quiet
    assert not digest.is_quiet(moment, 5, 5)
