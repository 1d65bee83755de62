"""Gathers, for one night, what the store knows of each removal that came to light in it."""

from collections.abc import Iterator

from domain.events import EventKind
from evidence.tombstone import Sighting, Tombstone, visit_of
from jobs.workspace import Workspace
from storage.repository import Repository
from storage.rows import CaptureRow, Wiped


def of_night(workspace: Workspace, night: str) -> Iterator[Tombstone]:
    """Removals first seen in this night, and older ones that were confirmed in it."""
    with workspace.store.reading() as repo:
        for wiped in _wiped(repo, night):
            if stone := _tombstone(repo, wiped):
                yield stone


def _wiped(repo: Repository, night: str) -> Iterator[Wiped]:
    confirmed = {
        (event.site_id, event.listing_id)
        for event in repo.history.events_of_night(night)
        if event.kind is EventKind.REMOVED_CONFIRMED
    }
    told = set()
    for wiped in repo.history.wiped_between(night, night):
        told.add((wiped.site_id, wiped.listing_id))
        yield wiped
    if confirmed - told:
        for wiped in repo.history.wiped_between("", night):
            if (wiped.site_id, wiped.listing_id) in confirmed - told:
                yield wiped


def _tombstone(repo: Repository, wiped: Wiped) -> Tombstone | None:
    gone = _sighting(repo, wiped.capture_id)
    if gone is None:
        return None
    own = repo.captures.of_listing(wiped.site_id, wiped.listing_id)
    alive = _sighting(repo, wiped.preserved_in)
    return Tombstone(
        site_id=wiped.site_id,
        listing_id=wiped.listing_id,
        shop_id=wiped.shop_id,
        url=wiped.url or gone.url,
        title=wiped.title,
        stage=wiped.how.value,
        last_alive=alive,
        last_listed=_sighting(repo, wiped.listed_in),
        first_gone=gone,
        between=tuple(s for s in _sightings(repo, own) if alive and alive.at < s.at < gone.at),
        since=tuple(s for s in _sightings(repo, own) if s.at > gone.at),
    )


def _sightings(repo: Repository, rows: list[CaptureRow]) -> Iterator[Sighting]:
    for row in sorted(rows, key=lambda row: row.started_at):
        if sighting := _sighting(repo, row.capture_id):
            yield sighting


def _sighting(repo: Repository, capture_id: str | None) -> Sighting | None:
    row = repo.captures.get(capture_id) if capture_id else None
    if row is None:
        return None
    record, digest = visit_of(row.stored.records)
    return Sighting(
        capture_id=row.capture_id,
        night=row.stored.night,
        at=row.started_at.isoformat(),
        outcome=row.outcome.value if row.outcome else "unread",
        url=row.final_url or row.requested_url,
        visit_record=record,
        visit_sha256=digest,
    )
