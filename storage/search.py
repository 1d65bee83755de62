"""Finds listings, shops and identifiers by whatever somebody types."""

import re
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.models import IdentifierTable, ListingTable, ShopTable

MOST = 50
_NUMBERS = re.compile(r"\d{5,}")


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


class Search:
    """What the one search box asks."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def by_numbers(self, text: str) -> list[FoundListing]:
        """Listings whose id stands in the text: an id alone, or an address in any form."""
        numbers = _NUMBERS.findall(text)[:20]
        query = select(ListingTable).where(ListingTable.listing_id.in_(numbers)).limit(MOST)
        return [_listing(row) for row in self._session.scalars(query)]

    def shops(self, text: str) -> list[FoundShop]:
        """Shops of that id, user name or name."""
        words = text.strip()
        numbers = _NUMBERS.findall(text)[:20]
        query = (
            select(ShopTable)
            .where(
                or_(
                    ShopTable.shop_id.in_([*numbers, words]),
                    ShopTable.username == words.removeprefix("@"),
                    ShopTable.name.icontains(words, autoescape=True),
                )
            )
            .limit(MOST)
        )
        return [
            FoundShop(
                site_id=row.site_id,
                shop_id=row.shop_id,
                name=row.name,
                username=row.username,
                gone=row.gone_at is not None,
            )
            for row in self._session.scalars(query)
        ]

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
