"""A removal is sealed as a pair: last seen alive, first seen gone, and what lay between."""

import json
from datetime import timedelta

import pytest

from config.load import load_sites
from config.settings import Settings
from domain.errors import EvidenceError, UnavailableError
from domain.outcome import Outcome
from evidence import volume
from evidence.ledger import EntryType, Ledger
from evidence.store import NightStore
from evidence.verify import verify_night
from evidence.warc import parse, read_member, scan
from jobs import seal
from jobs.keys import keys_folder, prepare_keys
from jobs.workspace import Workspace
from storage import open_store
from tests.evidence.nights import run_script
from tests.evidence.visits import capture as page
from tests.storage.facts import SITE, START, a_listing, a_reading, listing_target

FIRST, SECOND = "2026-11-23", "2026-11-24"


class Home:
    """A home folder whose captures lie both in the store and in the evidence."""

    def __init__(self, folder):
        settings = Settings(home=folder)
        prepare_keys(settings, practice=True)
        store = open_store(f"sqlite:///{folder / 'shopwitness.db'}")
        self.workspace = Workspace(settings=settings, sites=load_sites(), store=store)
        self.evidence = settings.evidence
        self.count = 0

    def visit(self, outcome, hour, night=SECOND, listing_id="200"):
        self.count += 1
        at = START + timedelta(hours=hour)
        target = listing_target(listing_id)
        capture = page(
            self.count, night=night, target=target, started_at=at, ended_at=at, final_url=target.url
        )
        with NightStore(self.evidence, night, SITE, reserve_bytes=0) as store:
            stored = store.write(capture)
        shown = [a_listing(listing_id)] if outcome is Outcome.LIVE else []
        reading = a_reading(outcome, *shown)
        with self.workspace.store.transaction() as repo:
            repo.captures.add(
                capture,
                reading.verdict,
                warc_file=stored.warc_file,
                records=stored.records,
                night=night,
            )
            repo.history.record(
                reading,
                capture_id=capture.capture_id,
                site_id=SITE,
                target=target,
                at=at,
                parser_version="1",
            )
        return capture.capture_id

    def stones(self, night=SECOND):
        for path in volume.warc_files(self.evidence / night):
            for member in scan(path):
                record = parse(member.content)
                if record.header("WARC-Target-URI").startswith("urn:tombstone:"):
                    yield record, json.loads(record.payload)

    def entries(self, type_, night=SECOND):
        ledger = Ledger(path=self.evidence / night / volume.LEDGER)
        return [entry for entry in ledger.entries() if entry.type is type_]


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "home")
    yield made
    made.workspace.store.close()


def wiped(home):
    alive = home.visit(Outcome.LIVE, 0, FIRST)
    seal.run(home.workspace, FIRST)
    walled = home.visit(Outcome.CAPTCHA, 24)
    gone = home.visit(Outcome.REMOVED, 25)
    again = home.visit(Outcome.REMOVED, 26)
    home.visit(Outcome.LIVE, 25, listing_id="201")
    return alive, walled, gone, again


def test_a_removal_is_a_record_with_its_pair_and_the_visits_between(home):
    alive, walled, gone, again = wiped(home)
    seal.run(home.workspace, SECOND)
    ((record, stone),) = home.stones()
    assert record.header("WARC-Type") == "metadata"
    assert stone["listing_id"] == "200"
    assert (stone["last_alive"]["capture_id"], stone["last_alive"]["night"]) == (alive, FIRST)
    assert (stone["first_gone"]["capture_id"], stone["first_gone"]["outcome"]) == (gone, "removed")
    assert [(s["capture_id"], s["outcome"]) for s in stone["between"]] == [(walled, "captcha")]
    assert [s["capture_id"] for s in stone["since"]] == [again]
    assert stone["stage"] == "removed_suspected"


def test_each_named_visit_is_the_record_that_lies_there(home):
    wiped(home)
    seal.run(home.workspace, SECOND)
    ((_, stone),) = home.stones()
    for one in (stone["last_alive"], stone["first_gone"], *stone["between"], *stone["since"]):
        rows = (home.evidence / one["night"] / "records.tsv").read_text().splitlines()
        place = next(row.split("\t") for row in rows if row.endswith(one["visit_record"]))
        path = home.evidence / one["night"] / "warc" / place[1]
        assert read_member(path, int(place[2]), int(place[3])).whole_sha256 == one["visit_sha256"]


def test_it_is_under_the_seal_and_in_the_ledger(home):
    _, _, gone, _ = wiped(home)
    seal.run(home.workspace, SECOND)
    (entry,) = home.entries(EntryType.TOMBSTONE)
    ((record, _),) = home.stones()
    assert entry.payload["first_gone"] == gone
    assert entry.payload["record"] == record.header("WARC-Record-ID")
    assert verify_night(home.evidence / SECOND).broken == ()
    assert run_script(home.evidence / SECOND)[0] == 0


def test_a_seal_that_is_tried_again_writes_no_second_one(home):
    wiped(home)
    authorities = keys_folder(home.workspace.settings) / "tsa.yml"
    good = authorities.read_text()
    authorities.write_text(
        "authorities: [{name: dead, url: 'http://127.0.0.1:9/', chain: signer.pem}]"
    )
    for _ in range(2):
        with pytest.raises(UnavailableError):
            seal.run(home.workspace, SECOND)
    assert not volume.is_sealed(home.evidence / SECOND)
    authorities.write_text(good)
    seal.run(home.workspace, SECOND)
    assert len(list(home.stones())) == len(home.entries(EntryType.TOMBSTONE)) == 1
    assert verify_night(home.evidence / SECOND).holds


def test_a_page_that_came_back_and_one_behind_a_wall_have_none(home):
    home.visit(Outcome.LIVE, 0, FIRST)
    home.visit(Outcome.CAPTCHA, 24)
    home.visit(Outcome.REMOVED, 25)
    home.visit(Outcome.LIVE, 26)
    home.visit(Outcome.LIVE, 0, FIRST, listing_id="201")
    home.visit(Outcome.CAPTCHA, 24, listing_id="201")
    seal.run(home.workspace, SECOND)
    assert list(home.stones()) == []


@pytest.mark.parametrize("lost", ["signer.key", "tsa.yml"])
def test_a_key_or_authority_that_is_gone_leaves_the_night_unsealed_and_says_why(home, lost):
    home.visit(Outcome.LIVE, 0, FIRST)
    (keys_folder(home.workspace.settings) / lost).unlink()
    with pytest.raises(EvidenceError, match=r"signing|signer|authority"):
        seal.run(home.workspace, FIRST)
    one = volume.find_volume(home.evidence, FIRST)
    assert (one.sealed, lost in one.failure) == (False, True)
    assert verify_night(one.folder).broken[0].reason == "the night is not sealed"
