"""Addresses however they were written, taken apart: what a platform's URL grammar works on."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from domain.target import Site

MAX_LENGTH = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One URL, decoded."""

    host: str
    """Lower case, with the port where one was written."""
    path: str
    """Percent-decoded, beginning with a slash, doubled slashes folded."""
    query: Mapping[str, str]
    fragment: str = ""

    @property
    def name(self) -> str:
        """The host without its port."""
        return self.host.partition(":")[0]

    @property
    def parts(self) -> tuple[str, ...]:
        """The path's names."""
        return tuple(part for part in self.path.split("/") if part)


def read_address(url: str) -> Address | None:
    """Take a URL apart, with or without a scheme; None where it is no http address."""
    written = url.strip().strip("<>\"'")
    if not written or len(written) > MAX_LENGTH or any(c.isspace() for c in written):
        return None
    if written.startswith("//"):
        written = "https:" + written
    if "://" not in written.partition("?")[0]:
        written = "https://" + written
    try:
        parts = urlsplit(written)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not ("." in host or host == "localhost"):
        return None
    path = "/" + "/".join(part for part in unquote(parts.path).split("/") if part)
    query = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None))
    return Address(host=host + port, path=path, query=query, fragment=unquote(parts.fragment))


def belongs(address: Address, site: Site) -> bool:
    """Whether an address is on the site: its base URL's host, a listed host, or below one."""
    base = urlsplit(site.base_url)
    own_port = base.port
    if own_port is not None and address.host.partition(":")[2] not in {"", str(own_port)}:
        return False
    hosts = {base.hostname or "", *(h.partition(":")[0] for h in site.hosts)}
    return any(address.name == host or address.name.endswith("." + host) for host in hosts if host)


def is_own_host(url: str, site: Site) -> bool:
    """Whether an answer's URL is on the site; an answer without a URL is taken for it."""
    if not url:
        return True
    address = read_address(url.replace(" ", "%20"))
    return address is not None and belongs(address, site)


def encode(words: str) -> str:
    """Words for a path or a query."""
    return quote(words, safe="")
