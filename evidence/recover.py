"""Repairs a night's folder after a crash: nothing complete is lost, nothing torn is deleted."""

import base64
import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.capture import StoredCapture, StoredRecord
from domain.errors import EvidenceError
from evidence.ledger import NAME as LEDGER
from evidence.ledger import EntryType, Ledger
from evidence.readings import FACTS_URN
from evidence.store import OPEN, VISIT_URN
from evidence.visit import Plain, named_records, parse_visit, restore
from evidence.visitlog import (
    append_line,
    cut,
    keep_aside,
    move_torn_line,
    sync_folder,
    visit_line,
    visit_log,
    whole_lines,
)
from evidence.volume import is_sealed
from evidence.warc import Member, Record, TornRecordError, scan
from messages import translate


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredFile:
    """What one unfinished WARC file turned out to hold."""

    path: Path
    """Under its final name, or as `.torn` where it held no whole record."""
    records: int
    visits: int
    """Complete visits."""
    torn_bytes: int
    """Bytes of the unfinished tail, now in `<file>.torn`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What a recovery found and did."""

    files: tuple[RecoveredFile, ...] = ()
    captures: tuple[StoredCapture, ...] = ()
    """Every complete capture of these files, for a database that may have missed the last ones."""
    torn_lines: int = 0
    """Unfinished lines of visit lists that were moved aside."""
    added_lines: int = 0
    """Complete visits that had no line in their site's visit list yet."""
    in_use: tuple[Path, ...] = ()
    """Files that a running crawl is writing; left alone."""


def recover(night_folder: Path) -> Recovery:
    """Finish what a crash left in one night's folder. May be run again at any time.

    Raises EvidenceError where a visit record is of an unknown format, OSError from the disk.
    """
    if not is_sealed(night_folder):
        Ledger(path=night_folder / LEDGER).mend()
    unfinished = sorted((night_folder / "warc").glob(f"*.warc.gz{OPEN}"))
    in_use = tuple(path for path in unfinished if _is_locked(path))
    busy = {visit_log(night_folder, _site_of(path)) for path in in_use}
    logs = [log for log in sorted(night_folder.glob("visits-*.jsonl")) if log not in busy]
    torn_lines = sum(1 for log in logs if move_torn_line(log))
    left = [path for path in unfinished if path not in in_use]
    found = [one for path in left for one in _captures(path)]
    # The name last: whoever dies before it begins anew.
    added = sum(1 for one in found if _add_line(night_folder, *one))
    return Recovery(
        files=tuple(_recover_file(path) for path in left),
        captures=tuple(stored for stored, _ in found),
        torn_lines=torn_lines,
        added_lines=added,
        in_use=in_use,
    )


def captures_unknown(
    night_folder: Path, is_known: Callable[[str], bool]
) -> Iterator[StoredCapture]:
    """The finished files' captures whose ids, by the visit lists, are not known elsewhere."""
    unknown: dict[str, set[str]] = {}
    for log in sorted(night_folder.glob("visits-*.jsonl")):
        for line in whole_lines(log)[0]:
            visit = json.loads(line)
            if not is_known(visit["capture_id"]):
                unknown.setdefault(visit["warc_file"], set()).add(visit["capture_id"])
    for name, wanted in unknown.items():
        path = night_folder / "warc" / name
        if path.exists():
            yield from (stored for stored in captures_of(path) if stored.capture_id in wanted)


def captures_of(path: Path) -> Iterator[StoredCapture]:
    """Every complete capture of a WARC file, from the file alone; stops where the file is torn."""
    return (stored for stored, _ in _captures(path))


_Found = tuple[StoredCapture, Plain]


def _captures(path: Path) -> Iterator[_Found]:
    """Complete captures, each with its visit record's JSON."""
    seen: dict[str, StoredRecord] = {}
    for member, record in _whole_records(path):
        place = _place(member, record)
        if place.uri.startswith(FACTS_URN):
            continue  # it follows the capture that it is about, and is no part of it
        seen[place.record_id] = place
        if place.uri.startswith(VISIT_URN):
            visit = parse_visit(record.payload)
            yield _stored(path, visit, seen), visit
            seen = {}


def _recover_file(path: Path) -> RecoveredFile:
    whole = list(_whole_places(path))
    good_length = whole[-1].offset + whole[-1].length if whole else 0
    torn = path.stat().st_size - good_length
    final = path.with_name(path.name.removesuffix(OPEN) + ("" if whole else ".torn"))
    if torn and whole:
        aside = keep_aside(final, _tail(path, good_length))
        _enter_torn(path, aside.name, _tail(path, good_length))
        cut(path, good_length)
    elif not whole:
        _enter_torn(path, final.name, path.read_bytes())
    path.rename(final)
    sync_folder(path.parent)
    visits = sum(1 for place in whole if place.uri.startswith(VISIT_URN))
    return RecoveredFile(path=final, records=len(whole), visits=visits, torn_bytes=torn)


def _enter_torn(path: Path, name: str, torn: bytes) -> None:
    """Name what a crash tore in the night's ledger."""
    named = {
        "torn_tail": f"warc/{name}",
        "bytes": len(torn),
        "sha256": hashlib.sha256(torn).hexdigest(),
    }
    Ledger(path=path.parent.parent / LEDGER).append(EntryType.ERROR, "recovery", named)


def _whole_places(path: Path) -> Iterator[StoredRecord]:
    return (_place(member, record) for member, record in _whole_records(path))


def _whole_records(path: Path) -> Iterator[tuple[Member, Record]]:
    """The complete records; ends quietly where a torn tail begins."""
    try:
        for member in scan(path):
            yield member, member.record
    except TornRecordError:
        return


def _place(member: Member, record: Record) -> StoredRecord:
    return StoredRecord(
        record_id=record.header("WARC-Record-ID"),
        type=record.header("WARC-Type"),
        uri=record.header("WARC-Target-URI"),
        offset=member.offset,
        length=member.length,
        sha256=member.whole_sha256,
        payload_sha256=_payload_sha256(record),
    )


def _payload_sha256(record: Record) -> str:
    """Of the payload that the record stands for: a revisit bears only its digest."""
    if record.header("WARC-Type") != "revisit":
        return hashlib.sha256(record.payload).hexdigest()
    labelled = record.header("WARC-Payload-Digest").removeprefix("sha256:")
    return base64.b32decode(labelled).hex()


def _stored(path: Path, visit: Plain, seen: dict[str, StoredRecord]) -> StoredCapture:
    if missing := named_records(visit) - seen.keys():
        raise EvidenceError(
            translate(
                "{path}: capture {capture} names {count} records that are not in the file; take "
                "the file from a copy.",
                path=path,
                capture=visit["capture_id"],
                count=len(missing),
            )
        )
    return StoredCapture(
        capture_id=visit["capture_id"],
        night=path.parent.parent.name,
        warc_file=path.name.removesuffix(OPEN),
        records=tuple(place for place in seen.values() if place.type != "warcinfo"),
        complete=not visit["truncated"],
    )


def _add_line(night_folder: Path, stored: StoredCapture, visit: Plain) -> bool:
    """Give a visit the line that a crash kept it from getting."""
    log = visit_log(night_folder, visit["site_id"])
    lines, _ = whole_lines(log)
    if stored.capture_id in {json.loads(line)["capture_id"] for line in lines}:
        return False
    append_line(log, visit_line(len(lines), restore(visit, lambda _: b""), stored))
    return True


def _tail(path: Path, start: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(start)
        return stream.read()


def _site_of(path: Path) -> str:
    """`shopee-vn` of `2026-11-23-00000-shopee-vn.warc.gz.open`."""
    return path.name.removeprefix(path.parent.parent.name)[7:].removesuffix(f".warc.gz{OPEN}")


def _is_locked(path: Path) -> bool:
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
