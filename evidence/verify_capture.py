"""Checks one capture of a sealed night without reading the others.

its records -> their leaves in leaves.bin -> root.bin -> signature, timestamps
its line in the list of visits -> SHA256SUMS ----^
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from domain.errors import EvidenceError
from evidence import merkle, volume
from evidence.revisit import named_original, read_original
from evidence.verify import (
    ATTESTED,
    BAD_RECORD,
    CHANGED,
    MISSING,
    NOT_SEALED,
    Finding,
    Night,
    Trusted,
    Verification,
    bad,
    good,
    run_checks,
)
from evidence.warc import Member, read_member
from messages import translate

# The line of a visit: JSON whose fields are read one by one below.
Visit = Mapping[str, Any]


def find_visit(folder: Path, capture_id: str) -> tuple[str, Visit] | None:
    """The list of a night that has the capture's line, and the line; None where none has."""
    marker = json.dumps(capture_id).encode("ascii")
    for log in volume.visit_logs(folder):
        for line in log.read_bytes().splitlines():
            if marker in line and (visit := json.loads(line))["capture_id"] == capture_id:
                return log.name, visit
    return None


def verify_capture(folder: Path, capture_id: str, trusted: Trusted | None = None) -> Verification:
    """Check a capture. Raises EvidenceError where the night has none of that id."""
    folder = folder.resolve()
    found = find_visit(folder, capture_id)
    if found is None:
        raise EvidenceError(
            translate("{night}: holds no capture {capture}.", night=folder.name, capture=capture_id)
        )
    night = Night(folder, trusted or Trusted(), {})
    if not volume.is_sealed(folder):
        findings: tuple[Finding, ...] = (bad(volume.ROOT, NOT_SEALED),)
    else:
        findings = (
            *run_checks(ATTESTED, night),
            *_lists(night, found[0]),
            *_records(night, found[1]),
        )
    return Verification(subject=capture_id, findings=findings)


def _lists(night: Night, log: str) -> Iterator[Finding]:
    """The files that say where the records are, and of which capture."""
    try:
        listed = volume.parse_sums(night.read(volume.SUMS))
    except EvidenceError as error:
        yield bad(volume.SUMS, str(error))
        return
    for name in (log, volume.RECORDS, volume.SEAL_TEXT, volume.SIGNER, volume.TSA_CHAIN):
        path = night.folder / name
        holds = path.is_file() and volume.file_digest(path) == listed.get(name)
        yield good(name) if holds else bad(name, CHANGED, volume.SUMS)


def _records(night: Night, visit: Visit) -> Iterator[Finding]:
    wanted = {str(record_id) for record_id in visit["record_ids"]}
    for row in night.read(volume.RECORDS).decode("ascii", "replace").splitlines():
        number, file, offset, length, record_id = (row.split("\t") + [""] * 5)[:5]
        if record_id not in wanted:
            continue
        wanted.discard(record_id)
        path = night.folder / "warc" / Path(file).name
        try:
            member, leaf = read_member(path, int(offset), int(length)), int(number)
        except (EvidenceError, ValueError) as error:
            yield bad(f"warc/{file} {record_id}", BAD_RECORD, error)
            continue
        yield from _record(night, leaf, file, record_id, member)
    yield from (bad(record_id, MISSING) for record_id in sorted(wanted))


def _record(
    night: Night, number: int, file: str, record_id: str, member: Member
) -> Iterator[Finding]:
    if night.leaves[number : number + 1] != [merkle.record_leaf(member.content)]:
        yield bad(f"warc/{file} {record_id}", BAD_RECORD)
        return
    original = named_original(member.record)
    try:
        if original is not None:
            digest = member.record.header("WARC-Payload-Digest")
            read_original(night.folder.parent, original, digest)
    except EvidenceError as error:
        yield bad(f"{original.container} @{original.offset}" if original else file, str(error))
        return
    yield good(f"warc/{file} {record_id}")
