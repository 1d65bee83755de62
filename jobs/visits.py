"""Notes one visit in the store: the capture, and what it says of listings and shops."""

from domain.capture import Capture, StoredCapture
from domain.listing import Reading
from domain.target import Target
from jobs.removals import Held
from storage.repository import Repository


def keep_visit(
    repo: Repository,
    capture: Capture,
    stored: StoredCapture,
    reading: Reading | None,
    *,
    parser_version: str,
    target: Target | None = None,
) -> None:
    """Note a capture whose bytes are on the disk; `reading` is None where it could not be read.

    `target` is what the page turned out to be, where the visit began at a short link. A removal
    is noted as visited only: `record_removal` makes it history once a control listing has loaded.
    """
    repo.captures.add(
        capture,
        reading.verdict if reading is not None else None,
        warc_file=stored.warc_file,
        records=stored.records,
        night=stored.night,
    )
    if reading is None:
        return
    if reading.verdict.outcome.is_gone:
        repo.frontier.mark_visited(
            target or capture.target, reading.verdict.outcome, at=capture.started_at
        )
        return
    repo.history.record(
        reading,
        capture_id=capture.capture_id,
        site_id=capture.site_id,
        target=target or capture.target,
        at=capture.started_at,
        parser_version=parser_version,
    )


def record_removal(repo: Repository, removal: Held, *, parser_version: str) -> None:
    """Make history of a removal for which a control listing vouches."""
    repo.history.record(
        removal.reading,
        capture_id=removal.page.capture_id,
        site_id=removal.target.site_id,
        target=removal.target,
        at=removal.page.at,
        parser_version=parser_version,
    )
