"""Which addresses a page may make the browser connect to: the rule, and the proxy that holds it."""

import asyncio
import contextlib

import pytest

from crawler.egress import Egress
from crawler.guard import Guard
from domain.target import Site
from tests.crawler.crawl import site

PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:192.168.1.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe",
]
PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]


def public_site(**changes):
    fields = {
        "site_id": "shop-vn",
        "platform": "web",
        "country": "vn",
        "base_url": "https://shop.example",
        "hosts": (),
        "currency": "VND",
    }
    return Site(**{**fields, **changes})


def answering(*rounds):
    """A resolver that answers the next round each time; the last one stays."""
    left = list(rounds)

    async def resolve(_host):
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


def refusal(guard, url):
    return asyncio.run(guard.refusal(url))


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address):
    bracketed = f"[{address}]" if ":" in address else address
    assert refusal(Guard(public_site()), f"http://{bracketed}/")
    named = Guard(public_site(), resolve=answering((address,)))
    assert refusal(named, "https://somewhere.example/")


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_let_through(address):
    guard = Guard(public_site(), resolve=answering((address,)))
    assert refusal(guard, "https://somewhere.example/") is None


def test_one_private_address_among_public_ones_refuses_the_name():
    guard = Guard(public_site(), resolve=answering(("93.184.216.34", "10.0.0.1")))
    assert "10.0.0.1" in refusal(guard, "https://somewhere.example/")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://93.184.216.34/",
        "chrome://settings",
        "view-source:http://127.0.0.1/",
        "javascript:alert(1)",
        "http://",
        "http://[",
        "http://a:99999999/",
    ],
)
def test_other_schemes_and_broken_addresses_are_refused(url):
    assert refusal(Guard(public_site()), url)


@pytest.mark.parametrize("url", ["data:text/html,x", "blob:https://shop.example/1", "about:blank"])
def test_what_reaches_no_network_is_let_through(url):
    assert refusal(Guard(public_site()), url) is None


@pytest.mark.parametrize("host", ["localhost", "a.localhost", "LOCALHOST", "localhost."])
def test_names_that_browsers_take_for_loopback_are_refused(host):
    assert refusal(Guard(public_site(), resolve=answering(())), f"http://{host}/")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://shop.localhost:8000/x", True),
        ("ws://img.shop.localhost:8000/x", True),
        ("http://shop.localhost:8001/", False),
        ("http://other.localhost:8000/", False),
        ("http://127.0.0.1:8000/", False),
        ("http://notshop.localhost:8000/", False),
        ("http://10.0.0.1:8000/", False),
    ],
)
def test_the_practice_marketplace_is_allowed_by_name_and_port_alone(url, allowed):
    assert (refusal(Guard(site(8000)), url) is None) is allowed


def test_a_real_site_that_resolves_to_loopback_is_refused():
    guard = Guard(public_site(), resolve=answering(("127.0.0.1",)))
    assert refusal(guard, "https://shop.example/")


async def _ask_egress(egress, request):
    await egress.start()
    try:
        port = int(egress.url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = await asyncio.wait_for(reader.read(200), 10)
        writer.close()
        return answer
    finally:
        await egress.close()


REQUESTS = {
    "tunnel": b"CONNECT inner.example:%d HTTP/1.1\r\n\r\n",
    "plain": b"GET http://inner.example:%d/ HTTP/1.1\r\nHost: inner.example\r\n\r\n",
}


@pytest.mark.parametrize("request_line", REQUESTS.values(), ids=REQUESTS)
def test_the_egress_refuses_what_resolves_to_this_machine(canary, request_line):
    egress = Egress(Guard(public_site(), resolve=answering(("127.0.0.1",))))
    assert asyncio.run(_ask_egress(egress, request_line % canary.port)) == b""
    assert canary.hits == 0
    assert egress.refused == {("inner.example", canary.port): "127.0.0.1 is not a public address"}
    assert not egress.connected


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(canary, monkeypatch):
    """A name that answers with a public address and then with this machine's gains nothing."""
    opened, really_open = [], asyncio.open_connection

    async def open_connection(host, port, **kwargs):
        if host == "127.0.0.1" and port != canary.port:
            return await really_open(host, port, **kwargs)
        opened.append(host)
        raise OSError("no way out in a test")

    monkeypatch.setattr(asyncio, "open_connection", open_connection)
    guard = Guard(public_site(), resolve=answering(("93.184.216.34",), ("127.0.0.1",)))
    request = REQUESTS["tunnel"] % canary.port
    assert asyncio.run(_ask_egress(Egress(guard), request)) == b""
    assert opened == ["93.184.216.34"]
    assert canary.hits == 0


@pytest.mark.parametrize(
    "garbage", [b"\r\n\r\n", b"CONNECT\r\n\r\n", b"CONNECT a:b c\r\n\r\n", b"\x00" * 300_000]
)
def test_garbage_at_the_egress_ends_its_own_connection_only(garbage):
    async def twice():
        egress = Egress(Guard(public_site()))
        await egress.start()
        port = int(egress.url.rpartition(":")[2])
        try:
            for _ in range(2):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(garbage)
                writer.write_eof()
                with contextlib.suppress(ConnectionError):
                    assert await asyncio.wait_for(reader.read(100), 10) == b""
                writer.close()
        finally:
            await egress.close()

    asyncio.run(twice())
