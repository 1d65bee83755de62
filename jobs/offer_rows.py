"""Reads a whole table of listings or of registered products: `id,title` and any other column."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UsageError
from jobs.offer_columns import ROLES, column_name, offers_of, role_of
from jobs.pair_rows import BadRow, OnBadRow
from jobs.table_rows import TableRow
from jobs.tables import Header, open_table
from matching.offers import Offers
from messages import translate


@dataclass(frozen=True, slots=True)
class OfferTable:
    """Offers with their ids, and their groups where they were asked for."""

    ids: list[str]
    offers: Offers
    groups: list[str]


def read_offers(path: Path, on_bad_row: OnBadRow, *, group: bool = False) -> OfferTable:
    """Read every row that has an id and a title.

    Raises UsageError for a table that cannot be read, lacks a column or has no row.
    """
    wanted = ("id", "title", *(("group_id",) if group else ()))
    ids: list[str] = []
    rows: list[Sequence[str]] = []
    groups: list[str] = []
    with open_table(path, _known) as table:
        names = _names(path, table.header if table else (), wanted)
        for cells in _kept(table.rows if table else iter(()), names, wanted, on_bad_row):
            ids.append(cells[names.index("id")])
            groups.append(cells[names.index("group_id")] if group else "")
            rows.append([c for c, name in zip(cells, names, strict=True) if name not in _KEYS])
    if not rows:
        raise UsageError(translate("{path} has no row with an id and a title.", path=path))
    return OfferTable(ids, offers_of([name for name in names if name not in _KEYS], rows), groups)


def read_labels(path: Path, on_bad_row: OnBadRow) -> list[tuple[str, str]]:
    """Read a table `listing_id,registry_id`; an empty registry_id says that there is none.

    Raises UsageError for a table that cannot be read or lacks a column.
    """
    wanted = ("listing_id", "registry_id")
    with open_table(path, _scorer(wanted)) as table:
        names = _names(path, table.header if table else (), wanted)
        rows = _kept(table.rows if table else iter(()), names, wanted[:1], on_bad_row)
        return [(cells[names.index(wanted[0])], cells[names.index(wanted[1])]) for cells in rows]


_KEYS = ("id", "group_id")
_KNOWN = {*_KEYS, *(name for names in ROLES.values() for name in names)}


def _known(header: Header) -> int:
    return sum(column_name(cell) in _KNOWN for cell in header)


def _scorer(wanted: Sequence[str]) -> Callable[[Header], int]:
    return lambda header: sum(column_name(cell) in wanted for cell in header)


def _names(path: Path, header: Header, wanted: Sequence[str]) -> list[str]:
    names = [column_name(cell) for cell in header]
    if not {"title"}.isdisjoint(wanted) and "title" not in names:
        names = ["title" if role_of(name) == "titles" else name for name in names]
    missing = [name for name in wanted if name not in names]
    if missing:
        raise UsageError(
            translate(
                "{path} lacks the column {columns}; it has {header}.",
                path=path,
                columns=", ".join(missing),
                header=", ".join(cell for cell in header if cell) or "-",
            )
        )
    return names


def _kept(
    rows: Iterator[TableRow], names: Sequence[str], wanted: Sequence[str], on_bad_row: OnBadRow
) -> Iterator[list[str]]:
    for row in rows:
        cells = [cell if isinstance(cell, str) else f"{cell:f}" for cell in row.cells]
        cells += [""] * (len(names) - len(cells))
        empty = [name for name in wanted if not cells[names.index(name)]]
        if row.trouble or any(cells[len(names) :]):
            text = row.trouble or translate(
                "the row has more cells than the header; put cells that contain the separator in"
                " quotation marks"
            )
            on_bad_row(BadRow(line=row.line, text=text))
        elif empty:
            on_bad_row(BadRow(line=row.line, text=translate("{column} is empty", column=empty[0])))
        else:
            yield cells[: len(names)]
