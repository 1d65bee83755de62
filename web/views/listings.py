"""A listing's page with its timeline, the comparison of two snapshots, and a shop's page."""

from base64 import b64decode
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from domain.listing import Listing
from domain.people import Right
from messages import mark
from storage.repository import Repository
from storage.rows import ListingSnapshot, Timeline
from web.differences import Difference, compare
from web.login import Ready, Visitor, needs
from web.pages import page
from web.plots import price_plot
from web.views.evidence_of import kept_of

router = APIRouter()
PER_PAGE = 40


@router.get("/listings/{site_id}/{listing_id}")
def listing(
    request: Request,
    ready: Ready,
    site_id: str,
    listing_id: str,
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """Everything that was seen of a listing, oldest first."""
    with ready.store.reading() as repo:
        timeline = _timeline(repo, site_id, listing_id)
        latest = timeline.listings[-1] if timeline.listings else None
        kept = kept_of(ready, repo, (latest or timeline.captures[-1]).capture_id)
        flags = list(repo.flags.list(site_id=site_id, listing_id=listing_id))
        open_cases = repo.cases.all(limit=50)
    ready.note_access(visitor.user.name, "view", f"listing {site_id}:{listing_id}")
    return page(
        request,
        "listing.html",
        visitor,
        site_id=site_id,
        listing_id=listing_id,
        latest=latest,
        steps=_steps(timeline),
        snapshots=timeline.listings,
        last_alive=_last_alive(timeline),
        has_plot=len({s.seen_at for s in timeline.listings if s.listing.price}) > 1,
        kept=kept,
        flags=flags,
        open_cases=open_cases,
    )


@router.get("/listings/{site_id}/{listing_id}/prices.svg")
def prices(
    ready: Ready, site_id: str, listing_id: str, visitor: Visitor = needs(Right.SEE)
) -> Response:
    """The listing's price over time, apart from its page: drawing takes longer than all the rest."""
    del visitor
    with ready.store.reading() as repo:
        timeline = _timeline(repo, site_id, listing_id)
    drawn = price_plot([(s.seen_at, s.listing.price) for s in timeline.listings])
    if not drawn:
        raise HTTPException(404, mark("There is no such picture."))
    headers = {
        # Its styles are its own; opened by itself it is a picture and nothing more.
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "Cache-Control": "private, max-age=300",
    }
    content = b64decode(drawn.partition(",")[2])
    return Response(content, media_type="image/svg+xml", headers=headers)


@router.get("/listings/{site_id}/{listing_id}/compare")
def compare_two(
    request: Request,
    ready: Ready,
    site_id: str,
    listing_id: str,
    before: Annotated[int, Query()],
    after: Annotated[int, Query()],
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """Two snapshots side by side, their differences marked in words and in the pictures."""
    with ready.store.reading() as repo:
        by_id = {s.snapshot_id: s for s in _timeline(repo, site_id, listing_id).listings}
        if before not in by_id or after not in by_id:
            raise HTTPException(404, mark("This listing has no such snapshot."))
        pair = (by_id[before], by_id[after])
        kept = tuple(kept_of(ready, repo, each.capture_id) for each in pair)
    return page(
        request,
        "compare.html",
        visitor,
        site_id=site_id,
        listing_id=listing_id,
        pair=pair,
        kept=kept,
        differences=_differences(*pair),
    )


@router.get("/shops/{site_id}/{shop_id}")
def shop(
    request: Request,
    ready: Ready,
    site_id: str,
    shop_id: str,
    page_number: Annotated[int, Query(ge=1, le=10**5, alias="page")] = 1,
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """A seller account: profile, listings, history, identifiers and who shares them."""
    with ready.store.reading() as repo:
        known = repo.history.shop(site_id, shop_id)
        timeline = repo.history.shop_timeline(site_id, shop_id)
        first = (page_number - 1) * PER_PAGE
        listings = repo.search.listings_of_shop(site_id, shop_id, limit=PER_PAGE + 1, offset=first)
        if known is None and not listings and not timeline.captures:
            raise HTTPException(404, mark("Nothing is known of this shop."))
        found = repo.search.of_shop(site_id, shop_id)
        shared = repo.search.identifiers(sorted({each.value for each in found}))
        flags = list(repo.flags.list(site_id=site_id, shop_id=shop_id, limit=20))
        operator_id = repo.operators.of((site_id, shop_id))
        operator = repo.operators.get(operator_id) if operator_id else None
    ready.note_access(visitor.user.name, "view", f"shop {site_id}:{shop_id}")
    return page(
        request,
        "shop.html",
        visitor,
        site_id=site_id,
        shop_id=shop_id,
        shop=known,
        listings=listings[:PER_PAGE],
        has_more=len(listings) > PER_PAGE,
        page_number=page_number,
        steps=_steps(timeline),
        identifiers=_grouped(found),
        others=_others(shared, site_id, shop_id),
        flags=flags,
        operator=operator,
    )


def _timeline(repo: Repository, site_id: str, listing_id: str) -> Timeline:
    timeline = repo.history.timeline(site_id, listing_id)
    if not timeline.listings and not timeline.captures:
        raise HTTPException(404, mark("Nothing is known of this listing."))
    return timeline


def _steps(timeline: Timeline) -> list[dict[str, Any]]:
    """Visits and events as one list, oldest first; the template words each."""
    stated = {s.capture_id: s for s in timeline.listings}
    visits = [
        {"at": c.started_at, "capture": c, "snapshot": stated.get(c.capture_id), "event": None}
        for c in timeline.captures
    ]
    events = [{"at": e.at, "capture": None, "snapshot": None, "event": e} for e in timeline.events]
    return sorted([*visits, *events], key=lambda step: (step["at"], step["event"] is not None))


def _last_alive(timeline: Timeline) -> ListingSnapshot | None:
    alive = [s for s in timeline.listings if s.outcome.is_present and not s.listing.is_card]
    return alive[-1] if alive else None


def _differences(before: ListingSnapshot, after: ListingSnapshot) -> list[Difference]:
    return compare(_facts(before.listing), _facts(after.listing))


def _facts(listing: Listing) -> dict[str, str]:
    attributes = "\n".join(f"{name}: {value}" for name, value in listing.attributes)
    return {
        mark("Title"): listing.title,
        mark("Price"): str(listing.price or ""),
        mark("Brand"): listing.brand or "",
        mark("Description"): listing.description or "",
        mark("Properties"): attributes,
        mark("Stock"): "" if listing.stock is None else str(listing.stock),
        mark("Status"): listing.status or "",
        mark("Pictures"): "\n".join(listing.images),
    }


def _grouped(found: list[Any]) -> dict[str, list[str]]:
    ordered = sorted({(each.kind, each.value) for each in found})
    return {k: [v for _, v in rows] for k, rows in groupby(ordered, key=lambda row: row[0])}


def _others(shared: list[Any], site_id: str, shop_id: str) -> list[Any]:
    """Other shops that show one of these values, each pair once."""
    seen: dict[tuple[str, str, str], Any] = {}
    for each in shared:
        if each.shop_id and (each.site_id, each.shop_id) != (site_id, shop_id):
            seen.setdefault((each.site_id, each.shop_id, each.value), each)
    return list(seen.values())
