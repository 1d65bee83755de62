"""A page's pictures: whole, in tiles, in a telephone's width, printed; nothing is lost silently."""

import io

import pytest
from PIL import Image

from evidence.warc import parse, scan
from tests.crawler.crawl import NIGHT, crawl
from tests.crawler.web import Web

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

BANDS = """<!doctype html><title>live</title><style>body{{margin:0}}div{{height:{band}px}}</style>
<body><script>for (let n = 0; n < {count}; n++) {{
  const band = document.createElement('div')
  band.style.background = `rgb(${{n % 256}}, ${{Math.floor(n / 256)}}, 77)`
  document.body.append(band)
}}</script>"""
RESPONSIVE = """<!doctype html><meta name=viewport content="width=device-width"><title>live</title>
<style>body{margin:0;background:#00f;height:900px}@media(max-width:500px){body{background:#f00}}</style>"""
LAZY = """<!doctype html><title>live</title><div style="height:4000px">top</div>
<img loading=lazy src=/late.png width=50 height=50><script>
addEventListener('scroll', () => { if (scrollY > 2000 && !window.asked) { window.asked = 1; fetch('/more') } })
</script>"""

GROWING = """<!doctype html><title>live</title><p>short</p><script>setTimeout(() => {
  document.body.insertAdjacentHTML('beforeend',
    '<div style="height:4000px">more</div><img loading=lazy src=/late.png width=50 height=50>')
}, 250)</script>"""


def pages(**html):
    return {f"/{name}": lambda h, _q, text=text: h.html(text) for name, text in html.items()}


def of_kind(capture, kind):
    return [p for p in capture.pictures if p.kind == kind or p.kind.startswith(kind + "-tile")]


def opened(picture):
    return Image.open(io.BytesIO(picture.png)).convert("RGB")


@pytest.fixture
def web():
    html = pages(
        tall=BANDS.format(band=500, count=60),
        giant=BANDS.format(band=500, count=800),
        responsive=RESPONSIVE,
        lazy=LAZY,
        growing=GROWING,
    )
    with Web(
        html | {"/late.png": lambda h, _: h.answer(b"x"), "/more": lambda h, _: h.answer(b"x")}
    ) as server:
        yield server


@pytest.mark.slow
def test_a_tall_page_s_tiles_show_each_band_of_it_once(web, tmp_path):
    capture = crawl(tmp_path, web.port, ["/tall"], kind="search").capture
    tiles = of_kind(capture, "fullPage")
    assert [t.height for t in tiles] == [6000] * 5
    assert not any(t.truncated for t in tiles)
    seen = [opened(t).getpixel((10, y)) for t in tiles for y in range(250, t.height, 500)]
    assert seen == [(n % 256, n // 256, 77) for n in range(60)]


@pytest.mark.slow
def test_of_a_page_of_400_000_pixels_what_is_not_pictured_is_said(web, tmp_path):
    crawled = crawl(tmp_path, web.port, ["/giant"], kind="search", visit_timeout=90)
    capture = crawled.capture
    tiles = of_kind(capture, "fullPage")
    assert sum(t.height for t in tiles) == 60_000
    assert [t.truncated for t in tiles] == [False] * 9 + [True]
    assert "height:60000" in capture.truncated
    assert not crawled.stored[0].complete
    assert len(capture.dom) > 800 * 40, "the document itself is kept whole"


def test_a_listing_is_pictured_in_a_telephone_s_width_too_and_asked_for_once(web, tmp_path):
    capture = crawl(tmp_path, web.port, ["/responsive"], kind="listing").capture
    (wide,), (narrow,) = of_kind(capture, "fullPage"), of_kind(capture, "mobile")
    assert (wide.width, narrow.width) == (1366, 390)
    assert opened(wide).getpixel((5, 5)) == (0, 0, 255)
    assert opened(narrow).getpixel((5, 5)) == (255, 0, 0)
    assert web.hits["/responsive"] == 1
    assert capture.agent.viewport == "1366x768"


@pytest.mark.slow
def test_other_pages_have_the_one_picture_unless_they_are_asked_for_more(web, tmp_path):
    plain = crawl(tmp_path / "plain", web.port, ["/responsive"], kind="search").capture
    assert {p.kind for p in plain.pictures} == {"fullPage"}
    assert plain.pdf == b""
    asked = {"pictures": {"mobile": ["search"], "pdf": ["search"]}}
    full = crawl(tmp_path / "full", web.port, ["/responsive"], kind="search", limits=asked).capture
    assert {p.kind for p in full.pictures} == {"fullPage", "mobile"}
    assert full.pdf.startswith(b"%PDF-")


def test_a_print_is_a_record_of_its_own(web, tmp_path):
    asked = {"pictures": {"pdf": ["listing"]}}
    crawled = crawl(tmp_path, web.port, ["/responsive"], limits=asked)
    (path,) = (tmp_path / NIGHT / "warc").glob("*.warc.gz")
    records = {
        r.header("WARC-Target-URI").partition(":http")[0]: r
        for m in scan(path)
        if (r := parse(m.content))
    }
    assert records["urn:pdf"].payload == crawled.capture.pdf
    assert records["urn:pdf"].header("Content-Type") == "application/pdf"
    assert {
        "urn:screenshot-fullPage",
        "urn:screenshot-mobile",
        "urn:dom",
        "urn:pageinfo",
        "urn:visit",
        "urn:facts",
    } <= set(records)


def test_what_a_lazy_page_loads_at_its_end_is_there(web, tmp_path):
    capture = crawl(tmp_path, web.port, ["/lazy"], kind="search").capture
    assert len(list(capture.answers("/late.png"))) == 1
    assert len(list(capture.answers("/more"))) == 1


def test_a_page_that_grows_after_its_last_answer_is_shown_to_its_new_end(web, tmp_path):
    capture = crawl(tmp_path, web.port, ["/growing"], kind="search").capture
    assert len(list(capture.answers("/late.png"))) == 1
