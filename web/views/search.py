"""The one search box: an address, an id, a name, a phone, an account, a tax code, words, a picture."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from domain.people import Right
from messages import mark
from storage.repository import Repository
from storage.search import is_address
from web.login import Form, Ready, Visitor, needs
from web.numbers import ways_of_writing
from web.pages import page

if TYPE_CHECKING:
    from matching.images import PhotoHash

router = APIRouter()
MOST = 50
MAX_PICTURE = 20 << 20
"""Bytes of a picture that is looked for."""
NOTHING: dict[str, Any] = {
    "listings": [], "shops": [], "found": [], "flags": [], "sellers": [], "pictures": None,
    "more": False,
}  # fmt: skip


@router.get("/search")
def search(
    request: Request,
    ready: Ready,
    q: Annotated[str, Query(max_length=2000)] = "",
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """Everything that what was typed may mean, the surest meaning first."""
    typed = " ".join(q.replace("\0", " ").split())
    values = NOTHING
    if typed:
        with ready.store.reading() as repo:
            values = _found(repo, typed)
        ready.note_access(visitor.user.name, "search", typed[:200])
    return page(request, "search.html", visitor, typed=typed, **values)


@router.post("/search/picture")
def search_picture(
    request: Request, ready: Ready, form: Form, visitor: Visitor = needs(Right.SEE)
) -> Response:
    """Listings that showed the same picture, or a copy made smaller, cropped or mirrored."""
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise HTTPException(422, mark("Choose a picture."))
    content = upload.file.read(MAX_PICTURE + 1)
    if len(content) > MAX_PICTURE:
        raise HTTPException(413, mark("The picture is too large; at most 20 MB."))
    # Imported at the first picture: it takes a second, and most searches have none.
    from matching.images import hash_photo  # noqa: PLC0415

    asked = hash_photo(content)
    if asked is None:
        raise HTTPException(
            422, mark("This file is no picture, or one that shows nothing to tell it by.")
        )
    with ready.store.reading() as repo:
        pictures = _showing(repo, asked)
    ready.note_access(visitor.user.name, "search", "picture", hash=asked.whole)
    return page(request, "search.html", visitor, typed="", **(NOTHING | {"pictures": pictures}))


def _found(repo: Repository, typed: str) -> dict[str, Any]:
    ways = ways_of_writing(typed)
    by_words = [] if is_address(typed) else repo.search.by_words(typed)
    unique = {
        (each.site_id, each.listing_id): each
        for each in [*repo.search.by_numbers(typed), *by_words]
    }
    return NOTHING | {
        "listings": list(unique.values())[:MOST],
        "more": len(unique) > MOST,
        "shops": repo.search.shops(typed),
        "found": repo.search.identifiers(ways),
        "sellers": repo.search.sellers(ways),
        "flags": list(repo.flags.list(text=typed, limit=MOST)) if len(typed) > 1 else [],
    }


def _showing(repo: Repository, asked: "PhotoHash") -> list[dict[str, Any]]:
    """Pictures near the one that was asked for, with the listing that showed each."""
    hashes = [*asked.upright[:4], asked.mirrored[0]]
    return [
        {
            "bits": bits,
            "capture_id": photo.capture_id,
            "listing": repo.search.of_capture(photo.capture_id, photo.image_key),
        }
        for bits, photo in repo.photos.near(hashes, limit=MOST)
    ]
