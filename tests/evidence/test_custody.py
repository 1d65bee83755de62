"""A block is withheld, a night's bodies are let go: each says who and why, and what proves them stays."""

import json

import pytest

from commands.app import run
from domain.errors import EvidenceError, UsageError
from evidence import merkle, volume
from evidence.ledger import EntryType, Ledger
from evidence.retire import retire, retired_files
from evidence.store import load_payload
from evidence.verify import verify_night
from evidence.withhold import withheld_ids, withheld_leaves, withhold
from tests.evidence.nights import run_script, seal, sealed_night, write_night
from tests.evidence.test_revisit import visit, write
from tests.evidence.visits import NIGHT

NEXT = "2026-11-24"


@pytest.fixture
def evidence(tmp_path):
    return tmp_path / "evidence"


def ledger(evidence, night=NEXT):
    return Ledger(path=evidence / night / volume.LEDGER)


def of_type(evidence, type_):
    return [e for e in ledger(evidence).entries() if e.type is type_]


def a_page(evidence):
    stored = write_night(evidence)[0]
    seal(evidence)
    return stored, next(r for r in stored.records if r.type == "response")


def test_a_withheld_block_s_leaf_is_followed_to_the_root_without_the_block(evidence):
    stored, page = a_page(evidence)
    one = withhold(
        evidence, NIGHT, page.record_id, ledger=ledger(evidence), actor="lan", reason="ảnh"
    )
    night = evidence / NIGHT
    packed = (night / "leaves.bin").read_bytes()
    leaves = [packed[i : i + 32] for i in range(0, len(packed), 32)]
    every = [*leaves, merkle.hash_leaf((night / "SHA256SUMS").read_bytes())]
    steps = merkle.proof_of(every, {one.leaf})
    assert merkle.follow(steps, {one.leaf: one.leaf_hash}) == (night / "root.bin").read_bytes()
    assert b"WARC-Target-URI" in one.header
    assert verify_night(night).holds
    assert run_script(night)[0] == 0
    with pytest.raises(EvidenceError, match="withheld"):
        load_payload(evidence, stored, page)


def test_who_withheld_and_why_is_in_the_ledger_and_it_is_found_again(evidence):
    _, page = a_page(evidence)
    one = withhold(
        evidence, NIGHT, page.record_id, ledger=ledger(evidence), actor="lan", reason=" ảnh "
    )
    (entry,) = of_type(evidence, EntryType.REDACT)
    assert (entry.actor, entry.payload["reason"]) == ("lan", "ảnh")
    assert withheld_ids(evidence) == {page.record_id}
    assert withheld_leaves(evidence) == {(NIGHT, one.leaf)}


@pytest.mark.parametrize(
    ("record", "reason", "says"),
    [("urn:uuid:0", "why", "no record"), (None, "  ", "--reason")],
)
def test_nothing_is_withheld_without_a_record_and_a_reason(evidence, record, reason, says):
    _, page = a_page(evidence)
    with pytest.raises(UsageError, match=says):
        withhold(
            evidence,
            NIGHT,
            record or page.record_id,
            ledger=ledger(evidence),
            actor="x",
            reason=reason,
        )
    assert withheld_ids(evidence) == frozenset()


def test_a_retired_night_loses_its_bodies_and_nothing_that_proves_them(evidence):
    night = sealed_night(evidence)
    kept = {path.name for path in night.iterdir()}
    gone = retire(evidence, NIGHT, ledger=ledger(evidence), actor="lan", reason="hết hạn lưu")
    assert gone.bytes > 0
    assert list((night / "warc").iterdir()) == []
    assert {path.name for path in night.iterdir()} == kept
    (entry,) = of_type(evidence, EntryType.RETAIN)
    assert (entry.actor, entry.payload["reason"]) == ("lan", "hết hạn lưu")
    assert entry.payload["files"] == gone.files
    assert verify_night(night, retired=retired_files(evidence, NIGHT)).broken == ()
    assert not verify_night(night).holds, "without the ledger's word the files are missing"


def test_files_of_a_retired_night_that_change_or_vanish_otherwise_are_named(evidence):
    night = sealed_night(evidence)
    retire(evidence, NIGHT, ledger=ledger(evidence), actor="lan", reason="hết hạn lưu")
    (night / "leaves.bin").chmod(0o644)
    (night / "leaves.bin").write_bytes(b"x" * 32)
    broken = verify_night(night, retired=retired_files(evidence, NIGHT)).broken
    assert any("leaves.bin" in finding.artefact for finding in broken)


def test_a_night_that_others_lean_on_is_not_let_go(evidence):
    write(evidence, NIGHT, visit(1))
    seal(evidence)
    write(evidence, NEXT, visit(2))
    with pytest.raises(UsageError, match=f"seal the night {NEXT}"):
        retire(evidence, NIGHT, ledger=ledger(evidence, "2026-11-25"), actor="x", reason="y")
    seal(evidence, NEXT)
    with pytest.raises(UsageError, match=NEXT):
        retire(evidence, NIGHT, ledger=ledger(evidence, "2026-11-25"), actor="x", reason="y")
    last = ledger(evidence, "2026-11-25")
    retire(evidence, NEXT, ledger=last, actor="x", reason="y")
    retire(evidence, NIGHT, ledger=last, actor="x", reason="y")


@pytest.mark.parametrize("what", ["unsealed", "no reason", "broken"])
def test_a_night_is_not_let_go_where_it_should_not_be(evidence, what):
    if what == "unsealed":
        write_night(evidence)
    else:
        sealed_night(evidence)
    if what == "broken":
        (evidence / NIGHT / "leaves.bin").chmod(0o644)
        (evidence / NIGHT / "leaves.bin").write_bytes(b"")
    with pytest.raises(UsageError):
        retire(
            evidence,
            NIGHT,
            ledger=ledger(evidence),
            actor="x",
            reason="" if what == "no reason" else "y",
        )
    assert volume.warc_files(evidence / NIGHT)


def test_as_typed(evidence, monkeypatch, capsys):
    _, page = a_page(evidence)
    monkeypatch.setenv("SHOPWITNESS_HOME", str(evidence.parent))

    def typed(*words):
        return run(["evidence", *words]), capsys.readouterr().out

    record = page.record_id.strip("<>")
    code, told = typed("withhold", NIGHT, record, "--reason", "avatar", "--json")
    assert code == 0
    assert json.loads(told)["record"] == page.record_id
    assert typed("retire", NIGHT, "--reason", "old")[0] == 2
    assert typed("retire", NIGHT, "--reason", "old", "--yes")[0] == 0
    code, told = typed("verify", NIGHT, "--json")
    assert (code, json.loads(told)[0]["holds"]) == (0, True)
    assert typed("verify", NIGHT)[0] == 0
