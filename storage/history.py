"""What was seen when: snapshots appended, never overwritten, and the events between them."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import EvidenceError
from domain.events import Event
from domain.listing import Listing, Reading, Shop
from domain.outcome import Outcome
from domain.target import PageKind, Target
from messages import translate
from storage import identifiers, latest, timeline, wipes, words
from storage.codec import target_of
from storage.listing_history import confirm_removal, record_absence, record_cards, record_own
from storage.models import CaptureTable
from storage.rows import LatestSnapshot, SharedIdentifier, Timeline, Wiped
from storage.shop_history import discover_shops, record_locked, record_shop, record_unlisted
from storage.sighting import Sighting, keep_events
from storage.visits import SHOP_PAGES, note_visit


class History:
    """Listings and shops over time. A wall, an error or a decoy page leaves no fact here."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(
        self,
        reading: Reading,
        *,
        capture_id: str,
        site_id: str,
        target: Target,
        at: datetime,
        parser_version: str,
    ) -> list[Event]:
        """Append what a capture says; answers what it brought to light, all of it kept.

        The capture must be noted before. Reading a capture again with the same parser adds
        nothing; with another parser it adds snapshots, but no changes of the page.
        """
        sighting = Sighting(
            capture_id=capture_id,
            night=self._night(capture_id),
            site_id=site_id,
            target=target,
            at=at,
            parser_version=parser_version,
            outcome=reading.verdict.outcome,
        )
        events = self._facts(sighting, reading)
        note_visit(self._session, target, reading.verdict.outcome, at=at)
        keep_events(self._session, events, sighting.night)
        return events

    def confirm_removal(self, capture_id: str) -> list[Event]:
        """Say that this capture, the last of several visits, confirms its listing's removal.

        Answers the event, kept; nothing where the listing is not suspected to be removed.
        """
        row = self._session.get(CaptureTable, capture_id)
        if row is None or row.listing_id is None or row.outcome is None:
            return []
        sighting = Sighting(
            capture_id=capture_id,
            night=row.night,
            site_id=row.site_id,
            target=target_of(row),
            at=row.started_at,
            parser_version="",
            outcome=Outcome(row.outcome),
        )
        events = confirm_removal(self._session, sighting, row.listing_id)
        keep_events(self._session, events, row.night)
        return events

    def record_complete_list(
        self, site_id: str, shop_id: str, *, listed: Collection[str], at: datetime
    ) -> int:
        """Say that a shop's list was read to its end; answers how many listings are newly missing.

        Missing is a suspicion that calls for a visit, not a removal.
        """
        self._session.flush()
        return record_unlisted(self._session, site_id, shop_id, listed=listed, at=at)

    def listing(self, site_id: str, listing_id: str) -> LatestSnapshot | None:
        """The best statement of one listing: its own page's, else a list's."""
        return latest.one(self._session, site_id, listing_id)

    def shop(self, site_id: str, shop_id: str) -> Shop | None:
        """The best statement of one shop: its own page's, else another page's."""
        return latest.shops(self._session, site_id, [shop_id]).get(shop_id)

    def timeline(self, site_id: str, listing_id: str) -> Timeline:
        """Everything that was seen of a listing, oldest first."""
        return timeline.of_listing(self._session, site_id, listing_id)

    def shop_timeline(self, site_id: str, shop_id: str) -> Timeline:
        """Everything that was seen of a seller account itself, oldest first."""
        return timeline.of_shop(self._session, site_id, shop_id)

    def events_of_night(self, night: str, site_id: str | None = None) -> list[Event]:
        """What one night brought to light, in the order in which it was seen."""
        return timeline.events_of_night(self._session, night, site_id)

    def latest_snapshots(
        self, site_id: str | None = None, *, since_night: str | None = None
    ) -> Iterator[LatestSnapshot]:
        """The best statement of every listing, in bounded memory.

        With `since_night`, only those whose best statement is of that night or a later one.
        """
        return latest.every(self._session, site_id, since_night)

    def wiped_between(self, night_a: str, night_b: str) -> Iterator[Wiped]:
        """Listings taken away in these nights (both included) that have not come back."""
        return wipes.between(self._session, night_a, night_b)

    def known_misses(self, night_a: str, night_b: str) -> Iterator[Wiped]:
        """Those of `wiped_between` that lists had shown, but whose own page was never preserved."""
        return wipes.misses(self._session, night_a, night_b)

    def shared_identifiers(self) -> Iterator[SharedIdentifier]:
        """Phones, accounts and links that more than one shop shows."""
        return identifiers.shared(self._session)

    def _facts(self, sighting: Sighting, reading: Reading) -> list[Event]:
        if sighting.outcome.is_present:
            return self._presence(sighting, reading)
        if sighting.outcome.is_gone:
            return self._absence(sighting, reading)
        return []

    def _presence(self, sighting: Sighting, reading: Reading) -> list[Event]:
        own, cards = _split(reading.listings)
        events: list[Event] = []
        if reading.shop is not None:
            is_own = reading.page_kind in SHOP_PAGES
            events += record_shop(self._session, sighting, reading.shop, own=is_own)
        events += discover_shops(self._session, sighting, reading.listings)
        for listing in own:
            events += record_own(self._session, sighting, listing)
        events += record_cards(self._session, sighting, cards)
        identifiers.keep(self._session, sighting, reading)
        words.keep(self._session, sighting.site_id, reading)
        return events

    def _absence(self, sighting: Sighting, reading: Reading) -> list[Event]:
        target, events = sighting.target, list[Event]()
        is_listing = target.kind is PageKind.LISTING and target.listing_id is not None
        if is_listing and target.listing_id is not None:
            events += record_absence(self._session, sighting, target.listing_id)
        is_shop = target.kind in SHOP_PAGES or reading.page_kind in SHOP_PAGES
        if is_shop or sighting.outcome is Outcome.SHOP_GONE:
            events += record_locked(self._session, sighting)
        return events

    def _night(self, capture_id: str) -> str:
        query = select(CaptureTable.night).where(CaptureTable.capture_id == capture_id)
        night = self._session.scalar(query)
        if night is None:
            raise EvidenceError(
                translate(
                    "Capture {capture_id} is not stored: nothing is read from a page before its"
                    " bytes are kept.",
                    capture_id=capture_id,
                )
            )
        return night


def _split(listings: Iterable[Listing]) -> tuple[list[Listing], list[Listing]]:
    """Listings from their own page, and cards of others."""
    own = {listing.listing_id: listing for listing in listings if not listing.is_card}
    cards = [each for each in listings if each.is_card and each.listing_id not in own]
    return list(own.values()), cards
