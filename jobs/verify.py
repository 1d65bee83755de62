"""Checks nights and packs."""

from pathlib import Path

from config.settings import Settings
from domain.errors import UsageError
from evidence.verify import Trusted, Verification, verify_night
from evidence.volume import find_volume, volumes
from messages import translate


def run(settings: Settings, what: str | None, trusted: Trusted) -> list[Verification]:
    """Check a night by its name, a folder, or every night where `what` is None.

    Raises UsageError where there is nothing to check, EvidenceError where there is no such night.
    """
    if what is None:
        nights = list(volumes(settings.evidence))
        if not nights:
            message = translate("There is no evidence under {folder}.", folder=settings.evidence)
            raise UsageError(message)
        return [verify_night(volume.folder, trusted) for volume in nights]
    path = Path(what)
    if (path / "warc").is_dir() or (path / "ledger.jsonl").exists():
        return [verify_night(path, trusted)]
    return [verify_night(find_volume(settings.evidence, what).folder, trusted)]
