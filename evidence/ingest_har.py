"""Reads a browser's HAR (HTTP Archive 1.2)."""

import base64
import binascii
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from domain.capture import Exchange, Headers
from evidence.ingest import Contents, Entry, Stated, bounded, damaged, finished, type_of
from messages import translate

# `Any`: what json.loads returned; every use below turns it into a typed value.
Plain = dict[str, Any]
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)


def read_har(path: Path) -> Contents:
    """What a HAR holds; raises UsageError that says which entry is wrong."""
    try:
        log = json.loads(path.read_bytes().decode("utf-8-sig"))["log"]
        entries = list(log["entries"])
        pages = tuple(_entry(page) for page in log.get("pages") or [])
        creator = log.get("browser") or log.get("creator") or {}
        software = " ".join(str(creator.get(name, "")) for name in ("name", "version")).strip()
    except _BROKEN as error:
        raise damaged(path, translate("it is no HAR: {why}", why=_short(error))) from error
    stated = sorted(bounded(_exchanges(path, entries), path), key=_started)
    if not stated:
        raise damaged(path, translate("it holds no answered request"))
    return Contents(software=software or "HAR", exchanges=tuple(stated), entries=pages)


def _exchanges(path: Path, entries: list[Plain]) -> Iterator[Stated]:
    for number, entry in enumerate(entries):
        try:
            exchange = _exchange(entry)
        except _BROKEN as error:
            why = translate("entry {number}: {why}", number=number, why=_short(error))
            raise damaged(path, why) from error
        yield Stated(exchange=exchange, group=str(entry.get("pageref") or ""))


def _exchange(entry: Plain) -> Exchange:
    request, response = entry["request"], entry["response"]
    content = response.get("content") or {}
    headers = _headers(response.get("headers"))
    mime = str(content.get("mimeType") or "").partition(";")[0].strip().lower()
    kind = str(entry.get("_resourceType") or "") or type_of(mime)
    posted = (request.get("postData") or {}).get("text")
    return finished(
        Exchange(
            url=str(request["url"]),
            method=str(request.get("method") or "GET"),
            status=max(0, int(response.get("status") or 0)),
            status_text=str(response.get("statusText") or ""),
            request_headers=_headers(request.get("headers")),
            response_headers=headers or ((("Content-Type", mime),) if mime else ()),
            request_body=str(posted).encode("utf-8", "surrogatepass") if posted else b"",
            body=_body(content),
            resource_type=kind,
            started_at=_moment(entry["startedDateTime"]),
            remote_address=str(entry.get("serverIPAddress") or "") or None,
            protocol=str(response.get("httpVersion") or "").lower() or None,
            redirect_to=str(response.get("redirectURL") or "") or None,
            failure=str(response.get("_error") or "") or None,
        )
    )


def _body(content: Plain) -> bytes:
    text = content.get("text")
    if text is None:
        return b""
    if content.get("encoding") == "base64":
        try:
            return base64.b64decode(str(text), validate=True)
        except binascii.Error as error:
            raise ValueError(str(error)) from error
    return str(text).encode("utf-8", "surrogatepass")


def _headers(pairs: object) -> Headers:
    listed = pairs if isinstance(pairs, list) else []
    return tuple((str(pair["name"]), str(pair["value"])) for pair in listed)


def _entry(page: Plain) -> Entry:
    title = str(page.get("title") or "")
    return Entry(url=title if "://" in title else "", group=str(page.get("id") or ""), title=title)


def _moment(text: object) -> datetime:
    moment = datetime.fromisoformat(str(text))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _started(one: Stated) -> datetime:
    return one.exchange.started_at or datetime.min.replace(tzinfo=UTC)


def _short(error: Exception) -> str:
    return f"{type(error).__name__} {error}"[:120]
