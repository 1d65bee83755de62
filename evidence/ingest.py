"""Captures that somebody else made: read whole, marked as theirs, never mixed up with ours.

FILE -> its own SHA-256 -> kept byte for byte as <night>/ingested-<digest>.<suffix>
-> exchanges, one group a page -> captures, as if the browser had been answered so
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from domain.capture import Exchange, Picture
from domain.errors import EvidenceError, UsageError
from evidence.keys import create
from evidence.visitlog import sync_folder
from evidence.volume import file_digest, is_sealed
from messages import translate

SUFFIXES = (".warc", ".warc.gz", ".wacz", ".har")
PREFIX = "ingested-"
INGESTED = "ingested"
"""The browser mode by which a capture that somebody else made is known."""
MAX_FILE = 2 << 30
"""Bytes of a file that is read."""
MAX_BODY = 100 << 20
MAX_BODIES = 1 << 30
"""Bytes that all bodies of a file may unpack to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One exchange as a file states it, before it is known which page it belongs to."""

    exchange: Exchange
    group: str = ""
    """What the file itself calls its page; empty where it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page that a file lists."""

    url: str
    at: datetime | None = None
    group: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a file holds."""

    software: str
    """What made it, by its own word."""
    exchanges: tuple[Stated, ...]
    entries: tuple[Entry, ...] = ()
    pictures: tuple[tuple[str, Picture], ...] = ()
    """Screenshots by the address of their page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestedPage:
    """One page with everything that was loaded for it."""

    url: str
    final_url: str
    title: str
    exchanges: tuple[Exchange, ...]
    """The page's own documents are the only ones of the type `document`."""
    pictures: tuple[Picture, ...] = ()

    @property
    def started_at(self) -> datetime:
        """When its first exchange began, aware UTC."""
        return min(e.started_at for e in self.exchanges if e.started_at)

    @property
    def ended_at(self) -> datetime:
        """When its last exchange began, aware UTC."""
        return max(e.started_at for e in self.exchanges if e.started_at)


def suffix_of(path: Path) -> str:
    """One of SUFFIXES; raises UsageError for a file of another kind, or none that can be read."""
    found = [s for s in SUFFIXES if path.name.lower().endswith(s)]
    if not found:
        raise UsageError(
            translate(
                "{file}: is none of {kinds}; give a web archive or a browser's HAR.",
                file=path,
                kinds=", ".join(SUFFIXES),
            )
        )
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UsageError(
            translate("{file}: cannot be read ({cause}).", file=path, cause=error.strerror)
        ) from error
    if not path.is_file() or size == 0 or size > MAX_FILE:
        raise damaged(path, translate("its size is {size} bytes", size=size))
    return found[0]


def damaged(path: Path, why: object) -> UsageError:
    """The error of a file that cannot be taken over."""
    return UsageError(
        translate("{file}: cannot be taken over ({why}); nothing was kept.", file=path, why=why)
    )


def kept_name(digest: str, suffix: str) -> str:
    """Under which name a file lies in its night."""
    return f"{PREFIX}{digest}{suffix}"


def keep_file(source: Path, night_folder: Path, digest: str) -> Path:
    """Put a file into a night byte for byte; a night that has it already keeps its own.

    Raises EvidenceError where the night is sealed or the file has changed meanwhile.
    """
    if is_sealed(night_folder):
        raise EvidenceError(
            translate("{folder}: the night is sealed, nothing can be added.", folder=night_folder)
        )
    target = night_folder / kept_name(digest, suffix_of(source))
    if not target.exists():
        part = target.with_name(f".{target.name}.part")
        part.unlink(missing_ok=True)
        create(part, b"", 0o600)
        shutil.copyfile(source, part)
        if file_digest(part) != digest:
            part.unlink()
            raise EvidenceError(translate("{file}: changed while it was read.", file=source))
        part.chmod(0o400)
        part.rename(target)
        sync_folder(night_folder)
    return target


def pages_of(contents: Contents, is_page: Callable[[str], bool]) -> Iterator[IngestedPage]:
    """The pages in a file whose addresses `is_page` knows, in the order of time.

    A file that groups its exchanges by page is believed; else a page has what came until the next.
    """
    stated = [s for s in contents.exchanges if s.exchange.started_at is not None]
    listed = {_plain(entry.url): entry for entry in contents.entries}
    groups: dict[str, list[Exchange]] = {}
    current, chain = "", ""
    for one in stated:
        url = _plain(one.exchange.url)
        starts = _is_html(one.exchange) and (is_page(url) or url in listed) and url != chain
        if one.group:
            current = one.group
        elif starts:
            current = f"{len(groups)} {url}"
        chain = _plain(urljoin(url, one.exchange.redirect_to)) if one.exchange.redirect_to else ""
        if current:
            groups.setdefault(current, []).append(one.exchange)
    for group in groups.values():
        page = _page(group, contents, is_page)
        if page is not None:
            yield page


def _page(
    group: list[Exchange], contents: Contents, is_page: Callable[[str], bool]
) -> IngestedPage | None:
    """The page of a group: its first document that is known, and the documents it led on to."""
    first = next((e for e in group if _is_html(e) and is_page(_plain(e.url))), None)
    if first is None:
        return None
    own, final = {id(first)}, first
    for exchange in group[group.index(first) + 1 :]:
        target = urljoin(final.url, final.redirect_to) if final.redirect_to else ""
        if target and _plain(exchange.url) == _plain(target):
            own.add(id(exchange))
            final = exchange
    addresses = {_plain(first.url), _plain(final.url)}
    return IngestedPage(
        url=first.url,
        final_url=final.url,
        title=next((e.title for e in contents.entries if _plain(e.url) in addresses), ""),
        exchanges=tuple(_typed(exchange, is_own=id(exchange) in own) for exchange in group),
        pictures=tuple(p for url, p in contents.pictures if _plain(url) in addresses),
    )


def _typed(exchange: Exchange, *, is_own: bool) -> Exchange:
    """The exchange with the type that it has on its page: a frame's document is not the page's."""
    if is_own:
        kind = "document"
    elif exchange.resource_type in {"", "document"}:
        kind = "other"
    else:
        kind = exchange.resource_type
    return replace(exchange, resource_type=kind)


def type_of(mime: str) -> str:
    """What a media type is most likely loaded as, in Chromium's words."""
    for start, kind in _TYPES:
        if mime.startswith(start):
            return kind
    return "other"


_TYPES = (
    ("text/html", "document"),
    ("application/json", "xhr"),
    ("text/json", "xhr"),
    ("image/", "image"),
    ("text/css", "stylesheet"),
    ("font/", "font"),
    ("video/", "media"),
    ("audio/", "media"),
    ("text/javascript", "script"),
    ("application/javascript", "script"),
)


def finished(exchange: Exchange) -> Exchange:
    """The exchange with the digest and length of its body."""
    body = exchange.body
    return replace(exchange, body_sha256=hashlib.sha256(body).hexdigest(), body_length=len(body))


def bounded(bodies: Iterable[Stated], path: Path) -> Iterator[Stated]:
    """The exchanges while their bodies stay within bounds; raises UsageError beyond."""
    total = 0
    for one in bodies:
        total += len(one.exchange.body)
        if total > MAX_BODIES:
            raise damaged(
                path, translate("its bodies unpack to more than {size} MB", size=MAX_BODIES >> 20)
            )
        yield one


def _is_html(exchange: Exchange) -> bool:
    redirect = exchange.redirect_to is not None and exchange.resource_type in {
        "",
        "document",
        "other",
    }
    return redirect or exchange.resource_type == "document" or exchange.mime == "text/html"


def _plain(url: str) -> str:
    return urldefrag(url).url
