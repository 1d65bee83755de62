"""A site's own wishes, where the configuration says that they are obeyed (RFC 9309)."""

import asyncio
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from protego import Protego

from crawler.egress import Egress
from crawler.guard import Guard

AGENT = "shopwitness"
SECONDS = 15.0
LONGEST = 500 << 10
"""Bytes of a robots.txt that are read (RFC 9309, section 2.5)."""
ALLOW_ALL = ""
DISALLOW_ALL = "User-agent: *\nDisallow: /\n"


class Wishes:
    """What each origin's robots.txt says; fetched once, through the guard's own way out."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._rules: dict[str, Protego] = {}

    async def allow(self, url: str) -> bool:
        """Whether the URL's site lets us visit it."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = Protego.parse(await self._fetch(f"{origin}/robots.txt"))
        return bool(self._rules[origin].can_fetch(url, AGENT))

    async def _fetch(self, url: str) -> str:
        egress = Egress(self._guard)
        await egress.start()
        try:
            return await asyncio.to_thread(_read, url, egress.url)
        finally:
            await egress.close()


def _read(url: str, proxy: str) -> str:
    """The file's text; nothing is forbidden where there is none, all where the server fails."""
    handlers = (urllib.request.ProxyHandler({"http": proxy, "https": proxy}), _NoRedirect())
    opener = urllib.request.build_opener(*handlers)
    request = urllib.request.Request(url, headers={"User-Agent": AGENT})  # noqa: S310  (guarded)
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            return str(answer.read(LONGEST).decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        return DISALLOW_ALL if error.code >= 500 else ALLOW_ALL
    except (OSError, ValueError):
        return DISALLOW_ALL


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A robots.txt that lies elsewhere is none of this site's."""

    def redirect_request(self, *_: object) -> None:
        return None
