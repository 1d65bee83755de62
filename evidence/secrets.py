"""Which values of a capture are secret, and which are buyers' personal data.

Tables first: a name that a platform invents tomorrow is one more line here. Names were seen in the
platforms' own requests in 2026-11.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.capture import Capture, Exchange, Headers

SECRET_HEADERS = re.compile(
    r"(?:proxy-)?authorization|.*csrf.*|.*xsrf.*|af-ac.*|x-sap.*|x-sz-.*token|sz-token|d-nonptcha.*"
    r"|x-secsdk.*|x-bogus|x-gnarly|x-argus|x-gorgon|x-ladon|bx-.*|x-umid.*|x-ua|x-mini-wua"
    r"|.*device[-_]?(?:id|fingerprint).*|x-auth.*|x-api-key|.*token|.*session[-_]?id",
    re.IGNORECASE,
)
SECRET_PARAMETERS = re.compile(
    r".*token|sp_atk|xptdk|_m_h5_tk(?:_enc)?|mstoken|x-bogus|x-gnarly|_signature|sign|verifyfp|fp|s_v_web_id"
    r"|device_?id|iid|install_?id|openudid|cdid|odin_?id|web_?id|ttwid|umid.*|.*csrf.*|.*xsrf.*"
    r"|session_?id|sid|auth(?:_?key|orization)?|ticket|password|passwd|secret|api_?key",
    re.IGNORECASE,
)
_NAMES_IN_PAGES = (
    r"(?:[a-z_]*csrf[a-z_]*|(?!(?:page|next|cursor|continuation)_?token)[a-z_]*token|session_?id"
    r"|authorization|passw(?:or)?d|client_?secret"
    r"|device_?id|install_?id|odin_?id|openudid|sp_atk|_m_h5_tk(?:_enc)?)"
)
_JSON_SECRET = re.compile(
    rb'(?i)\\?"(' + _NAMES_IN_PAGES.encode() + rb')\\?"\s*:\s*\\?"([^"\\]{6,512})\\?"'
)
_FORM_SECRET = re.compile(
    rb'(?i)name="?(' + _NAMES_IN_PAGES.encode() + rb'|csrf-token)"?[^>]{0,80}?'
    rb'(?:value|content)="([^"]{6,512})"'
)
# Buyers who wrote reviews; the seller's own names are the matter of the evidence and stay.
_BUYER_KEYS = (
    rb"author_username|author_portrait|author_userid|buyer_?(?:name|nick|avatar|id|user_?name)"
    rb"|reviewer_?(?:name|nick|avatar|id)?|review_?user_?(?:name|nick|avatar|id)|commenter_?name"
)
_JSON_BUYER = re.compile(rb'(?i)"(' + _BUYER_KEYS + rb')"\s*:\s*(?:"((?:[^"\\]|\\.)+)"|(\d{4,}))')
_JSON_REVIEW = re.compile(rb'(?i)"(comment|review_?(?:text|content))"\s*:\s*"((?:[^"\\]|\\.)+)"()')
_REVIEW_URL = re.compile(r"rating|review", re.IGNORECASE)

SECRET_STORED = re.compile(
    r"token|secret|passw|credential|session|csrf|xsrf|auth|device|fingerprint|finger_?print|jwt"
    r"|bearer|ticket|user_?name|account|e?mail|phone|msisdn|umid|odin|webid|verify|sign(?:ature)?$",
    re.IGNORECASE,
)
"""Names of web storage that hold what identifies the operator or opens their session."""
LONGEST_STORED = 4096

_OPAQUE = re.compile(r"(?:image(?!/svg)|video|audio|font)/|zip|wasm")
_OWN_NAME = re.compile(r"user_?name|account|e?mail|phone|msisdn", re.IGNORECASE)
SHORTEST_OWN = 6
SHORTEST_FREE = 8
SHORTEST_WORD = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A value that must not reach the disk in clear."""

    name: str
    """Where it was found: `cookie:SPC_EC`, `header:authorization`, `url:token`, `account`."""
    value: str
    everywhere: bool
    """True where the value is looked for in bodies and texts too, not only where it was found."""


def is_textual(exchange: Exchange) -> bool:
    """Whether a body may hold a secret in readable form; what is no picture, sound or archive may."""
    return not _OPAQUE.search(exchange.mime)


def find_secrets(capture: Capture) -> Iterator[Secret]:
    """Session secrets of every exchange and address, in the order of the visit."""
    for secret in _all_secrets(capture):
        if _is_fact(unquote(secret.value), capture):
            yield Secret(name=secret.name, value=secret.value, everywhere=False)
        else:
            yield secret


def _is_fact(value: str, capture: Capture) -> bool:
    # A cookie may repeat the page's own address or number, which must stay readable.
    return value in capture.target.url or "://" in value or value.startswith("/")


def find_buyers(capture: Capture) -> Iterator[Secret]:
    """Names, pictures and words of buyers in the answers of review endpoints."""
    for exchange in capture.exchanges:
        if not is_textual(exchange):
            continue
        yield from _buyers(_JSON_BUYER, exchange.body)
        if _REVIEW_URL.search(exchange.url.partition("?")[0]):
            yield from _buyers(_JSON_REVIEW, exchange.body)


def cookie_values(headers: Headers) -> Iterator[tuple[str, str]]:
    """Name and value of each cookie in request or response headers."""
    for name, text in headers:
        if name.lower() == "cookie":
            parts: Iterable[str] = text.split(";")
        elif name.lower() == "set-cookie":
            # CDP joins several Set-Cookie lines by line feeds (Chromium 156, 2026-11).
            parts = (line.partition(";")[0] for line in text.split("\n"))
        else:
            continue
        for part in parts:
            key, _, value = part.strip().partition("=")
            if value:
                yield key, value


def is_distinctive(value: str) -> bool:
    """Whether a value found elsewhere is surely that value: `vi` and `true` are not."""
    if len(value) < SHORTEST_FREE:
        return False
    return len(value) >= SHORTEST_WORD or any(c.isdigit() for c in value)


def _all_secrets(capture: Capture) -> Iterator[Secret]:
    for exchange in capture.exchanges:
        for headers in (exchange.request_headers, exchange.response_headers):
            yield from (_secret(f"cookie:{k}", v) for k, v in cookie_values(headers))
            yield from (
                _secret(f"header:{name.lower()}", value)
                for name, value in headers
                if value and SECRET_HEADERS.fullmatch(name)
            )
            for _, value in headers:
                if "?" in value:
                    yield from _in_url(value)
        for url in (exchange.url, exchange.redirect_to or ""):
            yield from _in_url(url)
        yield from _in_bodies(exchange)
    for url in (capture.requested_url, capture.final_url, *capture.redirects):
        yield from _in_url(url)
    for name, value in capture.private:
        yield from _in_storage(name, value)
    yield from _in_markup(capture.dom.encode("utf-8", "surrogatepass"))


def _in_url(url: str) -> Iterator[Secret]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    for query in (parts.query, parts.fragment):
        yield from _in_query(query)


def _in_query(query: str) -> Iterator[Secret]:
    for name, value in parse_qsl(query, max_num_fields=None):
        if value and SECRET_PARAMETERS.fullmatch(name):
            yield _secret(f"url:{name}", value)


def _in_bodies(exchange: Exchange) -> Iterator[Secret]:
    for body in (exchange.request_body, exchange.body if is_textual(exchange) else b""):
        yield from _in_markup(body)
    if exchange.request_body and b"=" in exchange.request_body[:2048]:
        yield from _in_query(exchange.request_body[:65536].decode("latin-1"))


def _in_markup(body: bytes) -> Iterator[Secret]:
    for pattern in (_JSON_SECRET, _FORM_SECRET):
        for found in pattern.finditer(body):
            name, value = (part.decode("utf-8", "replace") for part in found.groups())
            yield _secret(f"page:{name}", value)


def _in_storage(name: str, value: str) -> Iterator[Secret]:
    """Secrets of one entry of web storage, which is a plain value or JSON."""
    if SECRET_STORED.search(name) and len(value) <= LONGEST_STORED:
        yield _secret(f"storage:{name}", value)
    try:
        parsed = json.loads(value)
    except ValueError:
        return
    for key, leaf in _leaves(parsed):
        if SECRET_STORED.search(key):
            yield _secret(f"storage:{name}.{key}", leaf)


def _leaves(parsed: object) -> Iterator[tuple[str, str]]:
    """Every named text or number within parsed JSON."""
    rest = [("", parsed)]
    while rest:
        key, value = rest.pop()
        if isinstance(value, dict):
            rest += value.items()
        elif isinstance(value, list):
            rest += ((key, one) for one in value)
        elif isinstance(value, str | int) and not isinstance(value, bool):
            yield key, str(value)


def _buyers(pattern: re.Pattern[bytes], body: bytes) -> Iterator[Secret]:
    for found in pattern.finditer(body):
        name, text, number = found.groups()
        value = (text or number).decode("utf-8", "replace")
        yield Secret(name=f"buyer:{name.decode()}", value=value, everywhere=False)


def _secret(name: str, value: str) -> Secret:
    everywhere = is_distinctive(value) or (
        len(value) >= SHORTEST_OWN and name.startswith("storage:") and bool(_OWN_NAME.search(name))
    )
    return Secret(name=name, value=value, everywhere=everywhere)
