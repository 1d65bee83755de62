"""The official lists, dated and versioned: old rows stay, with the versions that they held for."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.registry import ProductRecord, SellerRecord
from storage.codec import plain, product_columns, product_of, seller_columns, seller_of
from storage.columns import storable_json
from storage.rows import RegisterKind, RegisterSource, RegisterVersion
from storage.work_models import ProductTable, RegisterVersionTable, SellerTable

BATCH = 500

_Columns = dict[str, Any]
_Table = type[ProductTable] | type[SellerTable]


class Registers:
    """Products and sellers of every register. A register is a name; names are joined."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_products(self, source: RegisterSource, products: Iterable[ProductRecord]) -> int:
        """Make these the products of the register of that name; gives the version's id.

        The same bytes under the same name again change nothing and give the version in force.
        Of two records with one id the first counts.
        """
        rows = (product_columns(product) for product in products)
        return self._add(RegisterKind.PRODUCTS, source, rows)

    def add_sellers(self, source: RegisterSource, sellers: Iterable[SellerRecord]) -> int:
        """Make these the sellers of the register of that name; gives the version's id.

        The same bytes under the same name again change nothing and give the version in force.
        Of two records with one id the first counts.
        """
        rows = (seller_columns(seller) for seller in sellers)
        return self._add(RegisterKind.SELLERS, source, rows)

    def in_force(self, kind: RegisterKind, name: str) -> RegisterVersion | None:
        """The latest version of a register."""
        versions = [v for v in self.versions(kind) if v.origin.name == name and v.is_current]
        return versions[0] if versions else None

    def note_counts(self, version_id: int, *, rows_read: int, rows_rejected: int) -> None:
        """Say how many rows the file had, where that is known only after it was read."""
        self._session.execute(
            update(RegisterVersionTable)
            .where(RegisterVersionTable.version_id == version_id)
            .values(rows_read=rows_read, rows_rejected=rows_rejected)
        )

    def version(self, version_id: int) -> RegisterVersion:
        """One import, by the id that adding it gave."""
        return next(v for v in self.versions() if v.version_id == version_id)

    def versions(self, kind: RegisterKind | None = None) -> list[RegisterVersion]:
        """Every import, oldest first."""
        table = RegisterVersionTable
        query = select(table).order_by(table.version_id)
        if kind is not None:
            query = query.where(table.kind == kind.value)
        rows = self._session.scalars(query).all()
        newest = {(row.kind, row.name): row.version_id for row in rows}
        return [
            _version(row, is_current=newest[row.kind, row.name] == row.version_id) for row in rows
        ]

    def current_products(self) -> Iterator[ProductRecord]:
        """The products in force in any register, in bounded memory.

        Where two registers have one id, the row that was imported last counts.
        """
        return (product_of(row) for row in self._current(ProductTable))

    def product(self, product_id: str) -> ProductRecord | None:
        """One product in force; the row that was imported last where two registers have it."""
        query = (
            select(ProductTable)
            .where(ProductTable.valid_to.is_(None), ProductTable.product_id == product_id)
            .order_by(ProductTable.valid_from.desc())
        )
        row = self._session.scalar(query.limit(1))
        return None if row is None else product_of(row)

    def current_sellers(self) -> Iterator[SellerRecord]:
        """The sellers in force in any register, in bounded memory.

        Where two registers have one id, the row that was imported last counts.
        """
        return (seller_of(row) for row in self._current(SellerTable))

    def _add(self, kind: RegisterKind, source: RegisterSource, rows: Iterable[_Columns]) -> int:
        current = self.in_force(kind, source.name)
        if current is not None and current.origin.sha256 == source.sha256:
            return current.version_id
        version_id = self._new_version(kind, source)
        table = _table(kind)
        stream = iter(rows)
        while batch := list(islice(stream, BATCH)):
            self._put_batch(table, source.name, version_id, batch)
        self._close(table, source.name, version_id)
        self._count(table, source.name, version_id)
        return version_id

    def _new_version(self, kind: RegisterKind, source: RegisterSource) -> int:
        columns = {name: getattr(source, name) for name in RegisterSource.__slots__}
        query = insert(RegisterVersionTable).values(kind=kind.value, **columns)
        return self._session.scalars(query.returning(RegisterVersionTable.version_id)).one()

    def _put_batch(self, table: _Table, name: str, version_id: int, batch: list[_Columns]) -> None:
        key = _key(table)
        unique = {row[key.key]: row for row in reversed(batch)}
        query = select(key, table.row_id, table.digest, table.confirmed_in).where(
            table.register == name, table.valid_to.is_(None), key.in_(list(unique))
        )
        known = {row[0]: row for row in self._session.execute(query)}
        confirmed, changed, fresh = [], [], []
        for identity, row in unique.items():
            digest, old = _digest(row), known.get(identity)
            if old is not None and (old.digest == digest or old.confirmed_in == version_id):
                confirmed.append(old.row_id)
                continue
            if old is not None:
                changed.append(old.row_id)
            fresh.append(row | {"digest": digest})
        self._update(table, confirmed, confirmed_in=version_id)
        self._update(table, changed, valid_to=version_id)
        common = {"register": name, "valid_from": version_id, "confirmed_in": version_id}
        if fresh:
            self._session.execute(insert(table), [row | common for row in fresh])

    def _update(self, table: _Table, row_ids: list[int], **values: int) -> None:
        if row_ids:
            self._session.execute(update(table).where(table.row_id.in_(row_ids)).values(**values))

    def _close(self, table: _Table, name: str, version_id: int) -> None:
        """End the rows that this version does not have."""
        self._session.execute(
            update(table)
            .where(
                table.register == name,
                table.valid_to.is_(None),
                table.confirmed_in != version_id,
            )
            .values(valid_to=version_id)
        )

    def _count(self, table: _Table, name: str, version_id: int) -> None:
        def total(column: InstrumentedAttribute[Any], value: int | None) -> int:
            query = select(func.count()).where(
                table.register == name, column.is_not_distinct_from(value)
            )
            return self._session.scalar(query) or 0

        self._session.execute(
            update(RegisterVersionTable)
            .where(RegisterVersionTable.version_id == version_id)
            .values(
                rows_kept=total(table.valid_to, None),
                rows_new=total(table.valid_from, version_id),
                rows_closed=total(table.valid_to, version_id),
            )
        )

    def _current(self, table: _Table) -> Iterator[Any]:
        key, after = _key(table), ""
        while True:
            query = select(table).where(table.valid_to.is_(None), key > after)
            query = query.order_by(key, table.valid_from.desc()).limit(BATCH)
            rows = self._session.scalars(query).all()
            for row in rows:
                # Rows of one id follow each other, the one that was imported last first.
                if getattr(row, key.key) != after:
                    after = getattr(row, key.key)
                    yield row
            if len(rows) < BATCH:
                return


def _table(kind: RegisterKind) -> _Table:
    return ProductTable if kind is RegisterKind.PRODUCTS else SellerTable


def _key(table: _Table) -> InstrumentedAttribute[str]:
    return ProductTable.product_id if table is ProductTable else SellerTable.seller_id


def _digest(row: _Columns) -> str:
    """The same for the same words, so that an unchanged row stays one row over all versions."""
    return hashlib.sha256(
        json.dumps(plain(storable_json(row)), sort_keys=True, ensure_ascii=True).encode()
    ).hexdigest()


def _version(row: RegisterVersionTable, *, is_current: bool) -> RegisterVersion:
    origin = {name: getattr(row, name) for name in RegisterSource.__slots__}
    return RegisterVersion(
        version_id=row.version_id,
        kind=RegisterKind(row.kind),
        origin=RegisterSource(**origin),
        rows_kept=row.rows_kept,
        rows_new=row.rows_new,
        rows_closed=row.rows_closed,
        is_current=is_current,
    )
