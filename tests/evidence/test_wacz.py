"""A pack's WACZ as other people's tools see it: revisits with their originals, and a page that replays.

The tools lie in `.judges` (`make judges`); what needs one is skipped where it is not there.
"""

import functools
import http.server
import io
import json
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.browser import find_chromium
from evidence.pack_verify import verify_pack
from evidence.store import NightStore
from evidence.wacz import Page
from evidence.warc import scan
from tests.evidence.nights import seal
from tests.evidence.packs import both_say, pack_of
from tests.evidence.visits import NIGHT, SECOND, SITE, capture, exchange

JUDGES = Path(os.environ.get("REPLAY_JUDGES", Path(__file__).parents[2] / ".judges"))

NOW = datetime.now(UTC)
HOST = "http://shopee.localhost:8000"
PAGE = f"{HOST}/product/1/2"


def picture():
    out = io.BytesIO()
    Image.effect_noise((64, 48), 80).convert("RGB").save(out, "PNG")
    return out.getvalue()


PNG = picture()
HTML = f"""<!doctype html><meta charset="utf-8"><title>Áo thun</title><h1>Áo thun</h1>
<img src="{HOST}/a.png"><p id="price"></p>
<script>fetch("/api/price?id=2").then(r => r.json()).then(
  j => document.getElementById("price").textContent = j.price)</script>""".encode()


def visit(number, night, at, price):
    parts = (
        (PAGE, HTML, "document", "text/html; charset=utf-8"),
        (f"{HOST}/a.png", PNG, "image", "image/png"),
        (
            f"{HOST}/api/price?id=2",
            json.dumps({"price": price}).encode(),
            "xhr",
            "application/json",
        ),
    )
    exchanges = tuple(
        exchange(url, body, resource_type=kind, started_at=at + timedelta(seconds=n),
                 response_headers=(("Content-Type", mime),))
        for n, (url, body, kind, mime) in enumerate(parts)
    )  # fmt: skip
    return capture(number, night=night, requested_url=PAGE, final_url=PAGE, exchanges=exchanges,
                   started_at=at, ended_at=at + timedelta(seconds=5))  # fmt: skip


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """A pack of the second night alone, whose picture was kept in the first."""
    evidence = tmp_path_factory.mktemp("wacz") / "evidence"
    kept = None
    for number, night, at in ((1, NIGHT, NOW - timedelta(days=1)), (2, SECOND, NOW)):
        with NightStore(evidence, night, SITE, reserve_bytes=0) as store:
            kept = store.write(visit(number, night, at, number * 99000))
        seal(evidence, night)
    page = Page(page_id="2", url=PAGE, at=NOW, title="Áo thun")
    pack_of(evidence, [kept], evidence.parent / "vu", pages=(page,))
    return evidence.parent / "vu"


def records(pack):
    with zipfile.ZipFile(pack / "case.wacz") as archive:
        for name in sorted(n for n in archive.namelist() if n.startswith("archive/")):
            for record in ArchiveIterator(io.BytesIO(archive.read(name))):
                yield name, record, record.content_stream().read()


def judge(name):
    path = JUDGES / "bin" / name
    if not path.exists():
        pytest.skip(f"{path} is not there: make judges")
    return str(path)


def test_a_revisit_comes_with_its_original_of_another_night(pack):
    kinds = {(name[8:18], r.rec_type) for name, r, _ in records(pack)}
    assert (SECOND, "revisit") in kinds
    originals = [
        body for name, r, body in records(pack) if (name[8:18], r.rec_type) == (NIGHT, "response")
    ]
    assert originals == [PNG]
    with zipfile.ZipFile(pack / "case.wacz") as archive:
        index = archive.read("indexes/index.cdx").decode()
    assert index.count(f'"url": "{HOST}/a.png"') == 2
    assert verify_pack(pack).holds


def test_both_nights_are_proven_with_three_tools(pack, tmp_path):
    assert both_say(pack, tmp_path / "tools", None) == ("", "")
    assert sorted(p.name for p in (pack / "nights").iterdir()) == [NIGHT, SECOND]


def test_a_changed_original_is_named(pack, tmp_path):
    copy = tmp_path / "vu"
    shutil.copytree(pack, copy)
    block = next(p for p in (copy / "records" / NIGHT).glob("*.block") if PNG in p.read_bytes())
    block.write_bytes(block.read_bytes()[:-9] + b"x" * 9)
    broken, wrong = both_say(copy, tmp_path / "tools", pack / "verify.sh")
    name = block.relative_to(copy).as_posix()
    assert name in broken
    assert name in wrong


def test_warcio_finds_every_digest_right(pack, tmp_path):
    with zipfile.ZipFile(pack / "case.wacz") as archive:
        for name in [n for n in archive.namelist() if n.startswith("archive/")]:
            path = tmp_path / Path(name).name
            path.write_bytes(archive.read(name))
            checker = Checker(_Command(path))
            checker.process_all()
            assert checker.exit_value == 0


class _Command:
    def __init__(self, path):
        self.inputs = [str(path)]
        self.verbose = False


@pytest.mark.slow
def test_wacz_validate_passes(pack):
    done = subprocess.run([judge("wacz"), "validate", "-f", str(pack / "case.wacz")],
                          capture_output=True, text=True, timeout=100, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "valid" in done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_pywb_serves_the_page_its_answer_and_the_revisit_byte_for_byte(pack, tmp_path):
    manager, wayback = judge("wb-manager"), judge("wayback")
    for words in (("init", "ev"), ("add", "--unpack-wacz", "ev", str(pack / "case.wacz"))):
        subprocess.run(
            [manager, *words], cwd=tmp_path, check=True, capture_output=True, timeout=100
        )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([wayback, "-p", str(port), "-b", "127.0.0.1"], cwd=tmp_path,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        stamp = f"{NOW:%Y%m%d%H%M%S}"
        for url, body in (
            (PAGE, HTML),
            (f"{HOST}/a.png", PNG),
            (f"{HOST}/api/price?id=2", b'{"price": 198000}'),
            (f"urn:screenshot-fullPage:{PAGE}", b"\x89PNG one"),
        ):
            assert fetched(f"http://127.0.0.1:{port}/ev/{stamp}id_/{url}") == body
    finally:
        server.terminate()
        server.wait(20)


def fetched(url):
    """The body, asked for until the server is up."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(url, timeout=10) as reply:
                return reply.read()
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
        time.sleep(0.5)
    return None


@pytest.mark.slow
def test_warcio_js_finds_the_same_records_at_the_same_places(pack, tmp_path):
    command = JUDGES / "warciojs" / "node_modules" / "warcio" / "dist" / "cli.js"
    node = shutil.which("node")
    if not command.exists() or node is None:
        pytest.skip(f"{command} or node is not there: make judges")
    with zipfile.ZipFile(pack / "case.wacz") as archive:
        archive.extractall(tmp_path)
    for path in sorted((tmp_path / "archive").iterdir()):
        done = subprocess.run([node, str(command), "index", str(path)],
                              capture_output=True, text=True, timeout=100, check=True)  # fmt: skip
        told = [json.loads(line) for line in done.stdout.splitlines()]
        assert [
            (one["offset"], one["warc-type"], one.get("warc-target-uri", "")) for one in told
        ] == [
            (m.offset, m.record.header("WARC-Type"), m.record.header("WARC-Target-URI"))
            for m in scan(path)
        ]


@pytest.mark.slow
def test_replayweb_page_shows_the_page_with_its_picture_and_the_network_off(pack, tmp_path):
    player = JUDGES / "replaywebpage"
    chromium = find_chromium(None)
    if not (player / "ui.js").exists() or chromium is None:
        pytest.skip(f"{player} or a browser is not there: make judges")
    (tmp_path / "replay").mkdir()
    for name in ("ui.js", "replay/ui.js", "replay/sw.js"):
        shutil.copy(player / Path(name).name, tmp_path / name)
    shutil.copy(pack / "case.wacz", tmp_path / "case.wacz")
    (tmp_path / "index.html").write_text(
        f'<!doctype html><script src="ui.js"></script><replay-web-page embed="replayonly" '
        f'replayBase="/replay/" source="/case.wacz" url="{PAGE}" ts="{NOW:%Y%m%d%H%M%S}" '
        'style="height:600px;display:block"></replay-web-page>'
    )
    with served(tmp_path) as port:
        assert replayed(f"http://127.0.0.1:{port}/index.html", chromium) == ("198000", [64])


@contextmanager
def served(folder):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def replayed(url, chromium):
    """The price and the widths of the pictures, as the replayed page has them."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium),
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        page = browser.new_page()
        page.goto(url)
        for second in range(1, 90):
            if second % 30 == 0:
                page.reload()  # a first visit may be over before the worker took its place
            for frame in page.frames:
                if f"mp_/{PAGE}" in frame.url:
                    price = frame.evaluate("document.getElementById('price')?.textContent")
                    widths = frame.evaluate("[...document.images].map(i => i.naturalWidth)")
                    if price and all(widths):
                        return price, widths
            page.wait_for_timeout(1000)
        return None
