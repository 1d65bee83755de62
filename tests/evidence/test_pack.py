"""Packs: whole, checkable with three tools, as a folder and as one file."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from domain.errors import EvidenceError, UsageError
from evidence.pack_verify import verify_pack
from evidence.warc import read_member
from tests.evidence.nights import seal, write_night
from tests.evidence.packs import both_say, pack_of, run_pack_script
from tests.evidence.tampering import BYTE_CHANGES
from tests.evidence.visits import NIGHT, SITE

UNSEALED = (
    "đêm CHƯA NIÊM PHONG, không gì chứng minh thời điểm / the night is NOT SEALED, nothing proves the "
    "time"
)


def test_an_untouched_pack_holds_with_nothing_but_three_tools(made, tmp_path):
    code, output = run_pack_script(made[1], tmp_path / "tools")
    assert code == 0
    assert "GÓI TOÀN VẸN / THE PACK HOLDS" in output
    assert verify_pack(made[1]).holds


def test_the_script_runs_from_within_the_pack_and_by_a_relative_name(made, tmp_path):
    for place in (".", "../vu-1/"):
        code, output = run_pack_script(Path(place), tmp_path / "tools", cwd=made[1])
        assert (code, "THE PACK HOLDS" in output) == (0, True)


def test_the_wacz_has_each_record_byte_for_byte(made):
    evidence, out, captures = made
    with zipfile.ZipFile(out / "case.wacz") as archive:
        inside = {Path(n).name: archive.read(n) for n in archive.namelist() if "archive/" in n}
    for stored in captures:
        path = evidence / stored.night / "warc" / stored.warc_file
        for record in stored.records:
            with path.open("rb") as stream:
                stream.seek(record.offset)
                assert stream.read(record.length) in inside[stored.warc_file]


def test_the_wacz_is_read_by_warcio_and_names_a_page_for_every_capture(made):
    with zipfile.ZipFile(made[1] / "case.wacz") as archive:
        pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()]
        uris = set()
        for name in archive.namelist():
            if name.startswith("archive/"):
                stream = io.BytesIO(archive.read(name))
                uris |= {
                    r.rec_headers.get_header("WARC-Target-URI") for r in ArchiveIterator(stream)
                }
        index = archive.read("indexes/index.cdx").decode()
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in archive.infolist())
    assert pages[0]["format"] == "json-pages-1.0"
    assert [page["id"] for page in pages[1:]] == [one.capture_id for one in made[2]]
    assert {page["url"] for page in pages[1:]} <= uris
    assert index == "".join(sorted(index.splitlines(keepends=True)))


def test_loose_records_are_the_halves_of_what_was_sealed(made):
    evidence, out, captures = made
    stored = captures[0]
    path = evidence / stored.night / "warc" / stored.warc_file
    record = stored.records[0]
    content = read_member(path, record.offset, record.length).content
    folder = out / "records" / stored.night
    assert (folder / "000001.head").read_bytes() + (folder / "000001.block").read_bytes() == content


def test_the_same_order_gives_the_same_wacz(made, tmp_path):
    pack_of(made[0], made[2], tmp_path / "again")
    assert (tmp_path / "again" / "case.wacz").read_bytes() == (made[1] / "case.wacz").read_bytes()


def test_an_unsealed_night_is_called_so_by_everything(tmp_path):
    evidence = tmp_path / "evidence"
    captures = write_night(evidence, count=1)
    out = tmp_path / "vu-2"
    made = pack_of(evidence, captures, out)
    assert (made.sealed, made.unsealed) == ((), (NIGHT,))
    assert f"night: {NIGHT} UNSEALED" in (out / "pack.txt").read_text()
    assert "UNSEALED" in (out / "nights" / NIGHT / "UNSEALED.txt").read_text()
    assert both_say(out, tmp_path / "tools", None) == (
        f"nights/{NIGHT}",
        f"SAI   nights/{NIGHT}: {UNSEALED}",
    )


def test_a_pack_says_who_asked_for_it_and_why_in_one_line_each(tmp_path):
    evidence = tmp_path / "evidence"
    captures = write_night(evidence, count=1)
    pack_of(
        evidence, captures, tmp_path / "x", reason="một\nnight: 2026-11-23 sealed", actor="a\r\nb"
    )
    lines = (tmp_path / "x" / "pack.txt").read_text().splitlines()
    assert "reason: một night: 2026-11-23 sealed" in lines
    assert [line for line in lines if line.startswith("night: ")] == [f"night: {NIGHT} UNSEALED"]


# Making one


def test_a_pack_is_in_the_ledger_before_it_appears(made, tmp_path):
    seen = []

    def enter(pack):
        seen.append((pack.sums_sha256, (tmp_path / "vu").exists()))
        raise EvidenceError("the ledger is full")

    with pytest.raises(EvidenceError, match="ledger is full"):
        pack_of(made[0], made[2], tmp_path / "vu", enter=enter)
    assert len(seen) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_pack_is_never_put_over_something(made, tmp_path):
    (tmp_path / "vu").mkdir()
    (tmp_path / "vu" / "x").write_text("x")
    (tmp_path / "vu.zip").write_text("x")
    for out in ("vu", "vu.zip"):
        with pytest.raises(UsageError, match="vu"):
            pack_of(made[0], made[2], tmp_path / out)
    assert (tmp_path / "vu.zip").read_text() == "x"


def test_a_record_that_does_not_hold_is_not_exported(tmp_path):
    evidence = tmp_path / "evidence"
    captures = write_night(evidence, count=1)
    path = evidence / NIGHT / "warc" / f"{NIGHT}-00000-{SITE}.warc.gz"
    path.write_bytes(BYTE_CHANGES["flip_middle"](path.read_bytes()))
    with pytest.raises(EvidenceError):
        pack_of(evidence, captures, tmp_path / "vu")
    assert not (tmp_path / "vu").exists()


def test_a_sealed_record_that_was_replaced_is_not_exported(tmp_path):
    evidence = tmp_path / "evidence"
    captures = write_night(evidence, count=1)
    seal(evidence)
    leaves = evidence / NIGHT / "leaves.bin"
    leaves.chmod(0o644)
    leaves.write_bytes(bytes(32) + leaves.read_bytes()[32:])
    with pytest.raises(EvidenceError, match=r"differs|khác"):
        pack_of(evidence, captures, tmp_path / "vu")


# As one file

AROUND = {"append", "duplicate_content", "flip_last"}


def test_a_zip_holds_as_its_folder_does(made, tmp_path):
    pack_of(made[0], made[2], tmp_path / "vu.zip")
    assert verify_pack(tmp_path / "vu.zip").holds
    with zipfile.ZipFile(tmp_path / "vu.zip") as archive:
        archive.extractall(tmp_path / "out")
    assert run_pack_script(tmp_path / "out" / "vu", tmp_path / "tools")[0] == 0


def test_a_zip_rebuilt_around_a_changed_file_is_named(pack, tmp_path):
    (pack / "facts.csv").write_text("price\n1\n")
    shutil.make_archive(str(tmp_path / "vu"), "zip", tmp_path, pack.name)
    assert "facts.csv" in [f.artefact for f in verify_pack(tmp_path / "vu.zip").broken]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["../slip", "/abs", "vu-1/../../x", "vu-1/facts.csv", "vu-1/FACTS.csv", "other/x",
                                  "vu-1/a/b/c/d/e", "vu-1/tên"])  # fmt: skip
def test_a_zip_that_tries_to_leave_its_folder_is_not_unpacked(made, tmp_path, name):
    pack_of(made[0], made[2], tmp_path / "vu-1.zip")
    with zipfile.ZipFile(tmp_path / "vu-1.zip", "a") as archive:
        archive.writestr(name, "x")
    assert [f.artefact for f in verify_pack(tmp_path / "vu-1.zip").broken] == ["vu-1.zip"]


@pytest.mark.parametrize("change", sorted(BYTE_CHANGES))
def test_a_damaged_zip_is_said_to_be_one_or_holds_the_same_files(made, tmp_path, change):
    path = tmp_path / "vu.zip"
    pack_of(made[0], made[2], path)
    path.write_bytes(BYTE_CHANGES[change](path.read_bytes()))
    checked = verify_pack(path)
    # Bytes around a ZIP change nothing that is in it.
    assert checked.holds == (change in AROUND)
