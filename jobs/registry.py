"""Imports the official lists: genuine products and registered sellers, from CSV or XLSX.

A row that is wrong is told of by line and column and left out; the good ones are kept. A new
version of a register replaces the set in force of the same name; the old rows stay on record.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from domain.errors import UsageError
from domain.registry import ProductRecord, SellerRecord
from jobs.register_columns import PRODUCT_COLUMNS, SELLER_COLUMNS, Columns, find_columns
from jobs.register_rows import RowProblem, RowReader, read_product, read_seller
from jobs.register_values import shown
from jobs.tables import Header, Table, open_table
from messages import translate
from storage.repository import Repository
from storage.rows import RegisterKind, RegisterSource, RegisterVersion
from storage.session import Store

MOST_PROBLEMS = 1000
"""Problems that a report carries; all of them are counted."""

Names = Mapping[str, tuple[str, ...]]
Record = TypeVar("Record", ProductRecord, SellerRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import came to."""

    kind: RegisterKind
    name: str
    """Of the register."""
    path: Path
    sha256: str
    version: RegisterVersion
    """What is in force now."""
    unchanged: bool
    """True where the very same file was in force before: nothing was done."""
    rows_read: int = 0
    rows_rejected: int = 0
    warnings: int = 0
    """Things told of in rows that were kept."""
    problems: tuple[RowProblem, ...] = ()
    """The first ones, by line."""
    ignored_columns: tuple[str, ...] = ()
    """Columns that mean nothing here, as the file names them."""

    @property
    def rows_kept(self) -> int:
        """Rows of the file that are in force now."""
        return self.version.rows_kept if self.unchanged else self.rows_read - self.rows_rejected


@dataclass(slots=True)
class _Tally:
    """What the rows that were read so far came to."""

    rows_read: int = 0
    rows_rejected: int = 0
    warnings: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    first_lines: dict[str, int] = field(default_factory=dict)
    """Where each id was seen first."""

    def add(self, row: RowReader) -> None:
        """Count a row and what is wrong with it."""
        self.rows_read += 1
        self.rows_rejected += row.is_refused
        self.warnings += sum(problem.is_warning for problem in row.problems)
        self.problems += row.problems[: MOST_PROBLEMS - len(self.problems)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sort(Generic[Record]):
    """What tells an import of products from one of sellers."""

    kind: RegisterKind
    names: Names
    read: Callable[[RowReader], Record]
    identity: Callable[[Record], str]
    add: Callable[[Repository, RegisterSource, Iterable[Record]], int]


_PRODUCTS: _Sort[ProductRecord] = _Sort(
    kind=RegisterKind.PRODUCTS,
    names=PRODUCT_COLUMNS,
    read=read_product,
    identity=lambda product: product.product_id,
    add=lambda repo, source, products: repo.registers.add_products(source, products),
)
_SELLERS: _Sort[SellerRecord] = _Sort(
    kind=RegisterKind.SELLERS,
    names=SELLER_COLUMNS,
    read=read_seller,
    identity=lambda seller: seller.seller_id,
    add=lambda repo, source, sellers: repo.registers.add_sellers(source, sellers),
)


def import_products(
    path: Path, *, name: str = "default", store: Store, at: datetime
) -> ImportReport:
    """Make a file's products the ones in force of the register `name`.

    Raises UsageError in one sentence for a file that is no such table or has no good row; then
    nothing is changed.
    """
    return _import(_PRODUCTS, path, name=name, store=store, at=at)


def import_sellers(
    path: Path, *, name: str = "default", store: Store, at: datetime
) -> ImportReport:
    """Make a file's sellers the ones in force of the register `name`.

    Raises UsageError in one sentence for a file that is no such table or has no good row; then
    nothing is changed.
    """
    return _import(_SELLERS, path, name=name, store=store, at=at)


def _import(
    sort: _Sort[Record], path: Path, *, name: str, store: Store, at: datetime
) -> ImportReport:
    with open_table(path, lambda header: _known_columns(header, sort.names)) as opened:
        table = _require_header(path, opened, sort.names)
        columns = _columns(path, table, sort.names)
        source = RegisterSource(name=name, source=path.name, sha256=_sha256(path), imported_at=at)
        with store.transaction() as repo:
            before = repo.registers.in_force(sort.kind, name)
            unchanged = before is not None and before.origin.sha256 == source.sha256
            tally = _Tally()
            rows = _records(sort, table, columns, tally)
            version_id = sort.add(repo, source, rows)
            if not unchanged:
                _require_good_rows(path, tally)
                repo.registers.note_counts(
                    version_id, rows_read=tally.rows_read, rows_rejected=tally.rows_rejected
                )
            version = repo.registers.version(version_id)
    return ImportReport(
        kind=sort.kind,
        name=name,
        path=path,
        sha256=source.sha256,
        version=version,
        unchanged=unchanged,
        rows_read=tally.rows_read,
        rows_rejected=tally.rows_rejected,
        warnings=tally.warnings,
        problems=tuple(tally.problems),
        ignored_columns=columns.ignored,
    )


def _records(
    sort: _Sort[Record], table: Table, columns: Columns, tally: _Tally
) -> Iterator[Record]:
    """The good rows as records, one at a time."""
    for row in table.rows:
        reader = RowReader(row, columns)
        reader.check_shape()
        record = sort.read(reader)
        if not reader.is_refused:
            _refuse_second(reader, sort.identity(record), tally, row.line)
        tally.add(reader)
        if not reader.is_refused:
            yield record


def _refuse_second(reader: RowReader, identity: str, tally: _Tally, line: int) -> None:
    """Of two rows with one identity the first counts."""
    first = tally.first_lines.setdefault(identity, line)
    if first != line:
        reader.refuse(
            None, translate("the same as line {line}; the first of the two counts", line=first)
        )


def _known_columns(header: Header, names: Names) -> int:
    return len(find_columns(header, names).positions)


def _require_header(path: Path, table: Table | None, names: Names) -> Table:
    if table is None:
        raise UsageError(
            translate(
                "{path} has no row of column names that are known; one of them must be: {names}.",
                path=path,
                names=", ".join(names["name"][:6]),
            )
        )
    return table


def _columns(path: Path, table: Table, names: Names) -> Columns:
    """Where each field stands; raises UsageError where the mandatory one stands nowhere."""
    columns = find_columns(table.header, names)
    if "name" not in columns.positions:
        raise UsageError(
            translate(
                "{path} has no column for the name; it has: {header}. Call one of them: {names}.",
                path=path,
                header=", ".join(shown(title) for title in table.header[:10] if title),
                names=", ".join(names["name"][:6]),
            )
        )
    return columns


def _require_good_rows(path: Path, tally: _Tally) -> None:
    if tally.rows_read == tally.rows_rejected:
        first = tally.problems[0].text if tally.problems else translate("there are no rows")
        raise UsageError(
            translate(
                "{path} has no row that can be used ({count} read; the first: {problem});"
                " nothing was changed.",
                path=path,
                count=tally.rows_read,
                problem=first,
            )
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
