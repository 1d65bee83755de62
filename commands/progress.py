"""Progress on a terminal as bars, elsewhere as one line a minute."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from commands.console import err, note
from commands.tables import outcome_name
from jobs.progress import Progress as VisitMade

MINUTE = 60.0


class VisitBars:
    """One bar a site."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def show(self, visit: VisitMade) -> None:
        """A visit was made, or a person is asked for help."""
        if visit.question:
            note(visit.question)
            return
        bar = self._bars.get(visit.site_id)
        if bar is None:
            bar = self._progress.add_task(visit.site_id, total=visit.budget, outcome="")
            self._bars[visit.site_id] = bar
        self._progress.update(bar, completed=visit.visits, outcome=outcome_name(visit.outcome))


class VisitLines:
    """One line a minute, for a log."""

    def __init__(self) -> None:
        self._visits: dict[str, VisitMade] = {}
        self._next = time.monotonic() + MINUTE

    def show(self, visit: VisitMade) -> None:
        """A visit was made, or a person is asked for help."""
        if visit.question:
            note(visit.question)
            return
        self._visits[visit.site_id] = visit
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + MINUTE
            note(", ".join(f"{v.site_id} {v.visits}/{v.budget}" for v in self._visits.values()))


@contextmanager
def visit_progress() -> Iterator[VisitBars | VisitLines]:
    """Bars where a person looks on, lines elsewhere."""
    if not err.is_terminal:
        yield VisitLines()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[outcome]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=False) as progress:
        yield VisitBars(progress)
