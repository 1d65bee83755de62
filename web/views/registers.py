"""Registers and the words that rules look for: imports with their errors, and a word's trial."""

import tempfile
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from config.rules import load_lexicons, load_rules
from domain.errors import UsageError
from domain.people import Right
from domain.rules import Lexicon, Term, TermGroup
from jobs.registry import ImportReport, import_products, import_sellers
from matching.lexicon import Hit, TermFinder
from messages import mark
from storage.session import open_store
from web.login import Form, Ready, Visitor, needs
from web.pages import page
from web.services import Services

router = APIRouter()
MAX_UPLOAD = 100 << 20
TRIED = 20_000
"""Listings on which a new word is tried."""
SHOWN = 50


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


@router.get("/rules")
def rules(request: Request, ready: Ready, visitor: Visitor = needs(Right.EDIT_RULES)) -> Response:
    """The rules and lexicons in force, with their versions."""
    del ready
    return page(
        request,
        "rules.html",
        visitor,
        book=load_rules(),
        lexicons=load_lexicons(),
        term="",
        hits=None,
        tried=0,
    )


@router.post("/rules/try")
def try_term(
    request: Request, ready: Ready, form: Form, visitor: Visitor = needs(Right.EDIT_RULES)
) -> Response:
    """What a word would have flagged among the listings seen last; nothing is changed."""
    term = " ".join(str(form.get("term", "")).split())[:100]
    excludes = tuple(x.strip() for x in str(form.get("excludes", "")).split(",") if x.strip())
    hits, tried = _try(ready, term, excludes) if term else ([], 0)
    return page(
        request,
        "rules.html",
        visitor,
        book=load_rules(),
        lexicons=load_lexicons(),
        term=term,
        hits=hits,
        tried=tried,
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


def _try(
    services: Services, term: str, excludes: tuple[str, ...]
) -> tuple[list[tuple[str, Hit]], int]:
    group = TermGroup(
        group_id="trial", title_vi=term, title_en=term, terms=(Term(text=term, excludes=excludes),)
    )
    finder = TermFinder(Lexicon(name="trial", version="0", as_of=date.today(), groups=(group,)))  # noqa: DTZ011
    found, tried = [], 0
    with services.store.reading() as repo:
        for snapshot in islice(repo.history.latest_snapshots(), TRIED):
            tried += 1
            title = snapshot.listing.title
            if hits := finder.find(title, context=snapshot.listing.description or ""):
                found.append((title, hits[0]))
    return found[:SHOWN], tried
