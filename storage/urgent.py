"""Pages that a person asked for at once: they come before everything that is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from domain.target import Target
from storage.codec import target_columns, target_of
from storage.people_models import UrgentTable


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentPage:
    """One page that somebody asked for."""

    urgent_id: int
    target: Target
    asked_at: datetime
    asked_by: str
    reason: str
    capture_id: str | None
    """The capture that answered it; None while it waits."""

    @property
    def site_id(self) -> str:
        """The site that it lies on."""
        return self.target.site_id


class Urgent:
    """What waits, and what was answered."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ask(
        self, targets: Iterable[Target], *, by: str, at: datetime, reason: str = ""
    ) -> list[int]:
        """Ask for pages; one that waits already is not asked for twice. Answers their numbers."""
        waiting = {(page.target.site_id, page.target.url): page for page in self.waiting()}
        numbers = []
        for target in targets:
            known = waiting.get((target.site_id, target.url))
            numbers.append(known.urgent_id if known else self._add(target, by, at, reason))
        return numbers

    def waiting(self, site_id: str | None = None) -> list[UrgentPage]:
        """What no capture has answered yet, the oldest first."""
        query = select(UrgentTable).where(UrgentTable.capture_id.is_(None))
        if site_id is not None:
            query = query.where(UrgentTable.site_id == site_id)
        return [_page(row) for row in self._session.scalars(query.order_by(UrgentTable.urgent_id))]

    def answered(self, target: Target, capture_id: str, *, at: datetime) -> None:
        """Note the capture that was made of a page that somebody asked for."""
        self._session.execute(
            update(UrgentTable)
            .where(
                UrgentTable.site_id == target.site_id,
                UrgentTable.url == target.url,
                UrgentTable.capture_id.is_(None),
            )
            .values(capture_id=capture_id, answered_at=at)
        )

    def get(self, numbers: Iterable[int]) -> list[UrgentPage]:
        """These pages, in the order in which they were asked for."""
        query = select(UrgentTable).where(UrgentTable.urgent_id.in_(list(numbers)))
        return [_page(row) for row in self._session.scalars(query.order_by(UrgentTable.urgent_id))]

    def _add(self, target: Target, by: str, at: datetime, reason: str) -> int:
        columns = target_columns(target) | {"asked_by": by, "asked_at": at, "reason": reason}
        query = insert(UrgentTable).values(**columns).returning(UrgentTable.urgent_id)
        return self._session.scalars(query).one()


def _page(row: UrgentTable) -> UrgentPage:
    return UrgentPage(
        urgent_id=row.urgent_id,
        target=target_of(row),
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        reason=row.reason,
        capture_id=row.capture_id,
    )
