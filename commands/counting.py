"""Counts what streams through a command, as a bar on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskID, TextColumn

from commands.console import err
from messages import translate


@contextmanager
def counting(what: str) -> Iterator["Counter"]:
    """A bar without an end for things that are streamed; silent where nobody looks on."""
    if not err.is_terminal:
        yield Counter(None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"))
    with Progress(*columns, console=err, transient=True) as progress:
        yield Counter(progress, progress.add_task(translate(what), total=None))


class Counter:
    """Counts what has gone through."""

    def __init__(self, progress: Progress | None, task: TaskID | None = None) -> None:
        self._progress, self._task = progress, task

    def advance(self, count: int) -> None:
        """So many more have gone through."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task, count)
