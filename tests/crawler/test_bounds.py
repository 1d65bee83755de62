"""No page takes more than its share of time, memory and height, and what was cut off says so."""

import gzip
import socket

import pytest

from tests.crawler.crawl import crawl

pytestmark = pytest.mark.browser

KIBIBYTE = 1 << 10


def serve(web, path, text):
    web.routes[path] = lambda handler, _query: handler.html(text)


def test_an_endless_redirect_ends_as_an_error(web, tmp_path):
    def onwards(handler, query):
        handler.redirect(f"/round?{int(query or 0) + 1}")

    web.routes["/round"] = onwards
    crawled = crawl(tmp_path, web.port, ["/round", "/quick"])
    first, second = crawled.captures
    assert first.failure == "net::ERR_TOO_MANY_REDIRECTS"
    assert len(first.redirects) <= 22, "every hop is in the record, and they are few"
    assert web.hits["/round"] <= 22
    assert second.title == "quick"
    assert crawled.report["by_outcome"] == {"error": 1, "live": 1}


@pytest.mark.slow
def test_a_redirect_by_script_that_never_settles(web, tmp_path):
    def reload(handler, query):
        handler.html(
            f"<title>again</title><script>location = '/loop?{int(query or 0) + 1}'</script>"
        )

    web.routes["/loop"] = reload
    crawled = crawl(tmp_path, web.port, ["/loop", "/quick"], visit_timeout=6)
    assert crawled.report["visits"] == 2
    assert crawled.captures[1].title == "quick"


@pytest.mark.slow
def test_a_dripping_document_is_cut_off_by_time(web, tmp_path):
    web.routes["/drip"] = lambda handler, _query: handler.drip(120)
    crawled = crawl(tmp_path, web.port, ["/drip", "/quick"], visit_timeout=6)
    first, second = crawled.captures
    assert "time" in first.truncated
    assert first.failure == "time-out after 4 s"
    assert second.failure is None
    assert not crawled.stored[0].complete


def test_a_dripping_subresource_leaves_the_page_itself_whole(web, tmp_path):
    web.routes["/slow.json"] = lambda handler, _query: handler.drip(120)
    serve(web, "/page-with-drip", "<title>live</title><p>text<script>fetch('/slow.json')</script>")
    capture = crawl(tmp_path, web.port, ["/page-with-drip"], visit_timeout=8).capture
    assert capture.title == "live"
    assert capture.failure is None
    assert "time" in capture.truncated
    (slow,) = capture.answers("/slow.json")
    assert slow.truncated == "time"


def test_a_long_body_is_kept_up_to_its_bound(web, tmp_path):
    big = b"x" * (300 * KIBIBYTE)
    web.routes["/big.txt"] = lambda handler, _query: handler.answer(big)
    serve(web, "/long", "<title>live</title><script>fetch('/big.txt')</script>")
    limits = {"bodies": {"one": 64 * KIBIBYTE}}
    capture = crawl(tmp_path, web.port, ["/long"], limits=limits).capture
    (exchange,) = capture.answers("/big.txt")
    assert len(exchange.body) == 64 * KIBIBYTE
    assert exchange.truncated == "length"
    assert f"body:{64 * KIBIBYTE}:{exchange.url}" in capture.truncated


@pytest.mark.slow
def test_a_bomb_that_unpacks_to_much_is_cut_off(web, tmp_path):
    packed = gzip.compress(b"\0" * (64 << 20))
    web.routes["/bomb.txt"] = lambda handler, _query: handler.answer(
        packed, headers={"Content-Type": "text/plain", "Content-Encoding": "gzip"}
    )
    serve(web, "/with-bomb", "<title>live</title><script>fetch('/bomb.txt')</script>")
    limits = {"bodies": {"one": 1 << 20}}
    capture = crawl(tmp_path, web.port, ["/with-bomb"], limits=limits).capture
    (exchange,) = capture.answers("/bomb.txt")
    assert len(exchange.body) <= 1 << 20
    assert exchange.truncated == "length"
    assert capture.title == "live"


def test_many_bodies_together_stay_within_the_visits_bound(web, tmp_path):
    part = b"y" * (100 * KIBIBYTE)
    web.routes["/part"] = lambda handler, _query: handler.answer(part)
    asks = "".join(f"fetch('/part?{n}');" for n in range(10))
    serve(web, "/parts", f"<title>live</title><script>{asks}</script>")
    limits = {"bodies": {"visit": 350 * KIBIBYTE}}
    capture = crawl(tmp_path, web.port, ["/parts"], limits=limits).capture
    parts = list(capture.answers("/part?"))
    assert len(parts) == 10
    assert sum(len(e.body) for e in capture.exchanges) <= 350 * KIBIBYTE
    let_go = [e for e in parts if len(e.body) < len(part)]
    assert let_go
    assert all(e.body_sha256 and e.body_length == len(part) for e in let_go)
    assert all(e.truncated == "length" for e in let_go)


def test_a_page_of_great_height_is_pictured_up_to_its_bound(web, tmp_path):
    serve(web, "/tall", "<title>live</title><div style='height:500000px'>tall</div>")
    limits = {"pictures": {"total": 6000}}
    capture = crawl(tmp_path, web.port, ["/tall"], limits=limits).capture
    heights = sum(p.height for p in capture.pictures if p.kind.startswith("fullPage"))
    assert heights <= 6000
    assert any(bound.startswith("height:") for bound in capture.truncated)


def test_a_page_that_grows_as_it_is_scrolled_ends(web, tmp_path):
    grow = (
        "addEventListener('scroll', () => document.body.append(...Array.from({length: 20}, "
        "() => document.createElement('hr'))))"
    )
    serve(
        web, "/grow", f"<title>live</title><div style='height:3000px'></div><script>{grow}</script>"
    )
    limits = {"scroll": 2.0, "pictures": {"total": 8000}}
    capture = crawl(tmp_path, web.port, ["/grow"], limits=limits).capture
    assert capture.title == "live"
    assert capture.failure is None


@pytest.mark.slow
def test_a_document_of_many_characters_is_cut_off(web, tmp_path):
    serve(web, "/words", "<title>live</title><p>" + "word " * 50_000)
    capture = crawl(tmp_path, web.port, ["/words"], limits={"text": 10_000}).capture
    assert len(capture.dom) == 10_000
    assert "text:10000" in capture.truncated


@pytest.mark.slow
def test_a_page_whose_script_never_yields(web, tmp_path):
    serve(web, "/busy", "<title>busy</title><script>setTimeout(() => {for (;;);}, 100)</script>")
    crawled = crawl(tmp_path, web.port, ["/busy", "/quick"], visit_timeout=6)
    first, second = crawled.captures
    assert first.document.body
    assert second.title == "quick"
    assert crawled.report["visits"] == 2


def test_a_server_that_hangs_up_is_an_error(web, tmp_path):
    def hang_up(handler, _query):
        handler.connection.shutdown(socket.SHUT_RDWR)

    web.routes["/hang-up"] = hang_up
    first, second = crawl(tmp_path, web.port, ["/hang-up", "/quick"]).captures
    assert first.failure.startswith("net::ERR_")
    assert first.status == 0
    assert second.title == "quick"


@pytest.mark.slow
def test_dialogs_popups_and_downloads_hold_nothing_up(web, tmp_path):
    web.routes["/file"] = lambda handler, _query: handler.answer(
        b"x" * 100,
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": "attachment; filename=a.bin",
        },
    )
    serve(
        web,
        "/noisy",
        "<title>live</title><script>alert('one'); window.open('/quick?popup');"
        "addEventListener('beforeunload', (e) => e.preventDefault())</script>",
    )
    noisy, download, last = crawl(tmp_path, web.port, ["/noisy", "/file", "/quick"]).captures
    assert noisy.title == "live"
    assert "dialog:alert:one" in noisy.incidents
    assert download.failure
    assert last.title == "quick"
