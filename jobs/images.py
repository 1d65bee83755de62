"""Hashes the pictures that captures hold, so that a photo is known again in other shops.

captures of a night -> their pictures' records -> bytes, checked -> hashes by address and digest
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from domain.capture import StoredRecord
from domain.errors import EvidenceError
from domain.match import CERTAIN
from evidence.store import load_payload
from jobs.workspace import Workspace
from matching.images import hash_photo, image_key
from matching.matcher import Matcher
from storage.photos import Photo
from storage.rows import CaptureRow
from storage.session import Store

BATCH = 100
SMALLEST_MEMBER = 1_500
"""Bytes of a WARC record below which a picture is an icon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotosReport:
    """What a night's pictures came to."""

    pictures: int
    """Pictures of listings that were found in captures."""
    hashed: int
    """Those that had not been hashed before and show something."""
    unreadable: int
    """Records whose bytes could not be read; `verify` says why."""


def run(workspace: Workspace, night: str) -> PhotosReport:
    """Hash every picture of a listing that the night's captures hold; doing it again adds nothing."""
    wanted = _listed_pictures(workspace, night)
    pictures = hashed = unreadable = 0
    places = _places(workspace, night, wanted)
    while batch := list(islice(places, BATCH)):
        with workspace.store.reading() as repo:
            known = repo.photos.known(place.payload_sha256 for _, place in batch)
        photos = []
        for row, place in batch:
            pictures += 1
            hashes = known.get(place.payload_sha256)
            if hashes is None:
                hashes = _hashes(workspace, row, place)
                unreadable += hashes is None
                hashed += bool(hashes)
            if hashes is not None:
                photos.append(_photo(row, place, hashes))
        with workspace.store.transaction() as repo:
            repo.photos.add(photos)
    return PhotosReport(pictures=pictures, hashed=hashed, unreadable=unreadable)


def photo_hashes(store: Store) -> dict[str, str]:
    """The hashes of every picture that shows something, by its key."""
    with store.reading() as repo:
        return {photo.image_key: photo.hashes for photo in repo.photos.every()}


def genuine_photos(
    store: Store, matcher: Matcher, hashes: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Hashes of the photos that official shops show of each registered product, by its id."""
    found: dict[str, dict[str, None]] = {}
    with store.reading() as repo:
        official = (
            snapshot
            for snapshot in repo.history.latest_snapshots()
            if snapshot.shop is not None and snapshot.shop.official
        )
        while batch := list(islice(official, BATCH)):
            matches = matcher.match(snapshot.listing for snapshot in batch)
            for snapshot, match in zip(batch, matches, strict=True):
                if match is not None and match.score >= CERTAIN:
                    known = (hashes.get(image_key(url)) for url in snapshot.listing.images)
                    photos = found.setdefault(match.product.product_id, {})
                    photos.update(dict.fromkeys(filter(None, known)))
    return {product_id: tuple(photos) for product_id, photos in found.items() if photos}


def _listed_pictures(workspace: Workspace, night: str) -> set[str]:
    """The keys of pictures that listings of this night or later show."""
    with workspace.store.reading() as repo:
        snapshots = repo.history.latest_snapshots(since_night=night)
        return {image_key(url) for snapshot in snapshots for url in snapshot.listing.images}


def _places(
    workspace: Workspace, night: str, wanted: set[str]
) -> Iterator[tuple[CaptureRow, StoredRecord]]:
    with workspace.store.reading() as repo:
        captures = [row.capture_id for row in repo.captures.of_night(night)]
    for capture_id in captures:
        with workspace.store.reading() as repo:
            row = repo.captures.get(capture_id)
        if row is not None:
            yield from ((row, place) for place in row.stored.records if _is_asked(place, wanted))


def _is_asked(place: StoredRecord, wanted: set[str]) -> bool:
    if place.type not in {"response", "resource", "revisit"} or image_key(place.uri) not in wanted:
        return False
    return place.type == "revisit" or place.length >= SMALLEST_MEMBER


def _hashes(workspace: Workspace, row: CaptureRow, place: StoredRecord) -> str | None:
    try:
        body = load_payload(workspace.settings.evidence, row.stored, place)
    except EvidenceError:
        return None
    photo = hash_photo(body)
    return photo.text() if photo else ""


def _photo(row: CaptureRow, place: StoredRecord, hashes: str) -> Photo:
    return Photo(
        image_key=image_key(place.uri),
        payload_sha256=place.payload_sha256,
        hashes=hashes,
        capture_id=row.capture_id,
    )
