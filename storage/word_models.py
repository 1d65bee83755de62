"""The tables of what listings and shops may be found by. Private to storage.

Each row holds the folded words of everything that was ever stated of its subject. The full-text
indexes over them (FTS5 on SQLite, GIN on PostgreSQL) are made by the migrations; on SQLite triggers
keep them in step.
"""

from sqlalchemy import BigInteger, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, RowId


class ListingWordsTable(Base):
    """The words of a listing: its titles, brands, shop names and descriptions over time."""

    __tablename__ = "listing_words"
    __table_args__ = (UniqueConstraint("site_id", "listing_id"),)

    document_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    site_id: Mapped[str]
    listing_id: Mapped[str]
    words: Mapped[str]


class ShopWordsTable(Base):
    """The words of a shop: its names, user names and descriptions over time."""

    __tablename__ = "shop_words"
    __table_args__ = (UniqueConstraint("site_id", "shop_id"),)

    document_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    site_id: Mapped[str]
    shop_id: Mapped[str]
    words: Mapped[str]


class PhotoBandTable(Base):
    """A quarter of one of a photo's hashes, by which photos that nearly have it are found."""

    __tablename__ = "photo_bands"
    __table_args__ = (
        Index(None, "photo_id"),
        {"sqlite_with_rowid": False},
    )

    band: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    """Which quarter, from 0."""
    value: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Its 16 bits."""
    photo_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """The whole hash of 64 bits, as a signed number."""
