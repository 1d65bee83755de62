"""What somebody asked to be watched."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from domain.outcome import Outcome
from domain.target import Target
from storage.codec import target_columns, target_of
from storage.rows import WatchedTarget
from storage.upsert import insert_into
from storage.work_models import WatchTable


class Watchlist:
    """Targets by their canonical name; each stands in the list once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, target: Target, *, source: str, at: datetime, note: str = "") -> bool:
        """Watch a target from now on; True where it was not watched before."""
        values = target_columns(target) | {"source": source, "note": note, "added_at": at}
        inserted = self._session.execute(
            insert_into(self._session, WatchTable)
            .values(**values)
            .on_conflict_do_nothing()
            .returning(WatchTable.watch_id)
        ).first()
        return inserted is not None or self._revive(target, values)

    def remove(self, target: Target, *, at: datetime) -> bool:
        """Stop watching; what was seen stays. True where the target was watched."""
        changed = self._session.execute(
            update(WatchTable)
            .where(_is(target), WatchTable.removed_at.is_(None))
            .values(removed_at=at)
            .returning(WatchTable.watch_id)
        )
        return changed.first() is not None

    def all(self, site_id: str | None = None) -> list[WatchedTarget]:
        """Everything that is watched, in the order in which it was added."""
        query = select(WatchTable).where(WatchTable.removed_at.is_(None))
        if site_id is not None:
            query = query.where(WatchTable.site_id == site_id)
        rows = self._session.scalars(query.order_by(WatchTable.watch_id))
        return [_watched(row) for row in rows]

    def _revive(self, target: Target, values: dict[str, Any]) -> bool:
        changed = self._session.execute(
            update(WatchTable)
            .where(_is(target), WatchTable.removed_at.is_not(None))
            .values(**values, removed_at=None)
            .returning(WatchTable.watch_id)
        )
        return changed.first() is not None


def _is(target: Target) -> ColumnElement[bool]:
    return (
        (WatchTable.site_id == target.site_id)
        & (WatchTable.kind == target.kind.value)
        & (WatchTable.key == target.key)
    )


def _watched(row: WatchTable) -> WatchedTarget:
    return WatchedTarget(
        target=target_of(row),
        source=row.source,
        note=row.note,
        added_at=row.added_at,
        removed_at=row.removed_at,
        last_visited_at=row.last_visited_at,
        visits=row.visits,
        last_outcome=None if row.last_outcome is None else Outcome(row.last_outcome),
    )
