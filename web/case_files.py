"""The files of cases: attachments and papers under their digest, packs under their name."""

import hashlib
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from fastapi import HTTPException
from starlette.datastructures import UploadFile

from domain.people import CaseEntry, EntryKind
from messages import mark
from web.services import Services

MAX_ATTACHMENT = 200 << 20
"""Bytes of one attached file."""
MAX_PACK = 4 << 30
"""Bytes of a pack that a receiver uploads to be checked."""
CHUNK = 1 << 20


def keep_upload(ready: Services, upload: UploadFile) -> tuple[str, int]:
    """Write once, under the digest of the content; an existing file is the same one.

    Answers the hex digest and the size in bytes; raises 413 for a file that is too large.
    """
    ready.attachments.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=ready.attachments, delete=False) as target:
        temporary = Path(target.name)
        while chunk := upload.file.read(CHUNK):
            size += len(chunk)
            if size > MAX_ATTACHMENT:
                temporary.unlink()
                raise HTTPException(413, mark("The file is too large; at most 200 MB."))
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    final = ready.attachments / digest.hexdigest()
    if final.exists():
        temporary.unlink()
    else:
        temporary.rename(final)
    return digest.hexdigest(), size


def keep_bytes(ready: Services, content: bytes) -> str:
    """The same for what the software itself wrote; answers the hex digest."""
    ready.attachments.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256(content).hexdigest()
    final = ready.attachments / digest
    if not final.exists():
        part = final.with_suffix(".part")
        part.write_bytes(content)
        part.replace(final)
    return digest


def save_upload(upload: UploadFile, target: Path) -> None:
    """Write a pack that somebody sent to be checked; raises 413 for one that is too large."""
    size = 0
    with target.open("wb") as out:
        while chunk := upload.file.read(CHUNK):
            size += len(chunk)
            if size > MAX_PACK:
                raise HTTPException(413, mark("The file is too large."))
            out.write(chunk)


def pack_path(ready: Services, case_id: int) -> Path:
    """Where a new pack of a case goes."""
    folder = ready.settings.home / "packs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"case-{case_id}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z.zip"


def kept_file(ready: Services, entry: CaseEntry) -> Path | None:
    """The file of an entry, where it is still here: an attachment, a paper, or a pack."""
    if not entry.sha256 or not entry.file_name:
        return None
    # The pack's name is ours (`pack_path`); what people upload is found by its digest alone.
    packed = ready.settings.home / "packs" / Path(entry.file_name).name
    by_digest = ready.attachments / entry.sha256
    if entry.kind in {EntryKind.EXPORTED, EntryKind.HANDED_OVER} and packed.is_file():
        return packed
    return by_digest if by_digest.is_file() else None
