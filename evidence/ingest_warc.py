"""Reads WARC files and WACZ packages that somebody else made."""

import gzip
import json
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from domain.capture import Exchange, Headers, Picture
from domain.errors import UsageError
from evidence.ingest import (
    MAX_BODIES,
    MAX_BODY,
    Contents,
    Entry,
    Stated,
    bounded,
    damaged,
    finished,
    type_of,
)
from messages import translate

_CHUNK = 1 << 20
_LINE = 1 << 16
_BROKEN = (ArchiveLoadFailed, ValueError, KeyError, TypeError, AttributeError, OSError, EOFError,
           RuntimeError, NotImplementedError, RecursionError, zlib.error, zipfile.BadZipFile)  # fmt: skip
_PICTURE = re.compile(r"urn:(?:screenshot-)?(view|fullPage|full-page|mobile)[^:]*:(.+)")
_PNG = b"\x89PNG\r\n\x1a\n"


def read_warc(path: Path) -> Contents:
    """What a WARC file holds; raises UsageError where a record is damaged or its digest is wrong."""
    reading = _Reading(path)
    try:
        _check_whole(path)
        stated = tuple(bounded(reading.records(path), path))
    except _BROKEN as error:
        raise damaged(path, _short(error)) from error
    return reading.contents(stated, ())


def read_wacz(path: Path) -> Contents:
    """What a WACZ holds: its WARC files, and the pages that it lists."""
    reading = _Reading(path)
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory() as scratch:
            names = [n for n in archive.namelist() if n.startswith("archive/") and ".warc" in n]
            if not names:
                raise damaged(path, translate("it holds no WARC file"))
            parts = [_unpack(archive, n, Path(scratch) / str(i)) for i, n in enumerate(names)]
            for part in parts:
                _check_whole(part)
            stated = tuple(bounded((s for part in parts for s in reading.records(part)), path))
            entries = tuple(_listed(archive))
    except UsageError:
        raise
    except _BROKEN as error:
        raise damaged(path, _short(error)) from error
    return reading.contents(stated, entries)


class _Reading:
    """Requests wait for their answers, as a file may have either first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.software = ""
        self.requests: dict[str, tuple[str, Headers, bytes]] = {}
        self.pictures: list[tuple[str, Picture]] = []
        self.ids: list[str] = []
        self.bodies: dict[str, bytes] = {}
        """By payload digest, for revisits of what stands earlier in the file."""

    def records(self, part: Path) -> Iterator[Stated]:
        with part.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                yield from self.record(record)

    def record(self, record: Any) -> Iterator[Stated]:  # Any: warcio's record
        kind, headers = record.rec_type, record.rec_headers
        if kind == "warcinfo":
            self.software = self.software or _software(_content(record))
        elif kind == "request":
            sent = _pairs(record.http_headers)
            method = (record.http_headers.protocol if record.http_headers else "") or "GET"
            answer = headers.get_header("WARC-Concurrent-To") or ""
            self.requests[answer] = (method, sent, _content(record))
        elif kind in {"response", "revisit"} and record.http_headers is not None:
            self.ids.append(headers.get_header("WARC-Record-ID") or "")
            page = headers.get_header("WARC-Page-ID") or ""
            yield Stated(exchange=self.response(record), group=page)
        elif kind == "resource":
            self.picture(record)

    def response(self, record: Any) -> Exchange:
        headers, http = record.rec_headers, record.http_headers
        mime = (http.get_header("Content-Type") or "").partition(";")[0].strip().lower()
        code = http.get_statuscode()
        digest = headers.get_header("WARC-Payload-Digest") or ""
        body = _content(record)
        if record.rec_type == "revisit":
            body = self.bodies.get(digest, b"")
        elif digest:
            self.bodies.setdefault(digest, body)
        location = http.get_header("Location")
        return finished(
            Exchange(
                url=headers.get_header("WARC-Target-URI") or "",
                status=int(code) if code.isdigit() else 0,
                status_text=http.statusline.partition(" ")[2],
                response_headers=_pairs(http),
                body=body,
                resource_type=(headers.get_header("WARC-Resource-Type") or type_of(mime)).lower(),
                started_at=_moment(headers.get_header("WARC-Date")),
                remote_address=headers.get_header("WARC-IP-Address"),
                protocol=headers.get_header("WARC-Protocol"),
                redirect_to=location if location and code.startswith("3") else None,
                truncated=headers.get_header("WARC-Truncated"),
            )
        )

    def picture(self, record: Any) -> None:
        found = _PICTURE.fullmatch(record.rec_headers.get_header("WARC-Target-URI") or "")
        content = _content(record) if found else b""
        if found and content.startswith(_PNG) and len(content) > 24:
            width, height = struct.unpack(">II", content[16:24])
            kind = "mobile" if found[1] == "mobile" else "fullPage"
            picture = Picture(kind=kind, png=content, width=width, height=height)
            self.pictures.append((found[2], picture))

    def contents(self, stated: tuple[Stated, ...], entries: tuple[Entry, ...]) -> Contents:
        if not stated:
            raise damaged(self.path, translate("it holds no answered request"))
        whole = [self.with_request(one, key) for one, key in zip(stated, self.ids, strict=True)]
        whole.sort(key=lambda one: one.exchange.started_at or datetime.min.replace(tzinfo=UTC))
        return Contents(
            software=self.software or "WARC",
            exchanges=tuple(whole),
            entries=entries,
            pictures=tuple(self.pictures),
        )

    def with_request(self, one: Stated, record_id: str) -> Stated:
        if not record_id or record_id not in self.requests:
            return one
        method, sent, body = self.requests[record_id]
        plain = {name: getattr(one.exchange, name) for name in one.exchange.__slots__}
        asked = {"method": method, "request_headers": sent, "request_body": body}
        return Stated(exchange=Exchange(**plain | asked), group=one.group)


def _check_whole(path: Path) -> None:
    """Walk through a file to its end: warcio takes one that breaks off for one that ends."""
    with path.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            stream.seek(0)
            _check_plain(stream, path.stat().st_size)
            return
    with gzip.open(path) as packed:
        total = 0
        while chunk := packed.read(_CHUNK):
            total += len(chunk)
            if total > 2 * MAX_BODIES:
                raise ValueError(f"unpacks to more than {MAX_BODIES >> 19} MB")


def _check_plain(stream: BinaryIO, size: int) -> None:
    """Step from record to record by their lengths."""
    while stream.tell() < size:
        length = None
        while (line := stream.readline(_LINE)) not in {b"\r\n", b""}:
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                length = int(value)
        if not line or length is None or stream.tell() + length > size:
            raise EOFError("a record breaks off")
        stream.seek(length, os.SEEK_CUR)
        if stream.read(4) != b"\r\n\r\n":
            raise EOFError("a record does not end where it should")


def _content(record: Any) -> bytes:
    """The body without transfer and content encoding, within bounds."""
    content = bytes(record.content_stream().read(MAX_BODY + 1))
    if len(content) > MAX_BODY:
        raise ValueError(f"a body unpacks to more than {MAX_BODY >> 20} MB")
    if getattr(record.raw_stream, "limit", 0):
        raise EOFError("a record breaks off")
    return content


def _unpack(archive: zipfile.ZipFile, name: str, target: Path) -> Path:
    if archive.getinfo(name).file_size > 2 * MAX_BODIES:
        raise ValueError(f"{name} is larger than {MAX_BODIES >> 19} MB")
    with archive.open(name) as stream, target.open("wb") as out:
        _copy(stream, out)
    return target


def _copy(stream: Any, out: BinaryIO) -> None:
    while chunk := stream.read(_CHUNK):
        out.write(chunk)


def _listed(archive: zipfile.ZipFile) -> Iterator[Entry]:
    """The pages of pages.jsonl and extraPages.jsonl; lines that are none are left out."""
    for name in archive.namelist():
        if not (name.startswith("pages/") and name.endswith(".jsonl")):
            continue
        for line in archive.read(name).decode("utf-8", "replace").splitlines():
            page = json.loads(line) if line.strip() else {}
            if isinstance(page, dict) and page.get("url"):
                yield Entry(
                    url=str(page["url"]),
                    at=_moment(page.get("ts")),
                    group=str(page.get("id") or ""),
                    title=str(page.get("title") or ""),
                )


def _software(content: bytes) -> str:
    for line in content.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "software":
            return value.strip()[:200]
    return ""


def _pairs(http: Any) -> Headers:
    return tuple((str(name), str(value)) for name, value in http.headers) if http else ()


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _short(error: Exception) -> str:
    return " ".join(f"{type(error).__name__} {error}".split())[:160]
