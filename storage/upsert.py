"""INSERT ... ON CONFLICT, which both databases have but SQLAlchemy words once for each."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Base


def insert_into(session: Session, table: type[Base]) -> Any:  # Any: either dialect's own Insert
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
