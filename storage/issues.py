"""What a person should know of a run."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from domain.events import Issue, IssueKind
from storage.work_models import IssueTable


class Issues:
    """Data-quality events by run and night."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, issue: Issue, *, night: str, run_id: int | None = None) -> None:
        """File an issue."""
        values = {name: getattr(issue, name) for name in Issue.__slots__}
        self._session.execute(
            insert(IssueTable).values(
                **(values | {"kind": issue.kind.value}), night=night, run_id=run_id
            )
        )

    def add_all(self, issues: Iterable[Issue], *, night: str, run_id: int | None = None) -> None:
        """File several issues."""
        for issue in issues:
            self.add(issue, night=night, run_id=run_id)

    def of_run(self, run_id: int) -> list[Issue]:
        """The issues of one run, in the order in which they were filed."""
        return self._where(IssueTable.run_id == run_id)

    def of_night(self, night: str) -> list[Issue]:
        """The issues of one night, in the order in which they were filed."""
        return self._where(IssueTable.night == night)

    def _where(self, condition: ColumnElement[bool]) -> list[Issue]:
        rows = self._session.scalars(
            select(IssueTable).where(condition).order_by(IssueTable.issue_id)
        )
        return [
            Issue(
                kind=IssueKind(row.kind),
                site_id=row.site_id,
                detail=row.detail,
                at=row.at,
                capture_id=row.capture_id,
            )
            for row in rows
        ]
