"""A site's child process without a browser: real leases, frontier, store and evidence, invented pages."""

import os
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from crawler.order import SiteReport
from crawler.run import _open_store
from domain.capture import Agent
from domain.outcome import Outcome
from domain.target import PageKind
from jobs import crawl_site, leases
from tests.evidence.factories import capture, exchange
from tests.storage.facts import a_card, a_listing, a_reading

BASE = "http://shopee.localhost:8000"
LISTINGS = 50
"""A shop: enough for a week without one page twice, as no time passes between its nights."""
SECONDS = 0.03


def reading_of(target):
    if target.kind is PageKind.LISTING:
        url = f"{BASE}/product/{target.shop_id}/{target.listing_id}"
        own = a_listing(target.listing_id, shop_id=target.shop_id, url=url)
        return a_reading(Outcome.LIVE, own)
    cards = []
    for number in range(LISTINGS):
        listing_id = f"{target.key}{number}"
        url = f"{BASE}/product/{target.key}/{listing_id}"
        cards.append(a_card(listing_id, shop_id=target.key, url=url))
    return a_reading(Outcome.LIVE, *cards, kind=PageKind.SHOP)


def capture_of(target, order, number):
    now = datetime.now(UTC)
    return capture(
        capture_id=f"{now:%Y%m%dT%H%M%S.%f}Z-{order.site.site_id}-{number:06d}",
        night=order.night,
        target=target,
        requested_url=target.url,
        final_url=target.url,
        started_at=now,
        ended_at=now,
        agent=Agent(software="test"),
        exchanges=(exchange(url=target.url, body=f"page {target.key}".encode()),),
    )


def run_site(order):
    """Visit what the frontier hands out; each page asked for is written down before anything else."""
    stops, by_outcome, began = [], Counter(), datetime.now(UTC)
    signal.signal(signal.SIGTERM, lambda *_: stops.append(1))
    asked_for = Path(os.environ["SHOPWITNESS_HOME"]) / "asked.txt"
    with _open_store(order) as store:
        while not stops and (visits := order.frontier.next_visits(1)):
            for visit in visits:
                store.ensure_room()
                with asked_for.open("a", encoding="utf-8") as log:
                    log.write(f"{order.night} {visit.target.key}\n")
                time.sleep(SECONDS)
                made = capture_of(visit.target, order, by_outcome.total())
                kept, stored = store.preserve(made)
                reading = reading_of(visit.target)
                order.frontier.visited(visit, kept, stored, reading, ())
                by_outcome["live"] += 1
    return SiteReport(
        site_id=order.site.site_id,
        visits=by_outcome.total(),
        by_outcome=dict(by_outcome),
        blocked=False,
        wall=None,
        stopped_reason="interrupted" if stops else "finished",
        started_at=began,
        ended_at=datetime.now(UTC),
    )


if __name__ == "__main__":
    vars(crawl_site)["run_site"] = run_site
    vars(leases)["take"] = partial(leases.take, wait_seconds=1)
    sys.exit(crawl_site.main())
