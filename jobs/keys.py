"""The keys of a home folder, and what keeps secrets out of its evidence."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from config.settings import Settings
from domain.errors import EvidenceError, UsageError
from evidence.authorities import use_practice_authority
from evidence.ledger import EntryType
from evidence.redact import Redactor
from evidence.signers import Rotation, keep_signer, rotate_signer
from evidence.signing import make_signer_keys
from evidence.vault import make_vault_keys, open_vault
from evidence.volume import open_ledger, volumes
from jobs.nights import night_of
from messages import translate


def keys_folder(settings: Settings) -> Path:
    """Where signing, vault and practice keys lie: apart from the evidence."""
    return settings.home / "keys"


def vault_file(settings: Settings) -> Path:
    """Where the openings of redacted values lie, encrypted."""
    return settings.home / "vault" / "vault.jsonl"


def prepare_keys(settings: Settings, *, practice: bool = False) -> None:
    """Make what is missing of the keys; with `practice`, a time-stamping authority of one's own.

    A signing key is never replaced: where nights were sealed and the key is gone, this raises
    EvidenceError, as a new key must be a person's decision.
    """
    keys = keys_folder(settings)
    make_vault_keys(keys)
    if practice:
        use_practice_authority(keys)
    if not (keys / "signer.pem").exists() and any(v.sealed for v in volumes(settings.evidence)):
        raise EvidenceError(
            translate(
                "{folder}: the signing key is gone although nights were sealed; restore it.",
                folder=keys,
            )
        )
    make_signer_keys(keys)
    if (keys / "signer.key").exists():
        keep_signer(keys)


def rotate(settings: Settings, *, actor: str, reason: str) -> Rotation:
    """Replace the signing key from now on; the old one hands over to it, and tonight's ledger says so.

    Raises UsageError without a reason.
    """
    if not reason.strip():
        raise UsageError(translate("Say why the key is replaced: --reason."))
    rotation = rotate_signer(keys_folder(settings))
    payload = {
        "from": rotation.old,
        "to": rotation.new,
        "signature": rotation.signature.hex(),
        "reason": reason.strip(),
    }
    ledger = open_ledger(settings.evidence, night_of(datetime.now(UTC)))
    ledger.append(EntryType.ROTATE, actor, payload)
    return rotation


def prepare_to_crawl(settings: Settings) -> None:
    """Make what is missing of the keys before anything is kept.

    A lost signing key keeps no page from being preserved; the seal says what is wrong.
    """
    with suppress(EvidenceError):
        prepare_keys(settings)


def redactor(settings: Settings, accounts: tuple[str, ...] = ()) -> Redactor:
    """What takes secrets out of each capture before it is written; `accounts` are the operator's.

    Raises EvidenceError where the vault's public key is missing.
    """
    vault = open_vault(keys_folder(settings), vault_file(settings))
    return Redactor(keep=vault.keep, accounts=accounts)
