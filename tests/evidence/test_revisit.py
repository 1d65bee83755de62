"""A body that is the same every night lies on the disk once; whatever is read stands for itself."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from domain.errors import EvidenceError
from evidence import volume
from evidence.recover import captures_of
from evidence.revisit import OLDEST, named_original, read_original
from evidence.store import NightStore, load_capture
from evidence.verify import verify_night
from evidence.warc import parse, scan
from tests.evidence.nights import run_script, seal
from tests.evidence.visits import SITE, capture, exchange
from tests.practice import warcio_check

NOW = datetime.now(UTC)
PICTURE = b"\x89PNG" + bytes(range(256)) * 8
SCRIPT = b"window.x = 1;" * 90
API = b'{"price": 99000}' * 60
STATIC = {"image": PICTURE, "script": SCRIPT, "stylesheet": b"b{}" * 300, "font": b"wOF2" * 200}


@pytest.fixture
def evidence(tmp_path):
    return tmp_path / "evidence"


def visit(number, at=NOW, **changes):
    kinds = STATIC | {"xhr": API, "fetch": API, "document": API, "frame": API, "other": API}
    exchanges = tuple(
        exchange(
            f"http://shopee.localhost/{kind}",
            changes.get(kind, body),
            resource_type=kind,
            started_at=at,
            response_headers=(("Content-Type", "x/y"), ("ETag", f"{number}")),
        )
        for kind, body in kinds.items()
    )
    return capture(number, exchanges=exchanges, started_at=at, ended_at=at)


def write(evidence, night, *captures):
    with NightStore(evidence, night, SITE, reserve_bytes=0) as store:
        return [store.write(one) for one in captures]


def records(evidence, night):
    for path in volume.warc_files(evidence / night):
        for member in scan(path):
            yield parse(member.content)


def revisits(evidence, night):
    return [r for r in records(evidence, night) if r.header("WARC-Type") == "revisit"]


def test_static_bodies_are_kept_once_over_nights_and_read_back_whole(evidence):
    first = write(evidence, "2026-11-23", visit(1))
    second = write(evidence, "2026-11-24", visit(2))
    assert revisits(evidence, "2026-11-23") == []
    named = {r.header("WARC-Target-URI").rsplit("/")[-1] for r in revisits(evidence, "2026-11-24")}
    assert named == set(STATIC)
    for number, (stored,) in ((1, first), (2, second)):
        assert load_capture(evidence, stored) == visit(number)


def test_documents_answers_and_pictures_are_always_kept_anew(evidence):
    write(evidence, "2026-11-23", visit(1))
    write(evidence, "2026-11-24", visit(2))
    kept = [r for r in records(evidence, "2026-11-24") if r.header("WARC-Type") == "response"]
    whole = {r.header("WARC-Resource-Type") for r in kept if r.payload == API}
    assert whole == {"xhr", "fetch", "document", "frame", "other"}
    pictures = [r for r in records(evidence, "2026-11-24") if "screenshot" in str(r.headers)]
    assert [p.header("WARC-Type") for p in pictures] == ["resource"]


def test_within_a_night_and_a_file_that_is_still_open_too(evidence):
    with NightStore(evidence, "2026-11-23", SITE, reserve_bytes=0) as store:
        stored = [store.write(visit(number)) for number in (1, 2)]
        assert load_capture(evidence, stored[1]) == visit(2)
    assert len(revisits(evidence, "2026-11-23")) == len(STATIC)
    assert load_capture(evidence, stored[1]) == visit(2)


def test_a_revisit_names_its_original_and_keeps_the_answer_s_own_headers(evidence):
    write(evidence, "2026-11-23", visit(1))
    write(evidence, "2026-11-24", visit(2))
    one = next(r for r in revisits(evidence, "2026-11-24") if "/image" in str(r.headers))
    original = named_original(one)
    assert original is not None
    record = read_original(evidence, original, one.header("WARC-Payload-Digest"))
    assert record.payload == PICTURE
    assert one.header("WARC-Refers-To") == record.header("WARC-Record-ID")
    assert one.header("WARC-Refers-To-Target-URI") == record.header("WARC-Target-URI")
    assert one.header("WARC-Refers-To-Date") == record.header("WARC-Date")
    assert original.container.startswith("2026-11-23/warc/")
    assert b"ETag: 2" in one.block
    assert f"Content-Length: {len(PICTURE)}".encode() in one.block


def test_another_reader_takes_it_for_a_revisit_and_warcio_check_passes(evidence):
    write(evidence, "2026-11-23", visit(1))
    write(evidence, "2026-11-24", visit(2))
    files = [
        path
        for night in ("2026-11-23", "2026-11-24")
        for path in volume.warc_files(evidence / night)
    ]
    assert warcio_check(files).returncode == 0
    with files[1].open("rb") as stream:
        kinds = [r.rec_type for r in ArchiveIterator(stream)]
    assert kinds.count("revisit") == len(STATIC)


def test_a_changed_body_and_a_small_one_are_kept(evidence):
    write(evidence, "2026-11-23", visit(1, font=b"small"))
    write(evidence, "2026-11-24", visit(2, image=PICTURE[:-1] + b"X", font=b"small"))
    named = {r.header("WARC-Target-URI").rsplit("/")[-1] for r in revisits(evidence, "2026-11-24")}
    assert named == {"script", "stylesheet"}


def test_an_old_original_is_kept_anew(evidence):
    write(evidence, "2026-11-23", visit(1, at=NOW - OLDEST - timedelta(days=1)))
    write(evidence, "2026-11-24", visit(2))
    assert revisits(evidence, "2026-11-24") == []
    write(evidence, "2026-11-25", visit(3))
    named = {named_original(r).night for r in revisits(evidence, "2026-11-25")}
    assert named == {"2026-11-24"}


def test_an_original_that_does_not_hold_is_not_referred_to(evidence):
    write(evidence, "2026-11-23", visit(1))
    (path,) = volume.warc_files(evidence / "2026-11-23")
    path.write_bytes(b"\0" * path.stat().st_size)
    (stored,) = write(evidence, "2026-11-24", visit(2))
    assert revisits(evidence, "2026-11-24") == []
    assert load_capture(evidence, stored) == visit(2)


def test_recovery_finds_the_digest_that_the_store_stated(evidence):
    write(evidence, "2026-11-23", visit(1))
    (stored,) = write(evidence, "2026-11-24", visit(2))
    (path,) = volume.warc_files(evidence / "2026-11-24")
    (found,) = captures_of(path)
    assert found == stored
    assert hashlib.sha256(PICTURE).hexdigest() in {r.payload_sha256 for r in found.records}


def test_a_night_that_leans_on_another_says_so_and_is_checked_against_it(evidence):
    write(evidence, "2026-11-23", visit(1))
    write(evidence, "2026-11-24", visit(2))
    for night in ("2026-11-23", "2026-11-24"):
        seal(evidence, night)
        assert verify_night(evidence / night).broken == ()
        assert run_script(evidence / night)[0] == 0
    assert "refers-to: 2026-11-23\n" in (evidence / "2026-11-24" / "seal.txt").read_text()
    (path,) = volume.warc_files(evidence / "2026-11-23")
    path.chmod(0o644)
    path.write_bytes(b"\0" * path.stat().st_size)
    broken = verify_night(evidence / "2026-11-24").broken
    assert broken
    assert all(finding.artefact.startswith("2026-11-23/warc/") for finding in broken)
    path.unlink()
    path.parent.rmdir()
    for left in (evidence / "2026-11-23").iterdir():
        left.unlink()
    (evidence / "2026-11-23").rmdir()
    assert verify_night(evidence / "2026-11-24").holds, "a night alone is checked by itself"


def test_a_capture_whose_original_is_gone_says_what_is_missing(evidence):
    write(evidence, "2026-11-23", visit(1))
    (stored,) = write(evidence, "2026-11-24", visit(2))
    (path,) = volume.warc_files(evidence / "2026-11-23")
    path.unlink()
    with pytest.raises(EvidenceError, match="2026-11-23"):
        load_capture(evidence, stored)
