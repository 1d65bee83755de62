"""The list of a night's visits, one JSON line each, the failed ones too: `visits-<site>.jsonl`."""

import json
import os
from pathlib import Path

from domain.capture import Capture, StoredCapture


def visit_log(night_folder: Path, site_id: str) -> Path:
    """One file a site, because one process writes one file."""
    return night_folder / f"visits-{site_id}.jsonl"


def visit_line(seq: int, capture: Capture, stored: StoredCapture) -> bytes:
    """The line of a visit as known when its bytes reach the disk: nothing was judged yet."""
    pictures = [r.record_id for r in stored.records if r.uri.startswith("urn:screenshot-")]
    entry = {
        "seq": seq,
        "capture_id": capture.capture_id,
        "site_id": capture.site_id,
        "kind": capture.target.kind.value,
        "key": capture.target.key,
        "url": capture.requested_url,
        "final_url": capture.final_url,
        "started": capture.started_at.isoformat(),
        "ended": capture.ended_at.isoformat(),
        "http": capture.status,
        "failure": capture.failure,
        "truncated": capture.truncated,
        "warc_file": stored.warc_file,
        "record_ids": [record.record_id for record in stored.records],
        "screenshot_id": pictures[0] if pictures else None,
    }
    return json.dumps(entry, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def append_line(path: Path, line: bytes) -> None:
    """Append and fsync; raises OSError."""
    with path.open("ab") as stream:
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def whole_lines(path: Path) -> tuple[list[bytes], bytes]:
    """The complete lines, and what a crash left behind them."""
    if not path.exists():
        return [], b""
    *lines, rest = path.read_bytes().split(b"\n")
    return lines, rest


def move_torn_line(path: Path) -> int:
    """Move an unfinished last line to `<file>.torn`; answers its bytes. Raises OSError."""
    lines, rest = whole_lines(path)
    if rest:
        keep_aside(path, rest)
        cut(path, sum(len(line) + 1 for line in lines))
    return len(rest)


def keep_aside(path: Path, torn: bytes) -> Path:
    """Put bytes that a crash left into `<file>.torn`, or `<file>.torn-2` where that one is taken."""
    names = [path.with_name(path.name + ".torn")]
    while names[-1].exists() and names[-1].read_bytes() != torn:
        names.append(path.with_name(f"{path.name}.torn-{len(names) + 1}"))
    part = path.with_name(path.name + ".part")
    with part.open("wb") as stream:
        stream.write(torn)
        stream.flush()
        os.fsync(stream.fileno())
    part.rename(names[-1])
    sync_folder(path.parent)
    return names[-1]


def cut(path: Path, length: int) -> None:
    """Shorten a file whose tail was kept aside."""
    with path.open("r+b") as stream:
        stream.truncate(length)
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make new names in a folder outlast a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
