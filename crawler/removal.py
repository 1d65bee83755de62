"""When a removal that was seen may be believed. Pure: values in, values out.

    visits of the listing's own page --> which of them count --> stage, and when to look again

A page that says "gone" proves little by itself: sites answer blocked visitors so (a public
checker of Shopee links took blocks for deletions for two and a half hours, August 2026). So a visit
counts only where another listing, known to be live, loaded soon after it in the same session, and
several such visits must lie in different time slots.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.outcome import Outcome


class Stage(StrEnum):
    """How far a removal has been established."""

    PRESENT = "present"
    """Nothing speaks for a removal, or the page has come back since."""
    UNCONTROLLED = "uncontrolled"
    """A removal was seen, but no control listing vouches for the session."""
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalRule:
    """What it takes to confirm a removal."""

    visits: int = 3
    slots: int = 2
    slot: timedelta = timedelta(hours=6)
    """A visit so long after the first one of a time slot opens the next slot."""
    gap: timedelta = timedelta(minutes=10)
    """A visit sooner than this after the last one that counted is the same visit again."""
    control: timedelta = timedelta(minutes=10)
    """How soon after a removal the control listing must have loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSeen:
    """One visit to a page of the site."""

    at: datetime
    """When it began."""
    outcome: Outcome
    listing_id: str | None = None
    capture_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalVisit:
    """One visit to the listing's own page, with the capture that vouches for its session."""

    at: datetime
    outcome: Outcome
    capture_id: str = ""
    control: str | None = None
    """Capture id of the control listing; None where none loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What the visits so far come to."""

    stage: Stage
    visits: tuple[RemovalVisit, ...] = ()
    """Those that count, oldest first."""
    slots: int = 0
    next_at: datetime | None = None
    """When the next visit would count; None where no visit is needed."""


def judge(visits: Sequence[RemovalVisit], rule: RemovalRule) -> Removal:
    """What the visits to one listing's own page come to; `visits` in any order.

    A page that was there starts the count anew. Walls, errors and unread pages count for nothing
    and undo nothing.
    """
    absent = _since_last_presence(sorted(visits, key=lambda visit: visit.at))
    if not absent:
        return Removal(stage=Stage.PRESENT)
    counted = _spaced((visit for visit in absent if visit.control is not None), rule.gap)
    if not counted:
        return Removal(stage=Stage.UNCONTROLLED, next_at=absent[-1].at)
    starts = _slot_starts(counted, rule.slot)
    is_confirmed = len(counted) >= rule.visits and len(starts) >= rule.slots
    return Removal(
        stage=Stage.CONFIRMED if is_confirmed else Stage.SUSPECTED,
        visits=tuple(counted),
        slots=len(starts),
        next_at=None if is_confirmed else _next_at(counted, starts, rule),
    )


def control_of(seen: PageSeen, later: Iterable[PageSeen], *, within: timedelta) -> PageSeen | None:
    """The live listing that vouches for the session of a removal; None where there is none.

    `later` are the session's further visits in order. A wall before any live listing loaded means
    that the site was already refusing.
    """
    for page in later:
        if page.at < seen.at or page.listing_id == seen.listing_id:
            continue
        if page.at - seen.at > within or page.outcome.is_wall:
            return None
        if page.listing_id is not None and page.outcome is Outcome.LIVE:
            return page
    return None


def _since_last_presence(visits: Sequence[RemovalVisit]) -> list[RemovalVisit]:
    absent: list[RemovalVisit] = []
    for visit in visits:
        if visit.outcome.is_present:
            absent.clear()
        elif visit.outcome.is_gone:
            absent.append(visit)
    return absent


def _spaced(visits: Iterable[RemovalVisit], gap: timedelta) -> list[RemovalVisit]:
    kept: list[RemovalVisit] = []
    for visit in visits:
        if not kept or visit.at - kept[-1].at >= gap:
            kept.append(visit)
    return kept


def _slot_starts(visits: Sequence[RemovalVisit], slot: timedelta) -> list[datetime]:
    starts: list[datetime] = []
    for visit in visits:
        if not starts or visit.at - starts[-1] >= slot:
            starts.append(visit.at)
    return starts


def _next_at(
    visits: Sequence[RemovalVisit], starts: Sequence[datetime], rule: RemovalRule
) -> datetime:
    soonest = visits[-1].at + rule.gap
    return max(soonest, starts[-1] + rule.slot) if len(starts) < rule.slots else soonest
