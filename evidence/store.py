"""Keeps captures: WARC records of the whole visit, on the disk before anything is parsed.

    capture -> redact -> records -> <night>/warc/<night>-<NNNNN>-<site>.warc.gz.open -> fsync
            -> line in <night>/visits-<site>.jsonl -> fsync -> StoredCapture

A StoredCapture is handed out only after both; a failed write stops the store instead.
"""

import base64
import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.capture import Capture, StoredCapture, StoredRecord
from domain.errors import EvidenceError, UnavailableError
from domain.listing import Reading
from evidence.readings import facts
from evidence.records import drafts, warcinfo
from evidence.revisit import Originals, whole_payload
from evidence.visit import parse_visit, restore
from evidence.visitlog import (
    append_line,
    move_torn_line,
    sync_folder,
    visit_line,
    visit_log,
    whole_lines,
)
from evidence.volume import is_sealed, previous_seal
from evidence.warc import Draft, Record, build, compress, read_member, warc_uri
from evidence.withhold import withheld_ids
from messages import translate

OPEN = ".open"
ROLL_BYTES = 1 << 30
RESERVE_BYTES = 500 << 20
VISIT_URN = "urn:visit:"


def unchanged(capture: Capture) -> Capture:
    """The redaction that takes nothing out."""
    return capture


class NightStore:
    """Writes one site's captures of one night. One process, one store."""

    def __init__(
        self,
        evidence: Path,
        night: str,
        site_id: str,
        *,
        about: Mapping[str, str] | None = None,
        redact: Callable[[Capture], Capture] = unchanged,
        reserve_bytes: int = RESERVE_BYTES,
        roll_bytes: int = ROLL_BYTES,
    ) -> None:
        """`about` goes into each file's warcinfo record; bounds are in bytes."""
        self._night = night
        self._site_id = site_id
        self._evidence = evidence
        self._folder = evidence / night
        self._about = {**(about or {}), **_previous_night(evidence, night)}
        self._redact = redact
        self._reserve_bytes = reserve_bytes
        self._roll_bytes = roll_bytes
        self._stream: FileIO | None = None
        self._file_name = ""
        self._seq = 0
        self._torn = False
        self._held: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ensure_room(self) -> None:
        """Call before a capture is begun; raises UnavailableError where it could not be kept."""
        if self._torn:
            raise UnavailableError(
                translate(
                    "{folder}: an earlier capture could not be written whole; nothing more is "
                    "captured here until the recovery has run.",
                    folder=self._folder,
                )
            )
        free = _free_bytes(self._folder)
        if free < self._reserve_bytes:
            raise UnavailableError(
                translate(
                    "Only {free} MiB are free under {folder} and {reserve} MiB must stay free; "
                    "make room or lower SHOPWITNESS_DISK_RESERVE_MB.",
                    free=free >> 20,
                    folder=self._folder,
                    reserve=self._reserve_bytes >> 20,
                )
            )

    def write(self, capture: Capture) -> StoredCapture:
        """Keep a capture; it is on the disk when this returns. Raises UnavailableError."""
        return self.preserve(capture)[1]

    def preserve(self, capture: Capture) -> tuple[Capture, StoredCapture]:
        """As `write`, with the capture as it was kept: what parsers read must be what is proved."""
        self.ensure_room()
        kept = self._redact(capture)
        self._torn = True
        try:
            stored = self._append(kept)
        except OSError as error:
            raise self._not_written(error) from error
        self._torn = False
        return kept, stored

    def _not_written(self, error: OSError) -> UnavailableError:
        return UnavailableError(
            translate(
                "{folder}: the capture could not be written ({why}); it does not count as kept.",
                folder=self._folder,
                why=error.strerror or error,
            )
        )

    def append(self, drafts: Iterable[Draft]) -> None:
        """Keep records that belong to no capture; on the disk when this returns."""
        self._torn = True
        try:
            stream = self._stream or self._open()
            for draft in drafts:
                self._append_record(stream, draft)
            os.fsync(stream.fileno())
        except OSError as error:
            raise self._not_written(error) from error
        self._torn = False

    def write_facts(self, capture: Capture, reading: Reading, parser: str) -> None:
        """Keep what a capture was read as, after it. Raises UnavailableError.

        Not awaited on the disk: what is lost of it can be read anew from the capture.
        """
        if self._stream is None:
            return  # the file was full; what was read lies in the store
        self._torn = True
        try:
            self._append_record(self._stream, facts(capture, reading, parser))
        except OSError as error:
            raise self._not_written(error) from error
        self._torn = False

    def close(self) -> None:
        """Give the file its final name; a file that a failed write left stays `.open`."""
        self._finish_file()
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _finish_file(self) -> None:
        stream, self._stream = self._stream, None
        if stream is None:
            return
        with stream:
            if self._torn:
                return
            os.fsync(stream.fileno())
            path = self._folder / "warc" / self._file_name
            path.with_name(path.name + OPEN).rename(path)
        sync_folder(path.parent)

    def _append(self, capture: Capture) -> StoredCapture:
        stream = self._stream or self._open()
        written = [
            (draft, self._append_record(stream, self._originals.stand_in(draft), draft.payload))
            for draft in drafts(capture)
        ]
        os.fsync(stream.fileno())
        records = tuple(record for _, record in written)
        self._originals.add(
            (draft, self._file_name, record.offset, record.length)
            for draft, record in written
            if draft.is_static and record.type == draft.type
        )
        stored = StoredCapture(
            capture_id=capture.capture_id,
            night=self._night,
            warc_file=self._file_name,
            records=records,
            complete=not capture.truncated,
        )
        line = visit_line(self._seq, capture, stored)
        append_line(visit_log(self._folder, self._site_id), line)
        self._seq += 1
        if stream.tell() >= self._roll_bytes:
            self._torn = False
            self._finish_file()
        return stored

    def _append_record(
        self, stream: FileIO, draft: Draft, payload: bytes | None = None
    ) -> StoredRecord:
        """`payload` is what the record stands for, where it is a revisit."""
        content = build(draft)
        member = compress(content, draft.compression)
        offset = stream.tell()
        _write_all(stream, member)
        return StoredRecord(
            record_id=draft.record_id,
            type=draft.type,
            uri=warc_uri(draft.uri),
            offset=offset,
            length=len(member),
            sha256=hashlib.sha256(content).hexdigest(),
            payload_sha256=hashlib.sha256(
                draft.payload if payload is None else payload
            ).hexdigest(),
        )

    def _open(self) -> FileIO:
        folder = self._folder / "warc"
        folder.mkdir(parents=True, exist_ok=True)
        self._hold()
        self._originals = Originals(self._evidence, self._night, self._site_id)
        self._file_name = _next_name(folder, self._night, self._site_id)
        # Unbuffered: after a failed write nothing of that capture may reach the disk later on.
        stream = FileIO(folder / (self._file_name + OPEN), "xb")
        # Tells a recovery that runs meanwhile that this file is being written.
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._stream = stream
        self._append_record(stream, warcinfo(self._file_name, self._about))
        os.fsync(stream.fileno())
        log = visit_log(self._folder, self._site_id)
        move_torn_line(log)
        self._seq = len(whole_lines(log)[0])
        for changed in (folder, self._folder, self._folder.parent):
            sync_folder(changed)
        return stream

    def _hold(self) -> None:
        """Keep a seal from beginning while this night is written, and from being added to."""
        if self._held is None:
            self._held = os.open(self._folder, os.O_RDONLY)
            fcntl.flock(self._held, fcntl.LOCK_SH)
        if is_sealed(self._folder):
            raise EvidenceError(
                translate(
                    "{folder}: the night is sealed, nothing can be added.", folder=self._folder
                )
            )


def load_capture(evidence: Path, stored: StoredCapture) -> Capture:
    """Read a capture back from its WARC file, and the originals that its revisits name.

    Every record that is read is checked first; raises EvidenceError where one does not hold.
    """
    path = warc_path(evidence, stored)
    by_id = {record.record_id: record for record in stored.records}

    def payload(record_id: str) -> bytes:
        if not record_id:
            return b""
        if record_id not in by_id:
            raise _broken(path, stored, record_id)
        return whole_payload(evidence, _checked(path, stored, by_id[record_id]))

    visits = [r.record_id for r in stored.records if r.uri.startswith(VISIT_URN)]
    if len(visits) != 1:
        raise _broken(path, stored, VISIT_URN)
    return restore(parse_visit(payload(visits[0])), payload)


def load_payload(evidence: Path, stored: StoredCapture, place: StoredRecord) -> bytes:
    """One record's payload; raises EvidenceError where it is withheld or not what was stored."""
    if place.record_id in withheld_ids(evidence):
        raise EvidenceError(
            translate("The block of record {record} is withheld.", record=place.record_id)
        )
    return whole_payload(evidence, _checked(warc_path(evidence, stored), stored, place))


def warc_path(evidence: Path, stored: StoredCapture) -> Path:
    """The file that holds a capture, under its final name or while it is still written."""
    path = evidence / stored.night / "warc" / stored.warc_file
    still_open = path.with_name(path.name + OPEN)
    return still_open if not path.exists() and still_open.exists() else path


def _checked(path: Path, stored: StoredCapture, place: StoredRecord) -> Record:
    member = read_member(path, place.offset, place.length)
    if member.whole_sha256 != place.sha256:
        raise _broken(path, stored, place.record_id)
    return member.record


def _broken(path: Path, stored: StoredCapture, record: str) -> EvidenceError:
    return EvidenceError(
        translate(
            "{path}: record {record} of capture {capture} is missing or not what was stored; take "
            "the file from a copy and run the verification.",
            path=path,
            record=record,
            capture=stored.capture_id,
        )
    )


def _next_name(folder: Path, night: str, site_id: str) -> str:
    pattern = re.compile(rf"{re.escape(night)}-(\d{{5}})-{re.escape(site_id)}\.warc\.gz")
    used = [int(found[1]) for path in folder.iterdir() if (found := pattern.match(path.name))]
    return f"{night}-{max(used, default=-1) + 1:05d}-{site_id}.warc.gz"


def _previous_night(evidence: Path, night: str) -> dict[str, str]:
    """The latest seal with its timestamps: what names it cannot have been made before it."""
    previous = previous_seal(evidence, night)
    if previous is None:
        return {}
    tokens = {
        f"previous-token-{name}": base64.b64encode(token).decode("ascii")
        for name, token in previous.tokens
    }
    return {"previous-night": previous.night, "previous-root": previous.root, **tokens}


def _free_bytes(folder: Path) -> int:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(existing).free


def _write_all(stream: FileIO, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[stream.write(rest) :]
