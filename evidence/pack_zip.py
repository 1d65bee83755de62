"""A pack as one ZIP file: written under fixed times, opened with distrust."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.errors import EvidenceError
from evidence.volume import files_of
from evidence.wacz import add_file
from messages import translate

NAME = re.compile(r"(?:[A-Za-z0-9._-]+/){0,3}[A-Za-z0-9._-]+")
"""What a file of a pack can be called."""
MAX_UNPACKED = 50 << 30
"""Bytes that a ZIP may state for all its files."""
_SYMLINK = 0o120000
_TYPE = 0o170000
_PACKED = (".wacz", ".xlsx", ".pdf", ".sig", ".tsr")
_CHUNK = 1 << 20
# RuntimeError is an encrypted entry, NotImplementedError an unknown compression.
_BROKEN = (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)


def write_zip(folder: Path, path: Path) -> Path:
    """Pack a folder under its own name; answers the ZIP's path."""
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in files_of(folder):
            compression = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
            add_file(archive, f"{folder.name}/{name}", folder / name, compression=compression)
    return path


@contextmanager
def opened_zip(path: Path) -> Iterator[Path]:
    """The pack's folder, unpacked for as long as it is needed.

    Raises EvidenceError for a file that is no ZIP, is damaged, or tries to leave its folder.
    """
    with TemporaryDirectory(prefix="shopwitness-") as scratch:
        try:
            with zipfile.ZipFile(path) as archive:
                top = _check_names(path, archive.infolist())
                for entry in archive.infolist():
                    _unpack(archive, entry, Path(scratch) / entry.filename)
        except _BROKEN as error:
            raise _damaged(path, str(error)) from error
        yield Path(scratch) / top


def _check_names(path: Path, entries: list[zipfile.ZipInfo]) -> str:
    """The one folder that everything lies in."""
    names = [entry.filename for entry in entries if not entry.is_dir()]
    count = Counter(name.casefold() for name in names)
    for entry in entries:
        name = entry.filename.rstrip("/") if entry.is_dir() else entry.filename
        parts = name.split("/")
        if not NAME.fullmatch(name) or ".." in parts or "." in parts:
            raise _damaged(path, entry.filename)
        if entry.external_attr >> 16 & _TYPE == _SYMLINK or count[name.casefold()] > 1:
            raise _damaged(path, entry.filename)
    tops = {name.partition("/")[0] for name in names}
    if len(tops) != 1 or any("/" not in name for name in names):
        raise _damaged(path, ", ".join(sorted(tops)[:3]))
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _damaged(path, f"> {MAX_UNPACKED >> 30} GiB")
    return tops.pop()


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    if entry.is_dir():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as stream, target.open("xb") as out:
        while chunk := stream.read(_CHUNK):
            out.write(chunk)


def _damaged(path: Path, why: str) -> EvidenceError:
    return EvidenceError(
        translate("{path}: is no whole ZIP of a pack ({why}).", path=path, why=why)
    )
