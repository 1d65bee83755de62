"""Shopee's pictures: hashes that become addresses."""

import re
from collections.abc import Iterable
from typing import Any

from crawler.fields import link, text
from domain.target import Site

_HASH = re.compile(r"[A-Za-z0-9_.-]{8,120}")


def image_urls(found: Iterable[Any], site: Site) -> tuple[str, ...]:
    """Full-size addresses of picture hashes, each once, in order; addresses stay as they are."""
    host = f"https://down-{site.country}.img.susercontent.com"
    base = site.base_url if site.allow_loopback else host
    urls = []
    for one in found:
        written = text(one)
        if written and written.startswith(("http", "//")):
            urls.append(link(written))
        elif written and _HASH.fullmatch(written):
            urls.append(f"{base}/file/{written}")
    return tuple(dict.fromkeys(url for url in urls if url))
