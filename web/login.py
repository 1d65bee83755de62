"""Who is asking: passwords, sessions, API tokens, and the rights that each route needs."""

import hmac
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from fastapi import Depends, HTTPException, Request
from starlette.datastructures import FormData

from domain.people import Right, User
from messages import mark, translate_to
from web.services import Services

E = TypeVar("E", bound=StrEnum)
COOKIE = "shopwitness"
SESSION_HOURS = 10
MIN_PASSWORD = 10
_hasher = PasswordHasher()
# Verified where there is no such user, so that the answer takes as long.
_NOBODY = _hasher.hash("nobody has this password")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person who is logged in, as one request knows them."""

    user: User
    secret: str
    """Of the session or token; never shown."""
    reason: str | None = None
    """Why they see personal data in clear; None masks it."""

    @property
    def csrf(self) -> str:
        """Proves that a form was made for this session."""
        return sha256(f"form:{self.secret}".encode()).hexdigest()

    def say(self, message: str, **values: object) -> str:
        """A message in their language."""
        return translate_to(self.user.language, message, **values)


class NotLoggedInError(Exception):
    """The page needs a log-in."""


class ForbiddenError(Exception):
    """The person's role does not have the right."""

    def __init__(self, visitor: Visitor, right: Right) -> None:
        super().__init__(right.value)
        self.visitor, self.right = visitor, right


def hash_password(password: str) -> str:
    """An argon2id hash, with its parameters."""
    return _hasher.hash(password)


def check_password(services: Services, name: str, password: str) -> User | None:
    """The person of that name and password, or None; takes as long for a name that is none."""
    with services.store.reading() as repo:
        found = repo.people.with_password(name)
    user, hashed = found or (None, _NOBODY)
    try:
        _hasher.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return user


def open_session(services: Services, user: User) -> str:
    """Begin a session; answers the secret for the cookie."""
    secret = secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    with services.store.transaction() as repo:
        repo.people.remember(
            digest(secret),
            user.user_id,
            kind="session",
            at=now,
            expires_at=now + timedelta(hours=SESSION_HOURS),
        )
    return secret


def digest(secret: str) -> str:
    """What of a secret is stored."""
    return sha256(secret.encode()).hexdigest()


def services_of(request: Request) -> Services:
    """The services of the application that answers this request."""
    services: Services = request.app.state.services
    return services


def visitor_of(request: Request) -> Visitor:
    """The person behind a page's request; raises NotLoggedInError."""
    secret = request.cookies.get(COOKIE, "")
    found = _known(services_of(request), secret, "session") if secret else None
    if found is None:
        raise NotLoggedInError
    return found


def caller_of(request: Request) -> Visitor:
    """The person behind an API request, by its bearer token; answers 401 otherwise."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    found = (
        _known(services_of(request), secret, "token")
        if kind.lower() == "bearer" and secret
        else None
    )
    if found is None:
        raise HTTPException(401, "a bearer token is needed", {"WWW-Authenticate": "Bearer"})
    return found


def _known(services: Services, secret: str, kind: str) -> Visitor | None:
    with services.store.reading() as repo:
        found = repo.people.known_by(digest(secret), kind=kind, at=datetime.now(UTC))
    return None if found is None else Visitor(user=found[0], secret=secret, reason=found[1])


def needs(right: Right) -> Any:  # Any: FastAPI's own dependency marker
    """A dependency that lets a page be seen by those whose role has the right."""
    return Depends(_checker(right, visitor_of))


def api_needs(right: Right) -> Any:  # Any: FastAPI's own dependency marker
    """The same for a request to the API."""
    return Depends(_checker(right, caller_of))


def _checker(right: Right, who: Callable[[Request], Visitor]) -> Callable[[Request], Visitor]:
    def check(request: Request) -> Visitor:
        visitor = who(request)
        if not visitor.user.may(right):
            raise ForbiddenError(visitor, right)
        return visitor

    check.right = right  # type: ignore[attr-defined]  # read by the test of every route
    return check


async def signed_form(request: Request) -> AsyncIterator[FormData]:
    """The form of a logged-in person's own page; raises 403 where it came from elsewhere."""
    visitor = visitor_of(request)
    async with request.form(max_files=10, max_fields=2000) as form:
        if not hmac.compare_digest(str(form.get("csrf", "")), visitor.csrf):
            sentence = mark("This form is not from your session; load the page again.")
            raise HTTPException(403, sentence)
        yield form


def chosen(values: type[E], form: FormData, name: str) -> E:
    """One of a form's fixed choices; raises 422 for anything else."""
    try:
        return values(str(form.get(name, "")))
    except ValueError as error:
        raise HTTPException(422, mark("Choose one of the values offered.")) from error


Form = Annotated[FormData, Depends(signed_form)]
Ready = Annotated[Services, Depends(services_of)]
