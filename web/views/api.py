"""The JSON API: the same people, rights and records as the pages; described by OpenAPI."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Security
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from domain.flag import Decision, FlagState, Judgement, Severity
from domain.people import Right
from storage.rows import CaptureRow, FlagRow
from web.login import Ready, Visitor, api_needs
from web.masking import mask_text

if TYPE_CHECKING:
    from storage.wanted import WantedFlags

router = APIRouter(
    prefix="/api/v1",
    tags=["v1"],
    # Only describes how to log in; `api_needs` of each route sees to it.
    dependencies=[Security(HTTPBearer(auto_error=False))],
    responses={
        401: {"description": "no token, or one that is not known"},
        403: {"description": "the role does not have the right"},
    },
)
MOST = 500
Number = Annotated[int, Path(ge=1, le=2**62)]


class _Plain(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ReasonOut(_Plain):
    """One sentence of why, pointing at the words that were seen."""

    field: str
    found: str
    expected: str | None
    text_vi: str
    text_en: str
    start: int | None
    end: int | None


class DecisionOut(_Plain):
    """What one person decided."""

    judgement: Judgement
    actor: str
    at: datetime
    note: str


class FlagOut(_Plain):
    """A suspicion with its reasons and decisions."""

    flag_id: int
    rule: str
    severity: Severity
    probability: float
    state: FlagState
    site_id: str
    listing_id: str | None
    shop_id: str | None
    capture_id: str
    rules_version: str
    model_version: str | None
    title: str | None
    url: str | None
    shop_name: str | None
    raised_at: datetime
    reasons: list[ReasonOut]
    decisions: list[DecisionOut]


class FlagList(BaseModel):
    """A page of flags."""

    total: int
    flags: list[FlagOut]


class DecisionIn(BaseModel):
    """A decision to append."""

    judgement: Judgement
    seen: int = Field(ge=0, description="How many decisions you have seen; another number is 409")
    note: str = Field(default="", max_length=1000)


class CaptureOut(_Plain):
    """What is known of a capture; its bytes are in the WARC file."""

    capture_id: str
    night: str
    site_id: str
    requested_url: str
    final_url: str
    started_at: datetime
    ended_at: datetime
    status: int
    outcome: str | None
    reason: str | None
    warc_file: str
    complete: bool


@router.get("/flags")
def flags(
    ready: Ready,
    rule: str | None = None,
    severity: Severity | None = None,
    state: FlagState | None = None,
    site_id: str | None = None,
    listing_id: str | None = None,
    shop_id: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    visitor: Visitor = api_needs(Right.SEE),
) -> FlagList:
    """Flags that still stand, the gravest first."""
    wanted: WantedFlags = {
        "rule": rule,
        "severity": severity,
        "state": state,
        "site_id": site_id,
        "listing_id": listing_id,
        "shop_id": shop_id,
        "with_stale": False,
    }
    with ready.store.reading() as repo:
        rows = repo.flags.list(**wanted, limit=limit, offset=offset)
        found = [_flag(row) for row in rows]
        total = repo.flags.count(**wanted)
    ready.note_access(visitor.user.name, "view", "api flags", offset=str(offset))
    return FlagList(total=total, flags=found)


@router.get("/flags/{flag_id}", responses={404: {"description": "no such flag"}})
def flag(ready: Ready, flag_id: Number, visitor: Visitor = api_needs(Right.SEE)) -> FlagOut:
    """One flag with all its reasons and decisions."""
    with ready.store.reading() as repo:
        row = repo.flags.get(flag_id)
    if row is None:
        raise HTTPException(404, "no such flag")
    ready.note_access(visitor.user.name, "view", f"api flag {flag_id}")
    return _flag(row)


@router.post(
    "/flags/{flag_id}/decisions",
    status_code=201,
    responses={404: {"description": "no such flag"}, 409: {"description": "somebody has decided"}},
)
def decide(
    ready: Ready, flag_id: Number, wish: DecisionIn, visitor: Visitor = api_needs(Right.DECIDE)
) -> FlagOut:
    """Append a decision, unless somebody else has decided meanwhile."""
    decision = Decision(
        flag_id=flag_id,
        judgement=wish.judgement,
        actor=visitor.user.name,
        at=datetime.now(UTC),
        note=wish.note,
    )
    with ready.store.transaction() as repo:
        if repo.flags.get(flag_id) is None:
            raise HTTPException(404, "no such flag")
        if not repo.queue.decide(decision, seen=wish.seen):
            raise HTTPException(409, "somebody has decided since you looked")
        row = repo.flags.existing(flag_id)
    return _flag(row)


@router.get("/captures/{capture_id}", responses={404: {"description": "no such capture"}})
def capture(ready: Ready, capture_id: str, visitor: Visitor = api_needs(Right.SEE)) -> CaptureOut:
    """One capture's facts."""
    with ready.store.reading() as repo:
        row = repo.captures.get(capture_id)
    if row is None:
        raise HTTPException(404, "no such capture")
    ready.note_access(visitor.user.name, "view", f"api capture {capture_id}")
    return _capture(row)


def _flag(row: FlagRow) -> FlagOut:
    """Numbers in the words that were seen are masked: the API has no place for a reason."""
    fields = {
        name: getattr(row.flag, name) for name in FlagOut.model_fields if hasattr(row.flag, name)
    }
    own = {name: getattr(row, name) for name in FlagOut.model_fields if hasattr(row, name)}
    reasons = [ReasonOut.model_validate(reason) for reason in row.flag.reasons]
    for reason in reasons:
        reason.found = mask_text(reason.found)
        reason.text_vi, reason.text_en = mask_text(reason.text_vi), mask_text(reason.text_en)
    decisions = [DecisionOut.model_validate(each) for each in row.decisions]
    return FlagOut.model_validate({**fields, **own, "reasons": reasons, "decisions": decisions})


def _capture(row: CaptureRow) -> CaptureOut:
    known = {name: getattr(row, name) for name in CaptureOut.model_fields if hasattr(row, name)}
    return CaptureOut.model_validate(
        {**known, "warc_file": row.stored.warc_file, "complete": row.stored.complete}
    )
