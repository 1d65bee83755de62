"""At which hours of the day a site may be visited, in Asia/Ho_Chi_Minh, as sites.yml words them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = 24 * 60
_SPAN = re.compile(r"(\d{1,2})(?::([0-5]\d))?-(\d{1,2})(?::([0-5]\d))?")


@dataclass(frozen=True, slots=True)
class VisitHours:
    """The minutes of a day at which a site may be visited."""

    minutes: frozenset[int]

    @classmethod
    def read(cls, visits: str, quiet: str) -> "VisitHours":
        """Hours as `20-6` or `8:30-11, 14-17`, less the quiet ones; raises ValueError for others."""
        return cls(_minutes(visits) - _minutes(quiet))

    def is_open(self, at: datetime) -> bool:
        """Whether the site may be visited at an aware moment."""
        return _minute_of(at) in self.minutes

    def changes_at(self, at: datetime) -> datetime | None:
        """When it next opens, or closes where it is open; None where it never does."""
        now, was_open = _minute_of(at), self.is_open(at)
        for ahead in range(1, DAY + 1):
            if ((now + ahead) % DAY in self.minutes) is not was_open:
                whole = at.replace(second=0, microsecond=0)
                return whole + timedelta(minutes=ahead)
        return None


def _minute_of(at: datetime) -> int:
    local = at.astimezone(ZONE)
    return local.hour * 60 + local.minute


def _minutes(text: str) -> frozenset[int]:
    found: set[int] = set()
    for span in filter(None, (part.strip() for part in text.split(","))):
        matched = _SPAN.fullmatch(span)
        if matched is None:
            raise ValueError(f"not hours of a day such as 20-6 or 8:30-11: {span!r}")
        begin, end = (_of_day(matched[n], matched[n + 1]) for n in (1, 3))
        found.update(m % DAY for m in range(begin, end if end > begin else end + DAY))
    return frozenset(found)


def _of_day(hour: str, minute: str | None) -> int:
    of_day = int(hour) * 60 + int(minute or 0)
    if of_day > DAY:
        raise ValueError(f"a day has no hour {hour}:{minute or '00'}")
    return of_day
