"""Cases: folders of listings with their record. The record is appended, never changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from domain.errors import UnknownError
from domain.people import Case, CaseEntry, CaseListing, CaseState, EntryKind
from messages import translate
from storage.models import ListingTable
from storage.people_models import CaseEntryTable, CaseListingTable, CaseTable
from storage.upsert import insert_into


class Cases:
    """Cases by their number."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, title: str, *, actor: str, at: datetime, district: str | None = None) -> int:
        """Open a case for its actor; answers its number."""
        row = CaseTable(
            title=title,
            state=CaseState.OPEN.value,
            opened_at=at,
            opened_by=actor,
            assigned_to=actor,
            district=district,
        )
        self._session.add(row)
        self._session.flush()
        self.record(row.case_id, CaseEntry(at=at, actor=actor, kind=EntryKind.OPENED, text=title))
        return row.case_id

    def add_listing(
        self,
        case_id: int,
        site_id: str,
        listing_id: str,
        *,
        actor: str,
        at: datetime,
        flag_id: int | None = None,
    ) -> bool:
        """Put a listing into a case; False where it is in it already."""
        self._row(case_id)
        added = self._session.execute(
            insert_into(self._session, CaseListingTable)
            .values(
                case_id=case_id,
                site_id=site_id,
                listing_id=listing_id,
                flag_id=flag_id,
                added_at=at,
                added_by=actor,
            )
            .on_conflict_do_nothing()
            .returning(CaseListingTable.listing_id)
        ).first()
        if added is not None:
            text = f"{site_id}:{listing_id}"
            entry = CaseEntry(at=at, actor=actor, kind=EntryKind.LISTING_ADDED, text=text)
            self.record(case_id, entry)
        return added is not None

    def record(self, case_id: int, entry: CaseEntry) -> None:
        """Append to a case's record."""
        columns = {name: getattr(entry, name) for name in CaseEntry.__slots__}
        self._session.execute(
            insert(CaseEntryTable).values(
                **(columns | {"case_id": case_id, "kind": entry.kind.value})
            )
        )

    def assign(self, case_id: int, to: str, *, actor: str, at: datetime) -> None:
        """Give a case to another person."""
        self._change(case_id, assigned_to=to)
        self.record(case_id, CaseEntry(at=at, actor=actor, kind=EntryKind.ASSIGNED, text=to))

    def move(self, case_id: int, state: CaseState, entry: CaseEntry) -> None:
        """Change where a case stands, with the entry that says why."""
        self._change(case_id, state=state.value)
        self.record(case_id, entry)

    def all(
        self, *, state: CaseState | None = None, limit: int = 100, offset: int = 0
    ) -> list[Case]:
        """Cases, the newest first, without their listings and entries."""
        query = select(CaseTable).order_by(CaseTable.opened_at.desc(), CaseTable.case_id.desc())
        if state is not None:
            query = query.where(CaseTable.state == state.value)
        rows = self._session.scalars(query.limit(limit).offset(offset))
        return [_case(row) for row in rows]

    def get(self, case_id: int) -> Case:
        """One case whole; raises UnknownError where there is none of that number."""
        row = self._row(case_id)
        entries = self._session.scalars(
            select(CaseEntryTable)
            .where(CaseEntryTable.case_id == case_id)
            .order_by(CaseEntryTable.at, CaseEntryTable.entry_id)
        )
        return _case(row, self._listings(case_id), [_entry(each) for each in entries])

    def _listings(self, case_id: int) -> list[CaseListing]:
        named = (ListingTable.site_id == CaseListingTable.site_id) & (
            ListingTable.listing_id == CaseListingTable.listing_id
        )
        query = (
            select(CaseListingTable, ListingTable.title, ListingTable.url)
            .outerjoin(ListingTable, named)
            .where(CaseListingTable.case_id == case_id)
            .order_by(CaseListingTable.added_at)
        )
        return [
            CaseListing(
                site_id=row.CaseListingTable.site_id,
                listing_id=row.CaseListingTable.listing_id,
                flag_id=row.CaseListingTable.flag_id,
                added_at=row.CaseListingTable.added_at,
                added_by=row.CaseListingTable.added_by,
                title=row.title,
                url=row.url,
            )
            for row in self._session.execute(query)
        ]

    def _row(self, case_id: int) -> CaseTable:
        row = self._session.get(CaseTable, case_id)
        if row is None:
            raise UnknownError(
                translate("There is no case with the number {number}.", number=case_id)
            )
        return row

    def _change(self, case_id: int, **values: str) -> None:
        self._row(case_id)
        self._session.execute(
            update(CaseTable).where(CaseTable.case_id == case_id).values(**values)
        )


def _case(
    row: CaseTable, listings: Sequence[CaseListing] = (), entries: Sequence[CaseEntry] = ()
) -> Case:
    return Case(
        case_id=row.case_id,
        title=row.title,
        state=CaseState(row.state),
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        assigned_to=row.assigned_to,
        district=row.district,
        listings=tuple(listings),
        entries=tuple(entries),
    )


def _entry(row: CaseEntryTable) -> CaseEntry:
    columns = {name: getattr(row, name) for name in CaseEntry.__slots__}
    return CaseEntry(**(columns | {"kind": EntryKind(row.kind)}))
