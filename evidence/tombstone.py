"""A removal as a record of its own: last seen alive, first seen gone, and every visit between.

A `metadata` record `urn:tombstone:<url>` a removal, in a file of the night in which it was seen, and
an entry in that night's ledger. It names each capture by the digest of its `urn:visit:` record, so
that the pair can be shown without trusting a database.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.capture import StoredRecord
from evidence import volume
from evidence.ledger import EntryType, Ledger
from evidence.records import warc_date
from evidence.store import NightStore
from evidence.warc import Draft

FORMAT = "shopwitness-tombstone/1"
URN = "urn:tombstone:"
WRITER = "tombstones"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One visit that a tombstone names."""

    capture_id: str
    night: str
    at: str
    """ISO 8601, UTC."""
    outcome: str
    """As judged when it was read: `live`, `removed`, `captcha`, ..."""
    url: str
    visit_record: str
    """Id of its `urn:visit:` record; empty where the capture has none."""
    visit_sha256: str
    """Hex SHA-256 of that whole record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A listing that was taken away."""

    site_id: str
    listing_id: str
    shop_id: str | None
    url: str
    title: str | None
    stage: str
    """`removed_suspected`, `removed_confirmed` or `shop_locked`."""
    last_alive: Sighting | None
    """Its own page; None where that was never kept."""
    last_listed: Sighting | None
    """The list that last had it."""
    first_gone: Sighting
    between: tuple[Sighting, ...]
    """Visits of its own page between the two: walls, errors, unread ones."""
    since: tuple[Sighting, ...]
    """Visits of its own page after it was first seen gone."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it one and the same."""
        return (self.site_id, self.listing_id, self.first_gone.capture_id, self.stage)


def visit_of(records: Sequence[StoredRecord]) -> tuple[str, str]:
    """Id and digest of a capture's `urn:visit:` record; empty where there is none."""
    visits = [r for r in records if r.uri.startswith("urn:visit:")]
    return (visits[-1].record_id, visits[-1].sha256) if visits else ("", "")


def write_tombstones(
    evidence: Path, night: str, tombstones: Iterable[Tombstone], *, software: str, actor: str
) -> int:
    """Put those into an unsealed night that it has not yet; answers how many.

    Raises UnavailableError where the disk fails.
    """
    ledger = Ledger(path=evidence / night / volume.LEDGER)
    entered = {
        tuple(entry.payload["key"])
        for entry in ledger.entries()
        if entry.type is EntryType.TOMBSTONE
    }
    new = [stone for stone in tombstones if stone.key not in entered]
    if not new:
        return 0
    drafts = [_draft(stone) for stone in new]
    about = {"software": software, "content": "tombstones"}
    with NightStore(evidence, night, WRITER, about=about, reserve_bytes=0) as store:
        store.append(drafts)
    ledger.append_all(
        EntryType.TOMBSTONE,
        actor,
        [_entry(stone, draft) for stone, draft in zip(new, drafts, strict=True)],
    )
    return len(new)


def _draft(stone: Tombstone) -> Draft:
    document = {"format": FORMAT, **asdict(stone)}
    return Draft(
        type="metadata",
        uri=URN + stone.url,
        record_id=f"<urn:uuid:{uuid.uuid4()}>",
        date=warc_date(datetime.now(UTC)),
        payload=json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode("ascii"),
        content_type="application/json",
        headers=(("WARC-Page-ID", stone.first_gone.capture_id),),
    )


def _entry(stone: Tombstone, draft: Draft) -> Mapping[str, object]:
    return {
        "key": list(stone.key),
        "record": draft.record_id,
        "payload_sha256": hashlib.sha256(draft.payload).hexdigest(),
        "last_alive": stone.last_alive.capture_id if stone.last_alive else None,
        "first_gone": stone.first_gone.capture_id,
    }
