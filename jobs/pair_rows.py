"""Reads a table of pairs, `pair_id,left_title,right_title` and any `left_X,right_X`, in chunks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.errors import UsageError
from jobs.offer_columns import column_name, offers_of, role_of
from jobs.table_rows import TableRow
from jobs.tables import Header, open_table
from matching.known_labels import record_keys
from matching.offers import Offers
from messages import translate

CHUNK = 4000
"""Rows that are held at once."""
_LABELS = {"1": 1, "0": 0, "1.0": 1, "0.0": 0, "true": 1, "false": 0, "yes": 1, "no": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that was left out, told in the reader's language."""

    line: int
    text: str


OnBadRow = Callable[[BadRow], None]


@dataclass(frozen=True, slots=True)
class Sides:
    """The left and right tables of some pairs, equal rows once, and which row is whose."""

    left: Offers
    right: Offers
    left_rows: NDArray[np.int64]
    right_rows: NDArray[np.int64]


@dataclass(slots=True)
class PairChunk:
    """Some pairs in the order of the file."""

    left_columns: Sequence[str]
    right_columns: Sequence[str]
    ids: list[str] = field(default_factory=list)
    lefts: list[tuple[str, ...]] = field(default_factory=list)
    rights: list[tuple[str, ...]] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)

    def sides(self) -> Sides:
        """The two tables of offers."""
        left, left_rows = _once(self.lefts)
        right, right_rows = _once(self.rights)
        return Sides(
            offers_of(self.left_columns, left),
            offers_of(self.right_columns, right),
            left_rows,
            right_rows,
        )

    def side_keys(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """A number for each left and right record, the same wherever the cells are the same."""
        return record_keys(self.lefts), record_keys(self.rights)


@dataclass(frozen=True, slots=True)
class PairColumns:
    """Where a table of pairs keeps what."""

    pair_id: int
    left: tuple[int, ...]
    right: tuple[int, ...]
    left_names: tuple[str, ...]
    right_names: tuple[str, ...]
    title: tuple[int, int]
    label: int | None
    width: int


@contextmanager
def open_pairs(
    path: Path, *, labelled: bool = False, on_bad_row: OnBadRow | None = None, chunk: int = CHUNK
) -> Iterator[Iterator[PairChunk]]:
    """Open a table of pairs and answer its chunks.

    Raises UsageError for a file that cannot be read or lacks a column.
    """
    with open_table(path, _known) as table:
        if table is None:
            raise UsageError(
                translate(
                    "{path} has no header row with pair_id, left_title and right_title.", path=path
                )
            )
        columns = _columns(path, table.header, labelled=labelled)
        yield _chunks(table.rows, columns, on_bad_row or _ignore, chunk)


def _known(header: Header) -> int:
    names = [column_name(cell) for cell in header]
    return sum(n in ("pair_id", "label") or n.startswith(("left_", "right_")) for n in names)


def _columns(path: Path, header: Header, *, labelled: bool) -> PairColumns:
    names = [column_name(cell) for cell in header]
    left = tuple(n for n, name in enumerate(names) if name.startswith("left_"))
    right = tuple(n for n, name in enumerate(names) if name.startswith("right_"))
    left_names = tuple(names[n].removeprefix("left_") for n in left)
    right_names = tuple(names[n].removeprefix("right_") for n in right)
    wanted = ("pair_id", "left_title", "right_title", *(("label",) if labelled else ()))
    found = {
        "pair_id": "pair_id" in names,
        "left_title": "titles" in map(role_of, left_names),
        "right_title": "titles" in map(role_of, right_names),
        "label": "label" in names,
    }
    missing = [name for name in wanted if not found[name]]
    if missing:
        raise UsageError(
            translate(
                "{path} lacks the column {columns}; it has {header}.",
                path=path,
                columns=", ".join(missing),
                header=", ".join(cell for cell in header if cell),
            )
        )
    return PairColumns(
        pair_id=names.index("pair_id"),
        left=left,
        right=right,
        left_names=left_names,
        right_names=right_names,
        title=(_title(left, left_names), _title(right, right_names)),
        label=names.index("label") if labelled else None,
        width=len(names),
    )


def _title(places: tuple[int, ...], names: tuple[str, ...]) -> int:
    return next(p for p, name in zip(places, names, strict=True) if role_of(name) == "titles")


def _chunks(
    rows: Iterator[TableRow], columns: PairColumns, on_bad_row: OnBadRow, size: int
) -> Iterator[PairChunk]:
    chunk = PairChunk(columns.left_names, columns.right_names)
    for row in rows:
        cells = [cell if isinstance(cell, str) else f"{cell:f}" for cell in row.cells]
        trouble = row.trouble or _trouble(cells, columns)
        if trouble:
            on_bad_row(BadRow(line=row.line, text=trouble))
            continue
        cells += [""] * (columns.width - len(cells))
        chunk.ids.append(cells[columns.pair_id])
        chunk.lefts.append(tuple(cells[n] for n in columns.left))
        chunk.rights.append(tuple(cells[n] for n in columns.right))
        if columns.label is not None:
            chunk.labels.append(_LABELS[cells[columns.label].lower()])
        if len(chunk.ids) == size:
            yield chunk
            chunk = PairChunk(columns.left_names, columns.right_names)
    if chunk.ids:
        yield chunk


def _trouble(cells: list[str], columns: PairColumns) -> str:
    """Why a row is left out; empty where it is kept."""
    if any(cells[columns.width :]):
        return translate(
            "the row has more cells than the header; put cells that contain the separator in"
            " quotation marks"
        )
    for place, name in ((columns.pair_id, "pair_id"), *zip(columns.title, _TITLES, strict=True)):
        if place >= len(cells) or not cells[place]:
            return translate("{column} is empty", column=name)
    if columns.label is not None:
        label = cells[columns.label] if columns.label < len(cells) else ""
        if label.lower() not in _LABELS:
            return translate("label must be 1 or 0, not “{label}”", label=label)
    return ""


_TITLES = ("left_title", "right_title")


def _once(rows: Sequence[tuple[str, ...]]) -> tuple[list[tuple[str, ...]], NDArray[np.int64]]:
    known: dict[tuple[str, ...], int] = {}
    places = [known.setdefault(row, len(known)) for row in rows]
    return list(known), np.array(places, dtype=np.int64)


def _ignore(_: BadRow) -> None:
    """A second reading of the same file need not tell of its bad rows again."""
