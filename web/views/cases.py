"""Cases: folders with listings, notes, attachments, a record and an evidence pack."""

from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from config.documents import load_documents
from config.load import load_sites
from domain.people import Case, CaseEntry, CaseState, EntryKind, Right, Role
from evidence.ledger import EntryType
from jobs import export
from jobs.custody import ledger_now
from jobs.export_subjects import Asked
from jobs.letters import window_of
from jobs.workspace import Workspace
from messages import mark
from storage.repository import Repository
from web.case_files import keep_upload, kept_file, pack_path
from web.login import Form, Ready, Visitor, needs
from web.pages import page
from web.services import Services

router = APIRouter()


@router.get("/cases")
def every(request: Request, ready: Ready, visitor: Visitor = needs(Right.SEE_CASES)) -> Response:
    """Cases, the newest first."""
    with ready.store.reading() as repo:
        cases = [each for each in repo.cases.all(limit=500) if each.may_be_seen_by(visitor.user)]
    return page(request, "cases.html", visitor, cases=cases)


@router.post("/cases")
def open_case(ready: Ready, form: Form, visitor: Visitor = needs(Right.WORK_CASES)) -> Response:
    """Open a case, at once with a listing where one is given."""
    title = _text(form, "title", 200) or mark("Case without a name")
    now, actor = datetime.now(UTC), visitor.user.name
    with ready.store.transaction() as repo:
        district = _text(form, "district", 100) or None
        case_id = repo.cases.open(title, actor=actor, at=now, district=district)
    _add(ready, form, visitor, case_id)
    return RedirectResponse(f"/cases/{case_id}", 303)


@router.get("/cases/{case_id}")
def one(
    request: Request, ready: Ready, case_id: int, visitor: Visitor = needs(Right.SEE_CASES)
) -> Response:
    """A case with everything in it."""
    now = datetime.now(UTC)
    with ready.store.reading() as repo:
        case = seen_case(repo, visitor, case_id)
        everybody = [user for user in repo.people.all() if user.disabled_at is None]
        sites = {
            site_id: window_of(repo, case, site_id, now=now)
            for site_id in sorted({each.site_id for each in case.listings})
        }
    ready.note_access(visitor.user.name, "view", f"case {case_id}")
    return page(
        request,
        "case.html",
        visitor,
        case=case,
        people=[user.name for user in everybody if user.may(Right.WORK_CASES)],
        partners=[user for user in everybody if user.role is Role.PARTNER],
        agencies=load_documents().receivers,
        sites=sites,
        files={entry.sha256 for entry in case.entries if kept_file(ready, entry) is not None},
    )


@router.post("/cases/add")
def add_to_case(ready: Ready, form: Form, visitor: Visitor = needs(Right.WORK_CASES)) -> Response:
    """Put a listing into the case that was chosen."""
    chosen = _text(form, "case", 20)
    if not chosen.isdigit():
        return open_case(ready, form, visitor)
    _add(ready, form, visitor, int(chosen))
    return RedirectResponse(f"/cases/{chosen}", 303)


@router.post("/cases/{case_id}/notes")
def note(
    ready: Ready, case_id: int, form: Form, visitor: Visitor = needs(Right.WORK_CASES)
) -> Response:
    """Append a note."""
    text = str(form.get("text", "")).strip()[:10_000]
    if text:
        _record(ready, visitor, case_id, EntryKind.NOTE, text=text)
    return RedirectResponse(f"/cases/{case_id}", 303)


@router.post("/cases/{case_id}/assign")
def assign(
    ready: Ready, case_id: int, form: Form, visitor: Visitor = needs(Right.WORK_CASES)
) -> Response:
    """Give the case to a colleague."""
    to = _text(form, "to", 100)
    with ready.store.transaction() as repo:
        if to not in {user.name for user in repo.people.all() if user.may(Right.WORK_CASES)}:
            raise HTTPException(422, mark("There is nobody of that name who works on cases."))
        repo.cases.assign(case_id, to, actor=visitor.user.name, at=datetime.now(UTC))
    return RedirectResponse(f"/cases/{case_id}", 303)


@router.post("/cases/{case_id}/close")
def close(
    ready: Ready, case_id: int, form: Form, visitor: Visitor = needs(Right.WORK_CASES)
) -> Response:
    """Close the case, with the reason."""
    entry = CaseEntry(
        at=datetime.now(UTC),
        actor=visitor.user.name,
        kind=EntryKind.CLOSED,
        text=_text(form, "text", 500),
    )
    with ready.store.transaction() as repo:
        repo.cases.move(case_id, CaseState.CLOSED, entry)
    ready.note_access(visitor.user.name, "close", f"case {case_id}")
    return RedirectResponse(f"/cases/{case_id}", 303)


@router.post("/cases/{case_id}/attachments")
def attach(
    ready: Ready, case_id: int, form: Form, visitor: Visitor = needs(Right.WORK_CASES)
) -> Response:
    """Keep a file under its digest, and note it in the case's record."""
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise HTTPException(422, mark("Choose a file to attach."))
    sha256, size = keep_upload(ready, upload)
    _record(
        ready,
        visitor,
        case_id,
        EntryKind.ATTACHMENT,
        text=_text(form, "text", 500),
        file_name=Path(upload.filename.replace("\\", "/")).name[:200],
        media_type=(upload.content_type or "application/octet-stream")[:100],
        size=size,
        sha256=sha256,
    )
    named = {"attached": sha256, "size": size, "subject": f"case {case_id}"}
    ledger_now(ready.settings).append(EntryType.INGEST, visitor.user.name, named)
    ready.note_access(visitor.user.name, "attach", f"case {case_id}", sha256=sha256)
    return RedirectResponse(f"/cases/{case_id}", 303)


@router.post("/cases/{case_id}/export")
def export_case(
    ready: Ready, case_id: int, form: Form, visitor: Visitor = needs(Right.EXPORT)
) -> Response:
    """Make the evidence pack of the case and give it to be saved."""
    out = pack_path(ready, case_id)
    reason = _text(form, "reason", 300)
    sites = load_sites(ready.settings.own_sites)
    export.run(
        Workspace(settings=ready.settings, sites=sites, store=ready.store),
        export.ExportRequest(
            asked=Asked(case=case_id),
            out=out,
            actor=visitor.user.name,
            reason=reason,
            language=visitor.user.language,
        ),
    )
    ready.note_access(visitor.user.name, "export", f"case {case_id}", reason=reason, pack=out.name)
    return FileResponse(out, media_type="application/zip", filename=out.name)


@router.get("/cases/{case_id}/attachments/{sha256}")
def attachment(
    ready: Ready, case_id: int, sha256: str, visitor: Visitor = needs(Right.SEE_CASES)
) -> Response:
    """An attached file, to be saved and never shown on this origin."""
    with ready.store.reading() as repo:
        entries = seen_case(repo, visitor, case_id).entries
    found = next((each for each in entries if each.sha256 == sha256 and each.file_name), None)
    path = kept_file(ready, found) if found else None
    if found is None or path is None:
        raise HTTPException(404, mark("This case has no such attachment."))
    ready.note_access(visitor.user.name, "view", f"attachment {sha256}")
    return FileResponse(
        path,
        media_type="application/octet-stream",
        filename=found.file_name,
    )


def seen_case(repo: Repository, visitor: Visitor, case_id: int) -> Case:
    """A case that the visitor may see; raises 404 for any other, as if it were not there."""
    case = repo.cases.get(case_id)
    if not case.may_be_seen_by(visitor.user):
        raise HTTPException(404, mark("There is no such case."))
    return case


def _add(ready: Services, form: Form, visitor: Visitor, case_id: int) -> None:
    site_id, listing_id = _text(form, "site_id", 100), _text(form, "listing_id", 200)
    if not (site_id and listing_id):
        return
    flag = _text(form, "flag_id", 20)
    with ready.store.transaction() as repo:
        repo.cases.add_listing(
            case_id,
            site_id,
            listing_id,
            actor=visitor.user.name,
            at=datetime.now(UTC),
            flag_id=int(flag) if flag.isdigit() else None,
        )


def _record(
    ready: Services, visitor: Visitor, case_id: int, kind: EntryKind, **more: object
) -> None:
    entry = CaseEntry(at=datetime.now(UTC), actor=visitor.user.name, kind=kind, **more)  # type: ignore[arg-type]
    with ready.store.transaction() as repo:
        repo.cases.get(case_id)
        repo.cases.record(case_id, entry)


def _text(form: Form, name: str, most: int) -> str:
    return " ".join(str(form.get(name, "")).split())[:most]
