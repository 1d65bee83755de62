"""Full-text search of listings and shops, pictures by what they show, and indexes for ids.

An existing store is filled from everything that was ever stated of its listings and shops.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.columns import PageText
from storage.folding import joined, words_of
from storage.photo_bands import band_rows, photo_id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BATCH = 2000
MOST_SIGNS = 4000
SUBJECTS = (("listing_words", "listing_id"), ("shop_words", "shop_id"))
INDEXES = (
    ("ix_listings_listing_id", "listings", "listing_id"),
    ("ix_shops_shop_id", "shops", "shop_id"),
    ("ix_shops_username", "shops", "username"),
    ("ix_identifiers_value", "identifiers", "value"),
)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for table, subject in SUBJECTS:
        op.create_table(
            table,
            sa.Column("document_id", NUMBER, nullable=False),
            sa.Column("site_id", PageText(), nullable=False),
            sa.Column(subject, PageText(), nullable=False),
            sa.Column("words", PageText(), nullable=False),
            sa.PrimaryKeyConstraint("document_id", name=f"pk_{table}"),
            sa.UniqueConstraint("site_id", subject, name=f"uq_{table}_site_id_{subject}"),
        )
    op.add_column("photos", sa.Column("photo_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "photo_bands",
        sa.Column("band", sa.SmallInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("photo_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("band", "value", "photo_id", "hash", name="pk_photo_bands"),
        sqlite_with_rowid=False,
    )
    _fill()
    op.create_index("ix_photos_photo_id", "photos", ["photo_id"])
    op.create_index("ix_photo_bands_photo_id", "photo_bands", ["photo_id"])
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])
    for table, _ in SUBJECTS:
        _index_words(table)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    op.drop_table("photo_bands")
    op.drop_index("ix_photos_photo_id", "photos")
    op.drop_column("photos", "photo_id")
    for table, _ in SUBJECTS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TABLE {table}_fts")
        op.drop_table(table)


def _index_words(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        # Words as they are: no dictionary knows Vietnamese, and none may drop a word.
        op.execute(
            f"CREATE INDEX ix_{table}_lexemes ON {table} USING gin"
            " (array_to_tsvector(string_to_array(words, ' '))) WITH (fastupdate = off)"
        )
        return
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_fts USING fts5(words, content='{table}',"
        " content_rowid='document_id', tokenize='unicode61 remove_diacritics 0', detail=none,"
        " columnsize=0)"
    )
    op.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")  # noqa: S608
    gone = (
        f"INSERT INTO {table}_fts({table}_fts, rowid, words)"  # noqa: S608
        " VALUES ('delete', old.document_id, old.words);"
    )
    new = f"INSERT INTO {table}_fts(rowid, words) VALUES (new.document_id, new.words);"  # noqa: S608
    for what, steps in (
        ("INSERT", new),
        ("DELETE", gone),
        ("UPDATE OF words", gone + new),
    ):
        name = f"{table}_{what.split()[0].lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {what} ON {table} BEGIN {steps} END")


def _fill() -> None:
    _insert(
        "listing_words",
        _words(
            "SELECT site_id, listing_id AS subject, title AS first, brand AS second,"
            " shop_name AS third, description FROM listing_snapshots"
            " ORDER BY site_id, listing_id, seen_at",
            "listing_id",
        ),
    )
    _insert(
        "shop_words",
        _words(
            "SELECT site_id, shop_id AS subject, name AS first, username AS second,"
            " NULL AS third, description FROM shop_snapshots"
            " UNION ALL SELECT site_id, shop_id, name, username, NULL, NULL FROM shops"
            " ORDER BY 1, 2",
            "shop_id",
        ),
    )
    photos = list(_rows("SELECT image_key, hashes FROM photos"))
    bind = op.get_bind()
    for row in photos:
        bind.execute(
            sa.text("UPDATE photos SET photo_id = :number WHERE image_key = :key"),
            {"number": photo_id(row.image_key), "key": row.image_key},
        )
    _insert(
        "photo_bands", (band for row in photos for band in band_rows(row.image_key, row.hashes))
    )


def _words(query: str, name: str) -> Iterator[dict[str, Any]]:
    for key, rows in groupby(_rows(query), key=attrgetter("site_id", "subject")):
        words = ""
        for row in rows:
            description = (row.description or "")[:MOST_SIGNS]
            words = joined(words, words_of(row.first, row.second, row.third, description))
        yield {"site_id": key[0], name: key[1], "words": words}


def _rows(query: str) -> Iterable[Any]:  # Any: a database's row
    return op.get_bind().execute(sa.text(query).execution_options(yield_per=BATCH))


def _insert(name: str, rows: Iterable[dict[str, Any]]) -> None:
    table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        op.get_bind().execute(sa.insert(table), batch)
