"""The index of the captures. Rows are added and read; nothing here changes or deletes one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from domain.capture import Capture, StoredCapture, StoredRecord
from domain.errors import EvidenceError
from domain.outcome import Outcome, Verdict
from messages import translate
from storage.codec import plain, target_columns, target_of
from storage.models import CaptureRecordTable, CaptureTable
from storage.rows import CaptureRow

BATCH = 500


class Captures:
    """Captures by their id, by night and by listing."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        capture: Capture,
        verdict: Verdict | None,
        *,
        warc_file: str,
        records: Sequence[StoredRecord] = (),
        night: str | None = None,
        summary: Mapping[str, Any] | None = None,
    ) -> None:
        """Note a capture whose bytes are kept; `verdict` is None where the page was not judged.

        Raises EvidenceError where a capture of that id is noted already.
        """
        if self.exists(capture.capture_id):
            raise EvidenceError(
                translate(
                    "Capture {capture_id} is stored already; a capture is never overwritten.",
                    capture_id=capture.capture_id,
                )
            )
        values = _columns(capture, verdict) | {
            "night": night or capture.night,
            "warc_file": warc_file,
            "summary": plain(summary or {}),
        }
        self._session.execute(insert(CaptureTable).values(**values))
        if records:
            self._session.execute(
                insert(CaptureRecordTable), _record_columns(capture.capture_id, records)
            )

    def exists(self, capture_id: str) -> bool:
        """Whether a capture of that id is noted."""
        query = select(exists().where(CaptureTable.capture_id == capture_id))
        return bool(self._session.scalar(query))

    def get(self, capture_id: str) -> CaptureRow | None:
        """One capture with its records."""
        row = self._session.get(CaptureTable, capture_id)
        if row is None:
            return None
        records = self._session.scalars(
            select(CaptureRecordTable)
            .where(CaptureRecordTable.capture_id == capture_id)
            .order_by(CaptureRecordTable.position)
        )
        return capture_row(row, tuple(_record(record) for record in records))

    def of_night(self, night: str, site_id: str | None = None) -> Iterator[CaptureRow]:
        """The captures of a night by id, without their records, in bounded memory."""
        where = [CaptureTable.night == night]
        if site_id is not None:
            where.append(CaptureTable.site_id == site_id)
        return self._paged(where)

    def of_listing(self, site_id: str, listing_id: str) -> list[CaptureRow]:
        """Every visit to a listing's own page, oldest first, without their records."""
        query = select(CaptureTable).where(
            CaptureTable.site_id == site_id, CaptureTable.listing_id == listing_id
        )
        rows = self._session.scalars(query.order_by(CaptureTable.started_at))
        return [capture_row(row) for row in rows]

    def between(self, site_id: str, since: datetime, until: datetime) -> list[CaptureRow]:
        """A site's visits that began in that time (ends included), oldest first, without records."""
        query = select(CaptureTable).where(
            CaptureTable.site_id == site_id,
            CaptureTable.started_at.between(since, until),
            # Ids begin with the time, so the primary key serves as its index.
            CaptureTable.capture_id.between(f"{since:%Y%m%dT%H%M%S}", f"{until:%Y%m%dT%H%M%S}~"),
        )
        rows = self._session.scalars(query.order_by(CaptureTable.started_at))
        return [capture_row(row) for row in rows]

    def visits_since(self, site_id: str, outcome: Outcome) -> int:
        """How many visits of a site began after the last one that ended so; all where none did."""
        last = (
            select(func.max(CaptureTable.started_at))
            .where(CaptureTable.site_id == site_id, CaptureTable.outcome == outcome.value)
            .scalar_subquery()
        )
        query = select(func.count()).where(
            CaptureTable.site_id == site_id,
            or_(last.is_(None), CaptureTable.started_at > last),
        )
        return self._session.scalar(query) or 0

    def _paged(self, where: list[ColumnElement[bool]]) -> Iterator[CaptureRow]:
        after = ""
        while True:
            query = select(CaptureTable).where(*where, CaptureTable.capture_id > after)
            rows = self._session.scalars(query.order_by(CaptureTable.capture_id).limit(BATCH)).all()
            yield from (capture_row(row) for row in rows)
            if len(rows) < BATCH:
                return
            after = rows[-1].capture_id


def capture_row(row: CaptureTable, records: tuple[StoredRecord, ...] = ()) -> CaptureRow:
    """The public form of a capture's row."""
    return CaptureRow(
        capture_id=row.capture_id,
        night=row.night,
        site_id=row.site_id,
        target=target_of(row),
        requested_url=row.requested_url,
        final_url=row.final_url,
        started_at=row.started_at,
        ended_at=row.ended_at,
        status=row.status,
        title=row.title,
        failure=row.failure,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        reason=row.reason,
        stored=StoredCapture(
            capture_id=row.capture_id,
            night=row.night,
            warc_file=row.warc_file,
            records=records,
            complete=row.complete,
        ),
        agent=row.agent,
        redirects=tuple(row.redirects),
        truncated=tuple(row.truncated),
        summary=row.summary,
    )


def _columns(capture: Capture, verdict: Verdict | None) -> dict[str, Any]:
    agent = capture.agent
    return target_columns(capture.target) | {
        "capture_id": capture.capture_id,
        "site_id": capture.site_id,
        "requested_url": capture.requested_url,
        "final_url": capture.final_url,
        "started_at": capture.started_at,
        "ended_at": capture.ended_at,
        "status": capture.status,
        "title": capture.title,
        "failure": capture.failure,
        "outcome": verdict.outcome.value if verdict else None,
        "reason": verdict.reason if verdict else None,
        "agent": {name: getattr(agent, name) for name in type(agent).__slots__},
        "redirects": list(capture.redirects),
        "truncated": list(capture.truncated),
        "complete": not capture.truncated,
    }


def _record_columns(capture_id: str, records: Sequence[StoredRecord]) -> list[dict[str, Any]]:
    return [
        {"capture_id": capture_id, "position": position}
        | {name: getattr(record, name) for name in StoredRecord.__slots__}
        for position, record in enumerate(records)
    ]


def _record(row: CaptureRecordTable) -> StoredRecord:
    return StoredRecord(**{name: getattr(row, name) for name in StoredRecord.__slots__})
