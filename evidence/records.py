"""Turns a capture into the WARC records that keep it."""

import ipaddress
import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from domain.capture import Capture, Exchange, Headers, Picture
from evidence.revisit import SMALLEST, STATIC_TYPES
from evidence.visit import SURROGATES, Places, describe, to_pem
from evidence.warc import Draft, request_head, response_head

# warcio reads a request record only where its method is one of these (warcio 1.8.1, 2026-11).
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "OPTIONS", "PATCH"})
_PACKED_ALREADY = ("image/", "video/", "audio/", "font/", "application/zip", "application/gzip",
                   "application/pdf")  # fmt: skip
FAST, SMALL = 1, 6
"""zlib levels: what is packed already is not worth a second effort."""


def warcinfo(file_name: str, about: Mapping[str, str]) -> Draft:
    """The record that opens a file and says what made it."""
    lines = {"format": "WARC File Format 1.1", **about}
    safe = {name: " ".join(value.split()) for name, value in lines.items()}
    return Draft(
        type="warcinfo",
        uri="",
        record_id=_new_id(),
        date=warc_date(datetime.now(UTC)),
        payload="".join(f"{k}: {v}\r\n" for k, v in safe.items()).encode("utf-8"),
        content_type="application/warc-fields",
        headers=(("WARC-Filename", file_name),),
    )


def warc_date(moment: datetime) -> str:
    """As WARC-Date has it: UTC with microseconds."""
    plain = moment.astimezone(UTC).replace(tzinfo=None)
    return plain.isoformat(timespec="microseconds") + "Z"


def drafts(capture: Capture) -> list[Draft]:
    """Every record of a capture; the `urn:visit:` record is the last one."""
    return _Drafting(capture).run()


def resource(capture: Capture, uri: str, payload: bytes, content_type: str) -> Draft:
    """A record of what was not answered by a server: a picture, a text, what was read."""
    return Draft(
        type="resource",
        uri=uri,
        record_id=_new_id(),
        date=warc_date(capture.ended_at),
        payload=payload,
        content_type=content_type,
        headers=(("WARC-Page-ID", capture.capture_id),),
        compression=FAST if content_type.startswith(_PACKED_ALREADY) else SMALL,
    )


class _Drafting:
    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self.places = Places()
        self.drafts: list[Draft] = []
        self.ended = warc_date(capture.ended_at)

    def run(self) -> list[Draft]:
        capture, places = self.capture, self.places
        for exchange in capture.exchanges:
            self.add_exchange(exchange)
        places.pictures = [self.add_picture(picture) for picture in capture.pictures]
        # Plain text on purpose: no replayer runs the scripts of a serialised document.
        places.dom = self.add_text("urn:dom:", capture.dom)
        places.text = self.add_text("urn:text:", capture.text)
        if capture.pdf:
            uri = f"urn:pdf:{capture.requested_url}"
            places.pdf = self.add(uri, capture.pdf, "application/pdf")
        for chain in capture.certificates:
            pem = self.add(f"urn:tls:{chain.origin}", to_pem(chain), "application/x-pem-file")
            places.certificates.append(pem)
        places.others = [self.add_page_info()]
        visit = describe(capture, places)
        self.add(f"urn:visit:{capture.requested_url}", visit, "application/json")
        return self.drafts

    def add(self, uri: str, payload: bytes, content_type: str, *, date: str = "") -> str:
        """Add a resource record; answers its id."""
        draft = resource(self.capture, uri, payload, content_type)
        self.drafts.append(replace(draft, date=date or draft.date))
        return draft.record_id

    def add_text(self, urn: str, text: str) -> str:
        if not text:
            return ""
        payload = text.encode("utf-8", SURROGATES)
        return self.add(urn + self.capture.requested_url, payload, "text/plain; charset=utf-8")

    def add_picture(self, picture: Picture) -> str:
        urn = f"urn:screenshot-{picture.kind}:{self.capture.requested_url}"
        return self.add(urn, picture.png, "image/png")

    def add_exchange(self, exchange: Exchange) -> None:
        if _is_http(exchange):
            self.add_http(exchange)
            return
        date = warc_date(exchange.started_at or self.capture.started_at)
        for places, urn, payload in (
            (self.places.bodies, "urn:body:", exchange.body),
            (self.places.request_bodies, "urn:request-body:", exchange.request_body),
        ):
            uri, kind = urn + exchange.url, "application/octet-stream"
            places.append(self.add(uri, payload, kind, date=date) if payload else "")

    def add_http(self, exchange: Exchange) -> None:
        date = warc_date(exchange.started_at or self.capture.started_at)
        page = ("WARC-Page-ID", self.capture.capture_id)
        head = (exchange.status, exchange.status_text, exchange.response_headers)
        response = Draft(
            type="response",
            uri=exchange.url,
            record_id=_new_id(),
            date=date,
            payload=exchange.body,
            content_type="application/http; msgtype=response",
            head=response_head(*head, len(exchange.body)),
            headers=(page, *_connection(exchange)),
            compression=FAST if exchange.mime.startswith(_PACKED_ALREADY) else SMALL,
            is_static=_is_static(exchange),
        )
        request = Draft(
            type="request",
            uri=exchange.url,
            record_id=_new_id(),
            date=date,
            payload=exchange.request_body,
            content_type="application/http; msgtype=request",
            head=request_head(exchange.method, _path(exchange.url), _sent(exchange)),
            headers=(page, ("WARC-Concurrent-To", response.record_id)),
        )
        self.drafts += [response, request]
        self.places.bodies.append(response.record_id if exchange.body else "")
        self.places.request_bodies.append(request.record_id if exchange.request_body else "")

    def add_page_info(self) -> str:
        capture = self.capture
        urls = {
            e.url: {"status": e.status, "mime": e.mime, "type": e.resource_type}
            | ({"error": e.failure} if e.failure else {})
            for e in capture.exchanges
        }
        page = {"pageid": capture.capture_id, "url": capture.requested_url, "urls": urls}
        payload = json.dumps({**page, "ts": self.ended}).encode("ascii")
        return self.add(f"urn:pageinfo:{capture.requested_url}", payload, "application/json")


def _is_http(exchange: Exchange) -> bool:
    web = exchange.url.startswith(("http://", "https://"))
    return web and 100 <= exchange.status <= 999 and exchange.method in _METHODS


def _is_static(exchange: Exchange) -> bool:
    whole = exchange.status == 200 and not exchange.truncated and not exchange.failure
    is_get = exchange.method == "GET" and len(exchange.body) >= SMALLEST
    return whole and is_get and exchange.resource_type in STATIC_TYPES


def _connection(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    stated = (
        ("WARC-IP-Address", _address(exchange.remote_address)),
        ("WARC-Protocol", exchange.protocol),
        ("WARC-Truncated", exchange.truncated),
        ("WARC-Resource-Type", exchange.resource_type),
    )
    return tuple((name, value) for name, value in stated if value)


def _address(text: str | None) -> str | None:
    try:
        return str(ipaddress.ip_address((text or "").strip("[]")))
    except ValueError:
        return None


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2].partition("#")[0]


def _sent(exchange: Exchange) -> Headers:
    # HTTP/2 has `:authority` and its like in place of the first line and the Host header.
    kept = tuple((k, v) for k, v in exchange.request_headers if not k.startswith(":"))
    if any(name.lower() == "host" for name, _ in kept):
        return kept
    # A page may ask for an address that is none; what was asked for is kept as it was.
    host = exchange.url.partition("://")[2].partition("/")[0]
    return (("Host", host), *kept)


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"
