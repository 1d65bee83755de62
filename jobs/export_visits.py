"""The visits of a pack: as the report shows them, and as pages that a replayer opens."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from cryptography import x509

from domain.capture import Capture, StoredRecord
from evidence.ingest import INGESTED, PREFIX
from evidence.pack import RECORDS
from evidence.pack_proof import record_name
from evidence.pack_sources import Place
from evidence.report_content import ReportCapture, ReportPicture
from evidence.report_pictures import printed
from evidence.wacz import Page
from storage.rows import CaptureRow

_DIGEST = re.compile("SHA-256 ([0-9a-f]{64})")
ANSWERS = 4
"""Answers to the page (API) whose hashes the report prints."""
TEXT_LIMIT = 4000
"""Characters of a page's text by which a replayer searches."""

Names = Mapping[tuple[str, str, int], str]
"""From night, file and offset to a record's name in the pack."""


def record_names(places: tuple[Place, ...]) -> Names:
    """Under which name each record lies in the pack."""
    return {
        (p.night, p.file, p.offset): f"{RECORDS}/{p.night}/{record_name(p.number)}" for p in places
    }


def report_capture(
    row: CaptureRow, capture: Capture, names: Names, *, with_pictures: bool
) -> ReportCapture:
    """One visit as the report shows it."""
    document, agent = capture.document, capture.agent

    def name(record: StoredRecord) -> str:
        return names.get((row.stored.night, row.stored.warc_file, record.offset), "")

    return ReportCapture(
        capture_id=capture.capture_id,
        night=row.stored.night,
        url=capture.requested_url,
        final_url=capture.final_url,
        started_at=capture.started_at,
        ended_at=capture.ended_at,
        outcome=row.outcome.value if row.outcome else None,
        status=capture.status,
        failure=capture.failure,
        title=capture.title,
        software=agent.software,
        browser=agent.browser,
        user_agent=agent.user_agent,
        viewport=agent.viewport,
        locale=agent.locale,
        time_zone=agent.time_zone,
        remote_address=(document.remote_address or "") if document else "",
        protocol=(document.protocol or "") if document else "",
        certificate=_certificate(capture),
        ingested=agent.software if agent.browser_mode == INGESTED else "",
        is_attended=agent.browser_mode != "launched" or "Headless" not in agent.user_agent,
        truncated=capture.truncated,
        records=len(row.stored.records),
        hashes=tuple(
            (what, name(record).removeprefix(f"{RECORDS}/"), record.payload_sha256)
            for what, record in _told(capture, row.stored.records)
            if name(record)
        ),
        pictures=tuple(
            _pictures(
                capture,
                {r.payload_sha256: f"{name(r)}.block" for r in row.stored.records if name(r)},
            )
        )
        if with_pictures
        else (),
    )


def pages(row: CaptureRow, capture: Capture, label: str, names: Names) -> Iterator[Page]:
    """The page itself and its pictures, as entry points of a replay; nothing that is withheld."""
    packed = {r.uri for r in row.stored.records if _is_packed(row, r, names)}
    title = f"{label} – {capture.title}" if capture.title else label
    document = capture.document
    url = document.url if document and document.status else capture.final_url
    at = (document.started_at if document else None) or capture.started_at
    text = capture.text[:TEXT_LIMIT] if any(u.startswith("urn:text:") for u in packed) else ""
    if document is not None:
        yield Page(page_id=capture.capture_id, url=url, at=at, title=title, text=text)
    for record in row.stored.records:
        if record.uri.startswith("urn:screenshot-") and _is_packed(row, record, names):
            kind = record.uri.removeprefix("urn:").partition(":")[0]
            yield Page(
                page_id=f"{capture.capture_id}-{kind}",
                url=record.uri,
                at=capture.ended_at,
                title=f"{title} ({kind})",
            )


def _is_packed(row: CaptureRow, record: StoredRecord, names: Names) -> bool:
    """Whether a record is in the pack: one that is withheld is not."""
    return (row.stored.night, row.stored.warc_file, record.offset) in names


def attachments(evidence: Path, row: CaptureRow, capture: Capture) -> Iterator[tuple[str, str]]:
    """Night and name of the file that a capture was taken over from."""
    digest = _DIGEST.search(capture.agent.software)
    if capture.agent.browser_mode == INGESTED and digest is not None:
        night = row.stored.night
        names = sorted(p.name for p in (evidence / night).glob(f"{PREFIX}{digest[1]}.*"))
        yield from ((night, name) for name in names)


def _told(
    capture: Capture, records: tuple[StoredRecord, ...]
) -> Iterator[tuple[str, StoredRecord]]:
    """The records that a reader compares by eye; all others are in the pack's lists."""
    document = capture.document
    answers = 0
    types = {e.url: e.resource_type for e in capture.exchanges}
    for record in records:
        kind = types.get(record.uri, "")
        if record.type == "response" and document is not None and record.uri == document.url:
            yield "document", record
        elif record.type == "response" and kind in {"xhr", "fetch"} and answers < ANSWERS:
            answers += 1
            yield "answer", record
        for urn, what in _URNS.items():
            if record.uri.startswith(urn):
                yield what, record


_URNS = {
    "urn:screenshot-": "screenshot",
    "urn:dom:": "dom",
    "urn:text:": "text",
    "urn:tls:": "tls",
    "urn:visit:": "visit",
}


def _pictures(capture: Capture, names: Mapping[str, str]) -> Iterator[ReportPicture]:
    """The upper parts of the page and of the page on a phone; `names` are by picture's digest."""
    shown: set[str] = set()
    for picture in capture.pictures:
        family = "mobile" if picture.kind.startswith("mobile") else "fullPage"
        if family in shown:
            continue
        digest = hashlib.sha256(picture.png).hexdigest()
        jpeg, is_cut = printed(picture) if digest in names else (b"", False)
        if not jpeg:
            continue
        shown.add(family)
        yield ReportPicture(
            jpeg=jpeg,
            kind=picture.kind,
            width=picture.width,
            height=picture.height,
            is_cut=is_cut,
            record=names[digest],
            sha256=digest,
        )


def _certificate(capture: Capture) -> str:
    """Whose certificate the page's own server showed."""
    document = capture.document
    chains = [c for c in capture.certificates if document and document.url.startswith(c.origin)]
    if not chains or not chains[0].der:
        return ""
    der = chains[0].der[0]
    digest = hashlib.sha256(der).hexdigest()
    try:
        certificate = x509.load_der_x509_certificate(der)
    except ValueError:
        return f"SHA-256 {digest}"
    subject = certificate.subject.rfc4514_string()
    return f"{subject} ← {certificate.issuer.rfc4514_string()}; SHA-256 {digest}"
