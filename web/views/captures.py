"""One capture: what was kept of a visit, its pictures and whether it holds."""

import io
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from PIL import Image, ImageChops

from domain.people import Right
from evidence.store import load_payload
from messages import mark
from storage.repository import Repository
from web.login import Ready, Visitor, needs
from web.pages import page
from web.services import Services
from web.views.evidence_of import PICTURE, kept_of

router = APIRouter()
THUMB_WIDTHS = frozenset({160, 480, 960})
THUMB_HEIGHT = 3
"""A thumbnail shows at most this many times its width in height."""
IMMUTABLE = {"Cache-Control": "private, max-age=86400, immutable"}
Image.MAX_IMAGE_PIXELS = 500_000_000


@router.get("/captures/{capture_id}")
def capture(
    request: Request, ready: Ready, capture_id: str, visitor: Visitor = needs(Right.SEE)
) -> Response:
    """What was kept of one visit, with the digests of its records."""
    with ready.store.reading() as repo:
        kept = kept_of(ready, repo, capture_id)
    if kept is None:
        raise HTTPException(404, mark("There is no such capture."))
    ready.note_access(visitor.user.name, "view", f"capture {capture_id}")
    return page(request, "capture.html", visitor, kept=kept)


@router.get("/captures/{capture_id}/pictures/{position}")
def picture(
    ready: Ready,
    capture_id: str,
    position: int,
    width: Annotated[int, Query()] = 0,
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """A screenshot as it was kept, or its upper part made small for slow links."""
    del visitor
    with ready.store.reading() as repo:
        content = _picture(ready, repo, capture_id, position)
    if width not in THUMB_WIDTHS:
        return Response(content, media_type="image/png", headers=IMMUTABLE)
    return Response(_thumbnail(content, width), media_type="image/webp", headers=IMMUTABLE)


@router.get("/captures/{capture_id}/difference/{other_id}")
def difference(
    ready: Ready, capture_id: str, other_id: str, visitor: Visitor = needs(Right.SEE)
) -> Response:
    """Where the first pictures of two captures differ: the later one, changes in red."""
    del visitor
    with ready.store.reading() as repo:
        images = []
        for each in (capture_id, other_id):
            kept = kept_of(ready, repo, each)
            if kept is None or not kept.pictures:
                raise HTTPException(404, mark("There is no picture to compare."))
            content = _picture(ready, repo, each, kept.pictures[0])
            images.append(Image.open(io.BytesIO(content)).convert("RGB"))
    return Response(_marked(*images), media_type="image/webp", headers=IMMUTABLE)


def _picture(services: Services, repo: Repository, capture_id: str, position: int) -> bytes:
    row = repo.captures.get(capture_id)
    records = row.stored.records if row else ()
    if row is None or not 0 <= position < len(records):
        raise HTTPException(404, mark("There is no such picture."))
    record = records[position]
    if not record.uri.startswith(PICTURE):
        raise HTTPException(404, mark("There is no such picture."))
    return load_payload(services.settings.evidence, row.stored, record)


def _thumbnail(content: bytes, width: int) -> bytes:
    image = Image.open(io.BytesIO(content)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, THUMB_HEIGHT * image.width)))
    image.thumbnail((width, THUMB_HEIGHT * width))
    return _webp(image)


def _marked(before: Image.Image, after: Image.Image) -> bytes:
    size = (max(before.width, after.width), min(max(before.height, after.height), 16000))
    first, second = (Image.new("RGB", size, "white") for _ in range(2))
    first.paste(before, (0, 0))
    second.paste(after, (0, 0))
    changed = ImageChops.difference(first, second).convert("L").point(lambda v: 140 * (v > 24))
    red = Image.new("RGB", size, (200, 0, 0))
    return _webp(Image.composite(red, second, changed))


def _webp(image: Image.Image) -> bytes:
    if image.height > 16000:
        image = image.crop((0, 0, image.width, 16000))
    target = io.BytesIO()
    image.save(target, "WEBP", quality=72)
    return target.getvalue()
