"""WARC 1.1 records with SHA-256 digests, one gzip member each: built, scanned and read back.

A record's own digest (`whole_sha256`) covers every byte between two gzip members: WARC headers,
block and the two line ends that close it. WARC's digests cover block and payload only, so that
whoever edits a date or an address in the header would not be noticed by them.
"""

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from domain.capture import Headers
from domain.errors import EvidenceError
from messages import translate

GZIP = zlib.MAX_WBITS | 16
# Most records are small: whoever reads on after one has read little that is not its own.
FIRST_CHUNK, CHUNK = 1 << 14, 1 << 20
RECORD_LIMIT = 1 << 30
"""Bytes that one record may unpack to; ours stay far below, a forged file need not."""

# Every printable ASCII character that Chromium itself leaves in a URL.
_URI_SAFE = "!#$%&'()*+,-./:;=?@[\\]^_`{|}~"
_NOT_TOKEN = re.compile(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")
_LINE_BREAKERS = re.compile(r"[\r\n\0]")
# A replayer would undo these a second time: the stored payload is decoded already.
_RENAMED = frozenset({"content-encoding", "transfer-encoding"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A record before it is written."""

    type: str
    uri: str
    record_id: str
    date: str
    """As in WARC-Date: UTC with microseconds."""
    payload: bytes
    content_type: str
    head: bytes | None = None
    """The HTTP head of a request or response, with its empty line."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further WARC headers."""
    compression: int = 6
    is_static: bool = False
    """Whether an earlier record with the same payload may stand for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record that was read and whose block digest held."""

    headers: Headers
    block: bytes

    def header(self, name: str) -> str:
        """The first WARC header of that name, or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    @property
    def payload(self) -> bytes:
        """The block without an HTTP head."""
        if not self.header("Content-Type").startswith("application/http"):
            return self.block
        return self.block.partition(b"\r\n\r\n")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One gzip member of a WARC file, unpacked: a whole record."""

    offset: int
    length: int
    """Bytes of the gzip member."""
    content: bytes
    """WARC headers, block and the closing line ends."""
    record: Record
    """The same, read."""

    @property
    def whole_sha256(self) -> str:
        """Hex digest over the whole record."""
        return hashlib.sha256(self.content).hexdigest()


class TornRecordError(EvidenceError):
    """A file ends, or turns into something else, before a record is complete."""

    def __init__(self, path: Path, offset: int) -> None:
        self.offset = offset
        super().__init__(
            translate(
                "{path}: the record at byte {offset} is damaged or incomplete; run the recovery "
                "or take the file from a copy.",
                path=path,
                offset=offset,
            )
        )


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio is not typed
    """WARCWriter computes SHA-1 and overwrites digests handed to it (warcio 1.8.1, 2026-11)."""

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio is not typed
    """An HTTP head that is written as given; warcio would percent-encode what is not ASCII."""

    def __init__(self, head: bytes) -> None:
        super().__init__("kept as received", [], protocol="")
        self.kept = head

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Called by the writer; nothing is computed."""
        self.headers_buff = self.kept


def build(draft: Draft) -> bytes:
    """The whole record, uncompressed."""
    out = BytesIO()
    writer = _Writer(out, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        warc_uri(draft.uri) if draft.uri else "",
        draft.type,
        payload=BytesIO(draft.payload),
        length=len(draft.payload),
        warc_content_type=draft.content_type,
        warc_headers_dict={
            "WARC-Type": draft.type,
            "WARC-Record-ID": draft.record_id,
            "WARC-Date": draft.date,
            **{name: _header_value(value) for name, value in draft.headers},
        },
        http_headers=_Head(draft.head) if draft.head is not None else None,
    )
    writer.write_record(record)
    return out.getvalue()


def _header_value(value: str) -> str:
    """On one line, and half of a surrogate pair written out: no WARC header can hold it."""
    whole = value.encode("utf-8", "backslashreplace").decode("utf-8")
    return _LINE_BREAKERS.sub(" ", whole)


def compress(content: bytes, level: int) -> bytes:
    """One gzip member, the same for the same bytes: it bears no time and no name."""
    packer = zlib.compressobj(level, zlib.DEFLATED, GZIP)
    return packer.compress(content) + packer.flush()


def warc_uri(uri: str) -> str:
    """The URI as it may stand in a WARC header: what is not plain ASCII is percent-encoded."""
    return quote(uri.encode("utf-8", "surrogatepass"), safe=_URI_SAFE)


def response_head(status: int, text: str, headers: Headers, length: int) -> bytes:
    """The HTTP head of a response whose body is stored decoded, `length` bytes long."""
    kept = [(f"x-orig-{k}" if _plain(k) in _RENAMED else k, v) for k, v in headers]
    declared = [v for k, v in headers if _plain(k) == "content-length"]
    kept = [(k, v) for k, v in kept if _plain(k) != "content-length"]
    kept += [("x-orig-content-length", v) for v in declared if v != str(length)]
    kept.append(("Content-Length", str(length)))
    return _http_head(f"HTTP/1.1 {status:03d} {text}".rstrip(), tuple(kept))


def request_head(method: str, target: str, headers: Headers) -> bytes:
    """The HTTP head of a request."""
    return _http_head(f"{method} {warc_uri(target)} HTTP/1.1", headers)


def scan(path: Path, offset: int = 0) -> Iterator[Member]:
    """Every record of a file, in order; raises TornRecordError where the first bad one begins.

    With `offset`, from the record that begins there.
    """
    with path.open("rb") as stream:
        while member := _next_member(path, stream, offset):
            yield member
            offset += member.length


def read_member(path: Path, offset: int, length: int) -> Member:
    """The record that lies there; raises EvidenceError where it does not."""
    try:
        with path.open("rb") as stream:
            member = _next_member(path, stream, offset)
    except OSError as error:
        message = translate("{path}: cannot be read ({why}).", path=path, why=error.strerror)
        raise EvidenceError(message) from error
    if member is None or member.length != length:
        raise TornRecordError(path, offset)
    return member


def parse(content: bytes) -> Record | None:
    """The record in these bytes; None where they are not one whole record with a digest that holds."""
    head, gap, rest = content.partition(b"\r\n\r\n")
    first, *lines = head.decode("utf-8", "replace").split("\r\n")
    pairs = tuple((name, value.strip()) for name, _, value in (ln.partition(":") for ln in lines))
    record = Record(headers=pairs, block=rest[:-4])
    whole = first == "WARC/1.1" and gap and rest[-4:] == b"\r\n\r\n"
    if not whole or record.header("Content-Length") != str(len(record.block)):
        return None
    return record if record.header("WARC-Block-Digest") == labelled_digest(record.block) else None


def labelled_digest(content: bytes) -> str:
    """`sha256:` and base 32, as WARC digest headers have it."""
    return "sha256:" + base64.b32encode(hashlib.sha256(content).digest()).decode("ascii")


def _http_head(first_line: str, headers: Headers) -> bytes:
    lines = [_line(first_line)]
    lines += [_line(f"{_NOT_TOKEN.sub('-', k.strip()) or 'x-unnamed'}: {v}") for k, v in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _line(text: str) -> bytes:
    safe = _LINE_BREAKERS.sub(" ", text)
    try:
        return safe.encode("latin-1")
    except UnicodeEncodeError:
        return safe.encode("utf-8", "surrogatepass")


def _plain(name: str) -> str:
    return name.strip().lower()


def _next_member(path: Path, stream: BinaryIO, offset: int) -> Member | None:
    """The gzip member that begins at `offset`; None at the end of the file."""
    stream.seek(offset)
    unpacker = zlib.decompressobj(GZIP)
    pieces: list[bytes] = []
    taken = unpacked = 0
    size = FIRST_CHUNK
    while not unpacker.eof:
        chunk, size = stream.read(size), min(size * 4, CHUNK)
        if not chunk and not taken:
            return None
        try:
            piece = unpacker.decompress(chunk, RECORD_LIMIT - unpacked + 1)
        except zlib.error as error:
            raise TornRecordError(path, offset) from error
        taken += len(chunk)
        unpacked += len(piece)
        if not chunk or unpacked > RECORD_LIMIT:
            raise TornRecordError(path, offset)
        pieces.append(piece)
    length = taken - len(unpacker.unused_data)
    content = b"".join(pieces)
    if (record := parse(content)) is None:
        raise TornRecordError(path, offset)
    return Member(offset=offset, length=length, content=content, record=record)
