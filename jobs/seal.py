"""Seals nights, after finishing what a crash may have left of them."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from config.software import software
from domain.errors import EvidenceError, ShopWitnessError, UnavailableError
from evidence.authorities import FILE_NAME, load_authorities
from evidence.seal import Seal, note_failure, seal_night
from evidence.signing import Signer, load_signer
from evidence.timestamp import Authority
from evidence.tombstone import write_tombstones
from evidence.volume import Volume, find_volume, volumes
from jobs import adopt, tombstones
from jobs.crawl import CrawlReport
from jobs.keys import keys_folder
from jobs.progress import SiteState
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
    volume = find_volume(settings.evidence, night)
    if volume.sealed:
        raise EvidenceError(translate("The night {night} is sealed already.", night=night))
    if adopt.run(workspace, night, parser_version=software()).in_use:
        message = translate("The night {night} is still being crawled; seal it then.", night=night)
        raise UnavailableError(message)
    signer, authorities = _attestors(settings, volume.folder, actor)
    write_tombstones(
        settings.evidence,
        night,
        tombstones.of_night(workspace, night),
        software=software(),
        actor=actor,
    )
    return seal_night(
        settings.evidence,
        night,
        signer=signer,
        authorities=authorities,
        software=software(),
        actor=actor,
    )


def _attestors(settings: Settings, folder: Path, actor: str) -> tuple[Signer, Sequence[Authority]]:
    keys = keys_folder(settings)
    try:
        return load_signer(keys), load_authorities(keys)
    except ShopWitnessError as error:
        note_failure(folder, error, actor=actor)
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """What came of sealing every night that was not sealed yet."""

    seals: tuple[Seal, ...]
    unsealed: tuple[Volume, ...]
    """Nights that stay unsealed, each with the reason."""
    failed: bool
    """Whether an authority or a key failed; false where none is configured, or a crawl goes on."""


def run_pending(workspace: Workspace, *, but: Collection[str] = (), actor: str = ACTOR) -> Sealing:
    """Seal every unsealed night, oldest first, `but` these.

    A night that cannot be sealed does not keep the later ones from it.
    """
    settings = workspace.settings
    pending = [v.night for v in volumes(settings.evidence) if not v.sealed and v.night not in but]
    seals: list[Seal] = []
    for night in pending:
        try:
            seals.append(run(workspace, night, actor=actor))
        except ShopWitnessError as error:
            logger.warning("a night stays unsealed", extra={"night": night, "why": str(error)})
    is_configured = (keys_folder(settings) / FILE_NAME).exists()
    return Sealing(
        seals=tuple(seals),
        unsealed=tuple(volume for volume in volumes(settings.evidence) if not volume.sealed),
        failed=is_configured and len(seals) < len(pending),
    )


def run_one(workspace: Workspace, night: str, *, actor: str = ACTOR) -> Sealing:
    """Seal one night; raises as `run` does."""
    return Sealing(seals=(run(workspace, night, actor=actor),), unsealed=(), failed=False)


def run_after(workspace: Workspace, crawled: CrawlReport) -> Sealing:
    """Seal what is pending after a crawl; a night of which a crawl goes on, or will, stays open for it."""
    goes_on = {SiteState.INTERRUPTED, SiteState.BUSY}
    still_open = any(site.state in goes_on for site in crawled.sites)
    return run_pending(workspace, but=(crawled.night,) if still_open else ())
