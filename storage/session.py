"""Opens the database: one file of SQLite, or PostgreSQL for an agency; both behave the same."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import sessionmaker

from domain.errors import UnavailableError, UsageError
from messages import translate
from storage.migrate import upgrade
from storage.repository import Repository
from storage.trouble import sentence

BUSY_SECONDS = 30
"""How long a process waits for another one's write before it gives up."""
CONNECT_SECONDS = 10


class Store:
    """An open database. Safe to share between threads; open it anew in a child process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a single file."""
        return self._engine.dialect.name == "sqlite"

    @property
    def location(self) -> str:
        """The database's URL with its password hidden."""
        return self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def transaction(self) -> Iterator[Repository]:
        """Everything done with the repository is kept at the end, or nothing of it after an error.

        On SQLite one transaction writes at a time, so keep it short; use `reading` to read much.
        Raises UnavailableError where the database does not answer.
        """
        with _told(self.location), self._sessions() as session, session.begin():
            yield Repository(session)

    @contextmanager
    def reading(self) -> Iterator[Repository]:
        """Read one unchanging state of the database without holding up any writer.

        Raises UnavailableError where the database does not answer.
        """
        with _told(self.location), self._sessions() as session:
            session.connection(execution_options=_reading_options(self._engine))
            yield Repository(session)

    def refresh_statistics(self) -> None:
        """Let SQLite know how full its tables are by now, so that it chooses its indexes well.

        PostgreSQL sees to it by itself. Whole indexes are read, which takes seconds for a million
        listings: where only a sample of rows was, SQLite chose worse than without statistics.
        """
        if self.is_sqlite:
            with _told(self.location), self._engine.begin() as connection:
                connection.exec_driver_sql("ANALYZE")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def open_store(url: str) -> Store:
    """Open the database at a SQLAlchemy URL, made or brought up to date where it must be.

    Raises UsageError for an URL that is none, UnavailableError for a database that is dead, locked,
    broken, or newer than this software.
    """
    engine = make_engine(url)
    store = Store(engine)
    try:
        with _told(store.location):
            upgrade(engine)
    except UnavailableError:
        engine.dispose()
        raise
    return store


def make_engine(url: str) -> Engine:
    """An engine with the settings of the house; connects to nothing yet."""
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address)
    return create_engine(
        address, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS}
    )


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        name = address.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise UsageError(_no_address(url)) from error
    if name in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    if name != "sqlite" or address.database in {None, "", ":memory:"}:
        raise UsageError(_no_address(url))
    return address


def _no_address(url: str) -> str:
    return translate(
        "The database URL {url} is not one of sqlite:///FILE or postgresql://HOST/NAME;"
        " set SHOPWITNESS_DATABASE_URL.",
        url=re.sub(r"//[^/@]*@", "//***@", url),
    )


def _sqlite_engine(address: URL) -> Engine:
    path = Path(str(address.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnavailableError(
            translate(
                "The folder {folder} of the database cannot be made ({cause}).",
                folder=path.parent,
                cause=error.strerror,
            )
        ) from error
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:  # Any: the driver's own connection
    del record
    # The driver's own transactions begin too late for BEGIN IMMEDIATE and for DDL; ours begin below.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        # Without it INSERT OR REPLACE would go round the triggers that keep rows from deletion.
        "recursive_triggers = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("shopwitness_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _reading_options(engine: Engine) -> dict[str, Any]:
    if engine.dialect.name == "sqlite":
        return {"shopwitness_reading": True}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


@contextmanager
def _told(location: str) -> Iterator[None]:
    """Turn a database that does not answer into one sentence; errors in our own SQL pass."""
    try:
        yield
    except DBAPIError as error:
        said = sentence(error)
        if said is None:
            raise
        cause = " ".join(str(error.orig).split())
        raise UnavailableError(translate(said, location=location, cause=cause)) from error
