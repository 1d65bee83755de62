"""A signing key that was replaced takes nothing away from what the old one sealed."""

import pytest

from evidence.pack import pack_sums
from evidence.signers import FOLDER, keep_signer, rotate_signer, signer_files
from evidence.signing import load_signer, make_signer_keys
from evidence.verify import verify_night
from tests.evidence.nights import keys_of, run_script, seal, sealed_night, write_night
from tests.evidence.packs import both_say, pack_of, trust
from tests.evidence.visits import NIGHT

HOLDS = ("", "")


@pytest.fixture
def evidence(tmp_path):
    return tmp_path / "evidence"


@pytest.fixture
def told(tmp_path, evidence):
    """What both verifiers say of a pack."""

    def say(pack, **trusted):
        return both_say(pack, tmp_path / "tools", pack / "verify.sh", **trusted)

    return say


@pytest.fixture
def rotated(evidence, tmp_path):
    """Nights of an old key and of the next, in one pack that the next but one signed; the old key."""
    keys, old = keys_of(evidence), tmp_path / "old.pem"
    old.write_bytes(load_signer(keys).public_pem)
    captures = write_night(evidence, count=1)
    seal(evidence)
    rotate_signer(keys)
    captures += write_night(evidence, "2026-11-24", count=1)
    seal(evidence, "2026-11-24")
    rotate_signer(keys)
    out = tmp_path / "vu-1"
    pack_of(evidence, captures, out, signers=signer_files(keys))
    return out, old


def repack(pack, signer):
    """Sign a pack anew after somebody changed it who has the key."""
    (pack / "SHA256SUMS").write_bytes(pack_sums(pack))
    (pack / "SHA256SUMS.sig").write_bytes(signer.sign((pack / "SHA256SUMS").read_bytes()))


def test_nights_of_older_keys_hold_in_a_pack_of_a_newer_one(rotated, told, evidence):
    pack, old = rotated
    keys = keys_of(evidence)
    assert told(pack) == HOLDS
    assert told(pack, signer=old) == HOLDS
    assert told(pack, signer=keys / "signer.pem") == HOLDS
    assert told(pack, signer=keys / FOLDER) == HOLDS


def test_a_pack_made_before_the_key_was_replaced_holds_with_all_keys(evidence, tmp_path, told):
    captures = write_night(evidence, count=1)
    seal(evidence)
    pack_of(evidence, captures, tmp_path / "vu-1")
    rotate_signer(keys_of(evidence))
    assert told(tmp_path / "vu-1") == HOLDS
    assert told(tmp_path / "vu-1", signer=keys_of(evidence) / FOLDER) == HOLDS


def test_a_stranger_key_is_trusted_for_nothing_in_the_line(rotated, told, tmp_path):
    make_signer_keys(tmp_path / "stranger")
    for words in told(rotated[0], signer=tmp_path / "stranger" / "signer.pem"):
        assert "SHA256SUMS.sig" in words
        assert f"nights/{NIGHT}/root.sig" in words


def test_a_key_that_nobody_handed_over_to_is_named(rotated, told, evidence):
    pack, _ = rotated
    for handover in (pack / FOLDER).glob("*.sig"):
        handover.unlink()
    repack(pack, load_signer(keys_of(evidence)))
    assert ["signer.pem" in words for words in told(pack)] == [True, True]


def test_a_handover_that_the_older_key_did_not_sign_is_none(rotated, told, evidence):
    pack, _ = rotated
    newest = load_signer(keys_of(evidence))
    for handover in (pack / FOLDER).glob("*.sig"):
        key = handover.with_name(handover.name.split(".")[0] + ".pem")
        handover.write_bytes(newest.sign(key.read_bytes()))
    repack(pack, newest)
    assert ["signer.pem" in words for words in told(pack)] == [True, True]


def test_a_night_is_checked_with_any_of_the_keys_that_are_trusted(evidence, tmp_path):
    night = sealed_night(evidence, count=1)
    keys = keys_of(evidence)
    rotate_signer(keys)
    for signer, holds in ((keys / FOLDER, True), (keys / "signer.pem", False)):
        assert verify_night(night, trust(signer=signer)).holds == holds
        assert run_script(night, SIGNER=str(signer))[0] == (0 if holds else 1)


def test_the_old_key_is_set_aside_and_the_new_one_is_private(evidence):
    keys = keys_of(evidence)
    keep_signer(keys)
    before = (keys / "signer.key").read_bytes()
    rotation = rotate_signer(keys)
    assert rotation.retired is not None
    assert rotation.retired.read_bytes() == before
    assert (keys / "signer.key").stat().st_mode & 0o777 == 0o600
    assert (keys / "signer.pem").read_bytes() == load_signer(keys).public_pem
    assert sorted(signer_files(keys)) == sorted(
        [f"{rotation.old}.pem", f"{rotation.new}.pem", f"{rotation.new}.by-{rotation.old}.sig"]
    )


def test_a_lost_key_is_replaced_by_one_that_nothing_was_handed_over_to(evidence):
    keys = keys_of(evidence)
    (keys / "signer.key").unlink()
    rotation = rotate_signer(keys)
    assert (rotation.old, rotation.retired) == ("", None)
    assert list(signer_files(keys)) == [f"{rotation.new}.pem"]
