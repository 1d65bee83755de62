"""Seals nights, and hands the crawl what keeps secrets out of its evidence."""

import logging
from pathlib import Path

from config.settings import Settings
from crawler.run import software
from domain.errors import EvidenceError, ShopWitnessError, UnavailableError
from evidence.authorities import load_authorities, use_practice_authority
from evidence.redact import Redactor
from evidence.seal import Seal, seal_night
from evidence.signing import load_signer, make_signer_keys
from evidence.vault import make_vault_keys, open_vault
from evidence.volume import Volume, find_volume, is_sealed, volumes
from jobs import adopt
from jobs.workspace import Workspace
from messages import translate

logger = logging.getLogger(__name__)
ACTOR = "seal"


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
    if not (keys / "signer.pem").exists() and any(v.sealed for v in volumes(settings.evidence)):
        raise EvidenceError(
            translate(
                "{folder}: the signing key is gone although nights were sealed; restore it.",
                folder=keys,
            )
        )
    make_signer_keys(keys)
    make_vault_keys(keys)
    if practice:
        use_practice_authority(keys)


def redactor(settings: Settings, accounts: tuple[str, ...] = ()) -> Redactor:
    """What takes secrets out of each capture before it is written; `accounts` are the operator's.

    Raises EvidenceError where the vault's public key is missing.
    """
    vault = open_vault(keys_folder(settings), vault_file(settings))
    return Redactor(keep=vault.keep, accounts=accounts)


def run(workspace: Workspace, night: str, *, actor: str = ACTOR) -> Seal:
    """Finish what a crash left of a night, and seal it.

    Raises EvidenceError or UnavailableError where it cannot be sealed; it then stays unsealed, with
    the reason in its ledger.
    """
    settings = workspace.settings
    find_volume(settings.evidence, night)
    if adopt.run(workspace, night, parser_version=software()).in_use:
        message = translate("The night {night} is still being crawled; seal it then.", night=night)
        raise UnavailableError(message)
    keys = keys_folder(settings)
    return seal_night(
        settings.evidence,
        night,
        signer=load_signer(keys),
        authorities=load_authorities(keys),
        software=software(),
        actor=actor,
    )


def run_pending(workspace: Workspace, *, actor: str = ACTOR) -> tuple[list[Seal], list[Volume]]:
    """Seal every unsealed night, oldest first; answers the seals, and the nights that stay open.

    A night that cannot be sealed does not keep the later ones from it.
    """
    seals: list[Seal] = []
    evidence = workspace.settings.evidence
    for volume in list(volumes(evidence)):
        if is_sealed(volume.folder):
            continue
        try:
            seals.append(run(workspace, volume.night, actor=actor))
        except ShopWitnessError as error:
            logger.warning(
                "a night stays unsealed", extra={"night": volume.night, "why": str(error)}
            )
    return seals, [volume for volume in volumes(evidence) if not volume.sealed]
