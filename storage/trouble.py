"""What a database's errors mean to the person who has to act on them."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from messages import mark

LOCKED = mark(
    "The database {location} is being written by another process and did not become free in time;"
    " try again later."
)
BROKEN = mark(
    "The database {location} is damaged or is no database ({cause});"
    " put a backup in its place, or move it away and ingest the evidence again."
)
FULL = mark("The disk of the database {location} is full; free some space and run again.")
UNREADABLE = mark("The database {location} cannot be opened or written ({cause}).")
DEAD = mark(
    "The database {location} does not answer ({cause}); start it or set SHOPWITNESS_DATABASE_URL."
)

_SQLITE = (
    ("database is locked", LOCKED),
    ("database table is locked", LOCKED),
    ("not a database", BROKEN),
    ("malformed", BROKEN),
    ("disk is full", FULL),
    ("unable to open", UNREADABLE),
    ("readonly", UNREADABLE),
    ("disk i/o", UNREADABLE),
)


def sentence(error: DBAPIError) -> str | None:
    """The sentence for an error of the database itself; None for a mistake in what it was asked."""
    text = str(error.orig).lower()
    if type(error.orig).__module__.startswith("sqlite3"):
        return next((said for part, said in _SQLITE if part in text), None)
    if "no space left" in text:
        return FULL
    if isinstance(error, OperationalError | InterfaceError):
        return DEAD
    return None
