"""Fills a store by bulk inserts: indexes are taken away before, and made again after."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

BATCH = 10_000
Rows = Iterator[Mapping[str, Any]]


def fill_sqlite(path: Path, tables: Iterable[tuple[str, Rows]]) -> None:
    """Fill a file of SQLite that has its tables."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    asked = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql NOT NULL"
    taken = connection.execute(asked).fetchall()
    for kind, name, _ in taken:
        connection.execute(f"DROP {kind} {name}")
    for table, rows in tables:
        for names, batch in _batches(rows):
            places = ", ".join("?" * len(names))
            columns = ", ".join(f'"{name}"' for name in names)
            connection.execute("BEGIN")
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", batch)  # noqa: S608
            connection.execute("COMMIT")
    for table in ("listing_words", "shop_words"):
        connection.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")  # noqa: S608
    for _, _, made in taken:
        connection.execute(made)
    connection.execute("ANALYZE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def fill_postgresql(url: str, tables: Iterable[tuple[str, Rows]]) -> None:
    """Fill a PostgreSQL database that has its tables; asks for a superuser."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET timezone = 'UTC'")
        connection.execute("SET maintenance_work_mem = '256MB'")
        asked = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " AND indexdef NOT LIKE 'CREATE UNIQUE%'"
        )
        taken = connection.execute(asked).fetchall()
        for name, _ in taken:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for table, rows in tables:
            _copy(connection, table, rows)
        for _, made in taken:
            connection.execute(made)
        connection.execute("VACUUM ANALYZE")


def _copy(connection: psycopg.Connection, table: str, rows: Rows) -> None:
    first = next(rows)
    columns = sql.SQL(", ").join(map(sql.Identifier, first))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in chain([first], rows):
            copy.write_row(tuple(row.values()))


def _batches(rows: Rows) -> Iterator[tuple[list[str], list[tuple[Any, ...]]]]:
    while batch := list(islice(rows, BATCH)):
        yield list(batch[0]), [tuple(row.values()) for row in batch]
