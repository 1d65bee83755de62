"""A body that somebody saved, unwrapped into the answers and documents that were in it.

bytes -> gzip, byte order mark, MIME -> HAR | wrapping JSON | HTML | JSON -> Exchanges

Whatever a colleague hands over is read: a page, an answer, a HAR of the browser's network tab,
Chrome's `.mhtml`, or JSON of some tool that holds pages as texts.
"""

import base64
import binascii
import codecs
import email
import email.policy
import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from crawler.fields import at, first, link, objects, text, whole
from crawler.payloads import Unreadable, decode, walk
from domain.capture import Exchange

MAX_UNPACKED = 300_000_000
"""Bytes that a packed file may unpack to."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DOCUMENT = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
                       re.IGNORECASE | re.DOTALL)  # fmt: skip
_BODY_NAMES = frozenset(
    ["body", "content", "text", "response", "responsetext", "responsebody", "data", "html",
     "payload", "raw", "result", "page", "page_source", "source", "json"]
)  # fmt: skip
"""What tools call the text that they were answered, without regard to case."""
_MIME_HEAD = re.compile(rb"(?:[A-Za-z-]+: [^\r\n]*\r?\n)*?MIME-Version: 1\.0", re.IGNORECASE)


def exchanges_in(body: bytes, url: str) -> tuple[Exchange, ...]:
    """Everything that a saved body holds, as if the browser had been answered it.

    `url` is the page's address, or an empty text. Never raises: what cannot be unwrapped is one
    answer as it stands.
    """
    unpacked = unpacked_bytes(body)
    if _MIME_HEAD.match(unpacked[:4000]):
        return tuple(_mime_parts(unpacked, url))
    written = decoded(unpacked)
    if written.lstrip()[:1] == "<":
        return (_document(written, url),)
    try:
        values = decode(written)
    except Unreadable:
        # A script, or plain text: read as a page that holds nothing else.
        return (_document(f"<html><script>{written}</script></html>", url),)
    found = tuple(one for value in values for one in _of_value(value, url))
    # Nothing was wrapped: the very text, so that numbers stay as they were written.
    return found or (_answer(written, answer_url(url)),)


def unpacked_bytes(body: bytes) -> bytes:
    """The bytes without gzip around them; as they stand where they are not packed or broken."""
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_UNPACKED)
    except (zlib.error, gzip.BadGzipFile):
        return body


def decoded(body: bytes) -> str:
    """The text of a body, by its byte order mark, else UTF-8; bytes that are none are replaced."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    return body.decode("utf-8", "replace")


def _document(written: str, url: str, status: int = 200) -> Exchange:
    return Exchange(
        url=url, status=status, body=written.encode("utf-8", "replace"), resource_type="document"
    )


def _answer(written: str, url: str, status: int = 200) -> Exchange:
    body = written.encode("utf-8", "replace")
    return Exchange(url=url, status=status, body=body, resource_type="xhr")


def _of_value(value: Any, url: str) -> Iterator[Exchange]:
    entries = _entries(value)
    if entries:
        yield from (found for entry in entries for found in _of_entry(entry))
        return
    wrapped = list(_wrapped(value, url))
    yield from wrapped
    if wrapped and not _is_wrapper(value):
        yield _answer(json.dumps(value, default=str), answer_url(url))


def _entries(value: Any) -> list[Mapping[str, Any]]:
    """The requests of a HAR, or of a part that somebody cut out of one."""
    for held in (at(value, "log.entries"), at(value, "entries"), value):
        found = list(objects(held)) if isinstance(held, list) else []
        if found and all(isinstance(at(one, "response.content"), Mapping) for one in found):
            return found
    return []


def answer_url(url: str) -> str:
    """The address as an answer's own: kept where it is a call's, unknown where it is a page's."""
    return url if re.search(r"/api/|/h5/|[?&]ajax=true|[?&]__ssrDirect=", url) else ""


def _of_entry(entry: Mapping[str, Any]) -> Iterator[Exchange]:
    """One request of a HAR; its body may be base64."""
    written = text(at(entry, "response.content.text"))
    url = link(at(entry, "request.url"))
    if written is None or url is None:
        return
    if at(entry, "response.content.encoding") == "base64":
        try:
            written = decoded(unpacked_bytes(base64.b64decode(written)))
        except (binascii.Error, ValueError):
            return
    status = whole(at(entry, "response.status")) or 0
    is_page = _DOCUMENT.match(written[:2000]) is not None
    yield _document(written, url, status) if is_page else _answer(written, url, status)


def _wrapped(value: Any, url: str) -> Iterator[Exchange]:
    """Pages and answers that stand as texts in somebody's own JSON."""
    found: list[Exchange] = []

    def look(node: Mapping[str, Any], _: tuple[str, ...]) -> bool:
        own = first(node, ("url", "request_url", "requestUrl", "final_url", "URL"), link)
        status = first(node, ("status", "status_code", "statusCode", "http_status"), whole)
        state = status if status is not None and 100 <= status < 600 else 200
        for name, inner in node.items():
            one = _inner(str(name), inner, url)
            if one is not None:
                found.append(replace(one, url=own or one.url, status=state))
        return False

    walk(value, look)
    walk({"body": value} if isinstance(value, str) else {}, look)
    yield from found


def _inner(name: str, inner: Any, url: str) -> Exchange | None:
    if not isinstance(inner, str) or len(inner) < 12:
        return None
    if _DOCUMENT.match(inner[:2000]):
        return _document(inner, url)
    looks = inner.lstrip()[:1]
    if name.lower() in _BODY_NAMES and looks in {"{", "["} and inner.rstrip()[-1:] in {"}", "]"}:
        return _answer(inner, answer_url(url))
    return None


def _is_wrapper(value: Any) -> bool:
    """Whether an object does nothing but hold texts and words about them."""
    several = value if isinstance(value, list) else [value]
    inner = [one for node in several if isinstance(node, Mapping) for one in node.values()]
    return not any(isinstance(one, list) or (isinstance(one, Mapping) and one) for one in inner)


def _mime_parts(body: bytes, url: str) -> Iterator[Exchange]:
    """The parts of a page that Chrome saved as one file."""
    message = email.message_from_bytes(body, policy=email.policy.default)
    for part in message.walk():
        kind = part.get_content_type()
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes) or kind not in {"text/html", "application/json"}:
            continue
        where = str(part.get("Content-Location") or url)
        written = decoded(payload)
        yield _document(written, where) if kind == "text/html" else _answer(written, where)
