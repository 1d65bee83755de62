"""What a visit brought, opened: JSON answers and HTML documents, whoever wrapped them.

A capture's answers, a page's embedded states and a saved file all become the same two kinds of
value, so that one parser reads them all.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import chompjs
from parsel import Selector

from domain.capture import Capture, Exchange

MAX_HTML = 30_000_000
"""Characters of one document that are read."""
MAX_NODES = 400_000
"""JSON nodes that are looked at for known shapes in one value."""
MAX_DEPTH = 14
_JSONP = re.compile(r"\s*(?:/\*.{0,40}?\*/\s*)?[\w$.]{1,60}\(")
_GUARD = re.compile(r"\s*(?:for\s*\(;;\)\s*;|while\s*\((?:1|true)\)\s*;|\)\]\}',?)")
"""What answers begin with so that no other site can run them as a script."""
_INVISIBLE = "script|style|noscript|template|head"


class Unreadable(ValueError):  # noqa: N818  (says what the value is)
    """The bytes are no JSON that can be decoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One JSON value with the request that it answered."""

    value: Any
    """Decoded JSON in somebody else's shape; numbers with a fraction are Decimal."""
    url: str = ""
    """Empty where a saved file does not say."""
    status: int = 200
    origin: str = "answer"
    """`answer`, or the name of the embedded state."""


@dataclass(frozen=True, kw_only=True)
class Html:
    """One HTML document: as it was sent, or as it was rendered."""

    html: str
    url: str = ""
    status: int = 0

    @cached_property
    def tree(self) -> Selector:
        """The parsed document; empty where nothing can be parsed."""
        source = self.html[:MAX_HTML].replace("\x00", "").encode("utf-8", "replace").decode()
        return Selector(text=source or "<html></html>", huge_tree=True)

    @cached_property
    def title(self) -> str:
        """The document's title, white space folded."""
        return " ".join(" ".join(self.tree.css("title::text").getall()[:1]).split())

    @cached_property
    def own_url(self) -> str:
        """The URL that the document itself names: canonical, else og:url."""
        canonical = self.tree.xpath("//link[@rel='canonical']/@href").get()
        return canonical or self.tree.xpath("//meta[@property='og:url']/@content").get() or ""

    @cached_property
    def text(self) -> str:
        """Visible text, one line a text node."""
        hidden = " or ".join(f"ancestor::{name}" for name in _INVISIBLE.split("|"))
        nodes = self.tree.xpath(f"//text()[not({hidden})]").getall()
        return "\n".join(line for node in nodes if (line := " ".join(node.split())))


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Everything of one visit that a parser can read."""

    capture: Capture
    answers: tuple[Answer, ...]
    documents: tuple[Html, ...]
    """The rendered document first, then the one that was sent."""

    @cached_property
    def title(self) -> str:
        """The page's title."""
        return self.capture.title or next((d.title for d in self.documents if d.title), "")

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The page's visible text, line by line, white space folded."""
        whole = self.capture.text or next((d.text for d in self.documents if d.text), "")
        return tuple(line for raw in whole.splitlines() if (line := " ".join(raw.split())))


def open_capture(capture: Capture) -> Opened:
    """Decode every JSON answer and every document of a capture."""
    answers: list[Answer] = []
    sent: list[Html] = []
    for exchange in capture.exchanges:
        if not exchange.body or not _may_speak(exchange):
            continue
        body = exchange.body[: MAX_HTML * 2].decode("utf-8", "replace").lstrip("\ufeff")
        answers.extend(_answers(body, exchange))
        if exchange.resource_type == "document" and body.lstrip()[:1] == "<":
            document = Html(html=body, url=exchange.url, status=exchange.status)
            sent.append(document)
            answers.extend(_shown_answer(document))
    rendered = [Html(html=capture.dom, url=capture.final_url, status=capture.status)]
    documents = (*(rendered if capture.dom else ()), *reversed(sent))
    return Opened(capture=capture, answers=tuple(answers), documents=documents)


def _may_speak(exchange: Exchange) -> bool:
    return exchange.resource_type in {"document", "xhr", "fetch", "other", "script"}


def _answers(body: str, exchange: Exchange) -> Iterator[Answer]:
    if exchange.resource_type == "script" and not _JSONP.match(body[:70]):
        return
    try:
        values = decode(body)
    except Unreadable:
        return
    for value in values:
        yield Answer(value=value, url=exchange.url, status=exchange.status)


def _shown_answer(document: Html) -> Iterator[Answer]:
    """The answer that a browser shows as a page of its own: a body of JSON, in a `pre` or bare."""
    shown = document.tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
    body = "".join(shown.getall())
    if body.lstrip()[:1] in {"{", "["}:
        for value in _decoded_or_none(body):
            yield Answer(value=value, status=document.status)


def _decoded_or_none(written: str) -> list[Any]:
    try:
        return decode(written)
    except Unreadable:
        return []


def decode(written: str) -> list[Any]:
    """The JSON values in a text: one, several one after another, or one in a JSONP call.

    Raises Unreadable where it begins like none, is cut off, or is nested too deeply.
    """
    start = written.lstrip().lstrip("\ufeff")
    if guard := _GUARD.match(start[:40]):
        start = start[guard.end() :].lstrip()
    called = _JSONP.match(start[:70])
    if called and start[:1] not in "{[":
        start = start[called.end() :].lstrip()
    if start[:1] == '"':
        start = _unquoted(start)
    if start[:1] not in ("{", "["):
        raise Unreadable("begins with neither { nor [")
    decoder = json.JSONDecoder(parse_float=_fraction, parse_int=_integer, parse_constant=_nothing)
    values: list[Any] = []
    position = 0
    try:
        while position < len(start) and start[position] in "{[":
            value, position = decoder.raw_decode(start, position)
            values.append(value)
            position = _skip(start, position)
    except (ValueError, RecursionError) as error:
        if not values:
            raise Unreadable(str(error)[:120]) from error
    return values


def _unquoted(written: str) -> str:
    """JSON that was written as a JSON text: its inside."""
    try:
        inner = json.JSONDecoder().raw_decode(written)[0]
    except (ValueError, RecursionError):
        return ""
    return inner.lstrip() if isinstance(inner, str) else ""


def _skip(written: str, position: int) -> int:
    while position < len(written) and written[position] in " \t\r\n,;)":
        position += 1
    return position


def _fraction(digits: str) -> Decimal | None:
    number = Decimal(digits) if len(digits) < 60 else None
    return number if number is not None and -300 < number.adjusted() < 300 else None


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) < 60 else None


def _nothing(_: str) -> None:
    return None


def script_json(document: Html, xpath: str) -> list[Any]:
    """The JSON in the script elements that the XPath chooses; what cannot be decoded is left out."""
    written = document.tree.xpath(f"{xpath}/text()").getall()
    return [value for one in written for value in _decoded_or_none(one)]


def assigned_json(document: Html, name: str) -> Any | None:
    """The object that a page's script assigns or hands over: `var name = {...};`, `name({...})`."""
    for found in re.finditer(rf"\b{re.escape(name)}\s*[=(]\s*(?=[{{\[\"])", document.html):
        rest = document.html[found.end() : found.end() + MAX_HTML]
        try:
            return decode(rest)[0]
        except Unreadable:
            pass
        # Not strict JSON: a reader that knows JavaScript's literals and strings.
        try:
            return chompjs.parse_js_object(rest)
        except (ValueError, RecursionError):
            continue
    return None


def walk(value: Any, look: Callable[[Mapping[str, Any], tuple[str, ...]], bool]) -> None:
    """Show every JSON object in a value, the outermost first, with the names that lead to it.

    `look` answers True where an object is understood and its inside need not be shown.
    """
    waiting: deque[tuple[Any, tuple[str, ...]]] = deque([(value, ())])
    seen = 0
    while waiting and seen < MAX_NODES:
        node, path = waiting.popleft()
        seen += 1
        if len(path) > MAX_DEPTH:
            continue
        if isinstance(node, Mapping) and not look(node, path):
            waiting.extend((child, (*path, str(key))) for key, child in node.items())
        elif isinstance(node, list):
            waiting.extend((child, (*path, str(i))) for i, child in enumerate(node))
