"""Perceptual hashes of the pictures that captures hold, by the picture's address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.cluster_models import PhotoTable
from storage.upsert import insert_into

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
        insert = insert_into(self._session, PhotoTable)
        for photo in rows.values():
            values = {name: getattr(photo, name) for name in Photo.__slots__}
            self._session.execute(
                insert.values(**values).on_conflict_do_update(
                    index_elements=["image_key"], set_=values
                )
            )
        return len(rows)

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
            yield Photo(
                image_key=row.image_key,
                payload_sha256=row.payload_sha256,
                hashes=row.hashes,
                capture_id=row.capture_id,
            )
