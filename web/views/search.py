"""The one search box: an address, an id, a name, a phone, an account, a tax code, words, a picture."""

import re
from typing import Annotated

import phonenumbers
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from domain.people import Right
from web.login import Ready, Visitor, needs
from web.pages import page

router = APIRouter()
MOST = 50
_DIGITS = re.compile(r"\D")


@router.get("/search")
def search(
    request: Request,
    ready: Ready,
    q: Annotated[str, Query(max_length=2000)] = "",
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """Everything that what was typed may mean, the surest meaning first."""
    typed = " ".join(q.split())
    listings, shops, found, flags = [], [], [], []
    if typed:
        with ready.store.reading() as repo:
            listings = repo.search.by_numbers(typed)
            shops = repo.search.shops(typed)
            found = repo.search.identifiers(ways_of_writing(typed))
            flags = list(repo.flags.list(text=typed, limit=MOST)) if len(typed) > 1 else []
        ready.note_access(visitor.user.name, "search", typed[:200])
    return page(
        request,
        "search.html",
        visitor,
        typed=typed,
        listings=listings,
        shops=shops,
        found=found,
        flags=flags,
    )


def ways_of_writing(typed: str) -> list[str]:
    """The forms in which a number or link may have been kept."""
    digits = _DIGITS.sub("", typed)
    ways = {typed, typed.casefold(), typed.rstrip("/")}
    if len(digits) >= 6:
        ways.add(digits)
        ways.update(_phone(digits))
    return sorted(way for way in ways if way)


def _phone(digits: str) -> list[str]:
    try:
        number = phonenumbers.parse(digits if digits[0] == "0" else f"+{digits}", "VN")
    except phonenumbers.NumberParseException:
        return []
    shown = phonenumbers.PhoneNumberFormat.E164
    return [phonenumbers.format_number(number, shown)] if number.country_code == 84 else []
