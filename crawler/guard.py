"""Which addresses a page may make the browser connect to: public ones, and nothing else.

A shop's page is written by strangers. Without a guard it could reach the machine's own services,
its neighbours and a cloud's metadata address, and the answers would land in the evidence.
"""

import asyncio
import ipaddress
import socket
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from domain.target import Site

WEB_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
HARMLESS_SCHEMES = frozenset({"data", "blob", "about"})
"""They reach no network."""
RESOLVED_FOR_SECONDS = 60.0

Resolve = Callable[[str], Awaitable[tuple[str, ...]]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Carries an IPv4 address in its last 32 bits (RFC 6052), which the network translates.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


async def resolve(host: str) -> tuple[str, ...]:
    """The addresses of a host name; empty where it has none."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """The rule for one site's run."""

    def __init__(self, site: Site, *, resolve: Resolve = resolve) -> None:
        base = urlsplit(site.base_url)
        self._own_names = tuple(name for name in (base.hostname, *site.hosts) if name)
        self._own_port = base.port or WEB_PORTS.get(base.scheme, 0)
        self._allow_loopback = site.allow_loopback
        self._resolve = resolve
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}

    async def refusal(self, url: str) -> str | None:
        """Why a URL may not be requested; None where it may."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            return "not a URL"
        if parts.scheme in HARMLESS_SCHEMES:
            return None
        if parts.scheme not in WEB_PORTS:
            return f"scheme {parts.scheme or '(none)'}"
        if not host:
            return "no host"
        _, refusal = await self.addresses(host, port or WEB_PORTS[parts.scheme])
        return refusal

    async def addresses(self, host: str, port: int) -> tuple[tuple[str, ...], str | None]:
        """The addresses that stand for a host, and why it may not be reached at that port.

        A single forbidden address among them refuses the host: the browser could pick that one.
        """
        found = await self._addresses(host.rstrip(".").lower())
        for address in found:
            if refusal := self.refused_address(address, host=host, port=port):
                return (), refusal
        return found, None

    def refused_address(self, address: str, *, host: str, port: int) -> str | None:
        """Why this address may not be connected to for this host; None where it may."""
        try:
            effective = _effective(ipaddress.ip_address(address.strip("[]")))
        except ValueError:
            return f"not an address: {address}"
        if effective.is_loopback and self._is_own(host, port):
            return None
        if effective.is_global and not effective.is_multicast:
            return None
        return f"{address} is not a public address"

    def is_own_host(self, url: str) -> bool:
        """Whether the URL's host is one of the site's own."""
        try:
            return self._is_own_name(urlsplit(url).hostname or "")
        except ValueError:
            return False

    def _is_own(self, host: str, port: int) -> bool:
        """Whether this is the practice marketplace, which lives on loopback, and nothing beside it."""
        return self._allow_loopback and port == self._own_port and self._is_own_name(host)

    def _is_own_name(self, host: str) -> bool:
        plain = host.rstrip(".").lower()
        return any(plain == name or plain.endswith("." + name) for name in self._own_names)

    async def _addresses(self, host: str) -> tuple[str, ...]:
        if _is_address(host):
            return (host,)
        # Browsers resolve these names themselves (RFC 6761); not every system resolver does.
        if host == "localhost" or host.endswith(".localhost"):
            return ("127.0.0.1",)
        resolved_at, found = self._known.get(host, (-RESOLVED_FOR_SECONDS, ()))
        if time.monotonic() - resolved_at >= RESOLVED_FOR_SECONDS:
            found = await self._resolve(host)
            self._known[host] = (time.monotonic(), found)
        return found


def _effective(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
