"""One visit as the history is told of it, and the events that it brings to light."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.events import Event, EventKind
from domain.outcome import Outcome
from domain.target import Target
from storage.columns import storable
from storage.models import EventTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Where, when and how a statement was read."""

    capture_id: str
    night: str
    site_id: str
    target: Target
    at: datetime
    parser_version: str
    outcome: Outcome

    @property
    def snapshot_columns(self) -> dict[str, object]:
        """What every snapshot of this visit has in common."""
        return {
            "site_id": self.site_id,
            "capture_id": self.capture_id,
            "seen_at": self.at,
            "parser_version": self.parser_version,
            "outcome": self.outcome.value,
        }

    def event(
        self,
        kind: EventKind,
        *,
        shop_id: str | None,
        listing_id: str | None = None,
        previous_capture_id: str | None = None,
        before: str | None = None,
        after: str | None = None,
    ) -> Event:
        """An event that this visit showed."""
        return Event(
            kind=kind,
            site_id=self.site_id,
            shop_id=shop_id,
            listing_id=listing_id,
            at=self.at,
            capture_id=self.capture_id,
            previous_capture_id=previous_capture_id,
            before=None if before is None else storable(before),
            after=None if after is None else storable(after),
        )


def keep_events(session: Session, events: list[Event], night: str) -> None:
    """Append events to the history."""
    for event in events:
        columns = {name: getattr(event, name) for name in Event.__slots__}
        session.add(EventTable(**(columns | {"kind": event.kind.value, "night": night})))
    session.flush()


def event_of(row: EventTable) -> Event:
    """The event as it was brought to light."""
    columns = {name: getattr(row, name) for name in Event.__slots__}
    return Event(**(columns | {"kind": EventKind(row.kind)}))


def earliest(*times: datetime | None) -> datetime | None:
    """The earliest of the times that are known."""
    return min((time for time in times if time is not None), default=None)


def newest(*times: datetime | None) -> datetime | None:
    """The newest of the times that are known."""
    return max((time for time in times if time is not None), default=None)
