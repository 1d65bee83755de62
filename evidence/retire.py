"""Retention: the bodies of an old night are let go; what proves that they were there stays.

The WARC files of a night go; its lists, ledger, leaves, root, signature and timestamps stay. Who let
them go, when and why is in the ledger of the night on which it was done, with each file's digest.
"""

from dataclasses import dataclass
from pathlib import Path

from domain.errors import UsageError
from evidence import volume
from evidence.ledger import EntryType, Ledger
from evidence.verify import verify_night
from evidence.visitlog import sync_folder
from evidence.withhold import custody
from messages import translate


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A night whose bodies were let go."""

    night: str
    files: dict[str, str]
    """Name within the night, and hex SHA-256."""
    bytes: int


def retire(evidence: Path, night: str, *, ledger: Ledger, actor: str, reason: str) -> Retired:
    """Let a sealed night's bodies go; the entry is on the disk before the first file is.

    Raises UsageError where no reason is given, the night is unsealed or does not hold, or a later
    night leans on it.
    """
    folder = volume.find_volume(evidence, night).folder
    files = volume.warc_files(folder)
    _check_may_go(evidence, folder, reason)
    going = Retired(
        night=night,
        files={f"warc/{path.name}": volume.file_digest(path) for path in files},
        bytes=sum(path.stat().st_size for path in files),
    )
    if files:
        payload = {"retired": night, "files": going.files, "reason": reason.strip()}
        ledger.append(EntryType.RETAIN, actor, payload)
    for path in files:
        path.unlink()
    if (folder / "warc").is_dir():
        sync_folder(folder / "warc")
    return going


def retired_files(evidence: Path, night: str) -> dict[str, str]:
    """Name and digest of each file of a night that was let go, by all ledgers."""
    gone: dict[str, str] = {}
    for entry in custody(evidence, EntryType.RETAIN):
        if entry.payload.get("retired") == night:
            gone |= entry.payload["files"]
    return gone


def leaning_on(evidence: Path, night: str) -> list[str]:
    """Nights that still have their bodies and whose revisits name that night."""
    return [
        one.night
        for one in volume.volumes(evidence)
        if one.night != night and volume.warc_files(one.folder) and night in _refers_to(one.folder)
    ]


def _refers_to(folder: Path) -> set[str]:
    path = folder / volume.SEAL_TEXT
    fields = volume.parse_fields(path.read_bytes()) if path.is_file() else []
    return {value for name, value in fields if name == "refers-to"}


def _check_may_go(evidence: Path, folder: Path, reason: str) -> None:
    night = folder.name
    if not reason.strip():
        raise UsageError(translate("Say why the night's bodies are let go: --reason."))
    if not volume.is_sealed(folder):
        raise UsageError(translate("The night {night} is not sealed yet.", night=night))
    if leaning := leaning_on(evidence, night):
        raise UsageError(
            translate(
                "{night}: the nights {others} refer to bodies of it; let them go first.",
                night=night,
                others=", ".join(leaning),
            )
        )
    unsealed = [v.night for v in volume.volumes(evidence) if not v.sealed and v.night > night]
    if unsealed and any((evidence / one / "warc").is_dir() for one in unsealed):
        raise UsageError(
            translate(
                "{night}: seal the night {other} first, it may refer to bodies of it.",
                night=night,
                other=unsealed[0],
            )
        )
    if not verify_night(folder, retired=retired_files(evidence, night)).holds:
        raise UsageError(
            translate("{night} does not hold; see: shopwitness evidence verify.", night=night)
        )
