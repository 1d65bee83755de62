"""Pages that cannot wait for the night: a tip, or everything of a shop before a raid."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from domain.errors import UsageError
from jobs import crawl
from jobs.crawl import CrawlReport, CrawlRequest
from jobs.nights import night_of
from jobs.progress import Progress, SiteState
from jobs.watch import find_target
from jobs.workspace import Workspace
from messages import translate
from storage.urgent import UrgentPage

WAIT_SECONDS = 120.0
"""How long to wait for a crawl that is under way to make the visits."""
POLL_SECONDS = 1.0


def ask(workspace: Workspace, urls: Iterable[str], *, by: str, reason: str = "") -> list[int]:
    """Put pages before everything else, and watch them from now on.

    Raises UsageError for an address that is no page of a configured site.
    """
    targets = [find_target(workspace.sites, url) for url in urls]
    now = datetime.now(UTC)
    with workspace.store.transaction() as repo:
        for target in targets:
            repo.watchlist.add(target, source=f"urgent: {by}", at=now, note=reason)
        return repo.urgent.ask(targets, by=by, at=now, reason=reason)


def ask_for_shop(
    workspace: Workspace, site_id: str, shop_id: str, *, by: str, reason: str = ""
) -> list[int]:
    """Put a shop's page and every page of it that is known before everything else.

    Raises UsageError where nothing is known of the shop.
    """
    site = workspace.sites.sites.get(site_id)
    with workspace.store.transaction() as repo:
        shops = [s for s in repo.frontier.shops(site_id) if s.shop_id == shop_id and s.target]
        listings = [
            each.url
            for each in repo.frontier.listings(site_id, with_gone=False)
            if each.shop_id == shop_id and each.url
        ]
        if site is None or not (shops or listings):
            raise UsageError(
                translate("Nothing is known of the shop {shop}.", shop=f"{site_id}:{shop_id}")
            )
        targets = [s.target for s in shops if s.target is not None]
        targets += [find_target(workspace.sites, url) for url in listings]
        return repo.urgent.ask(targets, by=by, at=datetime.now(UTC), reason=reason)


def run(
    workspace: Workspace,
    numbers: list[int],
    *,
    attended: bool = False,
    on_progress: Callable[[Progress], None],
    wait_seconds: float = WAIT_SECONDS,
) -> tuple[CrawlReport, list[UrgentPage]]:
    """Visit what was asked for now; where a crawl holds the site, it makes the visits for us."""
    request = CrawlRequest(
        night=night_of(datetime.now(UTC)), budget=len(numbers), urgent_only=True, attended=attended
    )
    report = crawl.run(workspace, request, on_progress=on_progress)
    deadline = time.monotonic() + wait_seconds
    busy = {site.site_id for site in report.sites if site.state is SiteState.BUSY}
    while True:
        with workspace.store.reading() as repo:
            pages = repo.urgent.get(numbers)
        if not any(p.capture_id is None and p.site_id in busy for p in pages):
            return report, pages
        if time.monotonic() > deadline:
            return report, pages
        time.sleep(POLL_SECONDS)
