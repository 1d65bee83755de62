"""Secrets planted in a real browser's session are nowhere on the disk, and can be opened to a court."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.store import load_capture
from evidence.vault import open_commitment
from storage import open_store
from tests.crawler.web import Web

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
NIGHT = "2026-11-23"
ACCOUNT = "doi-qltt-so4.haiphong"
# By where each is planted; none of them may be found again.
PLANTED = {
    "set-cookie": "SPCst9f81ac77de10b2",
    "cookie by script": "jsCookie51b0d7a2c9",
    "http-only cookie": "httpOnly7bce01d94a",
    "authorization": "bearer-aa61f0397c55d1",
    "csrf header": "csrf-3319fe02ba71",
    "device header": "device-print-0d1c77e0b9",
    "answer header": "sess-tok-6f0dd41b9e2c",
    "local storage": "lsTok-90c1f2ab77e8d3",
    "session storage in json": "ssTok-1be7702fd9c6a4",
    "query": "qTok-5511ce9ab3f0d2",
    "redirect query": "rTok-88ad02c4e6f1b7",
    "fragment": "fTok-e21b9977aa04c3",
    "posted form": "formTok-c94b2270fe81",
    "posted json": "jsonTok-72fe0b819cd3",
    "answer body": "bodyTok-31d0fa96b2e4",
    "hidden field": "fieldTok-b40a93e7c1f8",
    "beacon": "beaconTok-6620cfae19b7",
    "unknown kind": "protoTok-a0e93fd15b62",
    "buyer": "Nguyễn Thị Kín Đáo",
}
PAGE = """<!doctype html><html><head><title>Son môi Velunia</title></head><body>
<h1>Son môi Velunia 99.000đ</h1><p>Xin chào {ACCOUNT}</p>
<input type=hidden name=csrf_token value="{hidden field}">
<script>
document.cookie = 'js={cookie by script}; path=/'
localStorage.setItem('auth_token', '{local storage}')
sessionStorage.setItem('state', JSON.stringify({{user: {{sessionKey: '{session storage in json}'}}}}))
const spread = document.createElement('p')
spread.hidden = true
spread.textContent = [localStorage.auth_token, document.cookie, sessionStorage.state].join(' ')
document.body.append(spread)
const headers = {{Authorization: 'Bearer {authorization}', 'X-CSRFToken': '{csrf header}',
  'X-Device-Fingerprint': '{device header}'}}
fetch('/api/v4/pdp/get_pc?item_id=2&access_token={query}', {{headers}})
fetch('/go?token={redirect query}')
fetch('/form', {{method: 'POST', body: new URLSearchParams({{password: '{posted form}'}})}})
fetch('/json', {{method: 'POST', body: JSON.stringify({{access_token: '{posted json}',
  stored: localStorage.auth_token}})}})
fetch('/unknown', {{headers: {{'X-Auth-Key': '{unknown kind}'}}}})
navigator.sendBeacon('/beacon', JSON.stringify({{session_id: '{beacon}'}}))
history.replaceState(null, '', '#access_token={fragment}')
</script></body></html>"""


def page(handler, _query):
    body = PAGE.format(ACCOUNT=ACCOUNT, **PLANTED).encode()
    cookies = [
        f"SPC_ST={PLANTED['set-cookie']}; Path=/",
        f"SPC_EC={PLANTED['http-only cookie']}; Path=/; HttpOnly",
    ]
    handler.answer(
        body, headers={"Content-Type": "text/html; charset=utf-8", "Set-Cookie": cookies}
    )


def api(handler, _query):
    told = {
        "data": {"item": {"item_id": 2, "title": "Son môi Velunia"}, "device_id": "d"},
        "token": PLANTED["answer body"],
        "author_username": PLANTED["buyer"],
        "echo": handler.headers.get("Cookie", ""),
    }
    headers = {"Content-Type": "application/json", "X-Session-Id": PLANTED["answer header"]}
    handler.answer(json.dumps(told, ensure_ascii=False).encode(), headers=headers)


def unknown(handler, _query):
    handler.answer(
        b"\x0a\x12" + PLANTED["unknown kind"].encode() + b"\x00\xff",
        headers={"Content-Type": "application/x-protobuf"},
    )


ROUTES = {
    "/product/1/2": page,
    "/api/v4/pdp/get_pc": api,
    "/go": lambda handler, query: handler.redirect(f"/gone?{query}"),
    "/gone": lambda handler, _query: handler.answer(b"moved on"),
    "/form": lambda handler, _query: handler.answer(b"taken"),
    "/json": lambda handler, _query: handler.answer(b"taken"),
    "/beacon": lambda handler, _query: handler.answer(b""),
    "/unknown": unknown,
}
SITES = """\
sites:
  shopee-practice:
    platform: shopee
    country: vn
    base_url: http://shopee.localhost:{port}
    hosts: [shopee.localhost]
    currency: VND
    allow_loopback: true
politeness:
  defaults: {{pace_seconds: 0, pause_seconds: 0}}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home folder after one night on a site that plants secrets wherever it can."""
    folder = tmp_path_factory.mktemp("secrets")
    with Web(ROUTES) as web:
        (folder / "sites.yml").write_text(SITES.format(port=web.port))
        url = f"http://shopee.localhost:{web.port}/product/1/2"
        for words in (
            ("evidence", "keys", "--practice"),
            ("watch", "add", url),
            ("nightly", "--night", NIGHT, "--budget", "3"),
        ):
            typed = subprocess.run(
                [sys.executable, "-m", "cli", *words],
                env={
                    **os.environ,
                    "SHOPWITNESS_HOME": str(folder),
                    "SHOPWITNESS_SITES_FILE": str(folder / "sites.yml"),
                    "SHOPWITNESS_ACCOUNTS": f"somebody, {ACCOUNT}",
                    "SHOPWITNESS_LANGUAGE": "en",
                    "PYTHONPATH": str(ROOT),
                },
                cwd=folder,
                capture_output=True,
                timeout=110,
                check=False,
            )
            assert typed.returncode == 0, typed.stderr.decode()
            (folder / f"typed-{words[0]}.txt").write_bytes(typed.stdout + typed.stderr)
        assert web.hits["/product/1/2"] == 1
        assert web.hits["/unknown"] == 1
        assert web.hits["/beacon"] == 1
    return folder


def contents(folder):
    """Every file as it lies there, and what it unpacks to."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            yield path, raw
            if path.name.endswith(".gz"):
                yield path, gzip.decompress(raw)


def captures(home):
    store = open_store(f"sqlite:///{home / 'shopwitness.db'}")
    try:
        with store.reading() as repo:
            rows = [repo.captures.get(row.capture_id) for row in repo.captures.of_night(NIGHT)]
        return [load_capture(home / "evidence", row.stored) for row in rows]
    finally:
        store.close()


@pytest.mark.parametrize("where", [*PLANTED, "account"])
def test_no_planted_secret_is_anywhere_on_the_disk(home, where):
    value = ACCOUNT if where == "account" else PLANTED[where]
    forms = {value.encode(), json.dumps(value)[1:-1].encode()}
    found = [path for path, content in contents(home) if any(form in content for form in forms)]
    assert found == []


def test_what_the_page_offers_is_still_there(home):
    kept = b"".join(content for path, content in contents(home) if "warc" in path.name)
    assert "Son môi Velunia 99.000đ".encode() in kept
    assert b"[REDACTED:" in kept


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("cookie:SPC_EC", "http-only cookie"),
        ("header:authorization", "authorization"),
        ("storage:auth_token", "local storage"),
    ],
)
def test_one_value_is_opened_to_a_court_and_fits_its_commitment(home, name, where):
    (capture,) = [c for c in captures(home) if c.requested_url.endswith("/product/1/2")]
    shown = json.dumps([list(e.request_headers) for e in capture.exchanges]) + capture.dom
    marks = set(re.findall(r"\[REDACTED:\d+:([0-9a-f]{64})\]", shown))
    vault, key = home / "vault" / "vault.jsonl", home / "keys" / "vault.key"
    opened = [open_commitment(vault, key, capture.capture_id, mark) for mark in marks]
    (one,) = [opening for opening in opened if opening.name == name]
    assert PLANTED[where] in one.value
    assert one.digest in marks


def test_the_night_is_sealed_and_holds_without_the_secrets(home):
    done = subprocess.run(
        ["sh", str(home / "evidence" / NIGHT / "verify.sh")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode()
