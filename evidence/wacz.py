"""Writes a WACZ 1.1.1 from gzip members that are taken over byte for byte.

Everything lies stored, in a fixed order and under a fixed time: the same records give the same file.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path

from cdxj_indexer.main import CDXJIndexer

from evidence.pack_sources import PackedRecord
from evidence.volume import file_digest

VERSION = "1.1.1"
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP can say: what is said about time stands in the records."""
DATAPACKAGE = "datapackage.json"
DIGEST = "datapackage-digest.json"
PAGES = "pages/pages.jsonl"
INDEX = "indexes/index.cdx"
ARCHIVE = "archive/"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One entry point for whoever replays."""

    page_id: str
    url: str
    at: datetime
    """Aware UTC; the WARC-Date of its record."""
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the WACZ says of itself."""

    title: str
    description: str
    software: str
    created: datetime


def archive_name(record: PackedRecord) -> str:
    """The name of the WARC file that a record goes into: that of its night's file."""
    return record.place.file


def write_wacz(
    path: Path,
    records: Iterable[PackedRecord],
    *,
    pages: Sequence[Page],
    about: About,
    work: Path,
) -> None:
    """Write a WACZ; `work` is an empty folder for its parts. Records come in the files' order."""
    archives = _write_archives(work, records)
    members = {f"{ARCHIVE}{part.name}": part for part in archives}
    members[INDEX] = _put(work / "index.cdx", _index(archives))
    members[PAGES] = _put(work / "pages.jsonl", _pages(pages))
    package = _datapackage(members, pages, about)
    members[DATAPACKAGE] = _put(work / DATAPACKAGE, package)
    members[DIGEST] = _put(work / DIGEST, _digest(package))
    with zipfile.ZipFile(path, "x", zipfile.ZIP_STORED) as archive:
        for name, part in members.items():
            add_file(archive, name, part)


def add_file(
    archive: zipfile.ZipFile, name: str, source: Path, *, compression: int = zipfile.ZIP_STORED
) -> None:
    """Add a file under a fixed time and mode, in bounded memory."""
    about = zipfile.ZipInfo(name, FIXED_TIME)
    about.compress_type = compression
    about.external_attr = 0o100644 << 16
    about.create_system = 3
    about.file_size = source.stat().st_size
    with source.open("rb") as stream, archive.open(about, "w") as target:
        while chunk := stream.read(_CHUNK):
            target.write(chunk)


def _write_archives(work: Path, records: Iterable[PackedRecord]) -> list[Path]:
    paths: list[Path] = []
    for record in records:
        path = work / archive_name(record)
        if path not in paths:
            paths.append(path)
        with path.open("ab") as stream:
            stream.write(record.packed)
    return paths


def _index(archives: Sequence[Path]) -> bytes:
    out = StringIO()
    for path in archives:
        with path.open("rb") as stream:
            indexer = CDXJIndexer(out, [stream], filename=path.name, post_append=True)
            indexer.process_one(stream, out, path.name)
    return "".join(sorted(out.getvalue().splitlines(keepends=True))).encode("utf-8")


def _pages(pages: Sequence[Page]) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    lines = [head, *(_page(page) for page in pages)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode(
        "utf-8", "replace"
    )


def _page(page: Page) -> dict[str, str]:
    entry = {"id": page.page_id, "url": page.url, "ts": stamp(page.at), "title": page.title}
    return {**entry, "text": page.text} if page.text else entry


def stamp(moment: datetime) -> str:
    """A moment as WACZ has it: RFC 3339, UTC, milliseconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _datapackage(members: dict[str, Path], pages: Sequence[Page], about: About) -> bytes:
    document = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": about.title,
        "description": about.description,
        "software": about.software,
        "created": stamp(about.created),
        "resources": list(_resources(members)),
    }
    if pages:
        document |= {"mainPageUrl": pages[0].url, "mainPageDate": stamp(pages[0].at)}
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _resources(members: dict[str, Path]) -> Iterator[dict[str, str | int]]:
    for name, part in members.items():
        yield {
            "name": name.rpartition("/")[2].lower(),
            "path": name,
            "hash": f"sha256:{file_digest(part)}",
            "bytes": part.stat().st_size,
        }


def _digest(package: bytes) -> bytes:
    stated = {"path": DATAPACKAGE, "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
    return json.dumps(stated, indent=2).encode("ascii")


def _put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
