"""Exports: what goes into a pack, who is named for it, and that nothing appears half done."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from commands.app import run as type_in
from config.load import load_sites
from config.settings import read_settings
from domain.capture import Picture
from domain.errors import EvidenceError, UsageError
from domain.flag import Flag, Reason, Severity
from domain.listing import Listing, Reading
from domain.outcome import Outcome, Verdict
from domain.people import CaseEntry, EntryKind
from domain.target import PageKind, Target
from evidence.localtsa import make_local_authority
from evidence.pack_verify import verify_pack
from evidence.seal import seal_night
from evidence.signing import load_signer
from evidence.store import NightStore
from evidence.tombstone import Sighting, Tombstone, write_tombstones
from evidence.volume import open_ledger
from evidence.withhold import withhold
from jobs import export
from jobs.case_enclosures import attachments_folder
from jobs.export import ExportRequest
from jobs.export_subjects import Asked
from jobs.keys import keys_folder, prepare_keys
from jobs.nights import night_of
from jobs.visits import keep_visit
from jobs.workspace import Workspace
from storage import open_store
from tests.evidence.packs import run_pack_script
from tests.evidence.test_wacz import PNG
from tests.evidence.visits import capture, exchange

SITE = "shopee-vn"
NIGHT = "2026-11-23"
AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
EVIL = '=HYPERLINK("http://evil","Son môi")'


def target(listing_id):
    url = f"https://shopee.vn/product/1/{listing_id}"
    return Target(site_id=SITE, kind=PageKind.LISTING, key=f"1/{listing_id}", url=url, shop_id="1",
                  listing_id=listing_id)  # fmt: skip


def visit(number, listing_id, at, *, title, price):
    where = target(listing_id)
    kept = capture(
        number,
        capture_id=f"{at:%Y%m%dT%H%M%S.%fZ}-{SITE}-{number:06d}",
        site_id=SITE,
        target=where,
        requested_url=where.url,
        final_url=where.url,
        started_at=at,
        ended_at=at + timedelta(seconds=3),
        exchanges=(exchange(where.url, f"<html>{title}".encode(), started_at=at),),
        pictures=(Picture(kind="fullPage", png=PNG, width=64, height=48),),
    )
    listing = Listing(listing_id=listing_id, shop_id="1", url=where.url, title=title, currency="VND",
                      price=Decimal(price), description="-1+1|cmd\n\u202eđảo", shop_name="@Gian hàng")  # fmt: skip
    verdict = Verdict(outcome=Outcome.LIVE, reason="x")
    return kept, Reading(verdict=verdict, page_kind=PageKind.LISTING, listings=(listing,))


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    settings = read_settings()
    store = open_store(settings.database)
    space = Workspace(settings=settings, sites=load_sites(), store=store)
    visits = (
        visit(1, "7", AT, title=EVIL, price="99000"),
        visit(2, "7", AT + timedelta(hours=1), title=EVIL, price="89000"),
        visit(3, "8", AT + timedelta(hours=2), title="Khác", price="5"),
    )
    with NightStore(settings.evidence, NIGHT, SITE, reserve_bytes=0) as night:
        for kept, reading in visits:
            stored = night.write(kept)
            with store.transaction() as repo:
                keep_visit(repo, kept, stored, reading, parser_version="test")
    with store.transaction() as repo:
        run = repo.runs.start(NIGHT, "match", config={}, at=AT)
        repo.flags.put_flags(run, [flag(visits[1][0].capture_id)], at=AT)
    yield space
    store.close()


def flag(capture_id):
    reason = Reason(
        field="title", found="+son", expected="son", text_vi="Vì thế.", text_en="That is why."
    )
    return Flag(rule="suspected_counterfeit", severity=Severity.HIGH, probability=0.9, reasons=(reason,),
                site_id=SITE, listing_id="7", shop_id="1", capture_id=capture_id, rules_version="1")  # fmt: skip


def sealed(workspace):
    settings = workspace.settings
    prepare_keys(settings, practice=True)
    keys = keys_folder(settings)
    seal_night(settings.evidence, NIGHT, signer=load_signer(keys), software="test", actor="test",
               authorities=[make_local_authority(keys / "tsa-practice")])  # fmt: skip


def exported(workspace, tmp_path, *, name="vu", **asked):
    language = asked.pop("language", "vi")
    request = ExportRequest(asked=Asked(**asked), out=tmp_path / name, actor="Nguyễn Văn An",
                            reason="Xác minh", language=language)  # fmt: skip
    return export.run(workspace, request)


def rows(pack):
    text = (pack.path / "facts.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def ledger_of_tonight(workspace):
    folder = workspace.settings.evidence / night_of(datetime.now(UTC))
    return [json.loads(line) for line in (folder / "ledger.jsonl").read_bytes().splitlines()]


def test_a_flags_pack_has_its_listings_visits_and_no_others(workspace, tmp_path):
    sealed(workspace)
    pack = exported(workspace, tmp_path, flag=1)
    assert (pack.captures, pack.sealed, pack.unsealed) == (2, (NIGHT,), ())
    assert verify_pack(pack.path).holds
    assert [row["price"] for row in rows(pack)] == ["99000", "89000"]
    assert {row["listing_id"] for row in rows(pack)} == {"7"}


def test_a_listings_and_a_captures_pack(workspace, tmp_path):
    whole = exported(workspace, tmp_path, name="a", listing=(SITE, "7"))
    one = exported(workspace, tmp_path, name="b", capture=rows(whole)[0]["capture_id"])
    assert (whole.captures, one.captures) == (2, 1)
    assert [row["price"] for row in rows(one)] == ["99000"]


def test_a_cases_pack_has_all_its_listings_and_is_in_the_cases_record(workspace, tmp_path):
    with workspace.store.transaction() as repo:
        case = repo.cases.open("Chợ A", actor="an", at=AT)
        for listing_id in ("7", "8"):
            repo.cases.add_listing(case, SITE, listing_id, actor="an", at=AT)
    pack = exported(workspace, tmp_path, name="vu.zip", case=case)
    assert pack.captures == 3
    with workspace.store.reading() as repo:
        entry = repo.cases.get(case).entries[-1]
    assert (entry.kind, entry.actor, entry.text) == ("exported", "Nguyễn Văn An", "Xác minh")
    assert (entry.file_name, entry.size) == ("vu.zip", (tmp_path / "vu.zip").stat().st_size)


@pytest.fixture
def case_with_a_slip(workspace):
    """A case with a listing, a note of two lines and an attached file; gives number and file."""
    content = b"100.000 VND"
    sha256 = hashlib.sha256(content).hexdigest()
    slip = attachments_folder(workspace.settings) / sha256
    slip.parent.mkdir(parents=True)
    slip.write_bytes(content)
    note = CaseEntry(at=AT, actor="an", kind=EntryKind.NOTE, text="Đã gọi\nsha256: x")
    file = CaseEntry(at=AT, actor="an", kind=EntryKind.ATTACHMENT, text="biên lai",
                     file_name="../Biên lai.PDF", size=len(content), sha256=sha256)  # fmt: skip
    with workspace.store.transaction() as repo:
        case = repo.cases.open("Chợ A", actor="an", at=AT)
        repo.cases.add_listing(case, SITE, "7", actor="an", at=AT)
        for entry in (note, file):
            repo.cases.record(case, entry)
    return case, slip


def test_a_cases_pack_has_its_notes_and_attachments(workspace, tmp_path, case_with_a_slip):
    case, slip = case_with_a_slip
    sealed(workspace)
    pack = exported(workspace, tmp_path, case=case).path
    enclosed = f"case/{slip.name}.pdf"
    assert (pack / enclosed).read_bytes() == slip.read_bytes()
    record = (pack / "case/record.txt").read_text("utf-8")
    assert "text: Đã gọi\n  sha256: x\n" in record
    assert f"file: {enclosed}\ncalled: ../Biên lai.PDF\nbytes: 11\nsha256: {slip.name}\n" in record
    assert f"{slip.name}  {enclosed}" in (pack / "SHA256SUMS").read_text()
    assert verify_pack(pack).holds
    assert run_pack_script(pack, tmp_path / "tools")[0] == 0
    (pack / enclosed).write_bytes(b"900.000 VND")
    assert [finding.artefact for finding in verify_pack(pack).broken] == [enclosed]
    code, told = run_pack_script(pack, tmp_path / "tools")
    assert (code, f"SAI   {enclosed}" in told) == (1, True)


@pytest.mark.parametrize("change", [Path.unlink, lambda slip: slip.write_bytes(b"900.000 VND")])
def test_an_attachment_that_is_not_the_one_that_came_in_stops_the_export(
    workspace, tmp_path, case_with_a_slip, change
):
    case, slip = case_with_a_slip
    change(slip)
    with pytest.raises(EvidenceError, match=slip.name):
        exported(workspace, tmp_path, case=case)
    assert not (tmp_path / "vu").exists()


def test_each_export_is_in_the_ledger_with_actor_reason_and_digest(workspace, tmp_path):
    pack = exported(workspace, tmp_path, flag=1)
    entry = ledger_of_tonight(workspace)[-1]
    assert (entry["type"], entry["actor"]) == ("export", "Nguyễn Văn An")
    assert entry["payload"]["reason"] == "Xác minh"
    assert entry["payload"]["subject"] == "flag 1"
    assert entry["payload"]["sums_sha256"] == pack.sums_sha256


def test_an_unsealed_night_is_called_so_in_every_document(workspace, tmp_path):
    pack = exported(workspace, tmp_path, flag=1)
    assert pack.unsealed == (NIGHT,)
    assert "CHƯA NIÊM PHONG: 2026-11-23" in (pack.path / "README.txt").read_text("utf-8")
    assert "NOT SEALED: 2026-11-23" in (pack.path / "README.txt").read_text("utf-8")
    assert [f.artefact for f in verify_pack(pack.path).broken] == [f"nights/{NIGHT}"]


def test_facts_are_safe_from_formulas_in_both_files(workspace, tmp_path):
    pack = exported(workspace, tmp_path, flag=1)
    for row in rows(pack):
        assert row["title"] == f"'{EVIL}"
        assert row["description"].startswith("'-1+1")
        assert row["shop_name"] == "'@Gian hàng"
    book = openpyxl.load_workbook(pack.path / "facts.xlsx")
    assert book.sheetnames == ["facts", "timeline", "flags", "visits"]
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert not str(cell.value).startswith(("=", "+", "-", "@")) or cell.data_type == "n"


def test_the_report_says_it_in_the_language_that_was_asked_for(workspace, tmp_path):
    for language in ("vi", "en"):
        pack = exported(workspace, tmp_path, name=language, flag=1, language=language)
        assert (pack.path / "report.pdf").read_bytes().startswith(b"%PDF-")
        assert f"language: {language}" in (pack.path / "pack.txt").read_text()


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"flag": 99}, "99"),
        ({"listing": (SITE, "none")}, "none"),
        ({"case": 99}, "99"),
        ({"capture": "none"}, "none"),
    ],
)
def test_what_does_not_exist_is_said_in_one_sentence_and_leaves_nothing(
    workspace, tmp_path, asked, named
):
    with pytest.raises(UsageError, match=named):
        exported(workspace, tmp_path, **asked)
    assert not (tmp_path / "vu").exists()


def test_a_case_without_listings_has_nothing_to_export(workspace, tmp_path):
    with workspace.store.transaction() as repo:
        case = repo.cases.open("Trống", actor="an", at=AT)
    with pytest.raises(UsageError, match="no listing"):
        exported(workspace, tmp_path, case=case)


@pytest.mark.parametrize("field", ["actor", "reason"])
def test_nobody_exports_without_a_name_and_a_reason(workspace, tmp_path, field):
    given = {"actor": "an", "reason": "x"} | {field: " "}
    with pytest.raises(UsageError, match=field):
        export.run(workspace, ExportRequest(asked=Asked(flag=1), out=tmp_path / "vu", **given))


def test_typed_commands_export_and_verify(workspace, tmp_path, capfd):
    sealed(workspace)
    words = [
        "evidence",
        "export",
        "--flag",
        "1",
        "--out",
        "vu.zip",
        "--reason",
        "x",
        "--actor",
        "an",
        "--json",
    ]
    assert type_in(words) == 0
    assert json.loads(capfd.readouterr().out)["captures"] == 2
    assert type_in(["evidence", "verify", "vu.zip", "--json"]) == 0
    assert [one["holds"] for one in json.loads(capfd.readouterr().out)] == [True]
    (tmp_path / "vu.zip").write_bytes(b"PK")
    assert type_in(["evidence", "verify", "vu.zip"]) == 5
    assert "vu.zip" in capfd.readouterr().out


@pytest.mark.parametrize(
    "words", [["--flag", "1", "--case", "1"], [], ["--listing", "notaurl"], ["--flag", "x"]]
)
def test_wrong_words_get_one_sentence(workspace, words, capfd):
    assert type_in(["evidence", "export", "--out", "vu", "--reason", "x", *words]) == 2
    told = capfd.readouterr().err
    assert told.startswith("shopwitness: ")
    assert "Traceback" not in told


def test_what_is_withheld_is_nowhere_in_a_pack(workspace, tmp_path):
    sealed(workspace)
    capture_id = rows(exported(workspace, tmp_path, name="a", flag=1))[0]["capture_id"]
    with workspace.store.reading() as repo:
        records = repo.captures.get(capture_id).stored.records
    picture = next(r for r in records if r.uri.startswith("urn:screenshot-"))
    evidence = workspace.settings.evidence
    ledger = open_ledger(evidence, night_of(datetime.now(UTC)))
    withhold(evidence, NIGHT, picture.record_id, ledger=ledger, actor="an", reason="Có mặt trẻ em")
    out = exported(workspace, tmp_path, name="b", capture=capture_id).path
    assert verify_pack(out).holds
    assert not [p for p in (out / "records").rglob("*.block") if PNG in p.read_bytes()]
    assert "urn:screenshot-" not in pages_of(out)
    before = (tmp_path / "a" / "report.pdf").stat().st_size
    assert (out / "report.pdf").stat().st_size < before


def pages_of(out):
    with zipfile.ZipFile(out / "case.wacz") as archive:
        return (
            archive.read("pages/pages.jsonl").decode() + archive.read("indexes/index.cdx").decode()
        )


def test_a_tombstone_comes_with_the_capture_that_showed_it_first(workspace, tmp_path):
    with workspace.store.reading() as repo:
        first = repo.history.timeline(SITE, "7").captures[-1]
    gone = Sighting(capture_id=first.capture_id, night=NIGHT, at=AT.isoformat(), outcome="removed",
                    url=first.requested_url, visit_record="", visit_sha256="")  # fmt: skip
    stone = Tombstone(site_id=SITE, listing_id="7", shop_id="1", url=first.requested_url, title=None,
                      stage="removed_suspected", last_alive=None, last_listed=None, first_gone=gone,
                      between=(), since=())  # fmt: skip
    write_tombstones(workspace.settings.evidence, NIGHT, [stone], software="test", actor="test")
    sealed(workspace)
    out = exported(workspace, tmp_path, flag=1).path
    heads = [path.read_text("utf-8") for path in (out / "records" / NIGHT).glob("*.head")]
    assert (
        sum(f"WARC-Target-URI: urn:tombstone:{first.requested_url}" in head for head in heads) == 1
    )
    assert verify_pack(out).holds
    other = exported(workspace, tmp_path, name="other", listing=(SITE, "8")).path
    assert not [
        p for p in (other / "records").rglob("*.head") if "tombstone" in p.read_text("utf-8")
    ]
