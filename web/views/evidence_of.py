"""What is kept of a capture, in the words of a page: its pictures, its seal, its address."""

from dataclasses import dataclass
from datetime import datetime

from evidence.volume import is_sealed
from storage.repository import Repository
from storage.rows import CaptureRow
from web.services import Services

PICTURE = "urn:screenshot-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One capture as the pages speak of it."""

    row: CaptureRow
    pictures: tuple[int, ...]
    """Positions of its screenshots among its records."""
    sealed: bool
    replay: str
    """Address of the kept page on the other origin; empty where no page was rendered."""

    @property
    def at(self) -> datetime:
        """When the visit began, aware UTC."""
        return self.row.started_at


def kept_of(services: Services, repo: Repository, capture_id: str) -> Kept | None:
    """A capture by its id; None where there is none."""
    row = repo.captures.get(capture_id)
    if row is None:
        return None
    records = row.stored.records
    has_page = any(record.uri.startswith("urn:dom:") for record in records)
    return Kept(
        row=row,
        pictures=tuple(n for n, r in enumerate(records) if r.uri.startswith(PICTURE)),
        sealed=is_sealed(services.settings.evidence / row.stored.night),
        replay=services.replay_address(capture_id) if has_page else "",
    )
