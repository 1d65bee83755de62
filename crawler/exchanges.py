"""Puts the browser's scattered events of one page together into exchanges.

Chromium tells of one request through up to seven events in no fixed order, and uses one id for a
whole chain of redirects. Each event finds its hop: the first one of that id which has not had
such an event yet.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from domain.capture import Exchange, Headers

# A CDP event or part of one: JSON whose fields are read one by one below.
Event = Mapping[str, Any]

ENDLESS_TYPES = frozenset({"websocket", "eventsource", "ping"})
"""Requests that are no sign of a page that is still loading."""


@dataclass(slots=True, kw_only=True)
class Hop:
    """One request of a chain and what is known of its answer so far."""

    url: str
    method: str = "GET"
    request_headers: Headers = ()
    request_body: bytes = b""
    resource_type: str = "other"
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    status: int = 0
    status_text: str = ""
    response_headers: Headers = ()
    cookies_set: tuple[str, ...] = ()
    body: bytes = b""
    body_sha256: str = ""
    body_length: int = 0
    remote_address: str | None = None
    protocol: str | None = None
    failure: str | None = None
    redirect_to: str | None = None
    truncated: str | None = None
    from_cache: bool = False
    is_over: bool = False
    """Nothing more is expected: the answer was taken, or the request failed."""
    events: set[str] = field(default_factory=set)
    """Names of the events that this hop has had."""

    def keep_body(self, body: bytes, *, room: int) -> None:
        """Keep the answer's bytes, or only their digest where they are more than there is room."""
        self.body_sha256 = hashlib.sha256(body).hexdigest()
        self.body_length = len(body)
        if len(body) <= room:
            self.body = body
        else:
            self.truncated = "length"

    def exchange(self) -> Exchange:
        """The finished record."""
        cookies = tuple(("Set-Cookie", value) for value in self.cookies_set)
        has_cookies = any(name.lower() == "set-cookie" for name, _ in self.response_headers)
        return Exchange(
            url=self.url,
            method=self.method,
            status=self.status,
            status_text=self.status_text,
            request_headers=self.request_headers,
            response_headers=self.response_headers + (() if has_cookies else cookies),
            request_body=self.request_body,
            body=self.body,
            body_sha256=self.body_sha256,
            body_length=self.body_length,
            resource_type=self.resource_type,
            started_at=self.started_at,
            remote_address=self.remote_address,
            protocol=self.protocol,
            failure=self.failure,
            redirect_to=self.redirect_to,
            truncated=self.truncated,
            from_cache=self.from_cache,
        )


class Hops:
    """All requests of one page, in the order in which they began."""

    def __init__(self) -> None:
        self._all: list[Hop] = []
        self._chains: dict[str, list[Hop]] = {}
        self.main_frame = ""
        """Id of the page's main frame; documents of other frames are of the type `frame`."""

    def __iter__(self) -> Iterator[Hop]:
        return iter(self._all)

    @property
    def awaited(self) -> list[Hop]:
        """Requests that the page is still waiting for."""
        return [h for h in self._all if not h.is_over and h.resource_type not in ENDLESS_TYPES]

    def begin(self, chain: str, event_name: str, event: Event) -> Hop:
        """The hop that a request event (of either domain) is about."""
        request = event["request"]
        hop = self._first_without(chain, event_name)
        if hop is None:
            hop = self._add(chain, Hop(url=_full_url(request), method=request["method"]))
        hop.events.add(event_name)
        if not hop.request_headers:
            hop.request_headers = _pairs(request.get("headers", {}))
        hop.request_body = hop.request_body or _posted(request)
        self._set_type(hop, event)
        return hop

    def add_websocket(self, chain: str, url: str) -> Hop:
        """A WebSocket, which no request event announces."""
        return self._add(chain, Hop(url=url, resource_type="websocket"))

    def sent(self, chain: str, event: Event) -> None:
        """The headers as they really left, cookies among them."""
        if hop := self._first_without(chain, "sent"):
            hop.events.add("sent")
            hop.request_headers = _pairs(event["headers"])

    def answered_raw(self, chain: str, event: Event) -> None:
        """The headers as they really came; only here are the cookies that were set."""
        status = event["statusCode"]
        for hop in self._chains.get(chain, []):
            if "answered" not in hop.events and hop.status in {0, status}:
                hop.events.add("answered")
                _read_raw_answer(hop, event)
                return

    def answered(self, chain: str, response: Event, *, type_: str = "") -> Hop | None:
        """What the browser made of the answer: address, protocol, whether it came from a cache."""
        hop = self.last(chain)
        if hop is not None:
            _read_response(hop, response)
            if type_:
                self._set_type(hop, {"type": type_})
        return hop

    def redirected(self, chain: str, response: Event, to: str) -> None:
        """The answer was a redirect; the next hop follows or has begun already."""
        for hop in self._chains.get(chain, []):
            if "redirected" not in hop.events and hop.redirect_to in {None, to}:
                hop.events.add("redirected")
                hop.redirect_to = to
                hop.is_over = True
                hop.truncated = hop.truncated or "unspecified"
                _read_response(hop, response)
                return

    def last(self, chain: str) -> Hop | None:
        """The hop that a chain has come to."""
        hops = self._chains.get(chain)
        return hops[-1] if hops else None

    def _add(self, chain: str, hop: Hop) -> Hop:
        self._all.append(hop)
        self._chains.setdefault(chain, []).append(hop)
        return hop

    def _first_without(self, chain: str, event_name: str) -> Hop | None:
        hops = self._chains.get(chain, [])
        return next((hop for hop in hops if event_name not in hop.events), None)

    def _set_type(self, hop: Hop, event: Event) -> None:
        # Fetch knows fewer types than Network and calls a fetch() an XHR.
        stated = str(event.get("type") or event.get("resourceType") or "other").lower()
        if stated == "document" and event.get("frameId", self.main_frame) != self.main_frame:
            stated = "frame"
        if "type" in event or hop.resource_type == "other":
            hop.resource_type = hop.resource_type if hop.resource_type == "frame" else stated


def _read_response(hop: Hop, response: Event) -> None:
    hop.remote_address = response.get("remoteIPAddress") or hop.remote_address
    hop.protocol = response.get("protocol") or hop.protocol
    hop.from_cache = bool(response.get("fromDiskCache") or response.get("fromPrefetchCache"))
    if not hop.status:
        hop.status = response["status"]
        hop.status_text = response.get("statusText", "")
        hop.response_headers = _pairs(response.get("headers", {}))


def _read_raw_answer(hop: Hop, event: Event) -> None:
    pairs = _pairs(event["headers"])
    hop.cookies_set = tuple(value for name, value in pairs if name.lower() == "set-cookie")
    if not hop.status:
        hop.response_headers = pairs


def _posted(request: Event) -> bytes:
    entries = request.get("postDataEntries", [])
    return b"".join(base64.b64decode(entry.get("bytes", "")) for entry in entries)


def _full_url(request: Event) -> str:
    return str(request["url"]) + str(request.get("urlFragment", ""))


def _pairs(headers: Mapping[str, str]) -> Headers:
    """Header pairs; Chromium joins the values of a repeated header with line feeds."""
    return tuple((name, value) for name, text in headers.items() for value in text.split("\n"))
