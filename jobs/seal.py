"""Seals nights, after finishing what a crash may have left of them."""

import logging

from crawler.run import software
from domain.errors import ShopWitnessError, UnavailableError
from evidence.authorities import load_authorities
from evidence.seal import Seal, seal_night
from evidence.signing import load_signer
from evidence.volume import Volume, find_volume, is_sealed, volumes
from jobs import adopt
from jobs.keys import keys_folder
from jobs.workspace import Workspace
from messages import translate

logger = logging.getLogger(__name__)

ACTOR = "seal"


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
