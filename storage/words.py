"""Keeps what listings and shops may be found by in step with what is stated of them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.listing import Listing, Reading, Shop
from storage.folding import joined, words_of
from storage.upsert import insert_into
from storage.word_models import ListingWordsTable, ShopWordsTable

BATCH = 500
MOST_SIGNS = 4000
"""Of a description that are searched."""

WordsTable = type[ListingWordsTable] | type[ShopWordsTable]


def keep(session: Session, site_id: str, reading: Reading) -> None:
    """Add the words of a page's listings and shops; what was found by a word once stays so."""
    listings = {listing.listing_id: listing_words(listing) for listing in reading.listings}
    shops: dict[str, list[str]] = {
        listing.shop_id: words_of(listing.shop_name)
        for listing in reading.listings
        if listing.shop_id and listing.shop_name
    }
    if reading.shop is not None:
        shops[reading.shop.shop_id] = shop_words(reading.shop)
    add_words(session, ListingWordsTable, site_id, listings)
    add_words(session, ShopWordsTable, site_id, shops)


def listing_words(listing: Listing) -> list[str]:
    """What a listing may be found by."""
    description = (listing.description or "")[:MOST_SIGNS]
    return words_of(listing.title, listing.brand, listing.shop_name, description)


def shop_words(shop: Shop) -> list[str]:
    """What a shop may be found by."""
    return words_of(shop.name, shop.username, (shop.description or "")[:MOST_SIGNS])


def add_words(
    session: Session, table: WordsTable, site_id: str, words: Mapping[str, list[str]]
) -> None:
    """Add words to those that are known of each subject of a site, by the subject's id."""
    ids = sorted(words)
    for start in range(0, len(ids), BATCH):
        _add_batch(session, table, site_id, {key: words[key] for key in ids[start : start + BATCH]})


def _add_batch(
    session: Session, table: WordsTable, site_id: str, words: Mapping[str, list[str]]
) -> None:
    name = subject_of(table)
    column = getattr(table, name)
    query = select(column, table.words).where(table.site_id == site_id, column.in_(list(words)))
    known = {found[0]: found[1] for found in session.execute(query)}
    rows: list[dict[str, Any]] = [
        {"site_id": site_id, name: key, "words": text}
        for key, fresh in words.items()
        if (text := joined(known.get(key, ""), fresh)) != known.get(key)
    ]
    if not rows:
        return
    insert = insert_into(session, table)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["site_id", name], set_={"words": insert.excluded.words}
        ),
        rows,
    )


def subject_of(table: WordsTable) -> str:
    """The column that names the subject within its site."""
    return "listing_id" if table is ListingWordsTable else "shop_id"
