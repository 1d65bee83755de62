"""The nightly run from end to end, as its user sees it: commands in, pages kept, suspects out."""

import pytest

from demo.marketplace import practice_marketplace
from tests.practice import PracticeHome, warcio_check

pytestmark = pytest.mark.browser

NIGHT = "2026-11-23"


@pytest.fixture
def market():
    with practice_marketplace() as running:
        yield running


@pytest.fixture
def home(tmp_path, market):
    made = PracticeHome(tmp_path / "home", market)
    made.fill()
    return made


def test_a_night_keeps_every_page_before_it_raises_a_flag(home):
    ended = home.run("nightly", "--night", NIGHT, "--budget", "15", "--json")
    assert ended.code == 0, ended.err
    report = ended.json
    assert report["visits"] == 15
    assert sum(site["visits"] for site in report["sites"]) == 15
    captures = home.reopened(NIGHT)
    assert len(captures) == 15
    assert all(capture.dom and capture.pictures for capture in captures)
    assert warcio_check(home.warc_files(NIGHT)).returncode == 0
    flags = home.run("flags", "list", "--json").json
    kept = {capture.capture_id for capture in captures}
    assert flags
    assert all(flag["capture_id"] in kept and flag["reasons"] for flag in flags)


def test_a_dry_run_says_what_it_would_do_and_visits_nothing(home, market):
    market.clear_hits()
    ended = home.run("nightly", "--night", NIGHT, "--budget", "15", "--dry-run", "--json")
    assert ended.code == 0
    assert sum(order["budget"] for order in ended.json) == 15
    assert market.hits() == ()
    assert home.captures(NIGHT) == []


@pytest.mark.slow
def test_a_site_behind_a_wall_is_reported_as_blocked_and_nothing_on_it_as_removed(home, market):
    market.wall("tiktok", "captcha")
    ended = home.run("nightly", "--night", NIGHT, "--budget", "12", "--json")
    assert ended.code == 3
    states = {site["site_id"]: site["state"] for site in ended.json["sites"]}
    assert states.pop("tiktok-practice") == "blocked"
    assert set(states.values()) == {"done"}
    assert not [w for w in ended.json["wiped"] + ended.json["missed"] if "tiktok" in w["site_id"]]
    assert ended.json["events"].get("removed_suspected", 0) == 0
    walled = [c for c in home.captures(NIGHT) if c.site_id == "tiktok-practice"]
    assert walled
    assert {c.outcome.value for c in walled} == {"captcha"}


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_night_that_was_killed_three_times_goes_on_and_loses_nothing(home):
    words = ("nightly", "--night", NIGHT, "--budget", "36")
    for seen in (1, 9, 20):
        process = home.start(*words)
        home.wait_for_captures(NIGHT, seen, process)
        home.kill_everything(process)
        noted = home.reopened(NIGHT)
        assert len(noted) >= seen
    ended = home.run(*words, "--json", timeout=200)
    assert ended.code == 0, ended.err
    assert ended.json["resumed"]
    captures = home.reopened(NIGHT)
    assert len(captures) == 36
    assert len({capture.capture_id for capture in captures}) == 36
    check = warcio_check(home.warc_files(NIGHT))
    assert check.returncode == 0, check.stdout
    assert not list((home.folder / "evidence" / NIGHT / "warc").glob("*.open"))


def shop_address(market):
    """A shop that stays open, and one of its listings."""
    open_ones = [t for t in market.truth().listings if t.removed_at is None]
    chosen = next(t for t in open_ones if t.platform == "lazada")
    site = f"http://lazada.localhost:{market.port}"
    return f"{site}/products/pdp-i{chosen.listing_id}.html"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_tip_is_preserved_at_once_even_while_a_night_runs(home, market):
    address = shop_address(market)
    night = home.start("nightly", "--night", NIGHT, "--budget", "60", "--site", "lazada-practice")
    try:
        home.wait_for_captures(NIGHT, 1, night)
        ended = home.run("capture", address, "--reason", "tip", "--json")
    finally:
        home.kill_everything(night)
    assert ended.code == 0, ended.err
    (page,) = ended.json
    kept = {capture.capture_id: capture for capture in home.reopened(NIGHT)}
    assert kept[page["capture_id"]].target.url == page["url"]


def test_a_tip_about_no_known_site_is_refused_in_one_sentence(home):
    ended = home.run("capture", "https://example.com/x")
    assert ended.code == 2
    assert "example.com" in ended.err
