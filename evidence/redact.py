"""Replaces secrets by salted commitments, before anything is hashed or written.

    capture -> find_secrets -> salt each -> vault (encrypted) -> the same capture without secrets

A commitment reads `[REDACTED:<n>:<hex SHA-256(salt || name || 0x00 || value)>]`: the record never
held the value, so its leaf is stable, and whoever has salt and value can show that they are the
ones which were taken out.
"""

import hashlib
import html
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, quote_plus, unquote

from domain.capture import Capture, Exchange, Headers
from evidence.secrets import (
    SECRET_HEADERS,
    SECRET_PARAMETERS,
    Secret,
    find_buyers,
    find_secrets,
    is_textual,
)

SALT_BYTES = 32
SURROGATES = "surrogatepass"
_QUERY_PART = re.compile(r"([?&#;]|^)([^?&#;=\s]+)=([^&#;\s]+)")
_COOKIE_PART = re.compile(r"([^=;\s]+)=([^;]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What it takes to open one commitment; kept in the vault only."""

    n: int
    """Number within its capture, from 1."""
    name: str
    value: str
    salt: bytes

    @property
    def digest(self) -> str:
        """Hex of the commitment."""
        named = self.name.encode() + b"\0" + self.value.encode("utf-8", SURROGATES)
        return hashlib.sha256(self.salt + named).hexdigest()

    @property
    def mark(self) -> str:
        """What stands in the record instead of the value."""
        return f"[REDACTED:{self.n}:{self.digest}]"


Keep = Callable[[Capture, tuple[Opening, ...]], None]
"""Puts the openings of a capture where only a court's order gets at them; see `evidence.vault`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redactor:
    """Takes secrets out of captures. Call it with a capture, as the store's `redact` hook does."""

    keep: Keep | None = None
    """None lets the values go for good: the commitments can then never be opened."""
    accounts: tuple[str, ...] = ()
    """Names of the operator's own accounts on the platforms."""
    buyers: bool = True
    """Whether buyers' names, pictures and reviews are taken out too (the default)."""

    def __call__(self, capture: Capture, also: Iterable[tuple[str, str]] = ()) -> Capture:
        """The capture without secrets; `also` names further ones, such as values of web storage."""
        found = [*find_secrets(capture)]
        found += (Secret(name=name, value=value, everywhere=True) for name, value in also if value)
        found += (Secret(name="account", value=a, everywhere=True) for a in self.accounts if a)
        if self.buyers:
            found += find_buyers(capture)
        capture = replace(capture, private=())
        openings, everywhere = _salted(found)
        if not openings:
            return capture
        redacted = _Redaction(openings=openings, everywhere=everywhere).capture(capture)
        if self.keep is not None:
            self.keep(capture, tuple(openings.values()))
        return redacted


def redact(capture: Capture) -> Capture:
    """The capture without secrets, whose values are let go; `Redactor` keeps them in a vault."""
    return Redactor()(capture)


def _salted(found: Iterable[Secret]) -> tuple[dict[str, Opening], frozenset[str]]:
    openings: dict[str, Opening] = {}
    everywhere: set[str] = set()
    for secret in found:
        if secret.value.startswith("[REDACTED:"):
            continue
        if secret.value not in openings:
            openings[secret.value] = Opening(
                n=len(openings) + 1,
                name=secret.name,
                value=secret.value,
                salt=secrets.token_bytes(SALT_BYTES),
            )
        if secret.everywhere:
            everywhere.add(secret.value)
    return openings, frozenset(everywhere)


class _Redaction:
    """One capture's replacement of values by marks."""

    def __init__(self, *, openings: Mapping[str, Opening], everywhere: frozenset[str]) -> None:
        self.openings = openings
        self.forms = _forms(openings[value] for value in everywhere)
        buyers = [o for o in openings.values() if o.name.startswith("buyer:")]
        self.buyers = [(o, o.value.encode("utf-8", SURROGATES)) for o in buyers]

    def capture(self, capture: Capture) -> Capture:
        return replace(
            capture,
            target=replace(capture.target, url=self.url(capture.target.url)),
            requested_url=self.url(capture.requested_url),
            final_url=self.url(capture.final_url),
            redirects=tuple(self.url(u) for u in capture.redirects),
            exchanges=tuple(self.exchange(e) for e in capture.exchanges),
            title=self.text(capture.title),
            dom=self.page(capture.dom),
            text=self.page(capture.text),
            failure=self.text(capture.failure) if capture.failure else capture.failure,
            truncated=tuple(self.text(t) for t in capture.truncated),
            incidents=tuple(self.text(i) for i in capture.incidents),
        )

    def exchange(self, exchange: Exchange) -> Exchange:
        body = self.body(exchange.body) if is_textual(exchange) else exchange.body
        changed = body != exchange.body
        return replace(
            exchange,
            url=self.url(exchange.url),
            redirect_to=self.url(exchange.redirect_to) if exchange.redirect_to else None,
            request_headers=self.headers(exchange.request_headers),
            response_headers=self.headers(exchange.response_headers),
            request_body=self.form(exchange.request_body),
            body=body,
            # A digest over the body with a short secret in it would let the secret be guessed.
            body_sha256=hashlib.sha256(body).hexdigest() if changed else exchange.body_sha256,
            body_length=len(body) if changed else exchange.body_length,
            failure=self.text(exchange.failure) if exchange.failure else exchange.failure,
        )

    def headers(self, headers: Headers) -> Headers:
        return tuple((name, self.header(name, value)) for name, value in headers)

    def header(self, name: str, value: str) -> str:
        if name.lower() == "cookie":
            return _COOKIE_PART.sub(self._cookie, value)
        if name.lower() == "set-cookie":
            lines = (_COOKIE_PART.sub(self._cookie, ln, count=1) for ln in value.split("\n"))
            return self.text("\n".join(lines))
        if SECRET_HEADERS.fullmatch(name) and value in self.openings:
            return self.openings[value].mark
        return self.url(value)

    def url(self, url: str) -> str:
        return self.text(_QUERY_PART.sub(self._parameter, url))

    def form(self, body: bytes) -> bytes:
        if b"=" in body[:2048] and body.lstrip()[:1] not in (b"{", b"["):
            text = body.decode("latin-1")
            body = _QUERY_PART.sub(self._parameter, text).encode("latin-1")
        return self.body(body)

    def text(self, text: str) -> str:
        raw = text.encode("utf-8", SURROGATES)
        changed = self.everywhere_in(raw)
        return changed.decode("utf-8", SURROGATES) if changed is not raw else text

    def page(self, text: str) -> str:
        raw = text.encode("utf-8", SURROGATES)
        return self.body(raw).decode("utf-8", SURROGATES)

    def body(self, body: bytes) -> bytes:
        return self.everywhere_in(self.buyers_in(body))

    def everywhere_in(self, body: bytes) -> bytes:
        for form, mark in self.forms:
            if form in body:
                body = _replace_form(body, form, mark)
        return body

    def buyers_in(self, body: bytes) -> bytes:
        for opening, raw in self.buyers:
            if raw in body:
                pattern = rb'(?:^|(?<=["\n>]))' + re.escape(raw) + rb'(?=["\n<]|$)'
                if raw.isdigit():
                    key = opening.name.removeprefix("buyer:").encode()
                    pattern = rb'(?<="' + re.escape(key) + rb'":)' + re.escape(raw) + rb"(?=\D)"
                body = re.sub(pattern, _quoted(opening, number=raw.isdigit()), body)
        return body

    def _cookie(self, found: re.Match[str]) -> str:
        opening = self.openings.get(found[2].rstrip())
        return f"{found[1]}={opening.mark}" if opening else found[0]

    def _parameter(self, found: re.Match[str]) -> str:
        opening = self.openings.get(unquote(found[3].replace("+", " ")))
        if opening is None or not SECRET_PARAMETERS.fullmatch(unquote(found[2])):
            return found[0]
        return f"{found[1]}{found[2]}={opening.mark}"


def _forms(openings: Iterable[Opening]) -> list[tuple[bytes, bytes]]:
    pairs = {form: o.mark.encode() for o in openings for form in _written(o.value)}
    # The longest first: an encoded form may contain a plain one.
    return sorted(pairs.items(), key=lambda pair: -len(pair[0]))


def _written(value: str) -> Iterator[bytes]:
    """The ways in which a page may write a value."""
    for plain in {value, unquote(value)}:
        quoted = quote(plain, safe="", errors=SURROGATES)
        escaped = json.dumps(plain)[1:-1]
        ways = {
            plain,
            quoted,
            quoted.lower() if "%" in quoted else quoted,
            quote_plus(plain, errors=SURROGATES),
            quote(quoted, safe=""),
            escaped,
            escaped.replace("/", "\\/"),
            json.dumps(plain, ensure_ascii=False)[1:-1],
            html.escape(plain),
        }
        yield from (way.encode("utf-8", SURROGATES) for way in ways if way)


def _replace_form(body: bytes, form: bytes, mark: bytes) -> bytes:
    if not form.isdigit():
        if len(form) >= 8:
            return body.replace(form, mark)
        # `%3Dname` and `_name` are hits, `surname` is none.
        before = rb"(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2}))"
        return re.sub(before + re.escape(form) + rb"(?![0-9A-Za-z])", mark, body)
    # A bare JSON number becomes a string, so that the answer stays readable to parsers.
    body = re.sub(rb"(?<=[:,\[])(\s*)" + form + rb"(?=\s*[,}\]])", rb'\1"' + mark + b'"', body)
    return re.sub(rb"(?<!\d)" + form + rb"(?!\d)", mark, body)


def _quoted(opening: Opening, *, number: bool) -> bytes:
    mark = opening.mark.encode()
    return b'"' + mark + b'"' if number else mark
