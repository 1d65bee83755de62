"""Asks the full-text index of either database; the newest subjects first."""

from sqlalchemy import ColumnElement, cast, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from storage.words import WordsTable

PREFIX_SIGNS = 3
"""Signs from which the last word may be the beginning of one."""
GLANCE = 1_500
"""Newest subjects that PostgreSQL reads one by one first: a common word is found there at once,
where its index would have to gather every subject that has it."""
FEW = 10_000
"""Subjects up to which PostgreSQL sorts all that it found."""
RECENT = 300_000
"""Newest subjects in which a common word is looked for from the newest on."""


def find_documents(session: Session, table: WordsTable, words: list[str], limit: int) -> list[int]:
    """Numbers of the subjects that have all these folded words, at most `limit`.

    The newest first; after them those in which the last word is the beginning of a longer one.
    """
    if not words:
        return []
    ask = _postgresql if session.get_bind().dialect.name == "postgresql" else _sqlite
    found = ask(session, table, words, limit, begun=False)
    if len(found) < limit and len(words[-1]) >= PREFIX_SIGNS:
        found = [*found, *ask(session, table, words, limit, begun=True)]
    return list(dict.fromkeys(found))[:limit]


def _sqlite(
    session: Session, table: WordsTable, words: list[str], limit: int, *, begun: bool
) -> list[int]:
    name = f"{table.__tablename__}_fts"
    # The table's name is one of ours; what was typed is bound, letters and digits only.
    query = text(
        f"SELECT rowid FROM {name} WHERE {name} MATCH :asked ORDER BY rowid DESC LIMIT :most"  # noqa: S608
    )
    asked = " AND ".join(f'"{word}"' for word in words) + (" *" if begun else "")
    return list(session.scalars(query, {"asked": asked, "most": limit}))


def _postgresql(
    session: Session, table: WordsTable, words: list[str], limit: int, *, begun: bool
) -> list[int]:
    asked = " & ".join(f"'{word}'" for word in words) + (":*" if begun else "")
    lexemes = func.array_to_tsvector(func.string_to_array(table.words, literal_column("' '")))
    matches = lexemes.op("@@")(cast(asked, TSQUERY))
    # The planner takes words for independent: it would read the whole table where two common
    # words never meet. The index is always good enough.
    session.execute(text("SET LOCAL enable_seqscan = off"))
    try:
        return _newest(session, table, matches, limit)
    finally:
        # What is asked next in this transaction may well read a table, and would be compiled first.
        session.execute(text("SET LOCAL enable_seqscan = on"))


def _newest(
    session: Session, table: WordsTable, matches: ColumnElement[bool], limit: int
) -> list[int]:
    number = table.document_id
    newest = session.scalar(select(func.max(number))) or 0
    recent = select(number).where(matches).order_by(number.desc()).limit(limit)
    glanced = list(session.scalars(recent.where(number > newest - GLANCE)))
    if len(glanced) == limit:
        return glanced
    found = list(session.scalars(select(number).where(matches).limit(FEW + 1)))
    if len(found) <= FEW:
        return sorted(found, reverse=True)[:limit]
    later = session.scalars(recent.where(number > newest - RECENT))
    return sorted({*later, *found}, reverse=True)[:limit]
