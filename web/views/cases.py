"""Cases: folders with listings, notes, attachments, a record and an evidence pack."""

import hashlib
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from config.load import load_sites
from domain.people import CaseEntry, CaseState, EntryKind, Right
from jobs import export
from jobs.export_subjects import Asked
from jobs.workspace import Workspace
from messages import mark
from web.login import Form, Ready, Visitor, needs
from web.pages import page
from web.services import Services

router = APIRouter()
MAX_ATTACHMENT = 200 << 20
"""Bytes of one attached file."""
CHUNK = 1 << 20


@router.get("/cases")
def every(request: Request, ready: Ready, visitor: Visitor = needs(Right.SEE_CASES)) -> Response:
    """Cases, the newest first."""
    with ready.store.reading() as repo:
        cases = repo.cases.all(limit=200)
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
    with ready.store.reading() as repo:
        case = repo.cases.get(case_id)
        people = [user.name for user in repo.people.all() if user.may(Right.WORK_CASES)]
    ready.note_access(visitor.user.name, "view", f"case {case_id}")
    return page(request, "case.html", visitor, case=case, people=people)


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
    """Close the case, or hand it over, with the reason or the receiver."""
    handed = form.get("to_state") == CaseState.HANDED_OVER.value
    state, kind = (
        (CaseState.HANDED_OVER, EntryKind.HANDED_OVER)
        if handed
        else (CaseState.CLOSED, EntryKind.CLOSED)
    )
    entry = CaseEntry(
        at=datetime.now(UTC), actor=visitor.user.name, kind=kind, text=_text(form, "text", 500)
    )
    with ready.store.transaction() as repo:
        repo.cases.move(case_id, state, entry)
    ready.note_access(visitor.user.name, "export" if handed else "close", f"case {case_id}")
    return RedirectResponse(f"/cases/{case_id}", 303)


@router.post("/cases/{case_id}/attachments")
def attach(
    ready: Ready, case_id: int, form: Form, visitor: Visitor = needs(Right.WORK_CASES)
) -> Response:
    """Keep a file under its digest, and note it in the case's record."""
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise HTTPException(422, mark("Choose a file to attach."))
    sha256, size = _keep(ready, upload)
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
    ready.note_access(visitor.user.name, "attach", f"case {case_id}", sha256=sha256)
    return RedirectResponse(f"/cases/{case_id}", 303)


@router.post("/cases/{case_id}/export")
def export_case(
    ready: Ready, case_id: int, form: Form, visitor: Visitor = needs(Right.EXPORT)
) -> Response:
    """Make the evidence pack of the case and give it to be saved."""
    now = datetime.now(UTC)
    folder = ready.settings.home / "packs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    out = folder / f"case-{case_id}-{now:%Y%m%dT%H%M%SZ}.zip"
    reason = _text(form, "reason", 300)
    sites = load_sites(ready.settings.sites_file)
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
        entries = repo.cases.get(case_id).entries
    found = next((each for each in entries if each.sha256 == sha256 and each.file_name), None)
    if found is None:
        raise HTTPException(404, mark("This case has no such attachment."))
    ready.note_access(visitor.user.name, "view", f"attachment {sha256}")
    return FileResponse(
        ready.attachments / sha256,
        media_type="application/octet-stream",
        filename=found.file_name,
    )


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


def _keep(ready: Services, upload: UploadFile) -> tuple[str, int]:
    """Write once, under the digest of the content; an existing file is the same one."""
    ready.attachments.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=ready.attachments, delete=False) as target:
        temporary = Path(target.name)
        while chunk := upload.file.read(CHUNK):
            size += len(chunk)
            if size > MAX_ATTACHMENT:
                temporary.unlink()
                raise HTTPException(413, mark("The file is too large; at most 200 MB."))
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    final = ready.attachments / digest.hexdigest()
    if final.exists():
        temporary.unlink()
    else:
        temporary.rename(final)
    return digest.hexdigest(), size


def _text(form: Form, name: str, most: int) -> str:
    return " ".join(str(form.get(name, "")).split())[:most]
