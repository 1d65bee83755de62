"""Logging in and out, the reader's language, and the reason for seeing personal data."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from domain.people import Right
from messages import mark
from web import oidc
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
from web.services import Services

router = APIRouter()
Who = Annotated[Visitor, Depends(visitor_of)]
HERE = "/"
PENDING, PENDING_SECONDS = "shopwitness-oidc", 600


@router.get("/login")
def ask(request: Request, ready: Ready, next: str = HERE) -> Response:  # noqa: A002  (the name in the address)
    """The log-in page."""
    return page(request, "login.html", next=_inside(next), wrong=None, oidc=_has_oidc(ready))


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
        return page(
            request,
            "login.html",
            status=429,
            next=_inside(next),
            wrong=sentence,
            oidc=_has_oidc(ready),
        )
    user = check_password(ready, name, password)
    if user is None:
        ready.attempts.failed(*keys)
        ready.note_access(name[:80], "log-in refused", address)
        sentence = mark("Name or password is wrong.")
        return page(
            request,
            "login.html",
            status=401,
            next=_inside(next),
            wrong=sentence,
            oidc=_has_oidc(ready),
        )
    ready.attempts.succeeded(*keys)
    ready.note_access(user.name, "log-in", address)
    response = RedirectResponse(_inside(next), 303)
    _set_session(request, response, open_session(ready, user))
    return response


@router.get("/login/oidc")
def go_to_provider(request: Request, ready: Ready) -> Response:
    """Send the browser to the agency's own provider, where one is configured."""
    _require_oidc(ready)
    url, pending = oidc.begin(ready.settings, _back_address(request))
    response = RedirectResponse(url, 303)
    # Lax: the provider sends the browser back from another site.
    response.set_cookie(
        PENDING,
        pending.sealed(ready.key),
        max_age=PENDING_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


@router.get("/login/oidc/back")
def come_back(request: Request, ready: Ready) -> Response:
    """Let in whom the provider vouches for, where they were added here before."""
    _require_oidc(ready)
    pending = oidc.pending_of(request.cookies.get(PENDING, ""), ready.key)
    name = None
    if pending is not None:
        answer = dict(request.query_params)
        name = oidc.finish(ready.settings, _back_address(request), pending, answer)
    with ready.store.reading() as repo:
        found = repo.people.with_password(name) if name else None
    if found is None:
        ready.note_access((name or "?")[:80], "log-in refused", "oidc")
        sentence = mark("The provider does not name anybody who was added here.")
        refused = page(request, "login.html", status=401, next=HERE, wrong=sentence, oidc=True)
        refused.delete_cookie(PENDING)
        return refused
    ready.note_access(found[0].name, "log-in", "oidc")
    # A page, not a redirect: a strict cookie is not sent along a redirect that another site began.
    response = page(request, "welcome.html")
    response.delete_cookie(PENDING)
    _set_session(request, response, open_session(ready, found[0]))
    return response


def _has_oidc(ready: Services) -> bool:
    return bool(ready.settings.oidc_issuer)


def _require_oidc(ready: Services) -> None:
    if not _has_oidc(ready):
        raise HTTPException(404, mark("There is no such page."))


def _back_address(request: Request) -> str:
    return str(request.url_for("come_back"))


def _set_session(request: Request, response: Response, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=SESSION_HOURS * 3600,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


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
