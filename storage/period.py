"""What a span of days came to, counted for the report that is written about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.events import EventKind
from domain.flag import FlagState
from domain.outcome import Outcome
from storage.models import CaptureTable, EventTable, ListingTable, ShopTable
from storage.people_models import CaseEntryTable, CaseTable
from storage.work_models import DecisionTable, FlagTable

WALLS = tuple(outcome.value for outcome in Outcome if outcome.is_wall)
Counted = tuple[tuple[str, int], ...]
"""Names with how many, the most first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePeriod:
    """One site in those days."""

    site_id: str
    captures: int
    walls: int
    """Visits that met a wall."""
    listings: int
    """First seen in those days."""
    shops: int
    flags: int
    confirmed: int
    """Of the flags, those that people had confirmed when the report was made."""
    locked: int
    """Shops found locked or closed."""
    removed: int
    """Listings found taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePeriod:
    """One rule in those days."""

    rule: str
    flags: int
    confirmed: int
    dismissed: int
    unclear: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Everything that is counted of a span."""

    sites: tuple[SitePeriod, ...]
    rules: tuple[RulePeriod, ...]
    places: Counted
    """Flags by where the page says that goods are sent from."""
    decisions: Counted
    """Decisions by what was decided."""
    cases: Counted
    """Cases opened, by district; "" where none was given."""
    entries: Counted
    """What was done in cases: packs made, hand-overs, receipts."""


def count_period(session: Session, since: datetime, until: datetime, places: Counted) -> Period:
    """Count from `since` up to `until`, aware UTC; `places` as the trends have them."""
    return Period(
        sites=_sites(session, since, until),
        rules=_rules(session, since, until),
        places=places,
        decisions=_counted(session, DecisionTable.judgement, _in(DecisionTable.at, since, until)),
        cases=_counted(
            session,
            func.coalesce(CaseTable.district, ""),
            _in(CaseTable.opened_at, since, until),
        ),
        entries=_counted(session, CaseEntryTable.kind, _in(CaseEntryTable.at, since, until)),
    )


def _in(
    column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    since: datetime,
    until: datetime,
) -> list[ColumnElement[bool]]:
    return [column >= since, column < until]


def _counted(
    session: Session, column: ColumnElement[str] | InstrumentedAttribute[str],
    where: Sequence[ColumnElement[bool]],
) -> Counted:  # fmt: skip
    query = select(column, func.count()).where(*where).group_by(column)
    rows = [(name, count) for name, count in session.execute(query)]
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))


def _sites(session: Session, since: datetime, until: datetime) -> tuple[SitePeriod, ...]:
    def of(
        column: InstrumentedAttribute[str], where: Sequence[ColumnElement[bool]]
    ) -> dict[str, int]:
        return dict(_counted(session, column, where))

    raised = _in(FlagTable.raised_at, since, until)
    happened = _in(EventTable.at, since, until)
    counts = {
        "captures": of(CaptureTable.site_id, _in(CaptureTable.started_at, since, until)),
        "walls": of(
            CaptureTable.site_id,
            [*_in(CaptureTable.started_at, since, until), CaptureTable.outcome.in_(WALLS)],
        ),
        "listings": of(ListingTable.site_id, _in(ListingTable.first_seen_at, since, until)),
        "shops": of(ShopTable.site_id, _in(ShopTable.first_seen_at, since, until)),
        "flags": of(FlagTable.site_id, raised),
        "confirmed": of(FlagTable.site_id, [*raised, FlagTable.state == FlagState.CONFIRMED.value]),
        "locked": of(
            EventTable.site_id, [*happened, EventTable.kind == EventKind.SHOP_LOCKED.value]
        ),
        "removed": of(
            EventTable.site_id, [*happened, EventTable.kind == EventKind.REMOVED_SUSPECTED.value]
        ),
    }
    names = sorted({site_id for found in counts.values() for site_id in found})
    return tuple(
        SitePeriod(site_id=name, **{what: found.get(name, 0) for what, found in counts.items()})
        for name in names
    )


def _rules(session: Session, since: datetime, until: datetime) -> tuple[RulePeriod, ...]:
    def state(wanted: FlagState) -> ColumnElement[int]:
        return func.sum(case((FlagTable.state == wanted.value, 1), else_=0))

    states = (FlagState.CONFIRMED, FlagState.DISMISSED, FlagState.UNCLEAR, FlagState.OPEN)
    query = (
        select(FlagTable.rule, func.count(), *(state(each) for each in states))
        .where(*_in(FlagTable.raised_at, since, until))
        .group_by(FlagTable.rule)
        .order_by(func.count().desc(), FlagTable.rule)
    )
    return tuple(
        RulePeriod(
            rule=row[0],
            flags=row[1],
            confirmed=row[2],
            dismissed=row[3],
            unclear=row[4],
            open=row[5],
        )
        for row in session.execute(query)
    )
