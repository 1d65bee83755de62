"""Both databases, each test in a fresh one; PostgreSQL's tests skip where none answers."""

import itertools
import os
import uuid

import psycopg
import pytest

from storage import open_store
from tests.storage.facts import Facts

SERVER = os.environ.get("POSTGRES_TEST_SERVER", "postgresql://postgres@127.0.0.1:5432")

BOTH = [
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=pytest.mark.postgres),
]
_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres_template():
    """A migrated database that every PostgreSQL test copies."""
    try:
        connection = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL at {SERVER}: {error}")
    name = f"shopwitness_test_{uuid.uuid4().hex[:12]}"
    connection.execute(f'CREATE DATABASE "{name}"')
    open_store(f"{SERVER}/{name}").close()
    yield connection, name
    connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    connection.close()


@pytest.fixture
def postgres_url(postgres_template):
    """A database of one's own, gone after the test."""
    connection, template = postgres_template
    name = f"{template}_{next(_numbers)}"
    connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield f"{SERVER}/{name}"
    connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def empty_postgres_url(postgres_template):
    """A database without tables, gone after the test."""
    connection, template = postgres_template
    name = f"{template}_{next(_numbers)}"
    connection.execute(f'CREATE DATABASE "{name}"')
    yield f"{SERVER}/{name}"
    connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=BOTH)
def url(request, tmp_path):
    """The URL of a database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'folder' / 'shopwitness.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture(params=BOTH)
def empty_url(request, tmp_path):
    """The URL of a database of each kind that has no tables yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shopwitness.db'}"
    return request.getfixturevalue("empty_postgres_url")


@pytest.fixture
def store(url):
    """An open store of each kind."""
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def facts(store):
    """Puts captures and readings into the store."""
    return Facts(store)
