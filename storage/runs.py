"""Runs of jobs, and whose turn it is to visit a site."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from storage.codec import plain
from storage.models import CaptureTable
from storage.rows import Run, SiteRun
from storage.upsert import insert_into
from storage.work_models import CoolDownTable, RunTable, SiteLeaseTable, SiteRunTable

RUNNING = "running"


class Runs:
    """Runs by night; leases and cool-downs by site."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def start(
        self, night: str, kind: str, *, at: datetime, config: Mapping[str, Any] | None = None
    ) -> int:
        """Note that a run began; gives its id."""
        query = (
            insert(RunTable)
            .values(
                night=night, kind=kind, started_at=at, status=RUNNING, config=plain(config or {})
            )
            .returning(RunTable.run_id)
        )
        return self._session.scalars(query).one()

    def finish(
        self, run_id: int, status: str, report: Mapping[str, Any] | None = None, *, at: datetime
    ) -> None:
        """Note that a run ended, how, and what it reports."""
        self._session.execute(
            update(RunTable)
            .where(RunTable.run_id == run_id)
            .values(status=status, report=plain(report or {}), finished_at=at)
        )

    def unfinished(self, night: str, kind: str) -> Run | None:
        """The latest run of that night and kind, where it began and did not end."""
        query = select(RunTable).where(RunTable.night == night, RunTable.kind == kind)
        row = self._session.scalars(query.order_by(RunTable.run_id.desc()).limit(1)).first()
        return _run(row) if row is not None and row.finished_at is None else None

    def get(self, run_id: int) -> Run | None:
        """One run."""
        row = self._session.get(RunTable, run_id)
        return None if row is None else _run(row)

    def setting(self, night: str, name: str) -> Any:
        """A value of the configuration of that night's last run; None where there is none."""
        query = select(RunTable.config).where(RunTable.night == night)
        config = self._session.scalar(query.order_by(RunTable.run_id.desc()).limit(1))
        return (config or {}).get(name)

    def latest(self, kind: str | None = None, count: int = 10) -> list[Run]:
        """The last runs, newest first."""
        query = select(RunTable)
        if kind is not None:
            query = query.where(RunTable.kind == kind)
        rows = self._session.scalars(query.order_by(RunTable.run_id.desc()).limit(count))
        return [_run(row) for row in rows]

    def nights(self, kind: str, *, since: str) -> set[str]:
        """The nights, from one on, in which such a run began."""
        query = select(RunTable.night).where(RunTable.kind == kind, RunTable.night >= since)
        return set(self._session.scalars(query.distinct()))

    def put_site_run(self, site_run: SiteRun) -> None:
        """Note what a run did on a site so far; a later note replaces the earlier one."""
        columns = {name: getattr(site_run, name) for name in SiteRun.__slots__}
        columns["by_outcome"] = plain(dict(site_run.by_outcome))
        query = insert_into(self._session, SiteRunTable).values(**columns)
        self._session.execute(
            query.on_conflict_do_update(index_elements=["run_id", "site_id"], set_=columns)
        )

    def site_runs(self, run_id: int) -> list[SiteRun]:
        """What a run did on each site."""
        rows = self._session.scalars(
            select(SiteRunTable).where(SiteRunTable.run_id == run_id).order_by(SiteRunTable.site_id)
        )
        return [SiteRun(**{name: getattr(row, name) for name in SiteRun.__slots__}) for row in rows]

    def visits_made(self, night: str, site_id: str) -> int:
        """Captures of that night and site, whatever came of them and whichever run made them."""
        query = select(func.count()).where(
            CaptureTable.night == night, CaptureTable.site_id == site_id
        )
        return self._session.scalar(query) or 0

    def lock_site(
        self, site_id: str, holder: str, *, at: datetime, ttl_seconds: float = 120
    ) -> bool:
        """Take a site for one process; False while another one holds it and is alive."""
        columns = {
            "holder": holder,
            "taken_at": at,
            "expires_at": at + timedelta(seconds=ttl_seconds),
        }
        query = (
            insert_into(self._session, SiteLeaseTable)
            .values(site_id=site_id, **columns)
            .on_conflict_do_update(
                index_elements=["site_id"],
                set_=columns,
                where=(SiteLeaseTable.expires_at <= at) | (SiteLeaseTable.holder == holder),
            )
            .returning(SiteLeaseTable.site_id)
        )
        return self._session.execute(query).first() is not None

    def holder_of(self, site_id: str) -> str | None:
        """Who took a site last and has not given it back."""
        return self._session.scalar(
            select(SiteLeaseTable.holder).where(SiteLeaseTable.site_id == site_id)
        )

    def heartbeat(
        self, site_id: str, holder: str, *, at: datetime, ttl_seconds: float = 120
    ) -> bool:
        """Hold a site for longer; False where it was lost to another process."""
        query = (
            update(SiteLeaseTable)
            .where(SiteLeaseTable.site_id == site_id, SiteLeaseTable.holder == holder)
            .values(expires_at=at + timedelta(seconds=ttl_seconds))
            .returning(SiteLeaseTable.site_id)
        )
        return self._session.execute(query).first() is not None

    def unlock_site(self, site_id: str, holder: str) -> None:
        """Give a site back; nothing happens where another process holds it."""
        self._session.execute(
            delete(SiteLeaseTable).where(
                SiteLeaseTable.site_id == site_id, SiteLeaseTable.holder == holder
            )
        )

    def set_cool_down(self, site_id: str, until: datetime, reason: str = "") -> None:
        """Leave a site alone until then."""
        columns = {"until": until, "reason": reason}
        query = insert_into(self._session, CoolDownTable).values(site_id=site_id, **columns)
        self._session.execute(query.on_conflict_do_update(index_elements=["site_id"], set_=columns))

    def cool_down(self, site_id: str) -> datetime | None:
        """Until when a site is, or was last, left alone."""
        return self._session.scalar(
            select(CoolDownTable.until).where(CoolDownTable.site_id == site_id)
        )


def _run(row: RunTable) -> Run:
    return Run(**{name: getattr(row, name) for name in Run.__slots__})
