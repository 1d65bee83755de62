"""Brings a database up to this software's tables, once, however many processes start together."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from domain.errors import UnavailableError
from messages import translate

MIGRATIONS = Path(__file__).with_name("migrations")
LOCK = 0x5_5717_4E55
"""Key of PostgreSQL's advisory lock; any number does as long as it stays."""


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration of this house, on a connection that is already open."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest revision that this software knows."""
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def revision_of(connection: Connection) -> str | None:
    """The revision that a database is at; None where it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Run the migrations that a database lacks, under a lock.

    Raises UnavailableError where the database was written by a newer version.
    """
    with engine.connect().execution_options(shopwitness_reading=True) as connection:
        if _is_current(connection):
            return
    with engine.begin() as connection:
        _lock(connection)
        if not _is_current(connection):
            command.upgrade(alembic_config(connection), "head")


def _is_current(connection: Connection) -> bool:
    found = revision_of(connection)
    if found is None or found == head():
        return found is not None
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if found not in known:
        raise UnavailableError(
            translate(
                "The database {location} was made by a newer version of this software (revision"
                " {revision}); update the software.",
                location=connection.engine.url.render_as_string(hide_password=True),
                revision=found,
            )
        )
    return False


def _lock(connection: Connection) -> None:
    # SQLite needs none: its transactions are BEGIN IMMEDIATE.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
