"""Names of nights: one sealed volume of evidence is one night."""

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.errors import UsageError
from messages import translate

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SHOWN_NIGHTS = 5
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def night_of(moment: datetime) -> str:
    """The night that a moment belongs to, `YYYY-MM-DD`.

    A night runs from noon to noon in Asia/Ho_Chi_Minh and bears the date on which it began, so
    that a crawl which starts at 22:00 and ends at 05:30 is one volume.
    """
    return (moment.astimezone(LOCAL_ZONE) - timedelta(hours=12)).date().isoformat()


def missed_nights(began: Collection[str], *, until: str) -> tuple[str, ...]:
    """The nights without a run, from the first that had one to one that is not counted any more.

    Nights that bear a name in place of a date are passed.
    """
    dates = sorted(night for night in began if _DATE.fullmatch(night))
    if not dates or not _DATE.fullmatch(until):
        return ()
    first, last = date.fromisoformat(dates[0]), date.fromisoformat(until)
    days = ((first + timedelta(days=n)).isoformat() for n in range((last - first).days))
    return tuple(day for day in days if day not in began)


def about_missed(nights: Sequence[str]) -> str:
    """Which nights had no crawl, in one sentence; of a long row the last ones by name."""
    named = ", ".join(nights[-SHOWN_NIGHTS:])
    if len(nights) > SHOWN_NIGHTS:
        return translate(
            "No crawl began in {count} nights, the last of them {nights}.",
            count=len(nights),
            nights=named,
        )
    return translate("No crawl began in the night of {nights}.", nights=named)


def elapsed(moment: datetime) -> float:
    """Which part of its night has passed at a moment, 0 at noon and near 1 before the next."""
    since_noon = moment.astimezone(LOCAL_ZONE) - timedelta(hours=12)
    midnight = since_noon.replace(hour=0, minute=0, second=0, microsecond=0)
    return (since_noon - midnight) / timedelta(days=1)


def check_night(name: str) -> str:
    """The name unchanged where it can be a folder's name; raises UsageError where it cannot."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            translate(
                "A night cannot be called {name}: use up to 40 lower-case letters, digits and "
                "hyphens, for example 2026-11-23.",
                name=repr(name),
            )
        )
    return name
