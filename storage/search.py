"""Finds listings, shops and identifiers by whatever somebody types."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.folding import fold, words_of
from storage.full_text import find_documents
from storage.models import IdentifierTable, ListingSnapshotTable, ListingTable, ShopTable
from storage.word_models import ListingWordsTable, ShopWordsTable
from storage.words import WordsTable
from storage.work_models import SellerTable

MOST = 50
MOST_WORDS = 20
"""Words of a question that are looked for."""
_NUMBERS = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_DIGITS = re.compile(r"(?<![\d%])\d{2,25}(?!\d)")
_WORDS = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/)", re.IGNORECASE)
_ADDRESS_END = re.compile(r"^[a-z][a-z0-9+.-]*://|[?#].*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundListing:
    """A listing that a search found."""

    site_id: str
    listing_id: str
    title: str | None
    url: str | None
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundShop:
    """A shop that a search found."""

    site_id: str
    shop_id: str
    name: str | None
    username: str | None
    gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundIdentifier:
    """A phone, account or link that a search found, where it stood."""

    kind: str
    value: str
    site_id: str
    shop_id: str | None
    listing_id: str | None
    capture_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSeller:
    """A registered seller that a search found."""

    register: str
    seller_id: str
    name: str
    tax_code: str | None


class Search:
    """What the one search box asks. No question reads a whole table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def by_numbers(self, text: str) -> list[FoundListing]:
        """Listings whose id stands in the text: an id alone, or an address in any form."""
        query = select(ListingTable).where(ListingTable.listing_id.in_(_ids(text))).limit(MOST)
        return [_listing(row) for row in self._session.scalars(query)]

    def by_words(self, text: str) -> list[FoundListing]:
        """Listings that ever had all these words, with or without diacritics, in their texts.

        Those that have them in their title as they were typed come first, then the newest.
        """
        rows = self._with_words(ListingWordsTable, ListingTable, "listing_id", text)
        asked = _phrase(text)
        return [_listing(row) for row in sorted(rows, key=lambda row: _rank(row.title, asked))]

    def shops(self, text: str) -> list[FoundShop]:
        """Shops of that id, user name or address, then those that ever had these words."""
        named = _names(text)
        rows = list(
            self._session.scalars(select(ShopTable).where(ShopTable.shop_id.in_(named)).limit(MOST))
        )
        query = select(ShopTable).where(ShopTable.username.in_(named)).limit(MOST)
        rows += self._session.scalars(query)
        if not is_address(text):
            found = self._with_words(ShopWordsTable, ShopTable, "shop_id", text)
            asked = _phrase(text)
            rows += sorted(found, key=lambda row: _rank(row.name, asked))
        unique = {(row.site_id, row.shop_id): row for row in rows}
        return [_shop(row) for row in list(unique.values())[:MOST]]

    def sellers(self, values: list[str]) -> list[FoundSeller]:
        """Sellers in the registers in force that have one of these tax codes."""
        query = select(SellerTable).where(
            SellerTable.tax_code.in_(values), SellerTable.valid_to.is_(None)
        )
        return [
            FoundSeller(
                register=row.register,
                seller_id=row.seller_id,
                name=row.name,
                tax_code=row.tax_code,
            )
            for row in self._session.scalars(query.limit(MOST))
        ]

    def of_capture(self, capture_id: str, image_key: str) -> FoundListing | None:
        """The listing that showed a picture in that capture, where that is known."""
        query = (
            select(ListingTable, ListingSnapshotTable.images)
            .join(
                ListingSnapshotTable,
                (ListingSnapshotTable.site_id == ListingTable.site_id)
                & (ListingSnapshotTable.listing_id == ListingTable.listing_id),
            )
            .where(ListingSnapshotTable.capture_id == capture_id)
            .limit(10 * MOST)
        )
        for row, images in self._session.execute(query):
            if any(image_key.rpartition("/")[2] in str(image) for image in images):
                return _listing(row)
        return None

    def identifiers(self, values: list[str]) -> list[FoundIdentifier]:
        """Where these values were seen; give each way in which a number may have been kept."""
        query = select(IdentifierTable).where(IdentifierTable.value.in_(values)).limit(4 * MOST)
        return [_identifier(row) for row in self._session.scalars(query)]

    def of_shop(self, site_id: str, shop_id: str) -> list[FoundIdentifier]:
        """Every identifier that a shop or its listings showed."""
        query = (
            select(IdentifierTable)
            .where(IdentifierTable.site_id == site_id, IdentifierTable.shop_id == shop_id)
            .order_by(IdentifierTable.kind, IdentifierTable.value)
            .limit(4 * MOST)
        )
        return [_identifier(row) for row in self._session.scalars(query)]

    def listings_of_shop(
        self, site_id: str, shop_id: str, *, limit: int = MOST, offset: int = 0
    ) -> list[FoundListing]:
        """A shop's listings, those seen last first."""
        query = (
            select(ListingTable)
            .where(ListingTable.site_id == site_id, ListingTable.shop_id == shop_id)
            .order_by(ListingTable.first_seen_at.desc(), ListingTable.listing_id)
            .limit(limit)
            .offset(offset)
        )
        return [_listing(row) for row in self._session.scalars(query)]

    def _with_words(
        self, words: WordsTable, subject: type[Any], name: str, text: str
    ) -> list[Any]:  # Any: the rows of the subject's table
        numbers = find_documents(self._session, words, words_of(text)[:MOST_WORDS], 2 * MOST)
        query = (
            select(words.document_id, subject)
            .join(
                subject,
                (subject.site_id == words.site_id)
                & (getattr(subject, name) == getattr(words, name)),
            )
            .where(words.document_id.in_(numbers))
        )
        rows = {each.document_id: each[1] for each in self._session.execute(query)}
        return [rows[number] for number in numbers if number in rows]


def is_address(text: str) -> bool:
    """Whether what was typed is a page's address rather than words."""
    return bool(_ADDRESS.match(text.strip()))


def _ids(text: str) -> list[str]:
    """Numbers that may be ids; in an address short ones too."""
    pattern = _DIGITS if is_address(text) else _NUMBERS
    return pattern.findall(text)[:20]


def _names(text: str) -> list[str]:
    """Ids and user names that what was typed may give."""
    typed = text.strip()
    if not is_address(typed):
        return [*_ids(typed), typed, typed.removeprefix("@")]
    parts = [unquote(part) for part in _ADDRESS_END.sub("", typed).split("/")[1:] if part]
    return [*_ids(typed), *(part.removeprefix("@") for part in parts)][:40]


def _phrase(text: str) -> str:
    return " ".join(_WORDS.findall(fold(text)))


def _rank(title: str | None, asked: str) -> int:
    """0 where the title has the words as they were typed, 1 where it has all of them, else 2."""
    stated = _phrase(title or "")
    if f" {asked} " in f" {stated} ":
        return 0
    return 1 if set(asked.split()) <= set(stated.split()) else 2


def _shop(row: ShopTable) -> FoundShop:
    return FoundShop(
        site_id=row.site_id,
        shop_id=row.shop_id,
        name=row.name,
        username=row.username,
        gone=row.gone_at is not None,
    )


def _listing(row: ListingTable) -> FoundListing:
    return FoundListing(
        site_id=row.site_id,
        listing_id=row.listing_id,
        title=row.title,
        url=row.url,
        standing=row.standing,
    )


def _identifier(row: IdentifierTable) -> FoundIdentifier:
    return FoundIdentifier(**{name: getattr(row, name) for name in FoundIdentifier.__slots__})
