"""What leaves the house about a case: letters, hand-over, receipts; and the period's report."""

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from config.load import load_sites
from domain.errors import EvidenceError
from domain.people import CaseEntry, EntryKind, Right, Role
from jobs import handover, letters, period
from jobs.official import OfficialPaper
from jobs.workspace import Workspace
from messages import mark
from web.case_files import keep_bytes, kept_file, pack_path, save_upload
from web.login import Form, Ready, Visitor, needs
from web.pages import page
from web.services import Services
from web.views.cases import seen_case

router = APIRouter()
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LETTERS = ("referral", "preservation")


@router.post("/cases/{case_id}/letters")
def letter(
    ready: Ready, case_id: int, form: Form, visitor: Visitor = needs(Right.EXPORT)
) -> Response:
    """Write a letter about the case, note it in the record by its digest, and give it."""
    kind, form_ = _one_of(form, "kind", LETTERS), _one_of(form, "format", tuple(TYPES))
    with ready.store.reading() as repo:
        case = seen_case(repo, visitor, case_id)
        if kind == "referral":
            to, why = _needed(form, "to"), _needed(form, "reason")
            paper = letters.referral(repo, case, to=to, reason=why, number=_text(form, "number"))
        else:
            site_id, window = _text(form, "site_id"), _window(form)
            paper = letters.preservation(
                repo,
                case,
                site_id,
                window=window,
                reason=_needed(form, "reason"),
                number=_text(form, "number"),
            )
    name = f"{kind}-case-{case_id}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.{form_}"
    content = _laid_out(paper, form_)
    entry = CaseEntry(
        at=datetime.now(UTC),
        actor=visitor.user.name,
        kind=EntryKind.EXPORTED,
        text=f"{paper.subject}. {'; '.join(paper.to)}",
        file_name=name,
        media_type=TYPES[form_],
        size=len(content),
        sha256=keep_bytes(ready, content),
    )
    with ready.store.transaction() as repo:
        repo.cases.record(case_id, entry)
    ready.note_access(
        visitor.user.name, "export", f"case {case_id} {kind}", sha256=entry.sha256 or ""
    )
    return _download(content, name, TYPES[form_])


@router.post("/cases/{case_id}/handover")
def hand_over(
    ready: Ready, case_id: int, form: Form, visitor: Visitor = needs(Right.EXPORT)
) -> Response:
    """Make the pack that goes to another agency; its partner's account sees the case from now on."""
    receiver = _text(form, "receiver") or None
    with ready.store.reading() as repo:
        seen_case(repo, visitor, case_id)
        partners = {user.name for user in repo.people.all() if user.role is Role.PARTNER}
    if receiver is not None and receiver not in partners:
        raise HTTPException(422, mark("There is no partner agency of that name."))
    out = pack_path(ready, case_id)
    asked = handover.HandOver(
        case_id=case_id,
        agency=_needed(form, "agency"),
        receiver=receiver,
        actor=visitor.user.name,
        reason=_needed(form, "reason"),
        language=visitor.user.language,
    )
    handover.hand_over(_workspace(ready), asked, out)
    ready.note_access(
        visitor.user.name, "export", f"case {case_id}", to=asked.agency, pack=out.name
    )
    return RedirectResponse(f"/cases/{case_id}", 303)


@router.post("/cases/{case_id}/receipts")
def receive(
    ready: Ready, case_id: int, form: Form, visitor: Visitor = needs(Right.RECEIVE)
) -> Response:
    """Check the pack that arrived, and keep the receipt in the case."""
    upload = form.get("pack")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise HTTPException(422, mark("Choose the pack that you received."))
    with ready.store.reading() as repo:
        case = seen_case(repo, visitor, case_id)
    with tempfile.TemporaryDirectory(dir=ready.settings.home) as folder:
        pack = Path(folder) / "pack.zip"
        save_upload(upload, pack)
        _, content = handover.receive(_workspace(ready), case, pack, actor=visitor.user.name)
    keep_bytes(ready, content)
    ready.note_access(visitor.user.name, "receive", f"case {case_id}")
    return RedirectResponse(f"/cases/{case_id}", 303)


@router.post("/cases/{case_id}/receipts/{sha256}/check")
def check_again(
    request: Request,
    ready: Ready,
    case_id: int,
    sha256: str,
    form: Form,
    visitor: Visitor = needs(Right.SEE_CASES),
) -> Response:
    """Check a receipt again: its signature, and the pack as it lies here now."""
    del form
    with ready.store.reading() as repo:
        case = seen_case(repo, visitor, case_id)
    entry = next(
        (e for e in case.entries if e.kind is EntryKind.RECEIPT and e.sha256 == sha256), None
    )
    path = kept_file(ready, entry) if entry else None
    given = handover.handed_over(case)
    pack = kept_file(ready, given)
    if path is None or pack is None:
        raise HTTPException(404, mark("The receipt or its pack is not here any more."))
    failure = ""
    try:
        handover.check_receipt(_workspace(ready), path, pack)
    except EvidenceError as error:
        failure = str(error)
    ready.note_access(visitor.user.name, "check receipt", f"case {case_id}", sha256=sha256)
    return page(
        request, "receipt.html", visitor, case=case, entry=entry, given=given, failure=failure
    )


@router.get("/reports")
def reports(
    request: Request,
    ready: Ready,
    first: Annotated[date | None, Query()] = None,
    last: Annotated[date | None, Query()] = None,
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """What a span of days came to, as the report will say it; this month by default."""
    today = datetime.now(UTC).astimezone(letters.LOCAL).date()
    days = period.Days(first=first or today.replace(day=1), last=last or today)
    with ready.store.reading() as repo:
        paper = period.report(repo, days)
    return page(request, "reports.html", visitor, days=days, paper=paper, spans=_spans(today))


@router.post("/reports")
def export_report(ready: Ready, form: Form, visitor: Visitor = needs(Right.EXPORT)) -> Response:
    """The same as a file."""
    days = period.Days(first=_day(form, "first"), last=_day(form, "last"))
    form_ = _one_of(form, "format", tuple(TYPES))
    with ready.store.reading() as repo:
        paper = period.report(repo, days, number=_text(form, "number"))
    span = f"{days.first:%Y%m%d}-{days.last:%Y%m%d}"
    ready.note_access(visitor.user.name, "export", f"report {span}")
    return _download(_laid_out(paper, form_), f"report-{span}.{form_}", TYPES[form_])


def _laid_out(paper: OfficialPaper, form_: str) -> bytes:
    # Imported when the first paper is written: most visits need neither.
    if form_ == "docx":
        from jobs.official_docx import as_docx  # noqa: PLC0415

        return as_docx(paper)
    from jobs.official_xlsx import as_xlsx  # noqa: PLC0415

    return as_xlsx(paper)


def _download(content: bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def _spans(today: date) -> list[tuple[str, date, date]]:
    """Spans that reports are often asked about."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    quarter = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    return [
        (mark("this month"), month, today),
        (mark("last month"), before.replace(day=1), before),
        (mark("this quarter"), quarter, today),
        (mark("this year"), today.replace(month=1, day=1), today),
    ]


def _workspace(ready: Services) -> Workspace:
    sites = load_sites(ready.settings.own_sites)
    return Workspace(settings=ready.settings, sites=sites, store=ready.store)


def _window(form: Form) -> letters.Window:
    return letters.Window(since=_moment(form, "since"), until=_moment(form, "until"))


def _moment(form: Form, name: str) -> datetime:
    try:
        typed = datetime.fromisoformat(str(form.get(name, "")))
    except ValueError as error:
        raise HTTPException(422, mark("Give the day and the hour, from and to.")) from error
    return typed.replace(tzinfo=letters.LOCAL).astimezone(UTC)


def _day(form: Form, name: str) -> date:
    try:
        return date.fromisoformat(str(form.get(name, "")))
    except ValueError as error:
        raise HTTPException(422, mark("Give the first and the last day.")) from error


def _one_of(form: Form, name: str, values: tuple[str, ...]) -> str:
    chosen = str(form.get(name, ""))
    if chosen not in values:
        raise HTTPException(422, mark("Choose one of the values offered."))
    return chosen


def _needed(form: Form, name: str) -> str:
    text = _text(form, name)
    if not text:
        raise HTTPException(422, mark("Fill in to whom it goes and why."))
    return text


def _text(form: Form, name: str) -> str:
    return " ".join(str(form.get(name, "")).split())[:500]
