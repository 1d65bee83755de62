"""The migrations make exactly the tables that the code works with, and can be taken back."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from storage.migrate import alembic_config, upgrade
from storage.models import APPEND_ONLY, Base
from storage.session import make_engine


@pytest.fixture
def engine(empty_url):
    made = make_engine(empty_url)
    yield made
    made.dispose()


def test_the_tables_are_those_of_the_models(engine):
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours})
        differences = compare_metadata(context, Base.metadata)
    assert [d for d in differences if not is_a_type_of_sqlite(d, engine)] == []


def test_every_migration_can_be_taken_back(engine):
    upgrade(engine)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    upgrade(engine)
    assert "captures" in inspect(engine).get_table_names()


def test_there_is_one_line_of_migrations(engine):
    with engine.connect() as connection:
        assert len(ScriptDirectory.from_config(alembic_config(connection)).get_heads()) == 1


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_was_seen_has_its_guard(engine, table):
    upgrade(engine)
    sql = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{}'",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgrelid = '{}'::regclass"
        " AND NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        assert connection.exec_driver_sql(sql.format(table)).scalar_one() >= 1


def is_ours(_, name, kind, *__):
    """The full-text indexes are the migrations' own: the two databases have nothing in common there."""
    return not (kind == "table" and "_words_fts" in name) and not str(name).endswith(
        "_words_lexemes"
    )


def is_a_type_of_sqlite(difference, engine):
    """SQLite has no types to speak of; what it reflects of ours says nothing."""
    return engine.dialect.name == "sqlite" and "modify_type" in str(difference)
