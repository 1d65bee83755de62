"""The ledger of a night: append-only lines, each of which names the digest of the one before.

Several processes may append; a lock on the file puts them in order. A line is on the disk before
`append` returns. A line that a crash left unfinished is moved aside and named in the next entry.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import FileIO
from pathlib import Path
from typing import Any

from domain.errors import EvidenceError
from evidence.visitlog import keep_aside, sync_folder
from messages import translate

NAME = "ledger.jsonl"
CHUNK = 4096
FIRST = "0" * 64
"""What the first line names as the digest of the line before it."""


class EntryType(StrEnum):
    """What a ledger line speaks of."""

    CAPTURE = "capture"
    SEAL = "seal"
    ACCESS = "access"
    EXPORT = "export"
    REDACT = "redact"
    INGEST = "ingest"
    RETAIN = "retain"
    ROTATE = "rotate"
    TOMBSTONE = "tombstone"
    ERROR = "error"


# `Any`: whatever JSON can hold.
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a ledger."""

    seq: int
    """From 1."""
    prev: str
    """Hex SHA-256 of the line before, with its line end; zeros in the first line."""
    at: str
    """When it was appended by this machine's clock: ISO 8601, UTC."""
    type: EntryType
    actor: str
    payload: Payload
    payload_sha256: str
    """Hex SHA-256 of the payload as canonical JSON."""

    @property
    def line(self) -> bytes:
        """The line as it stands in the file."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return canonical(plain) + b"\n"


def canonical(value: object) -> bytes:
    """JSON with sorted names, without spaces, in ASCII: the same bytes for the same value."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.encode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The ledger of one night's folder."""

    path: Path

    def append(self, type_: EntryType, actor: str, payload: Payload) -> Entry:
        """Append one entry; it is on the disk when this returns."""
        return self.append_all(type_, actor, [payload])[0]

    def append_all(
        self, type_: EntryType, actor: str, payloads: Iterable[Payload]
    ) -> tuple[Entry, ...]:
        """Append an entry for each payload with one wait for the disk. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileIO(os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644), "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._check_unsealed()
            seq, prev = self._end(file)
            entries: list[Entry] = []
            for payload in payloads:
                seq += 1
                entries.append(_entry(seq, prev, type_, actor, payload))
                prev = hashlib.sha256(entries[-1].line).hexdigest()
            _write_all(file, b"".join(entry.line for entry in entries))
            os.fsync(file.fileno())
        sync_folder(self.path.parent)
        return tuple(entries)

    def mend(self) -> None:
        """Move aside a last line that a crash tore, and enter that; nothing where none is torn."""
        if self.path.exists() and self.path.read_bytes().rpartition(b"\n")[2]:
            self.append_all(EntryType.ERROR, "ledger", [])

    def entries(self) -> Iterator[Entry]:
        """Every entry, each checked against the chain; raises EvidenceError at the first break."""
        lines = self.path.read_bytes().split(b"\n") if self.path.exists() else [b""]
        prev = FIRST
        for number, line in enumerate(lines[:-1], start=1):
            entry = _parse(line)
            if entry is None or entry.seq != number or entry.prev != prev:
                raise EvidenceError(
                    translate(
                        "{path}: line {number} does not follow from the line before it.",
                        path=self.path,
                        number=number,
                    )
                )
            prev = hashlib.sha256(line + b"\n").hexdigest()
            yield entry
        if lines[-1]:
            raise EvidenceError(translate("{path}: the last line is torn.", path=self.path))

    def _check_unsealed(self) -> None:
        if (self.path.parent / "root.bin").exists():
            raise EvidenceError(
                translate(
                    "{folder}: the night is sealed, nothing can be added.", folder=self.path.parent
                )
            )

    def _end(self, file: FileIO) -> tuple[int, str]:
        """Number and digest of the last line, after a torn one was moved aside."""
        whole, torn = _tail(file)
        seq, prev = _number_of(whole, file, len(torn)), _hex(whole) if whole else FIRST
        if not torn:
            return seq, prev
        aside = keep_aside(self.path, torn)
        file.truncate(file.seek(0, os.SEEK_END) - len(torn))
        named = {"torn_tail": aside.name, "bytes": len(torn), "sha256": _hex(torn)}
        entry = _entry(seq + 1, prev, EntryType.ERROR, "ledger", named)
        _write_all(file, entry.line)
        return entry.seq, _hex(entry.line)


def _entry(seq: int, prev: str, type_: EntryType, actor: str, payload: Payload) -> Entry:
    return Entry(
        seq=seq,
        prev=prev,
        at=datetime.now(UTC).isoformat(timespec="microseconds"),
        type=type_,
        actor=actor,
        payload=payload,
        payload_sha256=_hex(canonical(payload)),
    )


def _parse(line: bytes) -> Entry | None:
    try:
        plain = json.loads(line)
        entry = Entry(**{**plain, "type": EntryType(plain["type"])})
    except (ValueError, KeyError, TypeError):
        return None
    whole = entry.line == line + b"\n"
    return entry if whole and _hex(canonical(entry.payload)) == entry.payload_sha256 else None


def _tail(file: FileIO) -> tuple[bytes, bytes]:
    """The last whole line with its end, and what a crash left after it; reads no more than that."""
    start = end = file.seek(0, os.SEEK_END)
    content = b""
    while start > 0 and content.count(b"\n") < 2:
        start = max(0, end - 2 * len(content) - CHUNK)
        file.seek(start)
        content = _read(file, end - start)
    whole, found, torn = content.rpartition(b"\n")
    return whole.rpartition(b"\n")[2] + found, torn


def _read(file: FileIO, size: int) -> bytes:
    content = b""
    while len(content) < size and (more := file.read(size - len(content))):
        content += more
    return content


def _number_of(line: bytes, file: FileIO, torn: int) -> int:
    """The number of the last line; counted where the line does not say it."""
    if not line:
        return 0
    entry = _parse(line[:-1])
    if entry is not None:
        return entry.seq
    size = file.seek(0, os.SEEK_END) - torn
    file.seek(0)
    return _read(file, size).count(b"\n")


def _hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write_all(file: FileIO, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]
