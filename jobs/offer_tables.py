"""Reads a table of listings or registered products, `id,title` and what else is known, in chunks.

Every row that has an id is kept, whatever its title; a row that cannot be read is named by its
line. A CSV file is read straight, as it may have millions of rows.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from domain.errors import UsageError
from jobs.offer_columns import ROLES, column_name, offers_of, role_of
from jobs.tables import MAX_LINES, SEPARATORS, detect_encoding, is_spreadsheet, open_table
from matching.offers import Offers
from messages import translate

IDS = ("id", "listing_id", "registry_id", "posting_id", "product_id")
"""Names of the column that names a row, the usual one first."""
CHUNK = 10_000
MAX_TITLE = 1_000
"""Letters of a title that are looked at; a real one has a few hundred."""
MAX_TEXT = 4_000
"""Letters of any other cell that are looked at."""
_LARGEST_CELL = 16_000_000
_SAMPLE = 256 * 1024

OnBadRow = Callable[[Path, int, str], None]
"""Told the file and line of a row that was left out, and why, in the reader's language."""
_Row = tuple[int, Sequence[str], str]
"""Line, cells, trouble."""


@dataclass(frozen=True, slots=True)
class OfferChunk:
    """Some rows of a table in their order."""

    ids: list[str]
    offers: Offers
    extra: list[str]
    """Cells of the column that was asked for besides; empty where none was."""


@dataclass(frozen=True, slots=True)
class _Columns:
    width: int
    id_place: int
    places: tuple[int, ...]
    names: tuple[str, ...]
    title: int
    extra: int | None


@contextmanager
def open_offers(
    path: Path,
    on_bad_row: OnBadRow | None = None,
    *,
    chunk: int = CHUNK,
    extra: str | None = None,
) -> Iterator[Iterator[OfferChunk]]:
    """Open a table of offers and answer its chunks; `extra` names one more column that is needed.

    Raises UsageError for a file that cannot be read or lacks a column.
    """
    with _open_rows(path) as (header, rows):
        columns = _find_columns(path, header, extra)
        yield _chunks(rows, columns, partial(on_bad_row or _ignore, path), chunk)


def read_offers(
    path: Path, on_bad_row: OnBadRow | None = None, *, extra: str | None = None
) -> OfferChunk:
    """A whole table at once.

    Raises UsageError for a file that cannot be read or lacks a column.
    """
    with open_offers(path, on_bad_row, chunk=1 << 40, extra=extra) as chunks:
        found = next(chunks, None)
    return found or OfferChunk([], Offers([]), [])


@contextmanager
def _open_rows(path: Path) -> Iterator[tuple[Sequence[str], Iterator[_Row]]]:
    if is_spreadsheet(path):
        with open_table(path, _known) as table:
            if table is None:
                raise _headless(path)
            yield (
                table.header,
                (
                    (
                        row.line,
                        [c if isinstance(c, str) else f"{c:f}" for c in row.cells],
                        row.trouble,
                    )
                    for row in table.rows
                ),
            )
        return
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    encoding = detect_encoding(path, sample)
    separator = _separator(sample, encoding)
    csv.field_size_limit(_LARGEST_CELL)
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        rows = _csv_rows(stream, separator)
        first = next(rows, None)
        if first is None or not _known(tuple(first[1])):
            raise _headless(path)
        yield first[1], rows


def _separator(sample: bytes, encoding: str) -> str:
    header = io.StringIO(sample.decode(encoding, errors="replace").lstrip("\r\n"), newline="")
    line = header.readline()
    return max(
        SEPARATORS, key=lambda mark: _known(tuple(next(csv.reader([line], delimiter=mark), ())))
    )


def _csv_rows(stream: Iterable[str], separator: str) -> Iterator[_Row]:
    reader = csv.reader(stream, delimiter=separator)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, (), translate("the row cannot be read ({cause})", cause=error)
            continue
        if reader.line_num - line >= MAX_LINES:
            yield (
                line,
                (),
                translate(
                    "a quotation mark that opens here is not closed within {count} lines",
                    count=MAX_LINES,
                ),
            )
        elif any(cells):
            yield line, cells, ""


def _known(header: tuple[str, ...]) -> int:
    names = [column_name(cell) for cell in header]
    return sum(name in IDS or role_of(name) != "others" for name in names)


def _headless(path: Path) -> UsageError:
    return UsageError(translate("{path} has no header row with id and title.", path=path))


def _find_columns(path: Path, header: Sequence[str], extra: str | None) -> _Columns:
    names = [column_name(cell) for cell in header]
    id_place = next((names.index(name) for name in IDS if name in names), None)
    # Of two columns for one part the usual name counts.
    chosen = {
        role: next((names.index(name) for name in known if name in names), None)
        for role, known in ROLES.items()
    }
    title = chosen["titles"]
    found = {"id": id_place, "title": title}
    if extra is not None:
        found[extra] = names.index(extra) if extra in names else None
    missing = [name for name, place in found.items() if place is None]
    if id_place is None or title is None or missing:
        raise UsageError(
            translate(
                "{path} lacks the column {columns}; it has {header}.",
                path=path,
                columns=", ".join(missing),
                header=", ".join(cell for cell in header if cell),
            )
        )
    places = tuple(place for place in chosen.values() if place is not None)
    return _Columns(
        width=len(names),
        id_place=id_place,
        places=places,
        names=tuple(names[place] for place in places),
        title=title,
        extra=found.get(extra) if extra else None,
    )


def _chunks(
    rows: Iterator[_Row], columns: _Columns, on_bad_row: Callable[[int, str], None], size: int
) -> Iterator[OfferChunk]:
    kept: list[Sequence[str]] = []
    for line, cells, trouble in rows:
        why = trouble or (_trouble(cells, columns) if len(cells) != columns.width else "")
        if not why and not cells[columns.id_place].strip():
            why = translate("{column} is empty", column="id")
        if why:
            on_bad_row(line, why)
            continue
        kept.append(cells)
        if len(kept) == size:
            yield _chunk(kept, columns)
            kept = []
    if kept:
        yield _chunk(kept, columns)


def _trouble(cells: Sequence[str], columns: _Columns) -> str:
    if len(cells) <= columns.id_place:
        return translate("{column} is empty", column="id")
    if any(cells[columns.width :]):
        return translate(
            "the row has more cells than the header; put cells that contain the separator in"
            " quotation marks"
        )
    return ""


def _chunk(rows: list[Sequence[str]], columns: _Columns) -> OfferChunk:
    cut = [MAX_TITLE if place == columns.title else MAX_TEXT for place in columns.places]
    wanted = list(zip(columns.places, cut, strict=True))
    cells = [[_cell(row, place)[:most] for place, most in wanted] for row in rows]
    return OfferChunk(
        ids=[row[columns.id_place].strip() for row in rows],
        offers=offers_of(columns.names, cells),
        extra=[] if columns.extra is None else [_cell(row, columns.extra) for row in rows],
    )


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _ignore(path: Path, line: int, why: str) -> None:
    """A second reading of the same file need not tell of its bad rows again."""
