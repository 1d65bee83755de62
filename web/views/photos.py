"""Photos of a suspect's page: the offer's, the genuine product's, and where the two differ."""

import io
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import Response
from PIL import Image

from domain.errors import EvidenceError
from domain.people import Right
from evidence.store import load_payload
from messages import mark
from storage.photos import Photo
from storage.repository import Repository
from web.login import Ready, Visitor, needs
from web.photo_pairs import SIDE, PhotoPair, marked_difference
from web.services import Services
from web.views.captures import IMMUTABLE
from web.views.flags import photo_pair

router = APIRouter()
MISSING = mark("There is no such picture.")


class Shown(StrEnum):
    """Which picture."""

    OWN = "own"
    GENUINE = "genuine"
    DIFFERENCE = "difference"


@router.get("/flags/{flag_id}/photos/{shown}")
def photo(
    ready: Ready,
    flag_id: Annotated[int, Path(ge=1, le=2**62)],
    shown: Shown,
    visitor: Visitor = needs(Right.SEE),
) -> Response:
    """One of the pictures, drawn anew from its pixels: no byte of a seller's file is sent on."""
    del visitor
    with ready.store.reading() as repo:
        pair = photo_pair(repo, flag_id)
        if pair is None:
            raise HTTPException(404, MISSING)
        image = _drawn(ready, repo, pair, shown)
    image.thumbnail((SIDE, SIDE))
    target = io.BytesIO()
    image.save(target, "WEBP", quality=80)
    return Response(target.getvalue(), media_type="image/webp", headers=IMMUTABLE)


def _drawn(ready: Services, repo: Repository, pair: PhotoPair, shown: Shown) -> Image.Image:
    if shown is Shown.OWN:
        return _decoded(ready, repo, pair.own)
    if shown is Shown.GENUINE:
        return _decoded(ready, repo, pair.genuine)
    return marked_difference(*(_decoded(ready, repo, each) for each in (pair.own, pair.genuine)))


def _decoded(ready: Services, repo: Repository, photo: Photo) -> Image.Image:
    row = repo.captures.get(photo.capture_id)
    records = row.stored.records if row else ()
    record = next((r for r in records if r.payload_sha256 == photo.payload_sha256), None)
    if row is None or record is None:
        raise HTTPException(404, MISSING)
    from matching.images import on_white  # noqa: PLC0415  (it takes a second)

    try:
        content = load_payload(ready.settings.evidence, row.stored, record)
        return on_white(Image.open(io.BytesIO(content)))
    except (EvidenceError, OSError) as error:
        raise HTTPException(404, MISSING) from error
