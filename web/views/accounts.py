"""Logging in and out, the reader's language, and the reason for seeing personal data."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from domain.people import Right
from messages import mark
from web.login import (
    COOKIE,
    SESSION_HOURS,
    Ready,
    Visitor,
    check_password,
    digest,
    needs,
    open_session,
    visitor_of,
)
from web.login import (
    Form as SignedForm,
)
from web.pages import page

router = APIRouter()
Who = Annotated[Visitor, Depends(visitor_of)]
HERE = "/"


@router.get("/login")
def ask(request: Request, next: str = HERE) -> Response:  # noqa: A002  (the name in the address)
    """The log-in page."""
    return page(request, "login.html", next=_inside(next), wrong=None)


@router.post("/login")
def log_in(
    request: Request,
    ready: Ready,
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
    next: Annotated[str, Form()] = HERE,  # noqa: A002
) -> Response:
    """Check a password; after a few wrong ones the name and the address must wait."""
    address = request.client.host if request.client else ""
    keys = (f"name:{name.casefold()}", f"from:{address}")
    if not ready.attempts.may_try(*keys):
        sentence = mark("Too many wrong passwords; wait a quarter of an hour.")
        return page(request, "login.html", status=429, next=_inside(next), wrong=sentence)
    user = check_password(ready, name, password)
    if user is None:
        ready.attempts.failed(*keys)
        ready.note_access(name[:80], "log-in refused", address)
        sentence = mark("Name or password is wrong.")
        return page(request, "login.html", status=401, next=_inside(next), wrong=sentence)
    ready.attempts.succeeded(*keys)
    ready.note_access(user.name, "log-in", address)
    response = RedirectResponse(_inside(next), 303)
    response.set_cookie(
        COOKIE,
        open_session(ready, user),
        max_age=SESSION_HOURS * 3600,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/logout")
def log_out(ready: Ready, visitor: Who, form: SignedForm) -> Response:
    """End the session."""
    del form
    with ready.store.transaction() as repo:
        repo.people.forget(digest(visitor.secret))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response


@router.post("/language")
def choose_language(ready: Ready, visitor: Who, form: SignedForm) -> Response:
    """Read in Vietnamese or English from now on."""
    language = "en" if form.get("language") == "en" else "vi"
    with ready.store.transaction() as repo:
        repo.people.change(visitor.user.user_id, language=language)
    return RedirectResponse(_inside(str(form.get("back", HERE))), 303)


@router.post("/unmask")
def give_reason(ready: Ready, form: SignedForm, visitor: Visitor = needs(Right.UNMASK)) -> Response:
    """See personal data in clear for this session; the reason goes into the record."""
    reason = " ".join(str(form.get("reason", "")).split())[:300]
    with ready.store.transaction() as repo:
        repo.people.give_reason(digest(visitor.secret), reason or None)
    ready.note_access(visitor.user.name, "unmask" if reason else "mask", reason)
    return RedirectResponse(_inside(str(form.get("back", HERE))), 303)


def _inside(address: str) -> str:
    """An address of ours; anything else becomes the first page."""
    fine = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if fine and "\\" not in address else HERE
