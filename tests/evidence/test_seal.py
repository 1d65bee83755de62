import base64
import subprocess

import pytest
from pymerkle import InmemoryTree

from domain.errors import EvidenceError, UnavailableError
from evidence import volume
from evidence.ledger import EntryType, Ledger
from evidence.localtsa import make_local_authority
from evidence.merkle import record_data
from evidence.signing import make_signer_keys
from evidence.store import NightStore
from evidence.timestamp import HttpAuthority, stamp
from evidence.verify import verify_night
from evidence.warc import scan
from tests.evidence.nights import keys_of, run_script, seal, sealed_night, write_night
from tests.evidence.visits import NIGHT, SITE, capture


@pytest.fixture
def evidence(tmp_path):
    return tmp_path / "evidence"


def reasons(evidence, night=NIGHT):
    entries = Ledger(path=evidence / night / "ledger.jsonl").entries()
    return [e.payload["reason"] for e in entries if e.type is EntryType.ERROR]


def test_a_sealed_night_holds_for_both_verifiers(evidence):
    folder = sealed_night(evidence)
    code, output = run_script(folder)
    assert verify_night(folder).broken == ()
    assert (code, "SAI" in output) == (0, False)
    assert "THE NIGHT HOLDS" in output


def test_openssl_alone_confirms_signature_and_timestamp(evidence):
    folder = sealed_night(evidence)
    for command in (
        "openssl dgst -sha256 -verify signer.pem -signature root.sig root.bin",
        "openssl ts -verify -data root.bin -in root.practice.tsr -CAfile tsa-chain.pem",
        "sha256sum -c SHA256SUMS",
    ):
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)


def test_the_root_is_the_one_that_pymerkle_computes_over_the_records(evidence):
    folder = sealed_night(evidence)
    tree = InmemoryTree(algorithm="sha256")
    for path in volume.warc_files(folder):
        for member in scan(path):
            tree.append_entry(record_data(member.content))
    tree.append_entry((folder / "SHA256SUMS").read_bytes())
    assert (folder / "root.bin").read_bytes() == tree.get_root()


def test_each_night_names_root_and_token_of_the_one_before(evidence):
    first = sealed_night(evidence)
    second = sealed_night(evidence, "2026-11-24")
    before = volume.previous_seal(evidence, "2026-11-24")
    assert before is not None
    assert before.root == (first / "root.bin").read_bytes().hex()
    assert before.tokens == (("practice", (first / "root.practice.tsr").read_bytes()),)
    assert f"previous-root: {before.root}" in (second / "seal.txt").read_text()
    assert volume.previous_seal(first.parent / "elsewhere", NIGHT) is None


def test_a_night_s_records_name_the_root_and_bear_the_token_of_the_seal_before(evidence):
    first = sealed_night(evidence)
    write_night(evidence, "2026-11-24")
    info = next(scan(volume.warc_files(evidence / "2026-11-24")[0])).content.decode()
    token = base64.b64encode((first / "root.practice.tsr").read_bytes()).decode()
    assert f"previous-night: {NIGHT}\r\n" in info
    assert f"previous-root: {(first / 'root.bin').read_bytes().hex()}\r\n" in info
    assert f"previous-token-practice: {token}\r\n" in info


def test_the_seal_before_is_the_latest_one_whatever_the_nights_are_called(evidence):
    for night in ("2026-11-24", "2026-11-22"):
        sealed_night(evidence, night)
    before = volume.previous_seal(evidence, "2026-11-25")
    assert before is not None
    assert before.night == "2026-11-22"


def test_nothing_is_captured_into_a_sealed_night_and_none_is_sealed_while_it_is_written(evidence):
    with NightStore(evidence, NIGHT, SITE, reserve_bytes=0, roll_bytes=1) as store:
        store.write(capture(1))
        with pytest.raises(UnavailableError, match="another process"):
            seal(evidence)
        store.write(capture(2))
    seal(evidence)
    with (
        NightStore(evidence, NIGHT, SITE, reserve_bytes=0) as store,
        pytest.raises(EvidenceError, match="is sealed"),
    ):
        store.write(capture(3))
    assert verify_night(evidence / NIGHT).holds


def test_what_comes_after_a_seal_goes_into_a_volume_of_its_own(evidence):
    assert volume.open_volume(evidence, NIGHT) == NIGHT
    sealed_night(evidence)
    assert volume.open_volume(evidence, NIGHT) == f"{NIGHT}-2"
    sealed_night(evidence, f"{NIGHT}-2")
    assert volume.open_volume(evidence, NIGHT) == f"{NIGHT}-3"
    assert volume.sealed_volumes(evidence, NIGHT) == (NIGHT, f"{NIGHT}-2")


def test_several_authorities_each_give_a_token(evidence, tmp_path):
    write_night(evidence)
    two = [make_local_authority(tmp_path / name, name) for name in ("one", "two")]
    assert [name for name, _ in seal(evidence, authorities=two).tokens] == ["one", "two"]
    assert verify_night(evidence / NIGHT).holds
    assert run_script(evidence / NIGHT)[0] == 0


class DeadAuthority:
    name = "dead"
    chain = b""

    def answer(self, query):
        raise UnavailableError("no answer")


class StaleAuthority:
    """Answers every query with a token for something else."""

    name = "stale"

    def __init__(self, folder):
        self.inner = make_local_authority(folder)
        self.chain = self.inner.chain
        self.token = stamp(self.inner, b"something else").answer

    def answer(self, query):
        return self.token


@pytest.mark.parametrize("which", ["dead", "stale", "none", "refused"])
def test_an_authority_that_fails_leaves_the_night_unsealed_with_the_reason(
    evidence, tmp_path, which
):
    write_night(evidence)
    good = make_local_authority(tmp_path / "good")
    nowhere = HttpAuthority(
        name="refused", url="http://127.0.0.1:9/", chain_file=good.folder / "chain.pem", seconds=2
    )
    failing = {
        "dead": [good, DeadAuthority()],
        "stale": [StaleAuthority(tmp_path / "stale")],
        "none": [],
        "refused": [nowhere],
    }[which]
    with pytest.raises((EvidenceError, UnavailableError)) as told:
        seal(evidence, authorities=failing)
    folder = evidence / NIGHT
    assert reasons(evidence) == [str(told.value)]
    assert [v.failure for v in volume.volumes(evidence)] == [str(told.value)]
    assert sorted(p.name for p in folder.iterdir()) == [
        "ledger.jsonl", "visits-shopee-practice.jsonl", "warc"
    ]  # fmt: skip
    assert not verify_night(folder).holds


def test_a_night_that_failed_is_sealed_by_the_next_attempt(evidence):
    write_night(evidence)
    with pytest.raises(UnavailableError):
        seal(evidence, authorities=[DeadAuthority()])
    seal(evidence)
    assert verify_night(evidence / NIGHT).holds
    assert len(reasons(evidence)) == 1


def test_a_missing_key_is_a_failure_and_never_an_unsigned_night(evidence):
    write_night(evidence)
    (keys_of(evidence) / "signer.key").unlink()
    with pytest.raises(EvidenceError):
        seal(evidence)
    assert not volume.is_sealed(evidence / NIGHT)


def test_a_sealed_night_is_never_sealed_again(evidence):
    folder = sealed_night(evidence)
    before = volume.file_digest(folder / "root.bin")
    with pytest.raises(EvidenceError):
        seal(evidence)
    assert volume.file_digest(folder / "root.bin") == before


def test_an_unfinished_file_is_not_sealed_over(evidence):
    write_night(evidence)
    (evidence / NIGHT / "warc" / "x.warc.gz.open").write_bytes(b"")
    with pytest.raises(EvidenceError):
        seal(evidence)


def test_a_crash_while_files_were_put_in_place_is_mended_by_the_next_attempt(evidence):
    folder = sealed_night(evidence)
    (folder / "root.bin").unlink()
    assert not volume.is_sealed(folder)
    seal(evidence)
    assert verify_night(folder).broken == ()
    assert run_script(folder)[0] == 0


def test_what_happens_after_a_seal_goes_into_a_volume_of_its_own(evidence):
    sealed_night(evidence)
    assert volume.open_volume(evidence, NIGHT) == f"{NIGHT}-2"
    volume.open_ledger(evidence, NIGHT).append(EntryType.EXPORT, "officer", {"reason": "case 7"})
    seal(evidence, f"{NIGHT}-2")
    assert verify_night(evidence / f"{NIGHT}-2").holds
    assert run_script(evidence / f"{NIGHT}-2")[0] == 0
    last = volume.previous_seal(evidence, "2026-11-24")
    assert last is not None
    assert last.night == f"{NIGHT}-2"


def test_every_visit_has_its_line_in_the_ledger_once(evidence):
    write_night(evidence, count=3)
    with pytest.raises(UnavailableError):
        seal(evidence, authorities=[DeadAuthority()])
    seal(evidence)
    entries = Ledger(path=evidence / NIGHT / "ledger.jsonl").entries()
    assert len([e for e in entries if e.type is EntryType.CAPTURE]) == 3


def test_signing_keys_are_private_and_never_replaced(tmp_path):
    make_signer_keys(tmp_path)
    before = (tmp_path / "signer.key").read_bytes()
    make_signer_keys(tmp_path)
    assert (tmp_path / "signer.key").read_bytes() == before
    assert (tmp_path / "signer.key").stat().st_mode & 0o777 == 0o600
