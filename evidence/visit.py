"""A capture as the JSON of its `urn:visit:` record, and back.

The JSON holds everything but bytes; these stay in records of their own, named here by their ids.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.capture import Agent, Capture, CertificateChain, Exchange, Headers, Picture
from domain.errors import EvidenceError
from domain.target import PageKind, Target
from messages import translate

FORMAT = "shopwitness-visit/1"
SURROGATES = "surrogatepass"
"""A page's text may hold half a character; it is kept as it was."""

# What json.loads returned; every use below turns it into a typed value.
Plain = Mapping[str, Any]
ReadPayload = Callable[[str], bytes]
"""From a record id to the payload of that record; an empty id has an empty payload."""


@dataclass(slots=True, kw_only=True)
class Places:
    """The ids of the records in which a capture's bytes were put; empty where there are none."""

    bodies: list[str] = field(default_factory=list)
    """One an exchange."""
    request_bodies: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    certificates: list[str] = field(default_factory=list)
    dom: str = ""
    text: str = ""
    pdf: str = ""
    others: list[str] = field(default_factory=list)
    """Records that repeat for other tools what is already here: page information."""


def describe(capture: Capture, places: Places) -> bytes:
    """The JSON of the `urn:visit:` record."""
    document = {
        "format": FORMAT,
        "capture_id": capture.capture_id,
        "night": capture.night,
        "site_id": capture.site_id,
        "target": {n: getattr(capture.target, n) for n in Target.__slots__},
        "requested_url": capture.requested_url,
        "final_url": capture.final_url,
        "started_at": capture.started_at.isoformat(),
        "ended_at": capture.ended_at.isoformat(),
        "agent": {n: getattr(capture.agent, n) for n in Agent.__slots__},
        "status": capture.status,
        "redirects": capture.redirects,
        "title": capture.title,
        "failure": capture.failure,
        "truncated": capture.truncated,
        "incidents": capture.incidents,
        "dom_record": places.dom,
        "text_record": places.text,
        "pdf_record": places.pdf,
        "other_records": places.others,
        "exchanges": [
            {**_exchange(e), "body_record": body, "request_body_record": sent}
            for e, body, sent in zip(
                capture.exchanges, places.bodies, places.request_bodies, strict=True
            )
        ],
        "pictures": [
            {"kind": p.kind, "width": p.width, "height": p.height, "truncated": p.truncated}
            | {"record": record}
            for p, record in zip(capture.pictures, places.pictures, strict=True)
        ],
        "certificates": [
            {"origin": chain.origin, "record": record}
            for chain, record in zip(capture.certificates, places.certificates, strict=True)
        ],
    }
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def named_records(document: Plain) -> set[str]:
    """The ids of every record that a visit's JSON speaks of."""
    named = {document["dom_record"], document["text_record"], *document["other_records"]}
    named.add(document.get("pdf_record", ""))
    for exchange in document["exchanges"]:
        named |= {exchange["body_record"], exchange["request_body_record"]}
    named |= {part["record"] for part in (*document["pictures"], *document["certificates"])}
    return named - {""}


def parse_visit(payload: bytes) -> Plain:
    """The JSON of a `urn:visit:` record; raises EvidenceError where it is of another format."""
    document: Plain = json.loads(payload)
    if document.get("format") != FORMAT:
        message = translate(
            "The visit record has the format {found}, this version reads {known}.",
            found=document.get("format"),
            known=FORMAT,
        )
        raise EvidenceError(message)
    return document


def restore(document: Plain, read: ReadPayload) -> Capture:
    """The capture that was described, with its bytes fetched through `read`."""
    target = document["target"]
    return Capture(
        capture_id=document["capture_id"],
        night=document["night"],
        site_id=document["site_id"],
        target=Target(**{**target, "kind": PageKind(target["kind"])}),
        requested_url=document["requested_url"],
        final_url=document["final_url"],
        started_at=datetime.fromisoformat(document["started_at"]),
        ended_at=datetime.fromisoformat(document["ended_at"]),
        agent=Agent(**document["agent"]),
        status=document["status"],
        redirects=tuple(document["redirects"]),
        exchanges=tuple(_restore_exchange(plain, read) for plain in document["exchanges"]),
        title=document["title"],
        dom=read(document["dom_record"]).decode("utf-8", SURROGATES),
        text=read(document["text_record"]).decode("utf-8", SURROGATES),
        pictures=tuple(_restore_picture(plain, read) for plain in document["pictures"]),
        pdf=read(document.get("pdf_record", "")),
        failure=document["failure"],
        truncated=tuple(document["truncated"]),
        incidents=tuple(document["incidents"]),
        certificates=tuple(
            CertificateChain(origin=plain["origin"], der=from_pem(read(plain["record"])))
            for plain in document["certificates"]
        ),
    )


def to_pem(chain: CertificateChain) -> bytes:
    """The chain as PEM."""
    return b"".join(
        b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"
        for der in chain.der
    )


def from_pem(pem: bytes) -> tuple[bytes, ...]:
    """The DER bytes of each certificate of a PEM file."""
    parts = pem.split(b"-----BEGIN CERTIFICATE-----\n")[1:]
    return tuple(base64.b64decode(part.partition(b"-----END")[0]) for part in parts)


_BYTES_OF_EXCHANGE = frozenset({"body", "request_body"})


def _exchange(exchange: Exchange) -> dict[str, Any]:
    plain = {n: getattr(exchange, n) for n in Exchange.__slots__ if n not in _BYTES_OF_EXCHANGE}
    started = exchange.started_at
    return {**plain, "started_at": started.isoformat() if started else None}


def _restore_exchange(plain: Plain, read: ReadPayload) -> Exchange:
    values = {n: plain[n] for n in Exchange.__slots__ if n not in _BYTES_OF_EXCHANGE}
    started = plain["started_at"]
    return Exchange(
        **{
            **values,
            "request_headers": _pairs(plain["request_headers"]),
            "response_headers": _pairs(plain["response_headers"]),
            "started_at": datetime.fromisoformat(started) if started else None,
        },
        body=read(plain["body_record"]),
        request_body=read(plain["request_body_record"]),
    )


def _restore_picture(plain: Plain, read: ReadPayload) -> Picture:
    return Picture(
        kind=plain["kind"],
        png=read(plain["record"]),
        width=plain["width"],
        height=plain["height"],
        truncated=plain["truncated"],
    )


def _pairs(plain: list[list[str]]) -> Headers:
    return tuple((name, value) for name, value in plain)
