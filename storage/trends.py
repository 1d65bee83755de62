"""How many flags there were, by day and by what they are about, for plots and reports."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import ListingSnapshotTable, ListingTable
from storage.work_models import FlagTable

DAYS_BEGIN_IN = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagTrends:
    """Flags first raised in a span of days."""

    by_day: tuple[tuple[date, int], ...]
    """Every day of the span in Asia/Ho_Chi_Minh, days without flags too."""
    by_rule: tuple[tuple[str, int], ...]
    by_site: tuple[tuple[str, int], ...]
    by_place: tuple[tuple[str, int], ...]
    """Where the page says that goods are sent from; "" where it does not. The most first, in all."""


def flag_trends(session: Session, *, since: datetime, until: datetime) -> FlagTrends:
    """Count the flags that were first raised from `since` up to `until`, aware UTC."""
    days: Counter[date] = Counter()
    query = (
        select(FlagTable.raised_at)
        .where(FlagTable.raised_at >= since, FlagTable.raised_at < until)
        .execution_options(yield_per=5000)
    )
    for raised_at in session.scalars(query):
        days[raised_at.astimezone(DAYS_BEGIN_IN).date()] += 1
    return FlagTrends(
        by_day=tuple((day, days[day]) for day in _days(since, until)),
        by_rule=_by(session, "rule", since, until),
        by_site=_by(session, "site_id", since, until),
        by_place=_by_place(session, since, until),
    )


def _days(since: datetime, until: datetime) -> Iterator[date]:
    day = since.astimezone(DAYS_BEGIN_IN).date()
    last = (until - timedelta(microseconds=1)).astimezone(DAYS_BEGIN_IN).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _by(
    session: Session, name: str, since: datetime, until: datetime
) -> tuple[tuple[str, int], ...]:
    column = getattr(FlagTable, name)
    query = (
        select(column, func.count())
        .where(FlagTable.raised_at >= since, FlagTable.raised_at < until)
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    return tuple((value, count) for value, count in session.execute(query))


def _by_place(session: Session, since: datetime, until: datetime) -> tuple[tuple[str, int], ...]:
    stated = func.coalesce(ListingTable.own_snapshot_id, ListingTable.card_snapshot_id)
    place = func.coalesce(ListingSnapshotTable.location, "")
    query = (
        select(place, func.count())
        .select_from(FlagTable)
        .outerjoin(
            ListingTable,
            (ListingTable.site_id == FlagTable.site_id)
            & (ListingTable.listing_id == FlagTable.listing_id),
        )
        .outerjoin(ListingSnapshotTable, ListingSnapshotTable.snapshot_id == stated)
        .where(FlagTable.raised_at >= since, FlagTable.raised_at < until)
        .group_by(place)
        .order_by(func.count().desc(), place)
    )
    return tuple((value, count) for value, count in session.execute(query))
