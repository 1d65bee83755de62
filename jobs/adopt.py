"""After a crash: finishes what was torn, and tells the store of captures that it missed."""

import logging
from pathlib import Path

from domain.capture import Capture, StoredCapture
from domain.errors import ParseError
from domain.listing import Reading
from domain.target import Site
from evidence.recover import Recovery, captures_unknown, recover
from evidence.store import load_capture
from jobs.visits import keep_visit
from jobs.workspace import Workspace
from spiders import spider_class

logger = logging.getLogger(__name__)


def run(workspace: Workspace, night: str, *, parser_version: str) -> Recovery:
    """Recover one night's folder and adopt every complete capture that the store has not.

    Answers what was found; a night without a folder has nothing to recover.
    """
    folder = workspace.settings.evidence / night
    if not folder.is_dir():
        return Recovery()
    found = recover(folder)

    def is_known(capture_id: str) -> bool:
        with workspace.store.reading() as repo:
            return repo.captures.exists(capture_id)

    for stored in captures_unknown(folder, is_known):
        _adopt(workspace, stored, workspace.settings.evidence, parser_version)
    return found


def _adopt(
    workspace: Workspace, stored: StoredCapture, evidence: Path, parser_version: str
) -> None:
    capture = load_capture(evidence, stored)
    site = workspace.sites.sites.get(capture.site_id)
    reading = None if site is None else _read(capture, site)
    with workspace.store.transaction() as repo:
        keep_visit(repo, capture, stored, reading, parser_version=parser_version)
    logger.warning("adopted a capture that the store had missed", extra={"id": stored.capture_id})


def _read(capture: Capture, site: Site) -> Reading | None:
    try:
        return spider_class(site.platform).read(capture, site)
    except ParseError:
        return None
