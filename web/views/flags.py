"""The review queue: one suspect at a time, and lists with decisions in bulk."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from domain.flag import Decision, FlagState, Judgement, Severity
from domain.people import Right
from storage.repository import Repository
from web.login import Form, Ready, Visitor, chosen, needs
from web.pages import page
from web.views.evidence_of import kept_of

router = APIRouter()
PER_PAGE = 50
LIKELY = 0.5
"""A match below this is not shown: the listing offers something else."""
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

    def as_query(self) -> dict[str, Any]:
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


@router.get("/queue")
def queue(
    request: Request,
    ready: Ready,
    wanted: Wanted,
    skip: Annotated[int, Query(ge=0, le=10**7)] = 0,
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """The gravest suspect that nobody has decided about."""
    with ready.store.reading() as repo:
        total = repo.flags.count(**wanted.as_query())
        skip = min(skip, max(total - 1, 0))
        found = next(repo.flags.list(**wanted.as_query(), limit=1, offset=skip), None)
        values = _about(ready, repo, found.flag_id) if found else {"row": None}
    if found:
        ready.note_access(visitor.user.name, "view", f"flag {found.flag_id}")
    return page(
        request, "queue.html", visitor, wanted=wanted, skip=skip, total=total, keys=KEYS, **values
    )


@router.get("/flags")
def every(
    request: Request,
    ready: Ready,
    wanted: Wanted,
    page_number: Annotated[int, Query(ge=1, le=10**5, alias="page")] = 1,
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """Suspects as a table, fifty a page."""
    with ready.store.reading() as repo:
        total = repo.flags.count(**wanted.as_query())
        first = (page_number - 1) * PER_PAGE
        rows = list(repo.flags.list(**wanted.as_query(), limit=PER_PAGE, offset=first))
        seen = {row.flag_id: len(repo.flags.decisions(row.flag_id)) for row in rows}
    return page(
        request,
        "flags.html",
        visitor,
        wanted=wanted,
        rows=rows,
        seen=seen,
        total=total,
        page_number=page_number,
        pages=max(1, -(-total // PER_PAGE)),
    )


@router.get("/flags/{flag_id}")
def one(
    request: Request, ready: Ready, flag_id: int, visitor: Visitor = needs(Right.SEE)
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
    flag_id: int,
    form: Form,
    visitor: Visitor = needs(Right.DECIDE),
) -> Response:
    """Append a decision, unless somebody else has decided since the page was shown."""
    judgement = chosen(Judgement, form, "judgement")
    seen = str(form.get("seen", "0"))
    with ready.store.transaction() as repo:
        row = repo.flags.existing(flag_id)
        if str(len(row.decisions)) != seen:
            values = _about(ready, repo, flag_id)
            return page(request, "overtaken.html", visitor, status=409, keys=KEYS, **values)
        repo.flags.decide(_decision(visitor, flag_id, judgement, str(form.get("note", ""))))
    return RedirectResponse(_back(form, flag_id), 303)


@router.post("/flags/bulk")
def decide_many(ready: Ready, form: Form, visitor: Visitor = needs(Right.DECIDE)) -> Response:
    """One decision about several suspects; those that changed meanwhile are left as they are."""
    judgement = chosen(Judgement, form, "judgement")
    note = str(form.get("note", ""))
    with ready.store.transaction() as repo:
        for each in form.getlist("flag"):
            number, _, seen = str(each).partition(":")
            if number.isdigit() and str(len(repo.flags.decisions(int(number)))) == seen:
                repo.flags.decide(_decision(visitor, int(number), judgement, note))
    back = str(form.get("back", ""))
    return RedirectResponse(back if back.startswith("/flags") else "/flags", 303)


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


def _about(ready: Ready, repo: Repository, flag_id: int) -> dict[str, Any]:
    """What the page of a suspect shows."""
    row = repo.flags.existing(flag_id)
    flag = row.flag
    snapshot = repo.history.listing(flag.site_id, flag.listing_id) if flag.listing_id else None
    match = repo.matches.latest(flag.site_id, flag.listing_id) if flag.listing_id else None
    near = match is not None and match.score >= LIKELY
    product_id = flag.product_id or (match.product_id if match and near else None)
    return {
        "row": row,
        "listing": snapshot.listing if snapshot else None,
        "match": match,
        "product": repo.registers.product(product_id) if product_id else None,
        "kept": kept_of(ready, repo, flag.capture_id),
        "open_cases": repo.cases.all(limit=50),
    }
