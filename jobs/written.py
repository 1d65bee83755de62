"""Tables that a job writes: whole in their place at the end, or not at all."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Generic, ParamSpec

from domain.errors import UsageError
from messages import translate

Place = ParamSpec("Place")


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A file beside `out` to write, which takes its place at the end; what stood there stays till then.

    Raises UsageError where it cannot be written; nothing half written is left then.
    """
    part = out.with_name(out.name + ".part")
    try:
        yield part
        part.replace(out)
    except OSError as error:
        raise UsageError(
            translate("{path} cannot be written ({cause}).", path=out, cause=error.strerror)
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV table with its header; letters that are none are written as question marks."""
    with path.open("w", encoding="utf-8", newline="", errors="replace") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


class BadRows(Generic[Place]):
    """Counts the rows that were left out and tells of each."""

    def __init__(self, tell: Callable[Place, None]) -> None:
        self.count = 0
        self._tell = tell

    def __call__(self, *args: Place.args, **kwargs: Place.kwargs) -> None:
        """One more row was left out."""
        self.count += 1
        self._tell(*args, **kwargs)
