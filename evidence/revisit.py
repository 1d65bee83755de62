"""Static assets that were kept before: a revisit record stands for one, and names its original.

    response of an image, script, style sheet, font or film -> same bytes kept within 30 days?
        no:  the response record, and a row in `<night>/originals-<site>.tsv`
        yes: a revisit record with the answer's own headers, after the original was read and compared

Documents, answers of interfaces and pictures of pages are always kept anew: a listing's own facts
stand alone.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.errors import EvidenceError
from evidence.warc import Draft, Record, labelled_digest, read_member
from messages import translate

PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
CONTAINER, MEMBER = "WARC-Refers-To-Container", "WARC-Refers-To-Member"
OLDEST = timedelta(days=30)
"""An older original is kept anew, so that a night leans on no night beyond this."""
SMALLEST = 512
"""A revisit record of a smaller body would save nothing; bytes."""
STATIC_TYPES = frozenset({"image", "script", "stylesheet", "font", "media"})
"""Chromium's resource types of what is the same for every visitor."""
_CONTAINER = re.compile(r"([A-Za-z0-9_-][A-Za-z0-9._-]*)/warc/([A-Za-z0-9_-][A-Za-z0-9._-]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """Where a body lies that was kept whole."""

    night: str
    warc_file: str
    offset: int
    length: int
    """Bytes of the gzip member."""
    kept_at: datetime

    @property
    def container(self) -> str:
        """As in WARC-Refers-To-Container: relative to the folder of all nights."""
        return f"{self.night}/warc/{self.warc_file}"


class Originals:
    """What one site's revisits may refer to; belongs to one store."""

    def __init__(self, evidence: Path, night: str, site_id: str) -> None:
        self._evidence = evidence
        self._night = night
        self._path = originals_file(evidence / night, site_id)
        self._known: dict[str, Original] = {}
        since = datetime.now(UTC) - OLDEST
        for path in sorted(evidence.glob(f"*/{self._path.name}")):
            # A file that nobody has written to for so long has no younger rows.
            if path.stat().st_mtime >= since.timestamp():
                self._load(path)

    def stand_in(self, draft: Draft) -> Draft:
        """A revisit record in place of a static one whose bytes are kept; else the draft itself."""
        if not draft.is_static:
            return draft
        original = self._known.get(hashlib.sha256(draft.payload).hexdigest())
        if original is None or datetime.fromisoformat(draft.date) - original.kept_at > OLDEST:
            return draft
        digest = labelled_digest(draft.payload)
        try:
            record = read_original(self._evidence, original, digest)
        except EvidenceError:
            return draft
        return replace(
            draft, type="revisit", payload=b"", headers=(*draft.headers, *_naming(original, record))
        )

    def add(self, kept: Iterable[tuple[Draft, str, int, int]]) -> None:
        """Note static responses whose records are on the disk: draft, file, offset and length."""
        rows = []
        for draft, warc_file, offset, length in kept:
            digest = hashlib.sha256(draft.payload).hexdigest()
            moment = datetime.fromisoformat(draft.date)
            self._known[digest] = Original(
                night=self._night, warc_file=warc_file, offset=offset, length=length, kept_at=moment
            )
            rows.append(f"{digest}\t{warc_file}\t{offset}\t{length}\t{draft.date}\n")
        if rows:
            with self._path.open("ab") as stream:
                # Rows that a crash lost cost some space and nothing else.
                stream.write("".join(rows).encode("ascii"))

    def _load(self, path: Path) -> None:
        for line in path.read_text("ascii", "replace").splitlines():
            digest, *rest = line.split("\t")
            if len(rest) == 4 and rest[1].isdigit() and rest[2].isdigit():
                self._known[digest] = Original(
                    night=path.parent.name,
                    warc_file=rest[0],
                    offset=int(rest[1]),
                    length=int(rest[2]),
                    kept_at=datetime.fromisoformat(rest[3]),
                )


def originals_file(night_folder: Path, site_id: str) -> Path:
    """The list of bodies that a site's later captures may refer to."""
    return night_folder / f"originals-{site_id}.tsv"


def named_original(record: Record) -> Original | None:
    """What a revisit record refers to; None for other records and for revisits made elsewhere."""
    found = _CONTAINER.fullmatch(record.header(CONTAINER))
    offset, _, length = record.header(MEMBER).partition("+")
    if record.header("WARC-Type") != "revisit" or found is None:
        return None
    if not (offset.isdigit() and length.isdigit()):
        return None
    return Original(
        night=found[1],
        warc_file=found[2],
        offset=int(offset),
        length=int(length),
        kept_at=datetime.fromisoformat(record.header("WARC-Refers-To-Date")),
    )


def read_original(evidence: Path, original: Original, digest: str) -> Record:
    """The record that is referred to; raises EvidenceError where its payload is not of the digest."""
    path = evidence / original.night / "warc" / original.warc_file
    if not path.exists():
        path = path.with_name(path.name + ".open")
    record = read_member(path, original.offset, original.length).record
    is_it = record.header("WARC-Type") == "response"
    if not is_it or labelled_digest(record.payload) != digest:
        raise EvidenceError(
            translate(
                "{path}: the record at byte {offset} is not the original that another one names.",
                path=path,
                offset=original.offset,
            )
        )
    return record


def whole_payload(evidence: Path, record: Record) -> bytes:
    """A record's payload, that of its original where it is a revisit; raises EvidenceError."""
    original = named_original(record)
    if original is None:
        return record.payload
    return read_original(evidence, original, record.header("WARC-Payload-Digest")).payload


def _naming(original: Original, record: Record) -> tuple[tuple[str, str], ...]:
    return (
        ("WARC-Profile", PROFILE),
        ("WARC-Payload-Digest", record.header("WARC-Payload-Digest")),
        ("WARC-Refers-To", record.header("WARC-Record-ID")),
        ("WARC-Refers-To-Target-URI", record.header("WARC-Target-URI")),
        ("WARC-Refers-To-Date", record.header("WARC-Date")),
        (CONTAINER, original.container),
        (MEMBER, f"{original.offset}+{original.length}"),
    )
