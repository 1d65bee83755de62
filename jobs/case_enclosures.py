"""What people put into a case, as it goes into the case's pack: notes, and files by their digest."""

import re
from collections.abc import Iterator
from pathlib import Path

from config.settings import Settings
from domain.people import Case, CaseEntry, EntryKind
from evidence.pack import CASE, Enclosure

RECORD = f"{CASE}/record.txt"
_ENCLOSED = frozenset({EntryKind.NOTE, EntryKind.ATTACHMENT})
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")


def attachments_folder(settings: Settings) -> Path:
    """Folder of the files that people put into cases, by their digest."""
    return settings.home / "attachments"


def enclosures(settings: Settings, case: Case) -> tuple[Enclosure, ...]:
    """The attached files of a case; the same content goes in once under each kind of name."""
    folder = attachments_folder(settings)
    found = {
        enclosed_name(entry): Enclosure(
            name=enclosed_name(entry), path=folder / entry.sha256, sha256=entry.sha256
        )
        for entry in case.entries
        if entry.kind is EntryKind.ATTACHMENT and entry.sha256
    }
    return tuple(found.values())


def enclosed_name(entry: CaseEntry) -> str:
    """Under which name an attached file lies in the pack: its digest and a harmless suffix."""
    suffix = Path(entry.file_name or "").suffix.lower()
    return f"{CASE}/{entry.sha256}{suffix if _SUFFIX.fullmatch(suffix) else ''}"


def record_text(case: Case) -> bytes:
    """Notes and attachments as blocks of `name: value` lines, in the order in which they were made."""
    entries = [entry for entry in case.entries if entry.kind in _ENCLOSED]
    blocks = ("".join(f"{name}: {value}\n" for name, value in _fields(entry)) for entry in entries)
    return "\n".join(blocks).encode("utf-8", "replace")


def _fields(entry: CaseEntry) -> Iterator[tuple[str, str]]:
    yield "at", entry.at.isoformat(timespec="seconds")
    yield "actor", " ".join(entry.actor.split())
    yield "kind", entry.kind.value
    if entry.sha256:
        yield "file", enclosed_name(entry)
        yield "called", " ".join((entry.file_name or "").split())
        yield "bytes", str(entry.size)
        yield "sha256", entry.sha256
    # A line of a note can never pass for one of ours: each is set in.
    yield "text", "\n  ".join(entry.text.splitlines())
