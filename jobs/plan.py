"""What the next crawl would visit and what that would preserve; looks, and changes nothing."""

from dataclasses import dataclass

from config.software import software
from crawler.frontier import Visit
from domain.flag import FlagState
from domain.listing import Listing
from domain.target import PageKind
from jobs import crawl, policies
from jobs.confirm import rule_of
from jobs.crawl import CrawlRequest
from jobs.frontier import SiteWork, StoreFrontier
from jobs.leases import this_process
from jobs.progress import Order, Progress
from jobs.workspace import Workspace
from spiders import spider_class
from storage.rows import FlagRow, ListingState

BATCH = 20
"""Visits asked of the frontier at a time."""
LOOKED_AHEAD = 200
"""Visits of the next crawl among which a listing's place is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """One site's next visits, best first, as they stand before the first of them is made."""

    site_id: str
    budget: int
    visits: tuple[Visit, ...]
    waiting: float
    """Violating listings known and not kept yet, in expectation."""
    kept: float
    """How many of them the visits to their own pages would keep, in expectation."""

    @property
    def expected_share(self) -> float | None:
        """Of those that wait; None where none does. What lists bring to light comes on top."""
        return self.kept / self.waiting if self.waiting else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a listing was flagged, and when and why its page is visited next."""

    listing: ListingState
    flags: tuple[FlagRow, ...]
    """Those that stand, with their reasons."""
    visit: Visit | None
    """Its own page among the next visits; None where it is not among them."""
    place: int | None
    """1 for the very next visit of the site."""


def run(workspace: Workspace, request: CrawlRequest) -> tuple[SitePlan, ...]:
    """The plan of every site; raises UsageError as a crawl with that request would."""
    return tuple(_site_plan(workspace, order) for order in crawl.plan(workspace, request))


def explain(
    workspace: Workspace, site_id: str, listing_id: str, *, night: str
) -> Explanation | None:
    """What there is to say of a listing; None where nothing is known of it."""
    with workspace.store.reading() as repo:
        states = repo.frontier.listings(site_id)
        state = next((each for each in states if each.listing_id == listing_id), None)
        rows = [
            repo.flags.get(row.flag_id)
            for row in repo.flags.list(site_id=site_id, with_stale=False)
            if row.flag.listing_id == listing_id and row.state is not FlagState.DISMISSED
        ]
    if state is None:
        return None
    order = Order(site_id=site_id, night=night, run_id=0, budget=LOOKED_AHEAD)
    visits = _visits(workspace, order)
    places = [n for n, visit in enumerate(visits, 1) if _is_page_of(visit, listing_id)]
    place = next(iter(places), None)
    return Explanation(
        listing=state,
        flags=tuple(row for row in rows if row is not None),
        visit=None if place is None else visits[place - 1],
        place=place,
    )


def _is_page_of(visit: Visit, listing_id: str) -> bool:
    return visit.target.kind is PageKind.LISTING and visit.target.listing_id == listing_id


def _site_plan(workspace: Workspace, order: Order) -> SitePlan:
    visits = _visits(workspace, order)
    with workspace.store.reading() as repo:
        waiting = {
            state.listing_id: state.p_violating or 0.0
            for state in repo.frontier.listings(order.site_id, with_gone=False)
            if state.last_alive_at is None or not state.visits
        }
    opened = {v.target.listing_id for v in visits if v.target.kind is PageKind.LISTING}
    return SitePlan(
        site_id=order.site_id,
        budget=order.budget,
        visits=visits,
        waiting=sum(waiting.values()),
        kept=sum(p for listing_id, p in waiting.items() if listing_id in opened),
    )


def _visits(workspace: Workspace, order: Order) -> tuple[Visit, ...]:
    """What the site's own frontier hands out while nothing is fed back."""
    site = workspace.sites.sites[order.site_id]
    work = SiteWork(
        order=order,
        site=site,
        spider=spider_class(site.platform),
        store=workspace.store,
        holder=this_process(),
        parser_version=software(),
        rule=rule_of(workspace.sites.politeness[order.site_id]),
        campaigns=policies.campaigns(workspace.settings.campaigns_file),
    )
    frontier = StoreFrontier(work, score=_not_asked, on_progress=_nobody_looks)
    visits: list[Visit] = []
    while len(visits) < order.budget and (more := frontier.next_visits(BATCH)):
        visits += more
    return tuple(visits)


def _not_asked(listing: Listing) -> float:
    """No page is read, so no card is scored."""
    raise AssertionError(listing.listing_id)


def _nobody_looks(progress: Progress) -> None:
    del progress
