"""Perceptual hashes of the pictures that captures hold, by the picture's address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from storage.cluster_models import PhotoTable
from storage.photo_bands import band_rows, near, photo_id
from storage.upsert import insert_into
from storage.word_models import PhotoBandTable

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One picture's hashes and the capture that holds its bytes."""

    image_key: str
    """Its address without scheme, query and size."""
    payload_sha256: str
    hashes: str
    """As the matcher writes them; empty where the bytes show nothing to tell the picture by."""
    capture_id: str


class Photos:
    """Every picture that was hashed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, photos: Iterable[Photo]) -> int:
        """Keep hashes; of a picture that is known already the newer bytes count."""
        rows = {photo.image_key: photo for photo in photos}
        fresh = insert_into(self._session, PhotoTable)
        for photo in rows.values():
            values: dict[str, object] = {name: getattr(photo, name) for name in Photo.__slots__}
            values["photo_id"] = photo_id(photo.image_key)
            self._session.execute(
                fresh.values(**values).on_conflict_do_update(
                    index_elements=["image_key"], set_=values
                )
            )
        self._index(rows.values())
        return len(rows)

    def near(self, hashes: Iterable[str], *, limit: int) -> list[tuple[int, Photo]]:
        """Photos near one of these hashes (16 hex digits), with the bits of 64 that differ.

        The nearest first.
        """
        found = sorted(near(self._session, hashes).items(), key=lambda pair: (pair[1], pair[0]))
        found = found[:limit]
        query = select(PhotoTable).where(PhotoTable.photo_id.in_([number for number, _ in found]))
        photos = {row.photo_id: _photo(row) for row in self._session.scalars(query)}
        return [(bits, photos[number]) for number, bits in found if number in photos]

    def of_keys(self, keys: Iterable[str]) -> list[Photo]:
        """Pictures with these addresses that show something."""
        query = select(PhotoTable).where(
            PhotoTable.image_key.in_(list(keys)), PhotoTable.hashes != ""
        )
        return [_photo(row) for row in self._session.scalars(query.order_by(PhotoTable.image_key))]

    def known(self, payloads: Iterable[str]) -> dict[str, str]:
        """The hashes of these payloads, by digest; what was never hashed is left out."""
        query = select(PhotoTable.payload_sha256, PhotoTable.hashes).where(
            PhotoTable.payload_sha256.in_(list(payloads))
        )
        return {row.payload_sha256: row.hashes for row in self._session.execute(query)}

    def every(self) -> Iterator[Photo]:
        """Every picture that shows something, in bounded memory."""
        query = select(PhotoTable).where(PhotoTable.hashes != "").order_by(PhotoTable.image_key)
        for row in self._session.scalars(query.execution_options(yield_per=BATCH)):
            yield _photo(row)

    def _index(self, photos: Iterable[Photo]) -> None:
        """Have the bands of these photos, and of no earlier bytes of theirs, in the index."""
        known = list(photos)
        gone = delete(PhotoBandTable).where(
            PhotoBandTable.photo_id.in_([photo_id(photo.image_key) for photo in known])
        )
        self._session.execute(gone)
        bands = [band for photo in known for band in band_rows(photo.image_key, photo.hashes)]
        if bands:
            self._session.execute(insert(PhotoBandTable), bands)


def _photo(row: PhotoTable) -> Photo:
    return Photo(**{name: getattr(row, name) for name in Photo.__slots__})
