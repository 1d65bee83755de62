"""Reads a WACZ with distrust: what it states of its files, and the leaf of every record in it.

`wacz validate` (py-wacz 0.6.0, 2026-11) passes a file with entries that nothing lists, and one that
was rebuilt around a changed price; so nothing here rests on what the file says of itself alone.
"""

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from domain.errors import EvidenceError
from evidence import merkle
from evidence.verify import BAD_RECORD, CHANGED, MISSING, UNLISTED, Finding, bad, good
from evidence.wacz import ARCHIVE, DATAPACKAGE, DIGEST
from evidence.warc import TornRecordError, scan
from messages import mark

TWICE = mark("is in the ZIP twice")
UNREADABLE = mark("cannot be read")
_CHUNK = 1 << 20
_BROKEN = (OSError, ValueError, RuntimeError, EOFError, KeyError, TypeError, zipfile.BadZipFile, zlib.error)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WaczRecord:
    """One record in a WACZ."""

    name: str
    """`<file>@<offset>`."""
    leaf: bytes


def check_wacz(path: Path, found: Callable[[WaczRecord], None]) -> Iterator[Finding]:
    """Check every file in a WACZ against what it states, and hand over every WARC record in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _checked(archive, path.name, found)
    except _BROKEN as error:
        yield bad(path.name, UNREADABLE, error)


def _checked(
    archive: zipfile.ZipFile, name: str, found: Callable[[WaczRecord], None]
) -> Iterator[Finding]:
    names = Counter(entry.filename for entry in archive.infolist())
    yield from (bad(f"{name}!{entry}", TWICE) for entry, times in names.items() if times > 1)
    package = archive.read(DATAPACKAGE)
    digest = json.loads(archive.read(DIGEST))
    if digest.get("hash") != f"sha256:{hashlib.sha256(package).hexdigest()}":
        yield bad(f"{name}!{DATAPACKAGE}", CHANGED, DIGEST)
    stated: dict[str, Mapping[str, Any]] = {
        one["path"]: one for one in json.loads(package)["resources"]
    }
    yield from (bad(f"{name}!{one}", UNLISTED) for one in names.keys() - _known(stated))
    for resource, about in stated.items():
        if resource not in names:
            yield bad(f"{name}!{resource}", MISSING)
            continue
        if _digest(archive, resource) != about["hash"]:
            yield bad(f"{name}!{resource}", CHANGED, DATAPACKAGE)
        else:
            yield good(f"{name}!{resource}")
        if resource.startswith(ARCHIVE):
            yield from _records(archive, resource, name, found)


def _known(stated: Mapping[str, object]) -> set[str]:
    return {*stated, DATAPACKAGE, DIGEST}


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return f"sha256:{digest.hexdigest()}"


def _records(
    archive: zipfile.ZipFile, resource: str, name: str, found: Callable[[WaczRecord], None]
) -> Iterator[Finding]:
    with TemporaryDirectory(prefix="shopwitness-") as scratch:
        path = Path(scratch) / "records.warc.gz"
        with archive.open(resource) as stream, path.open("xb") as out:
            while chunk := stream.read(_CHUNK):
                out.write(chunk)
        try:
            for member in scan(path):
                record = WaczRecord(
                    name=f"{resource}@{member.offset}", leaf=merkle.record_leaf(member.content)
                )
                found(record)
        except (TornRecordError, EvidenceError) as error:
            yield bad(f"{name}!{resource}", BAD_RECORD, error)
