"""The review queue: one suspect at a time, and lists with decisions in bulk."""

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from domain.flag import Decision, Flag, FlagState, Judgement, Severity
from domain.listing import Listing
from domain.people import Right
from domain.registry import ProductRecord
from matching.normalise import fold_text
from matching.registration import NUMBER_LABELS
from messages import mark
from storage.repository import Repository
from storage.rows import FlagRow, MatchRow
from storage.wanted import WantedFlags
from web.login import Form, Ready, Visitor, chosen, needs
from web.pages import page
from web.photo_pairs import PhotoPair, nearest_pair
from web.views.evidence_of import kept_of

router = APIRouter()
PER_PAGE = 50
LIKELY = 0.5
"""A match below this is not shown: the listing offers something else."""
FILTERS = ("rule", "severity", "site", "state", "text")
Number = Annotated[int, Path(ge=1, le=2**62)]
KEYS = {Judgement.POSITIVE: "1", Judgement.NEGATIVE: "2", Judgement.UNSURE: "3"}


class Filters:
    """What of the queue a person wants to see; stands in the address, so it can be kept."""

    def __init__(
        self,
        rule: str = "",
        severity: str = "",
        site: str = "",
        state: str = FlagState.OPEN.value,
        text: Annotated[str, Query(max_length=200)] = "",
    ) -> None:
        self.rule, self.site, self.text = rule, site, text
        self.severity = severity if severity in set(Severity) else ""
        self.state = state if state in set(FlagState) else ""

    def as_query(self) -> WantedFlags:
        """The same for the store."""
        return {
            "rule": self.rule or None,
            "severity": Severity(self.severity) if self.severity else None,
            "site_id": self.site or None,
            "state": FlagState(self.state) if self.state else None,
            "text": self.text or None,
            "with_stale": False,
        }


Wanted = Annotated[Filters, Depends(Filters)]


Place = Annotated[int | None, Query(ge=1, le=2**62)]


@router.get("/queue")
def queue(
    request: Request,
    ready: Ready,
    wanted: Wanted,
    at: Place = None,
    after: Place = None,
    before: Place = None,
    done: Place = None,
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """One suspect: the gravest, or the one beside another; `done` can still be taken back."""
    query = wanted.as_query()
    with ready.store.reading() as repo:
        found = _place(repo, query, at=at, after=after, before=before)
        values = _about(ready, repo, found) if found else {"row": None}
        values |= {
            "total": repo.flags.count(**query),
            "place": repo.queue.place(query, found) if found else 0,
            "undo": _own_last(repo, visitor, done),
            "views": repo.queue.views(visitor.user.user_id),
            "sites": repo.queue.sites(),
        }
    if found:
        ready.note_access(visitor.user.name, "view", f"flag {found}")
    return page(request, "queue.html", visitor, wanted=wanted, keys=KEYS, **values)


@router.get("/flags")
def every(
    request: Request,
    ready: Ready,
    wanted: Wanted,
    page_number: Annotated[int, Query(ge=1, le=10**5, alias="page")] = 1,
    left: Annotated[int, Query(ge=0, le=1000)] = 0,
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """Suspects as a table, fifty a page; `left` were not decided about in bulk just now."""
    with ready.store.reading() as repo:
        total = repo.flags.count(**wanted.as_query())
        first = (page_number - 1) * PER_PAGE
        rows = list(repo.flags.list(**wanted.as_query(), limit=PER_PAGE, offset=first))
        seen = repo.queue.decisions(row.flag_id for row in rows)
        views, sites = repo.queue.views(visitor.user.user_id), repo.queue.sites()
    return page(
        request,
        "flags.html",
        visitor,
        wanted=wanted,
        rows=rows,
        seen=seen,
        left=left,
        total=total,
        views=views,
        sites=sites,
        page_number=page_number,
        pages=max(1, -(-total // PER_PAGE)),
    )


@router.get("/flags/{flag_id}")
def one(
    request: Request, ready: Ready, flag_id: Number, visitor: Visitor = needs(Right.SEE)
) -> Response:
    """One suspect with everything that is known of it."""
    with ready.store.reading() as repo:
        values = _about(ready, repo, flag_id)
    ready.note_access(visitor.user.name, "view", f"flag {flag_id}")
    return page(request, "flag.html", visitor, keys=KEYS, wanted=None, **values)


@router.post("/flags/{flag_id}/decide")
def decide(
    request: Request,
    ready: Ready,
    flag_id: Number,
    form: Form,
    visitor: Visitor = needs(Right.DECIDE),
) -> Response:
    """Append a decision, unless somebody else has decided since the page was shown."""
    judgement = chosen(Judgement, form, "judgement")
    decision = _decision(visitor, flag_id, judgement, str(form.get("note", "")))
    with ready.store.transaction() as repo:
        if not repo.queue.decide(decision, seen=_seen(str(form.get("seen", "")))):
            values = _about(ready, repo, flag_id)
            return page(request, "overtaken.html", visitor, status=409, keys=KEYS, **values)
    return RedirectResponse(_back(form, flag_id), 303)


@router.post("/flags/bulk")
def decide_many(ready: Ready, form: Form, visitor: Visitor = needs(Right.DECIDE)) -> Response:
    """One decision about several suspects; those that changed meanwhile are left, and counted."""
    judgement = chosen(Judgement, form, "judgement")
    note = str(form.get("note", ""))
    # Held in one order, so that two people's bulks never wait for each other.
    asked = sorted({(_seen(n), _seen(seen)) for n, _, seen in _pairs(form)})
    left = 0
    with ready.store.transaction() as repo:
        for number, seen in asked:
            decision = _decision(visitor, number, judgement, note)
            left += not repo.queue.decide(decision, seen=seen)
    return RedirectResponse(_list_again(str(form.get("back", "")), left), 303)


@router.post("/views")
def save_view(ready: Ready, form: Form, visitor: Visitor = needs(Right.SEE)) -> Response:
    """Keep the filters of this page under a name of one's own."""
    name = " ".join(str(form.get("name", "")).split())[:60]
    known = {each: str(form.get(each, ""))[:200] for each in FILTERS}
    if not name:
        raise HTTPException(422, mark("Give the view a name."))
    with ready.store.transaction() as repo:
        repo.queue.save_view(visitor.user.user_id, name, urlencode(known), at=datetime.now(UTC))
    return RedirectResponse(f"/queue?{urlencode(known)}", 303)


@router.post("/views/{view_id}/delete")
def drop_view(
    ready: Ready, view_id: Number, form: Form, visitor: Visitor = needs(Right.SEE)
) -> Response:
    """Forget a saved view."""
    del form
    with ready.store.transaction() as repo:
        repo.queue.drop_view(visitor.user.user_id, view_id)
    return RedirectResponse("/queue", 303)


def _place(
    repo: Repository,
    query: WantedFlags,
    *,
    at: int | None,
    after: int | None,
    before: int | None,
) -> int | None:
    """The suspect that is to be shown; before the first comes the first again."""
    if at is not None:
        return repo.flags.existing(at).flag_id
    if after is not None:
        return repo.queue.after(query, after)
    found = None if before is None else repo.queue.before(query, before)
    return repo.queue.first(query) if found is None else found


def _own_last(repo: Repository, visitor: Visitor, flag_id: int | None) -> FlagRow | None:
    """A suspect that this person was the last to decide about."""
    row = None if flag_id is None else repo.flags.get(flag_id)
    if row is None or not row.decisions:
        return None
    last = row.decisions[-1]
    is_own = last.actor == visitor.user.name and last.judgement is not Judgement.WITHDRAWN
    return row if is_own else None


def _seen(text: str) -> int:
    """How many decisions a form says were seen; -1, which is never true, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def _pairs(form: Form) -> list[tuple[str, str, str]]:
    chosen_ones = [str(each).partition(":") for each in form.getlist("flag")]
    return [pair for pair in chosen_ones if _seen(pair[0]) > 0]


def _list_again(back: str, left: int) -> str:
    """The list that the form came from, with what was left."""
    address = back if back.startswith("/flags") else "/flags"
    path, _, query = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name != "left"]
    return f"{path}?{urlencode([*kept, ('left', left)])}" if left else address


def _decision(visitor: Visitor, flag_id: int, judgement: Judgement, note: str) -> Decision:
    return Decision(
        flag_id=flag_id,
        judgement=judgement,
        actor=visitor.user.name,
        at=datetime.now(UTC),
        note=" ".join(note.split())[:1000],
    )


def _back(form: Form, flag_id: int) -> str:
    back = str(form.get("back", ""))
    return back if back.startswith(("/queue", "/flags")) else f"/flags/{flag_id}"


def photo_pair(repo: Repository, flag_id: int) -> PhotoPair | None:
    """The suspect's photo that is most like a genuine one of its product; None where there is none."""
    flag = repo.flags.existing(flag_id).flag
    snapshot = repo.history.listing(flag.site_id, flag.listing_id) if flag.listing_id else None
    product = _product(repo, flag, _match(repo, flag))
    return nearest_pair(repo, snapshot.listing, product) if snapshot and product else None


def _match(repo: Repository, flag: Flag) -> MatchRow | None:
    return repo.matches.latest(flag.site_id, flag.listing_id) if flag.listing_id else None


def _product(repo: Repository, flag: Flag, match: MatchRow | None) -> ProductRecord | None:
    """The registered product that a suspicion is about, or that the listing is most like."""
    near = match is not None and match.score >= LIKELY
    product_id = flag.product_id or (match.product_id if match and near else None)
    return repo.registers.product(product_id) if product_id else None


def _stated_number(listing: Listing) -> str:
    """The registration number among the properties that the page states; empty where it states none."""
    stated = (value for name, value in listing.attributes if NUMBER_LABELS.search(fold_text(name)))
    return next(stated, "")


def _about(ready: Ready, repo: Repository, flag_id: int) -> dict[str, Any]:
    """What the page of a suspect shows."""
    row = repo.flags.existing(flag_id)
    flag, match = row.flag, _match(repo, row.flag)
    snapshot = repo.history.listing(flag.site_id, flag.listing_id) if flag.listing_id else None
    listing, product = snapshot.listing if snapshot else None, _product(repo, flag, match)
    return {
        "row": row,
        "listing": listing,
        "match": match,
        "product": product,
        "stated_number": _stated_number(listing) if listing else "",
        "photos": nearest_pair(repo, listing, product) if listing and product else None,
        "kept": kept_of(ready, repo, flag.capture_id),
        "open_cases": repo.cases.all(limit=50),
    }
