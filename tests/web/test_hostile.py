"""What captured pages and strangers send: shown as text, refused in one sentence, never run."""

import dataclasses

import pytest
from parsel import Selector

from domain.listing import Identifier, Shop
from domain.outcome import Outcome
from domain.people import Role
from domain.target import PageKind
from tests.storage.facts import SITE, a_card, a_listing, a_reading, listing_target, shop_target
from tests.web.conftest import Client

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "javascript:alert(1)//",
    "</title><script>alert(1)</script>",
    "</textarea><iframe srcdoc='<script>alert(1)</script>'>",
    "{{ 7 * 7 }}<b onmouseover=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    '" autofocus onfocus=alert(1) x="',
    "\u202e<style>@import'//evil.example'</style>",
)
OURS = {"/static/htmx.min.js", "/static/keys.js"}


def poisoned(thing, attack, **kept):
    """The same with the attack in every text that the page stated."""
    changes = {}
    for field in dataclasses.fields(thing):
        if field.name in kept or field.name.endswith("_id"):
            continue
        if field.type in {"str", "str | None", str, str | None}:
            changes[field.name] = f"{attack} {field.name}"
    return dataclasses.replace(thing, **(changes | kept))


@pytest.mark.parametrize("attack", [" ".join(ATTACKS), ATTACKS[3] + "".join(ATTACKS[::-1])])
def test_nothing_that_a_page_stated_is_ever_markup(investigator, log_in, facts, flag_id, attack):
    listing = poisoned(a_listing("200"), attack, currency="VND")
    listing = dataclasses.replace(
        listing, images=(attack,), attributes=((attack, attack),), category=(attack,)
    )
    shop = poisoned(Shop(shop_id="100"), attack)
    found = Identifier(kind="zalo", value=attack, text=attack, field="description", detail=attack)
    facts.visit(
        listing_target("200"),
        a_reading(Outcome.LIVE, listing, shop=shop, identifiers=(found,)),
        hour=5,
    )
    facts.visit(shop_target(), a_reading(Outcome.LIVE, kind=PageKind.SHOP, shop=shop), hour=6)
    facts.browse(poisoned(a_card("201"), attack, currency="VND"), hour=7)
    investigator.post(
        f"/flags/{flag_id}/decide", {"judgement": "unsure", "seen": "0", "note": attack}
    )
    case = investigator.post("/cases", {"title": attack}).headers["location"]
    investigator.post(f"{case}/notes", {"text": attack})
    investigator.post(
        f"{case}/attachments", {"text": attack}, files={"file": (attack.replace("/", "_"), b"x")}
    )
    investigator.post("/views", {"name": attack, "text": attack})
    investigator.post("/unmask", {"reason": attack})
    for path in (
        "/", "/queue?state=", f"/flags/{flag_id}", "/flags?state=", f"/listings/{SITE}/200",
        f"/listings/{SITE}/201", f"/shops/{SITE}/100", "/cases", case,
    ):  # fmt: skip
        check(investigator.get(path))
    for typed in (attack, "alert"):
        check(investigator.get("/search", params={"q": typed}))
    check(log_in(Role.AUDITOR).get("/audit"))
    analyst = log_in(Role.ANALYST)
    check(analyst.post("/rules/try", {"text": "alert"}))
    table = f'name,price\n"{attack.replace(chr(34), chr(34) * 2)}",{ATTACKS[0]}\n'.encode()
    for do in ("try", "import"):
        form = {"kind": "products", "do": do}
        check(analyst.post("/registers", form, files={"file": (f"{ATTACKS[0]}.csv", table)}))


def test_a_log_in_that_failed_shows_and_records_a_name_as_text(log_in):
    auditor = log_in(Role.AUDITOR)
    for attack in ATTACKS:
        form = {"name": attack, "password": "x" * 12, "next": attack}
        answer = Client(auditor.http.app).http.post("/login", data=form)
        assert answer.status_code in {401, 429}
        check(answer, status=answer.status_code)
    check(auditor.get("/audit"))


def check(answer, *, status=200):
    assert answer.status_code == status, answer.text
    page = Selector(answer.text)
    assert set(page.xpath("//script/@src").getall()) <= OURS
    assert page.xpath("//script[not(@src)] | //iframe | //style | //svg | //object").getall() == []
    assert page.xpath("//@*[starts-with(name(), 'on')]").getall() == []
    addresses = page.xpath("//@href | //@src | //@action").getall()
    assert [each for each in addresses if not each.startswith(("/", "?", "#", "data:image/"))] == []


def test_bodies_larger_than_anything_asked_for_are_refused_before_they_are_kept(app, investigator):
    stranger = Client(app).http
    big = b"x" * ((1 << 20) + 1)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert stranger.post("/login", content=big, headers=kind).status_code == 413
    files = {"file": ("a.bin", big)}
    assert stranger.post("/login", files=files).status_code == 413
    assert stranger.post("/api/v1/flags/1/decisions", content=big).status_code == 413
    in_pieces = stranger.post("/login", content=iter([big[: 1 << 19]] * 3), headers=kind)
    assert in_pieces.status_code in {400, 413}
    assert investigator.post("/search/picture", files=files).status_code == 422


@pytest.mark.parametrize(
    "path",
    ["/queue", "/login", "/nowhere", "/static/keys.js", "/api/v1/flags", "/static/../app.py"],
)
def test_every_answer_bears_the_headers_that_keep_it_apart(investigator, path):
    headers = investigator.get(path).headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers
