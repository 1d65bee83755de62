"""Invented captures and readings, put into a store as a crawl does."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.capture import Agent, Capture, StoredRecord
from domain.listing import Listing, Reading
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Target

SITE = "shopee-practice"
NIGHT = "2026-11-23"
START = datetime(2026, 11, 23, 15, tzinfo=UTC)


def listing_target(listing_id="200", shop_id="100"):
    return Target(
        site_id=SITE,
        kind=PageKind.LISTING,
        key=f"{shop_id}/{listing_id}",
        url=f"http://shopee.localhost/product/{shop_id}/{listing_id}",
        shop_id=shop_id,
        listing_id=listing_id,
    )


def shop_target(shop_id="100"):
    return Target(
        site_id=SITE,
        kind=PageKind.SHOP,
        key=shop_id,
        url=f"http://shopee.localhost/shop/{shop_id}",
        shop_id=shop_id,
    )


def search_target(words="kem"):
    return Target(
        site_id=SITE,
        kind=PageKind.SEARCH,
        key=words,
        url=f"http://shopee.localhost/search?keyword={words}",
        query=words,
    )


def a_listing(listing_id="200", **changes):
    values: dict[str, Any] = {
        "shop_id": "100",
        "url": f"http://shopee.localhost/product/100/{listing_id}",
        "title": "Kem dưỡng da Hoa Mộc",
        "price": Decimal(99000),
        "currency": "VND",
        "images": ("http://cf.localhost/file/aaa",),
        "description": "Hàng mới",
    }
    return Listing(listing_id=listing_id, **(values | changes))


def a_card(listing_id="200", **changes):
    return a_listing(listing_id, **({"is_card": True, "description": None} | changes))


def a_reading(outcome=Outcome.LIVE, *listings, kind=PageKind.LISTING, **values):
    verdict = Verdict(outcome=outcome, reason="as the test says")
    return Reading(verdict=verdict, page_kind=kind, listings=listings, **values)


class Facts:
    """Visits at hours after the start, each noted and read."""

    def __init__(self, store):
        self.store = store
        self._count = 0

    def capture(self, target, *, hour=0.0, night=NIGHT):
        self._count += 1
        at = START + timedelta(hours=hour)
        return Capture(
            capture_id=f"{at:%Y%m%dT%H%M%S}.{self._count:06d}Z-{SITE}-000001",
            night=night,
            site_id=SITE,
            target=target,
            requested_url=target.url,
            final_url=target.url,
            started_at=at,
            ended_at=at + timedelta(seconds=3),
            agent=Agent(software="shopwitness test", browser="Chromium 1"),
            status=200,
            redirects=(target.url,),
        )

    def visit(self, target, reading, *, hour=0.0, night=NIGHT, parser_version="1"):
        """Gives the capture's id and the events."""
        capture = self.capture(target, hour=hour, night=night)
        with self.store.transaction() as repo:
            repo.captures.add(
                capture, reading.verdict, warc_file="a.warc.gz", records=[a_record(0), a_record(1)]
            )
        return capture.capture_id, self.read(capture, reading, parser_version=parser_version)

    def read(self, capture, reading, *, parser_version="1"):
        with self.store.transaction() as repo:
            return repo.history.record(
                reading,
                capture_id=capture.capture_id,
                site_id=SITE,
                target=capture.target,
                at=capture.started_at,
                parser_version=parser_version,
            )

    def see(self, *listings, hour=0.0, night=NIGHT):
        """A live visit to a listing's own page."""
        target = listing_target(listings[0].listing_id)
        return self.visit(target, a_reading(Outcome.LIVE, *listings), hour=hour, night=night)

    def fail(self, outcome, *, hour, listing_id="200", night=NIGHT):
        """A visit to a listing's own page that ended like this."""
        return self.visit(listing_target(listing_id), a_reading(outcome), hour=hour, night=night)

    def browse(self, *cards, hour=0.0, night=NIGHT, target=None):
        """A live visit to a shop's list."""
        reading = a_reading(Outcome.LIVE, *cards, kind=PageKind.SHOP)
        return self.visit(target or shop_target(), reading, hour=hour, night=night)

    def state(self, listing_id="200"):
        with self.store.reading() as repo:
            states = repo.frontier.listings(SITE)
            return next(state for state in states if state.listing_id == listing_id)

    def events(self, listing_id="200"):
        with self.store.reading() as repo:
            return repo.history.timeline(SITE, listing_id).events


def a_record(position):
    return StoredRecord(
        record_id=f"<urn:uuid:{position}>",
        type="response",
        uri="http://shopee.localhost/",
        offset=position * 100,
        length=100,
        sha256="a" * 64,
        payload_sha256="b" * 64,
    )


def kinds(events):
    return [event.kind.value for event in events]
