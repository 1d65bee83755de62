"""What a report says of a removal: last seen alive, first seen gone, and the visits between."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from domain.outcome import Outcome
from evidence.report_content import ReportLine
from evidence.report_words import Words
from messages.names import OUTCOMES

VISIT = "visit"
_PRESENT = frozenset(one.value for one in Outcome if one.is_present)
_GONE = frozenset(one.value for one in Outcome if one.is_gone)


def removal_rows(
    timeline: Sequence[ReportLine],
    words: Words,
    visits: Mapping[str, int],
    moment: Callable[[datetime], str],
) -> list[tuple[str, str]]:
    """Names and values of the pair; none where the listing was not gone when it was last judged.

    `visits` numbers the captures of the pack; `moment` writes a time.
    """
    seen = [line for line in timeline if line.kind == VISIT]
    alive = next((n for n in reversed(range(len(seen))) if seen[n].name in _PRESENT), -1)
    gone = next((n for n in range(alive + 1, len(seen)) if seen[n].name in _GONE), None)
    if gone is None:
        return []

    def told(line: ReportLine) -> str:
        number = visits.get(line.capture_id)
        place = words.get("visit", number=number) if number else words.not_packed
        return f"{moment(line.at)} – {words.name(OUTCOMES, line.name)} ({place})"

    between = [told(line) for line in seen[alive + 1 : gone]]
    return [
        (words.last_alive, told(seen[alive]) if alive >= 0 else words.never),
        (words.between, "; ".join(between) or words.no_visits),
        (words.first_gone, told(seen[gone])),
    ]
