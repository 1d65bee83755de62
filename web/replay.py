"""Shows kept pages, on an origin of their own, without scripts, cookies or a way out.

The rendered DOM of a capture is served with its own pictures and styles from the same capture.
Nothing is fetched: what was not kept is missing here too.
"""

import html
import re
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote, unquote, urljoin

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import Response
from parsel import Selector

from domain.capture import Capture, Exchange
from evidence.store import load_capture
from web.services import Services

LOADED = 4
"""Captures that stay in memory while their pictures are asked for."""
POLICY = (
    "sandbox; default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; media-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors {origin}"
)
_SHOWN = re.compile(r"^(image/(?!svg)|font/|text/css|video/|audio/|application/font)")
_SVG = "image/svg+xml"
_URL = re.compile(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")
_REFRESH = "//meta[translate(@http-equiv,'REFSH','refsh')='refresh']"
_DROPPED = f"//script|//base|//iframe|//frame|//object|//embed|//noscript|//portal|{_REFRESH}"


def create_replay(services: Services, application_origin: str) -> FastAPI:
    """The application that answers on the other origin."""
    app = FastAPI(title="ShopWitness replay", docs_url=None, redoc_url=None, openapi_url=None)
    load = lru_cache(maxsize=LOADED)(partial(_load, services))

    def _capture(until: int, signature: str, capture_id: str) -> Capture:
        if not services.may_replay(capture_id, until, signature):
            raise HTTPException(403, "this address was not given out, or is too old")
        return load(capture_id)

    @app.get("/{until}/{signature}/{capture_id}/")
    def kept_page(until: int, signature: str, capture_id: str) -> Response:
        capture = _capture(until, signature, capture_id)
        return _answer(_rewritten(capture).encode(), "text/html; charset=utf-8")

    @app.get("/{until}/{signature}/{capture_id}/r/{address:path}")
    def resource(
        request: Request, until: int, signature: str, capture_id: str, address: str
    ) -> Response:
        capture = _capture(until, signature, capture_id)
        wanted = unquote(request.scope["raw_path"].decode("latin-1").partition("/r/")[2])
        found = _exchange(capture, wanted) or _exchange(capture, address)
        if found is None:
            raise HTTPException(404, "not kept")
        if found.mime == "text/css":
            sheet = _rewritten_css(found.body.decode("utf-8", "replace"), found.url, 1)
            return _answer(sheet.encode(), "text/css; charset=utf-8")
        if not _SHOWN.match(found.mime) and found.mime != _SVG:
            raise HTTPException(404, "not shown")
        return _answer(found.body, found.mime)

    def _answer(content: bytes, media_type: str) -> Response:
        return Response(
            content,
            media_type=media_type,
            headers={
                "Content-Security-Policy": POLICY.format(origin=application_origin),
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
                "Cache-Control": "no-store",
                "Cross-Origin-Resource-Policy": "cross-origin",
            },
        )

    return app


def _load(services: Services, capture_id: str) -> Capture:
    with services.store.reading() as repo:
        row = repo.captures.get(capture_id)
    if row is None:
        raise HTTPException(404, "no such capture")
    return load_capture(services.settings.evidence, row.stored)


def _exchange(capture: Capture, url: str) -> Exchange | None:
    """The answer that the browser was given for an address, the last one that had a body."""
    matching = [each for each in capture.exchanges if each.url == url and each.body]
    return matching[-1] if matching else None


def _rewritten(capture: Capture) -> str:
    """The rendered page with every address inside this capture, and nothing that could run."""
    page = Selector(capture.dom or "<html><body></body></html>", type="html")
    root = page.root
    base = capture.final_url
    for unwanted in root.xpath(_DROPPED):
        unwanted.drop_tree()
    for element in root.iter():
        if isinstance(element.tag, str):
            _rewrite_element(element, base)
    return "<!doctype html>" + str(Selector(root=root, type="html").get())


def _rewrite_element(element: Any, base: str) -> None:  # Any: lxml ships no types
    attributes = element.attrib
    for name in list(attributes):
        lowered = name.lower()
        if lowered.startswith("on") or lowered in {
            "srcset",
            "ping",
            "integrity",
            "nonce",
            "action",
            "formaction",
        }:
            del attributes[name]
        elif lowered in {"src", "poster", "data-src", "background"}:
            attributes[name] = _local(urljoin(base, attributes[name]), 0)
        elif lowered == "style":
            attributes[name] = _rewritten_css(attributes[name], base, 0)
    if element.tag == "link" and "href" in attributes:
        attributes["href"] = _local(urljoin(base, attributes["href"]), 0)
    elif "href" in attributes or "{http://www.w3.org/1999/xlink}href" in attributes:
        for name in ("href", "{http://www.w3.org/1999/xlink}href"):
            if name in attributes:
                attributes["title"] = html.unescape(attributes.pop(name))[:300]
    if element.tag == "style" and element.text:
        element.text = _rewritten_css(element.text, base, 0)


def _rewritten_css(text: str, base: str, depth: int) -> str:
    return _URL.sub(lambda m: f'url("{_local(urljoin(base, m.group(2)), depth)}")', text)


def _local(url: str, depth: int) -> str:
    """An address inside this capture; data addresses stay as they are."""
    if url.startswith("data:image/"):
        return url
    # A style sheet lies beside the pictures, the page one folder above them.
    return ("" if depth else "r/") + quote(url, safe="")
