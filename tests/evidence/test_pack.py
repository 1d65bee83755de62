"""Packs: whole, checkable with three tools, and whatever is changed in one is named."""

import contextlib
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from domain.errors import EvidenceError, UsageError
from evidence import pack as packing
from evidence.localtsa import make_local_authority
from evidence.pack_verify import verify_pack
from evidence.signing import load_signer
from evidence.timestamp import check, stamp
from evidence.warc import compress, read_member, scan
from tests.evidence.nights import keys_of, seal, write_night
from tests.evidence.packs import both_say, pack_of, run_pack_script
from tests.evidence.tampering import BYTE_CHANGES
from tests.evidence.tampering import repair as repair_record
from tests.evidence.visits import NIGHT, SITE

SECOND = "2026-11-24"
NIGHT_FILES = ("SHA256SUMS", "proof.txt", "root.bin", "root.practice.tsr", "root.sig", "seal.txt",
               "signer.pem", "tsa-chain.pem")  # fmt: skip
FILES = ("README.txt", "SHA256SUMS", "SHA256SUMS.sig", "case.wacz", "facts.csv", "facts.xlsx", "pack.txt",
         "report.pdf", "signer.pem", "verify.sh", *(f"nights/{NIGHT}/{n}" for n in NIGHT_FILES),
         f"records/{NIGHT}/000001.head", f"records/{NIGHT}/000001.block")  # fmt: skip

UNSEALED = (
    "đêm CHƯA NIÊM PHONG, không gì chứng minh thời điểm / the night is NOT SEALED, nothing proves the "
    "time"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two sealed nights, and a pack with one capture of each."""
    evidence = tmp_path_factory.mktemp("packs") / "evidence"
    first = write_night(evidence, count=2)
    seal(evidence)
    second = write_night(evidence, SECOND, count=1)
    seal(evidence, SECOND)
    out = evidence.parent / "vu-1"
    pack_of(evidence, [first[0], second[0]], out)
    return evidence, out, (first[0], second[0])


@pytest.fixture
def pack(made, tmp_path):
    folder = tmp_path / "vu-1"
    shutil.copytree(made[1], folder)
    return folder


@pytest.fixture
def told(made, pack, tmp_path):
    def names(folder=pack, **trusted):
        return both_say(folder, tmp_path / "tools", made[1] / "verify.sh", **trusted)

    return names


def named_by_both(told, artefact):
    return [artefact in words for words in told]


def test_an_untouched_pack_holds_with_nothing_but_three_tools(made, tmp_path):
    code, output = run_pack_script(made[1], tmp_path / "tools")
    assert code == 0
    assert "GÓI TOÀN VẸN / THE PACK HOLDS" in output
    assert verify_pack(made[1]).holds


def test_the_script_runs_from_within_the_pack_and_by_a_relative_name(made, tmp_path):
    for place in (".", "../vu-1/"):
        code, output = run_pack_script(Path(place), tmp_path / "tools", cwd=made[1])
        assert (code, "THE PACK HOLDS" in output) == (0, True)


@pytest.mark.parametrize("file", FILES)
def test_a_flipped_bit_is_named(pack, told, file):
    path = pack / file
    path.write_bytes(BYTE_CHANGES["flip_middle"](path.read_bytes()))
    assert named_by_both(told(), file) == [True, True]


def test_a_timestamp_with_any_byte_changed_is_refused_in_words(made):
    night = made[1] / "nights" / NIGHT
    answer, root, chain = (
        (night / name).read_bytes() for name in ("root.practice.tsr", "root.bin", "tsa-chain.pem")
    )
    for place in range(len(answer)):
        changed = bytearray(answer)
        changed[place] ^= 1
        with contextlib.suppress(EvidenceError):
            # What is outside of what was signed may hold still; nothing else may be raised.
            assert check(bytes(changed), root, chain, "practice") == check(
                answer, root, chain, "practice"
            )


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("change", sorted(BYTE_CHANGES))
def test_every_change_of_bytes_is_named(pack, told, file, change):
    path = pack / file
    path.write_bytes(BYTE_CHANGES[change](path.read_bytes()))
    assert named_by_both(told(), file) == [True, True]


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(pack, told, file):
    (pack / file).unlink()
    assert named_by_both(told(), file) == [True, True]


@pytest.mark.parametrize("name", ["note.txt", ".hidden", f"nights/{NIGHT}/extra", f"records/{NIGHT}/000099.head",
                                  f"records/{NIGHT}/.x", "nights/loose", "records/loose",
                                  "case", "case/extra", "case/.x", "signers"])  # fmt: skip
def test_an_inserted_file_is_named(pack, told, name):
    (pack / name).parent.mkdir(exist_ok=True)
    (pack / name).write_text("genuine")
    assert named_by_both(told(), name) == [True, True]


def test_a_file_replaced_by_a_link_is_named(pack, told, tmp_path):
    (pack / "case.wacz").rename(tmp_path / "case.wacz")
    (pack / "case.wacz").symlink_to(tmp_path / "case.wacz")
    assert named_by_both(told(), "case.wacz") == [True, True]


def test_swapped_nights_are_named(pack, told):
    for part in ("nights", "records"):
        (pack / part / NIGHT).rename(pack / part / "x")
        (pack / part / SECOND).rename(pack / part / NIGHT)
        (pack / part / "x").rename(pack / part / SECOND)
    repair(pack)
    broken, wrong = told()
    for words in (broken, wrong):
        assert f"nights/{NIGHT}/seal.txt" in words
        assert f"nights/{SECOND}/seal.txt" in words


@pytest.mark.parametrize(
    "file", ["root.bin", "root.sig", "root.practice.tsr", "proof.txt", "SHA256SUMS"]
)
def test_a_file_of_another_night_is_named_though_every_checksum_was_repaired(pack, told, file):
    shutil.copy(pack / "nights" / SECOND / file, pack / "nights" / NIGHT / file)
    repair(pack)
    broken, wrong = told()
    for words in (broken, wrong):
        assert f"nights/{NIGHT}/{file}" in words
        assert "SHA256SUMS.sig" in words


def test_a_changed_record_is_named_though_every_checksum_was_repaired(pack, told):
    path = pack / "records" / NIGHT / "000001.block"
    path.write_bytes(path.read_bytes().replace(b"<html>", b"<htm1>"))
    repair(pack)
    assert named_by_both(told(), f"records/{NIGHT}/000001.block") == [True, True]


def test_a_record_that_was_put_in_is_named_though_every_checksum_was_repaired(pack, told):
    for half in ("head", "block"):
        source = pack / "records" / NIGHT / f"000001.{half}"
        shutil.copy(source, source.with_name(f"000099.{half}"))
    repair(pack)
    assert named_by_both(told(), f"records/{NIGHT}/000099.head") == [True, True]


def test_a_record_that_was_left_out_is_named_though_every_checksum_was_repaired(pack, told):
    for half in ("head", "block"):
        (pack / "records" / NIGHT / f"000001.{half}").unlink()
    repair(pack)
    assert named_by_both(told(), f"records/{NIGHT}/000001.head") == [True, True]


def test_a_changed_and_repaired_record_with_its_proof_does_not_lead_to_the_root(pack, told):
    path = pack / "records" / NIGHT / "000001.block"
    before = packing.volume.file_digest(path)
    path.write_bytes(path.read_bytes().replace(b"<html>", b"<htm1>"))
    proof = pack / "nights" / NIGHT / "proof.txt"
    after = packing.volume.file_digest(path)
    proof.write_bytes(proof.read_bytes().replace(before.encode(), after.encode()))
    repair(pack)
    assert named_by_both(told(), f"nights/{NIGHT}/proof.txt") == [True, True]


def test_a_night_declared_unsealed_is_no_way_out(pack, told):
    text = pack / "pack.txt"
    text.write_bytes(
        text.read_bytes().replace(f"{NIGHT} sealed".encode(), f"{NIGHT} UNSEALED".encode())
    )
    repair(pack)
    assert named_by_both(told(), f"nights/{NIGHT}") == [True, True]


def test_a_pack_that_somebody_signed_anew_with_a_key_of_his_own_is_named(
    pack, told, made, tmp_path
):
    (pack / "facts.csv").write_text("price\n1\n")
    repair(pack)
    forger = tmp_path / "forger" / "evidence"
    sign_anew(pack, forger)
    assert named_by_both(told(), "signer.pem") == [True, True]
    trusted = told(signer=made[0].parent / "keys" / "signer.pem")
    assert named_by_both(trusted, "SHA256SUMS.sig") == [True, True]


def test_a_forged_token_is_named(pack, told, tmp_path):
    root = (pack / "nights" / NIGHT / "root.bin").read_bytes()
    forged = stamp(make_local_authority(tmp_path / "forger"), root).answer
    (pack / "nights" / NIGHT / "root.practice.tsr").write_bytes(forged)
    repair(pack)
    assert named_by_both(told(), f"nights/{NIGHT}/root.practice.tsr") == [True, True]


def test_a_pack_over_a_night_of_somebody_else_is_named_with_trusted_keys(made, told, tmp_path):
    evidence = tmp_path / "elsewhere" / "evidence"
    captures = write_night(evidence, count=1, title="Khác")
    seal(evidence)
    out = tmp_path / "elsewhere" / "vu-1"
    pack_of(evidence, captures, out)
    assert told(out) == ("", "")
    keys = made[0].parent / "keys"
    assert named_by_both(told(out, signer=keys / "signer.pem"), f"nights/{NIGHT}/root.sig") == [
        True,
        True,
    ]
    chain = made[1] / "nights" / NIGHT / "tsa-chain.pem"
    token = f"nights/{NIGHT}/root.practice.tsr"
    assert named_by_both(told(out, tsa_chain=chain), token) == [True, True]


def test_a_wacz_rebuilt_around_another_page_is_named_by_its_record(pack, told):
    rebuild_wacz(pack / "case.wacz", change_page)
    repair(pack)
    broken = told()[0]
    assert "case.wacz!archive/" in broken
    assert "SHA256SUMS.sig" in broken


def test_a_record_left_out_of_the_wacz_is_named(pack, told):
    rebuild_wacz(
        pack / "case.wacz", lambda name, content: content[:-100] if "warc" in name else content
    )
    repair(pack)
    assert "case.wacz!archive/" in told()[0]


@pytest.mark.parametrize("name", ["../../slip", "archive/extra.txt", "notes.txt"])
def test_an_entry_that_nothing_lists_is_named_in_the_wacz(pack, told, name):
    with zipfile.ZipFile(pack / "case.wacz", "a") as archive:
        archive.writestr(name, "x")
    assert f"case.wacz!{name}" in told()[0]
    assert "case.wacz" in told()[1]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_in_the_wacz_twice_is_named(pack, told):
    with zipfile.ZipFile(pack / "case.wacz", "a") as archive:
        archive.writestr("pages/pages.jsonl", "x")
    assert "case.wacz!pages/pages.jsonl" in told()[0]


def test_hostile_lines_do_not_hang_or_deceive_the_script(pack, told):
    for line in ("hash a", "node", "leaf 1 2 3", "leaf 000001 $(touch /tmp/x) y", "sums", "%n%s"):
        proof = pack / "nights" / NIGHT / "proof.txt"
        kept = proof.read_bytes()
        proof.write_bytes(kept + line.encode() + b"\n")
        repair(pack)
        assert named_by_both(told(), f"nights/{NIGHT}/proof.txt") == [True, True]
        proof.write_bytes(kept)


# What a pack holds


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


def repair(pack):
    """What somebody without the key can make agree again."""
    (pack / "SHA256SUMS").write_bytes(packing.pack_sums(pack))


def sign_anew(pack, evidence):
    """Sign a pack with another key, put in where it says whose key it is."""
    signer = load_signer(keys_of(evidence))
    (pack / "signer.pem").write_bytes(signer.public_pem)
    repair(pack)
    (pack / "SHA256SUMS.sig").write_bytes(signer.sign((pack / "SHA256SUMS").read_bytes()))


def change_page(name, content):
    """The page's own record with another body, its digests repaired."""
    if not name.endswith(".warc.gz"):
        return content
    records = list(members(content))
    changed = [
        repair_record(r.replace(b"<html>", b"<htm1>")) if b"<html>" in r else r for r in records
    ]
    return b"".join(compress(r, 6) for r in changed)


def members(content):
    with tempfile.NamedTemporaryFile(suffix=".warc.gz") as file:
        file.write(content)
        file.flush()
        yield from (member.content for member in scan(Path(file.name)))


def rebuild_wacz(path, change):
    """Rebuild the ZIP with changed members and every digest in it repaired, as py-wacz would."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    package = json.loads(parts["datapackage.json"])
    for one in package["resources"]:
        one["hash"] = "sha256:" + hashlib.sha256(parts[one["path"]]).hexdigest()
        one["bytes"] = len(parts[one["path"]])
    parts["datapackage.json"] = json.dumps(package).encode()
    digest = "sha256:" + hashlib.sha256(parts["datapackage.json"]).hexdigest()
    parts["datapackage-digest.json"] = json.dumps(
        {"path": "datapackage.json", "hash": digest}
    ).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
