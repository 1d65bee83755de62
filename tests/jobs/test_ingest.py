"""Captures of others: read by the same parsers, marked as theirs, in the night's ledger and seal."""

import json
from datetime import UTC, datetime

import pytest

from commands.app import run as type_in
from config.load import load_sites
from config.settings import read_settings
from domain.errors import UsageError
from evidence.pack_verify import verify_pack
from evidence.store import load_capture
from evidence.volume import file_digest
from jobs import export, ingest, seal
from jobs.export_subjects import Asked
from jobs.keys import prepare_keys
from jobs.nights import night_of
from jobs.workspace import Workspace
from storage import open_store
from tests.conftest import ROOT
from tests.evidence.packs import both_say
from tests.evidence.test_ingest import entry, har, response, warc

CASE = ROOT / "tests" / "fixtures" / "shopee" / "live_get_pc"
ANSWER = (CASE / "answer.json").read_bytes()
STATED = json.loads((CASE / "expected.json").read_text("utf-8"))["listings"][0]
PAGE = f"https://shopee.vn/product/{STATED['shop_id']}/{STATED['listing_id']}"
API = "https://shopee.vn/api/v4/pdp/get_pc?item_id=" + STATED["listing_id"]
HTML = "<html><title>x</title><div id=main></div></html>"
TONIGHT = night_of(datetime.now(UTC))


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    settings = read_settings()
    space = Workspace(settings=settings, sites=load_sites(), store=open_store(settings.database))
    yield space
    space.store.close()


def a_warc(folder, name="a.warc.gz"):
    def write(writer):
        response(writer, PAGE, HTML.encode(), "text/html", 1)
        response(writer, API, ANSWER, "application/json", 2)

    path = folder / name
    path.write_bytes(warc(packed=name.endswith(".gz"), write=write))
    return path


def a_har(folder):
    path = folder / "a.har"
    path.write_bytes(har(
        entry(PAGE, HTML, pageref="p", _resourceType="document"),
        entry(API, ANSWER.decode(), "application/json", pageref="p", _resourceType="xhr"),
    ))  # fmt: skip
    return path


def listing_of(workspace):
    with workspace.store.reading() as repo:
        return repo.history.timeline("shopee-vn", STATED["listing_id"])


@pytest.mark.parametrize("make", [a_warc, a_har])
def test_the_same_parsers_read_it(workspace, tmp_path, make):
    report = ingest.run(workspace, make(tmp_path), actor="an")
    (snapshot,) = listing_of(workspace).listings
    assert snapshot.listing.title == STATED["title"]
    assert str(snapshot.listing.price) == STATED["price"]
    assert [(page.outcome, page.listings) for page in report.pages] == [("live", 1)]


def test_it_is_marked_with_the_files_own_digest_and_the_time_that_the_file_states(
    workspace, tmp_path
):
    path = a_warc(tmp_path)
    ingest.run(workspace, path, actor="an")
    (row,) = listing_of(workspace).captures
    assert row.agent["browser_mode"] == "ingested"
    assert file_digest(path) in row.agent["software"]
    assert "ArchiveWeb.page" in row.agent["software"]
    assert row.started_at.isoformat() == "2026-11-20T10:00:01+00:00"
    assert row.night == TONIGHT


def test_the_original_lies_in_the_night_and_its_ledger_says_who_took_it_over(workspace, tmp_path):
    path = a_warc(tmp_path)
    report = ingest.run(workspace, path, actor="an", reason="Sở A gửi")
    night = workspace.settings.evidence / TONIGHT
    assert (night / report.kept_as).read_bytes() == path.read_bytes()
    line = json.loads((night / "ledger.jsonl").read_bytes().splitlines()[-1])
    assert (line["type"], line["actor"], line["payload"]["reason"]) == ("ingest", "an", "Sở A gửi")
    assert line["payload"]["sha256"] == file_digest(path)


def test_secrets_of_whoever_made_it_are_not_in_our_own_records(workspace, tmp_path):
    ingest.run(workspace, a_warc(tmp_path), actor="an")
    (row,) = listing_of(workspace).captures
    with workspace.store.reading() as repo:
        stored = repo.captures.get(row.capture_id).stored
    kept = load_capture(workspace.settings.evidence, stored)
    cookies = [v for e in kept.exchanges for k, v in e.request_headers if k == "Cookie"]
    assert cookies
    assert all("REDACTED" in value for value in cookies)


def test_the_same_file_again_adds_nothing(workspace, tmp_path):
    path = a_warc(tmp_path)
    ingest.run(workspace, path, actor="an")
    again = ingest.run(workspace, path, actor="an")
    assert (again.pages, again.known) == ((), 1)
    assert len(listing_of(workspace).captures) == 1


def test_a_pack_of_it_has_the_original_under_the_root_and_says_whose_it_is(workspace, tmp_path):
    path = a_warc(tmp_path)
    report = ingest.run(workspace, path, actor="an")
    prepare_keys(workspace.settings, practice=True)
    seal.run(workspace, TONIGHT)
    asked = Asked(listing=("shopee-vn", STATED["listing_id"]))
    request = export.ExportRequest(asked=asked, out=tmp_path / "vu", actor="an", reason="x")
    out = export.run(workspace, request).path
    original = out / "nights" / TONIGHT / report.kept_as
    assert original.read_bytes() == path.read_bytes()
    assert verify_pack(out).holds
    original.chmod(0o644)
    original.write_bytes(b"another")
    broken, wrong = both_say(out, tmp_path / "tools", None)
    assert report.kept_as in broken
    assert report.kept_as in wrong


def test_a_file_without_a_page_of_a_configured_site_is_not_kept(workspace, tmp_path):
    path = tmp_path / "a.har"
    path.write_bytes(har(entry("https://example.com/")))
    with pytest.raises(UsageError, match="configured site"):
        ingest.run(workspace, path, actor="an")
    assert not (workspace.settings.evidence / TONIGHT).exists()


def test_typed(workspace, tmp_path, capfd):
    path = a_har(tmp_path)
    assert type_in(["ingest", str(path), "--actor", "an", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["sha256"] == file_digest(path)
    assert type_in(["ingest", str(path)]) == 0
    for words in (
        ["ingest", "missing.har"],
        ["ingest", "pyproject.toml"],
        ["ingest", str(path), "--actor", " "],
    ):
        assert type_in(words) == 2
        assert capfd.readouterr().err.splitlines()[-1].startswith("shopwitness: ")
