"""Who may log in, and the record of who saw and did what."""

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from domain.people import Right, Role
from evidence.ledger import Ledger
from messages import mark
from web.login import (
    MIN_PASSWORD,
    Form,
    Ready,
    Visitor,
    chosen,
    digest,
    hash_password,
    needs,
)
from web.pages import page

router = APIRouter()
TOKEN_DAYS = 365


@router.get("/people")
def every(
    request: Request, ready: Ready, visitor: Visitor = needs(Right.MANAGE_PEOPLE)
) -> Response:
    """Everybody who may log in, or might once."""
    with ready.store.reading() as repo:
        people = repo.people.all()
    return page(request, "people.html", visitor, people=people, roles=list(Role), token=None)


@router.post("/people")
def add(ready: Ready, form: Form, visitor: Visitor = needs(Right.MANAGE_PEOPLE)) -> Response:
    """Let a person in."""
    password = str(form.get("password", ""))
    name = " ".join(str(form.get("name", "")).split())[:60]
    if len(password) < MIN_PASSWORD or not name:
        raise HTTPException(422, mark("A name and a password of at least ten signs are needed."))
    with ready.store.transaction() as repo:
        repo.people.add(
            name,
            password_hash=hash_password(password),
            role=chosen(Role, form, "role"),
            at=datetime.now(UTC),
            shown_name=" ".join(str(form.get("shown_name", "")).split())[:100],
        )
    ready.note_access(visitor.user.name, "add user", name)
    return RedirectResponse("/people", 303)


@router.post("/people/{user_id}")
def change(
    ready: Ready, user_id: int, form: Form, visitor: Visitor = needs(Right.MANAGE_PEOPLE)
) -> Response:
    """Change a role, set a new password, or shut somebody out; nobody shuts out themselves."""
    if user_id == visitor.user.user_id:
        raise HTTPException(422, mark("Somebody else must change your own rights."))
    password = str(form.get("password", ""))
    with ready.store.transaction() as repo:
        repo.people.change(
            user_id,
            role=chosen(Role, form, "role") if form.get("role") else None,
            password_hash=hash_password(password) if len(password) >= MIN_PASSWORD else None,
            disabled_at=datetime.now(UTC) if form.get("shut_out") else None,
        )
    ready.note_access(visitor.user.name, "change user", str(user_id))
    return RedirectResponse("/people", 303)


@router.post("/tokens")
def make_token(
    request: Request, ready: Ready, form: Form, visitor: Visitor = needs(Right.SEE)
) -> Response:
    """A token of one's own for the API, shown once."""
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    with ready.store.transaction() as repo:
        repo.people.remember(
            digest(secret),
            visitor.user.user_id,
            kind="token",
            at=now,
            expires_at=now + timedelta(days=TOKEN_DAYS),
            label=str(form.get("label", ""))[:80],
        )
    ready.note_access(visitor.user.name, "make token", str(form.get("label", ""))[:80])
    return page(request, "token.html", visitor, token=secret)


@router.get("/audit")
def audit(
    request: Request,
    ready: Ready,
    day: Annotated[date | None, Query()] = None,
    visitor: Visitor = needs(Right.SEE_AUDIT),
) -> Response:
    """One day's record of who saw and did what; its chain is checked while it is read."""
    chosen = day or datetime.now(UTC).date()
    ledger = Ledger(path=ready.settings.home / "audit" / chosen.isoformat() / "ledger.jsonl")
    entries = list(ledger.entries())
    return page(request, "audit.html", visitor, day=chosen, entries=entries[::-1][:2000])
