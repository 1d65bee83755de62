"""Checks nights and packs."""

from dataclasses import replace
from pathlib import Path

from config.settings import Settings
from domain.errors import UsageError
from evidence.pack import PACK_TEXT
from evidence.pack_verify import verify_pack
from evidence.retire import retired_files
from evidence.signers import FOLDER, read_signers
from evidence.verify import Trusted, Verification, verify_night
from evidence.verify_capture import find_visit, verify_capture
from evidence.volume import find_volume, volumes
from jobs.keys import keys_folder
from messages import translate


def run(settings: Settings, what: str | None, trusted: Trusted) -> list[Verification]:
    """Check a night by its name, a capture by its id, a folder, or every night where `what` is None.

    Raises UsageError where there is nothing to check, EvidenceError where there is no such night.
    """
    if what is None:
        nights = list(volumes(settings.evidence))
        if not nights:
            message = translate("There is no evidence under {folder}.", folder=settings.evidence)
            raise UsageError(message)
        return [_verify(settings, volume.folder, trusted) for volume in nights]
    path = Path(what)
    if path.is_file() or (path / PACK_TEXT).exists():
        return [verify_pack(path, trusted)]
    if (path / "warc").is_dir() or (path / "ledger.jsonl").exists():
        return [_verify(settings, path, trusted)]
    if not (settings.evidence / path.name).is_dir() and (folder := _night_with(settings, what)):
        given = _with_own_keys(settings, folder, trusted)
        return [verify_capture(folder, what, given)]
    return [_verify(settings, find_volume(settings.evidence, what).folder, trusted)]


def _night_with(settings: Settings, capture_id: str) -> Path | None:
    """The night that has a capture of that id, the latest nights first."""
    nights = [volume.folder for volume in volumes(settings.evidence)]
    return next((one for one in reversed(nights) if find_visit(one, capture_id)), None)


def _verify(settings: Settings, folder: Path, trusted: Trusted) -> Verification:
    gone = retired_files(settings.evidence, folder.resolve().name)
    return verify_night(folder, _with_own_keys(settings, folder, trusted), retired=gone)


def _with_own_keys(settings: Settings, folder: Path, trusted: Trusted) -> Trusted:
    """One's own nights must be sealed by one of one's own keys, where no others are named."""
    kept = keys_folder(settings) / FOLDER
    is_own = folder.resolve().parent == settings.evidence.resolve()
    if trusted.signers or not is_own or not kept.is_dir():
        return trusted
    return replace(trusted, signers=read_signers(kept))
