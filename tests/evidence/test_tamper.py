"""Whatever is changed in a sealed night, both verifiers say so and name it."""

import shutil

import pytest

from evidence.localtsa import make_local_authority
from evidence.timestamp import stamp
from evidence.verify import verify_night
from tests.evidence.nights import run_script, sealed_night
from tests.evidence.packs import trust
from tests.evidence.tampering import (
    BYTE_CHANGES,
    FIELD_CHANGES,
    LINE_CHANGES,
    RECORD_CHANGES,
    TEXT_FILES,
    WARC,
    change_field,
    change_records,
    copy_of,
    other_night,
    repair_sums,
    write,
)
from tests.evidence.visits import NIGHT

FILES = ("SHA256SUMS", "SEALSUMS", "SEALSUMS.sig", "leaves.bin", "ledger.jsonl", "records.tsv", "root.bin",
         "root.path", "root.practice.tsr", "root.sig", "seal.txt", "signer.pem", "tsa-chain.pem", "verify.sh",
         "visits-shopee-practice.jsonl", WARC)  # fmt: skip


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    return sealed_night(tmp_path_factory.mktemp("sealed") / "evidence")


@pytest.fixture
def night(sealed, tmp_path):
    return copy_of(sealed, tmp_path)


@pytest.fixture
def told(night, sealed):
    """What both verifiers say: the shell one is taken from a copy that can be trusted."""

    def names(folder=night, **trusted):
        checked = verify_night(folder, trust(**trusted))
        environment = {
            {"signer": "SIGNER", "tsa_chain": "TSA_CA"}[n]: str(p) for n, p in trusted.items()
        }
        code, output = run_script(folder, sealed / "verify.sh", **environment)
        broken = "\n".join(f.artefact for f in checked.broken)
        wrong = "\n".join(line for line in output.splitlines() if line.startswith("SAI"))
        assert checked.holds == (broken == "")
        assert code == (1 if wrong else 0)
        return broken, wrong

    return names


def named_by_both(told, artefact):
    return [artefact in words for words in told]


def test_an_untouched_copy_holds(told):
    assert told() == ("", "")


@pytest.mark.parametrize("file", FILES)
def test_a_changed_file_is_named(night, told, file):
    write(night, BYTE_CHANGES["flip_middle"]((night / file).read_bytes()), file)
    assert named_by_both(told(), file) == [True, True]


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("change", sorted(BYTE_CHANGES))
def test_every_change_of_bytes_in_every_file_is_named(night, told, file, change):
    write(night, BYTE_CHANGES[change]((night / file).read_bytes()), file)
    assert named_by_both(told(), file) == [True, True]


@pytest.mark.slow
@pytest.mark.parametrize("file", TEXT_FILES)
@pytest.mark.parametrize("change", sorted(LINE_CHANGES))
def test_every_change_of_lines_in_every_text_file_is_named(night, told, file, change):
    before = (night / file).read_bytes()
    after = b"".join(LINE_CHANGES[change](before.splitlines(keepends=True)))
    write(night, after if after != before else before + before, file)
    assert named_by_both(told(), file) == [True, True]


@pytest.mark.slow
@pytest.mark.parametrize("file", [f for f in FILES if f != "root.bin"])
def test_a_missing_file_is_named(night, told, file):
    (night / file).unlink()
    assert named_by_both(told(), file) == [True, True]


def test_a_night_without_its_root_counts_as_unsealed(night, told):
    (night / "root.bin").unlink()
    assert named_by_both(told(), "root.bin") == [True, True]


@pytest.mark.parametrize(
    "name",
    [
        "warc/extra.warc.gz",
        "note.txt",
        "root.other.tsr",
        ".hidden",
        "visits-x.jsonl",
        ".sealing/x",
    ],
)
def test_an_added_file_is_named(night, told, name):
    (night / name).parent.mkdir(exist_ok=True)
    shutil.copy(night / WARC, night / name)
    assert named_by_both(told(), name.partition("/x")[0]) == [True, True]


def test_the_empty_folder_of_a_seal_that_died_at_its_end_is_no_change(night, told):
    (night / ".sealing").mkdir()
    assert told() == ("", "")


def test_a_file_replaced_by_a_link_is_named(night, told, tmp_path):
    (night / "ledger.jsonl").rename(tmp_path / "ledger.jsonl")
    (night / "ledger.jsonl").symlink_to(tmp_path / "ledger.jsonl")
    assert named_by_both(told(), "ledger.jsonl") == [True, True]


@pytest.mark.parametrize("field", sorted(FIELD_CHANGES))
def test_a_changed_field_of_a_record_is_named_with_its_file(night, told, field):
    change_field(night, field)
    broken, wrong = told()
    assert WARC in wrong
    assert f"{WARC} #" in broken or f"{WARC} @" in broken


@pytest.mark.parametrize("change", sorted(RECORD_CHANGES))
def test_records_that_were_moved_are_named_with_their_file(night, told, change):
    change_records(night, change)
    assert named_by_both(told(), WARC) == [True, True]


@pytest.mark.slow
@pytest.mark.parametrize("field", ["date", "address", "uri", "status", "header", "body"])
def test_whoever_repairs_every_checksum_still_lacks_the_signature_and_the_timestamp(
    night, told, field
):
    change_field(night, field)
    repair_sums(night)
    broken, wrong = told()
    for words in (broken, wrong):
        assert "root.sig" in words
        assert "SEALSUMS.sig" in words
        assert "root.practice.tsr" in words


@pytest.mark.slow
@pytest.mark.parametrize("file", ["root.bin", "root.sig", "root.path", "root.practice.tsr", "SHA256SUMS", "ledger.jsonl",
                                  "seal.txt", "leaves.bin", "records.tsv", "visits-shopee-practice.jsonl", WARC])  # fmt: skip
def test_a_file_of_another_sealed_night_is_named(night, told, tmp_path, file):
    write(night, (other_night(tmp_path) / file).read_bytes(), file)
    assert named_by_both(told(), file) == [True, True]


def test_swapped_nights_are_named(sealed, told, tmp_path):
    swapped = tmp_path / "2026-11-24"
    shutil.copytree(sealed, swapped)
    assert named_by_both(told(swapped), "seal.txt") == [True, True]


def test_a_replaced_root_with_a_signature_of_another_key_is_named(night, told, tmp_path):
    elsewhere = other_night(tmp_path)
    for file in ("root.bin", "root.sig", "root.path", "SHA256SUMS", "SEALSUMS", "SEALSUMS.sig"):
        write(night, (elsewhere / file).read_bytes(), file)
    assert named_by_both(told(), "root.bin, root.sig") == [True, True]


def test_a_token_of_an_authority_that_is_not_trusted_is_named(night, told, tmp_path):
    forger = make_local_authority(tmp_path / "forger")
    write(night, stamp(forger, (night / "root.bin").read_bytes()).answer, "root.practice.tsr")
    assert named_by_both(told(), "root.practice.tsr") == [True, True]


def test_a_token_for_something_else_is_named(night, told, sealed):
    genuine = make_local_authority(sealed.parents[1] / "keys" / "tsa")
    write(night, stamp(genuine, b"another root").answer, "root.practice.tsr")
    assert named_by_both(told(), "root.practice.tsr") == [True, True]


def test_a_night_rebuilt_whole_by_an_insider_fails_against_copies_kept_elsewhere(
    sealed, told, tmp_path
):
    forged = other_night(tmp_path)
    assert told(forged)[1] == ""
    signer = told(forged, signer=sealed / "signer.pem")
    authority = told(forged, tsa_chain=sealed / "tsa-chain.pem")
    assert named_by_both(signer, "root.sig") == [True, True]
    assert named_by_both(authority, "root.practice.tsr") == [True, True]


def test_a_night_rebuilt_whole_no_longer_fits_the_night_after_it(tmp_path):
    evidence = tmp_path / "evidence"
    first = sealed_night(evidence)
    second = sealed_night(evidence, "2026-11-24")
    forged = other_night(tmp_path)
    shutil.rmtree(first)
    shutil.copytree(forged, first)
    broken = [f.artefact for f in verify_night(second).broken]
    assert broken == [f"{NIGHT}/root.bin"]
