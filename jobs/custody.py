"""What is done to evidence after it was kept: each act in the ledger, with who and why."""

import getpass
from datetime import UTC, datetime

from config.settings import Settings
from domain.errors import UsageError
from evidence import retire as retiring
from evidence import withhold as withholding
from evidence.ledger import EntryType, Ledger
from evidence.redact import Opening
from evidence.retire import Retired
from evidence.vault import PRIVATE_NAME, open_commitment
from evidence.volume import open_ledger
from evidence.withhold import Withheld
from jobs.keys import keys_folder, vault_file
from jobs.nights import night_of
from messages import translate


def ledger_now(settings: Settings) -> Ledger:
    """The ledger of the night that goes on now."""
    return open_ledger(settings.evidence, night_of(datetime.now(UTC)))


def actor_or_user(actor: str | None) -> str:
    """Who acts: the name given, else the system's user."""
    return (actor or "").strip() or getpass.getuser()


def withhold(
    settings: Settings, night: str, record: str, *, actor: str | None, reason: str
) -> Withheld:
    """Withhold a record's block; raises as `evidence.withhold.withhold` does."""
    return withholding.withhold(
        settings.evidence,
        night,
        record,
        ledger=ledger_now(settings),
        actor=actor_or_user(actor),
        reason=reason,
    )


def retire(settings: Settings, night: str, *, actor: str | None, reason: str) -> Retired:
    """Let an old night's bodies go; raises as `evidence.retire.retire` does."""
    return retiring.retire(
        settings.evidence,
        night,
        ledger=ledger_now(settings),
        actor=actor_or_user(actor),
        reason=reason,
    )


def open_value(
    settings: Settings, capture_id: str, digest: str, *, actor: str | None, reason: str
) -> Opening:
    """Open one commitment to a court; the act is in the ledger before the value is shown.

    Raises UsageError without a reason, EvidenceError where the vault has no such opening.
    """
    if not reason.strip():
        raise UsageError(translate("Say for whom the value is opened: --reason."))
    key = keys_folder(settings) / PRIVATE_NAME
    opening = open_commitment(vault_file(settings), key, capture_id, digest)
    payload = {
        "opened": opening.digest,
        "name": opening.name,
        "capture_id": capture_id,
        "reason": reason.strip(),
    }
    ledger_now(settings).append(EntryType.ACCESS, actor_or_user(actor), payload)
    return opening
