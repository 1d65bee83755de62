"""Takes every answer out of the browser's own hands, exactly as it was received.

    request --guard--> sent --> answer paused --> bytes taken --> answer goes on into the page

The page renders the very bytes that were taken: nothing is asked for a second time.
`response.body()` of Playwright is never used: it can fetch anew (microsoft/playwright#42002) and
re-encodes text (both seen 2026-11, Chromium 156).
"""

import asyncio
import base64
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from crawler.egress import Egress
from crawler.exchanges import ENDLESS_TYPES, Event, Hop, Hops
from crawler.guard import WEB_PORTS, Guard
from domain.capture import Exchange

REDIRECTS = frozenset({301, 302, 303, 307, 308})
READ_BYTES = 1 << 20
CUT_OFF = frozenset(
    f"net::ERR_{name}"
    for name in (
        "CONTENT_LENGTH_MISMATCH",
        "INCOMPLETE_CHUNKED_ENCODING",
        "CONTENT_DECODING_FAILED",
        "CONNECTION_RESET",
        "CONNECTION_CLOSED",
    )
)
"""The server promised more than it sent; the page saw what had come until then."""
# Answers that never end, or whose end the page does not wait for.
_ENDLESS_MIMES = ("text/event-stream", "multipart/x-mixed-replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLimits:
    """How much of a visit's bodies is taken; bytes."""

    one: int = 20 << 20
    """A longer body is cut off there."""
    visit: int = 120 << 20
    """Beyond this the visit's further bodies are known by their digest alone."""
    seconds: float = 25.0
    """Longest wait for one body."""


class Interception:
    """Records one page's exchanges."""

    def __init__(
        self, cdp: CDPSession, guard: Guard, egress: Egress | None, limits: BodyLimits
    ) -> None:
        """`egress` is None where the browser has its own way out (mode `attached`)."""
        self._cdp = cdp
        self._guard = guard
        self._egress = egress
        self._limits = limits
        self._taken = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_over = False
        self._is_still = False
        self.hops = Hops()
        self.last_activity = time.monotonic()

    async def start(self) -> None:
        """Begin; call before the page navigates. Raises Playwright's Error."""
        handlers: Mapping[str, Callable[[Event], None]] = {
            "Fetch.requestPaused": self._paused,
            "Network.requestWillBeSent": self._will_be_sent,
            "Network.requestWillBeSentExtraInfo": self._sent,
            "Network.responseReceived": self._received,
            "Network.responseReceivedExtraInfo": self._received_raw,
            "Network.loadingFinished": self._finished,
            "Network.loadingFailed": self._failed,
            "Network.webSocketCreated": self._websocket,
        }
        for name, handler in handlers.items():
            self._cdp.on(name, handler)
        tree = await self._cdp.send("Page.getFrameTree")
        self.hops.main_frame = tree["frameTree"]["frame"]["id"]
        await self._cdp.send("Network.enable", {"maxTotalBufferSize": 0})
        # An answer out of a cache would be kept under the time of this visit.
        await self._cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
        await self._cdp.send("Network.setBypassServiceWorker", {"bypass": True})
        stages = ("Request", "Response")
        patterns = [{"urlPattern": "*", "requestStage": stage} for stage in stages]
        await self._cdp.send("Fetch.enable", {"patterns": patterns})

    @property
    def quiet_seconds(self) -> float:
        """How long nothing has happened; 0 while the page waits for an answer."""
        return 0.0 if self.hops.awaited else time.monotonic() - self.last_activity

    @property
    def stalled_seconds(self) -> float:
        """How long nothing has happened, whether or not answers are outstanding."""
        return time.monotonic() - self.last_activity

    def has_answer(self, url_part: str) -> bool:
        """Whether a URL that contains `url_part` was answered, or failed for good."""
        return any(hop.is_over and url_part in hop.url for hop in self.hops)

    def exchanges(self) -> tuple[Exchange, ...]:
        """What was recorded so far; requests under way count as cut off by time."""
        return tuple(self._finished_record(hop) for hop in self.hops)

    @contextlib.contextmanager
    def still(self) -> Iterator[None]:
        """While it lasts the page may ask for what it shows, but not leave for another document."""
        self._is_still = True
        try:
            yield
        finally:
            self._is_still = False

    async def stop(self) -> None:
        """Take nothing more, and let nothing more out: a page that reloads forever never closes."""
        self._is_over = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _paused(self, event: Event) -> None:
        at_response = "responseStatusCode" in event or "responseErrorReason" in event
        if self._is_over or (self._is_still and self._leaves(event)):
            work = self._abort(event)
        else:
            work = self._take_answer(event) if at_response else self._let_out(event)
        task = asyncio.ensure_future(self._quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _leaves(self, event: Event) -> bool:
        """Whether the page's own frame is about to leave for another document."""
        is_document = event["resourceType"] == "Document"
        return is_document and event.get("frameId") == self.hops.main_frame

    async def _quietly(self, work: Awaitable[None]) -> None:
        # The page may close, or drop its request, between any two of our steps.
        with contextlib.suppress(PlaywrightError):
            await work
        self.last_activity = time.monotonic()

    async def _let_out(self, event: Event) -> None:
        chain, paused = _chain(event), {"requestId": event["requestId"]}
        url = event["request"]["url"]
        hop = self.hops.begin(chain, "paused", event)
        self.last_activity = time.monotonic()
        if refusal := await self._guard.refusal(url):
            hop.failure, hop.is_over = f"blocked: {refusal}", True
            await self._cdp.send("Fetch.failRequest", {**paused, "errorReason": "BlockedByClient"})
            return
        await self._cdp.send("Fetch.continueRequest", paused)

    async def _take_answer(self, event: Event) -> None:
        hop, paused = self.hops.last(_chain(event)), {"requestId": event["requestId"]}
        if hop is None or "responseErrorReason" in event:
            await self._cdp.send("Fetch.continueRequest", paused)
            return
        hop.status = event["responseStatusCode"]
        hop.status_text = event.get("responseStatusText", "")
        hop.response_headers = tuple((h["name"], h["value"]) for h in event["responseHeaders"])
        exchange = hop.exchange()
        if hop.status in REDIRECTS and exchange.header("location"):
            # Chromium has no body to give for a redirect.
            hop.truncated, hop.is_over = "unspecified", True
        elif exchange.mime in _ENDLESS_MIMES:
            hop.truncated, hop.resource_type = "unspecified", "eventsource"
        else:
            await self._take_body(hop, event, whole=self._may_be_taken_whole(exchange))
            return
        await self._cdp.send("Fetch.continueRequest", paused)

    def _may_be_taken_whole(self, exchange: Exchange) -> bool:
        """Whether the body surely fits; a stranger's answer of unknown length may be a bomb.

        The site's own answers are taken whole: a body that is read in pieces has to be put back
        into the page by us, which then looks as if it had come from nowhere.
        """
        declared = exchange.header("content-length")
        if declared.isdigit() and int(declared) > self._limits.one:
            return False
        packed = exchange.header("content-encoding").lower() not in {"", "identity"}
        known = declared.isdigit() and not packed
        return known or self._guard.is_own_host(exchange.url)

    async def _take_body(self, hop: Hop, event: Event, *, whole: bool) -> None:
        take = self._take_whole if whole else self._take_in_pieces
        try:
            async with asyncio.timeout(self._limits.seconds):
                await take(hop, event)
        except TimeoutError:
            hop.truncated = "time"
            await self._abort(event)
        finally:
            hop.is_over = hop.is_over or bool(hop.body_sha256 or hop.truncated)

    async def _take_whole(self, hop: Hop, event: Event) -> None:
        paused = {"requestId": event["requestId"]}
        answer = await self._cdp.send("Fetch.getResponseBody", paused)
        body = answer["body"].encode("utf-8") if not answer["base64Encoded"] else None
        self._keep(hop, base64.b64decode(answer["body"]) if body is None else body)
        await self._cdp.send("Fetch.continueRequest", paused)

    async def _take_in_pieces(self, hop: Hop, event: Event) -> None:
        paused = {"requestId": event["requestId"]}
        stream = (await self._cdp.send("Fetch.takeResponseBodyAsStream", paused))["stream"]
        body, is_whole = bytearray(), False
        while not is_whole and len(body) < self._limits.one:
            piece = await self._cdp.send("IO.read", {"handle": stream, "size": READ_BYTES})
            body += _decoded(piece)
            is_whole = piece["eof"]
        await self._cdp.send("IO.close", {"handle": stream})
        self._keep(hop, bytes(body[: self._limits.one]))
        if not is_whole:
            hop.truncated = "length"
            await self._abort(event)
            return
        answer = {"responseCode": event["responseStatusCode"], **paused}
        answer["responseHeaders"] = event["responseHeaders"]
        answer["body"] = base64.b64encode(body).decode("ascii")
        await self._cdp.send("Fetch.fulfillRequest", answer)

    def _keep(self, hop: Hop, body: bytes) -> None:
        hop.keep_body(body, room=min(self._limits.one, self._limits.visit - self._taken))
        self._taken += len(hop.body)

    async def _abort(self, event: Event) -> None:
        await self._cdp.send(
            "Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "Aborted"}
        )

    def _will_be_sent(self, event: Event) -> None:
        url = event["request"]["url"]
        if url.startswith(("data:", "blob:")):
            return
        chain = event["requestId"]
        if redirect := event.get("redirectResponse"):
            self.hops.redirected(chain, redirect, url)
        self.hops.begin(chain, "announced", event)
        self.last_activity = time.monotonic()

    def _sent(self, event: Event) -> None:
        self.hops.sent(event["requestId"], event)

    def _received(self, event: Event) -> None:
        hop = self.hops.answered(event["requestId"], event["response"], type_=event["type"])
        if hop is not None:
            self._check_address(hop)

    def _received_raw(self, event: Event) -> None:
        self.hops.answered_raw(event["requestId"], event)

    def _finished(self, event: Event) -> None:
        if hop := self.hops.last(event["requestId"]):
            hop.is_over = True
            self.last_activity = time.monotonic()

    def _failed(self, event: Event) -> None:
        hop = self.hops.last(event["requestId"])
        if hop is None:
            return
        hop.is_over = True
        self.last_activity = time.monotonic()
        error = event.get("errorText") or "failed"
        if not hop.failure and not hop.body_sha256:
            hop.failure = self._refused_by_egress(hop) or error
        elif error in CUT_OFF and not hop.truncated:
            hop.failure, hop.truncated = error, "disconnect"

    def _websocket(self, event: Event) -> None:
        self.hops.add_websocket(event["requestId"], event["url"])

    def _check_address(self, hop: Hop) -> None:
        """The last look: the address that answered must be one that may be reached."""
        if self._egress is not None or not hop.remote_address:
            return
        host, port = _host_and_port(hop.url)
        if refusal := self._guard.refused_address(hop.remote_address, host=host, port=port):
            hop.failure, hop.body = f"blocked: connected to {refusal}", b""

    def _finished_record(self, hop: Hop) -> Exchange:
        exchange = hop.exchange()
        if self._egress is not None:
            # Behind the egress the browser sees the egress; that knows whom it connected to.
            known = self._egress.connected.get(_host_and_port(hop.url)) if hop.status else None
            refusal = None if hop.failure else self._refused_by_egress(hop)
            exchange = replace(exchange, remote_address=known, failure=refusal or hop.failure)
        if hop.is_over or hop.resource_type in ENDLESS_TYPES:
            return exchange
        if hop.status:
            return replace(exchange, truncated=hop.truncated or "time")
        return replace(exchange, failure=exchange.failure or "no answer within the visit's time")

    def _refused_by_egress(self, hop: Hop) -> str | None:
        if self._egress is None or hop.status:
            return None
        refusal = self._egress.refused.get(_host_and_port(hop.url))
        return f"blocked: {refusal}" if refusal else None


def _chain(event: Event) -> str:
    return str(event.get("networkId") or event["requestId"])


def _decoded(piece: Event) -> bytes:
    text = str(piece["data"])
    return base64.b64decode(text) if piece.get("base64Encoded") else text.encode("utf-8")


def _host_and_port(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.port or WEB_PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", 0
