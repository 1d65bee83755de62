"""Whatever is changed in a pack is named, also where somebody made it agree again."""

import contextlib
import shutil
import zipfile

import pytest

from domain.errors import EvidenceError
from evidence import pack as packing
from evidence.localtsa import make_local_authority
from evidence.timestamp import check, stamp
from tests.evidence.forging import change_page, rebuild_wacz, repair, sign_anew
from tests.evidence.nights import seal, write_night
from tests.evidence.packs import pack_of
from tests.evidence.tampering import BYTE_CHANGES
from tests.evidence.visits import NIGHT, SECOND

NIGHT_FILES = ("SHA256SUMS", "proof.txt", "root.bin", "root.practice.tsr", "root.sig", "seal.txt",
               "signer.pem", "tsa-chain.pem")  # fmt: skip
FILES = ("README.txt", "SHA256SUMS", "SHA256SUMS.sig", "case.wacz", "facts.csv", "facts.xlsx", "pack.txt",
         "report.pdf", "signer.pem", "verify.sh", *(f"nights/{NIGHT}/{n}" for n in NIGHT_FILES),
         f"records/{NIGHT}/000001.head", f"records/{NIGHT}/000001.block")  # fmt: skip


def named_by_both(told, artefact):
    return [artefact in words for words in told]


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
