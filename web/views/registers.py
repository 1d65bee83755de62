"""Registers: every version of them, and imports with a preview of their errors."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from domain.errors import UsageError
from domain.people import Right
from jobs.registry import ImportReport, import_products, import_sellers
from messages import mark
from storage.session import open_store
from web.login import Form, Ready, Visitor, needs
from web.pages import page
from web.services import Services

router = APIRouter()
MAX_UPLOAD = 100 << 20


@router.get("/registers")
def registers(
    request: Request, ready: Ready, visitor: Visitor = needs(Right.EDIT_RULES)
) -> Response:
    """Every version of every register, and the form to import another."""
    with ready.store.reading() as repo:
        versions = repo.registers.versions()
    return page(
        request, "registers.html", visitor, versions=versions, report=None, refused="", tried=False
    )


@router.post("/registers")
def import_register(
    request: Request, ready: Ready, form: Form, visitor: Visitor = needs(Right.EDIT_RULES)
) -> Response:
    """Import a table, or only say what would come of it; bad rows are named by line and column."""
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise HTTPException(422, mark("Choose a CSV or XLSX file."))
    only_try = form.get("do") != "import"
    report, refused = None, ""
    try:
        report = _import(ready, upload, str(form.get("kind", "")), only_try=only_try)
    except UsageError as error:
        refused = str(error)
    if report is not None and not only_try:
        ready.note_access(visitor.user.name, "import register", upload.filename)
    with ready.store.reading() as repo:
        versions = repo.registers.versions()
    return page(
        request,
        "registers.html",
        visitor,
        status=422 if refused else 200,
        versions=versions,
        report=report,
        refused=refused,
        tried=only_try,
    )


def _import(services: Services, upload: UploadFile, kind: str, *, only_try: bool) -> ImportReport:
    if upload.size is not None and upload.size > MAX_UPLOAD:
        raise UsageError(mark("The file is too large; at most 100 MB."))
    run = import_sellers if kind == "sellers" else import_products
    with tempfile.TemporaryDirectory() as folder:
        name = Path(str(upload.filename).replace("\\", "/")).name[:100]
        path = Path(folder) / (name if name.strip(".") else "table.csv")
        path.write_bytes(upload.file.read(MAX_UPLOAD))
        now = datetime.now(UTC)
        if not only_try:
            return run(path, store=services.store, at=now)
        trial = open_store(f"sqlite:///{Path(folder) / 'trial.db'}")
        try:
            return run(path, store=trial, at=now)
        finally:
            trial.close()
