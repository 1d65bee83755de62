"""What a person gets from the pages."""

import io
import json
import re
from decimal import Decimal

import pytest
from PIL import Image

from domain.flag import FlagState
from domain.people import CaseState, EntryKind, Role
from evidence.ledger import Ledger
from matching.images import hash_photo
from storage.photos import Photo
from tests.storage.facts import SITE, a_listing
from tests.web.conftest import PASSWORD, REPLAY, Client
from web.numbers import spelt_digits, ways_of_writing

READABLE = (
    "/", "/queue", "/flags", "/cases", "/search?q=kem",
    f"/listings/{SITE}/200", f"/shops/{SITE}/100",
)  # fmt: skip


@pytest.mark.parametrize("path", READABLE)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_reads_in_both_languages(investigator, flag_id, path, language):
    investigator.post("/language", {"language": language})
    answer = investigator.get(path)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    words = "Hồ sơ" if language == "vi" else "Cases"
    assert words in answer.text


def test_what_a_page_said_is_shown_as_text_and_never_as_markup(investigator, flag_id):
    page = investigator.get("/queue").text
    assert "Kem trộn &lt;b&gt;rep&lt;/b&gt; 1:1" in page
    assert "<b>rep</b>" not in page


@pytest.mark.parametrize(
    ("judgement", "state"),
    [
        ("positive", FlagState.CONFIRMED),
        ("negative", FlagState.DISMISSED),
        ("unsure", FlagState.UNCLEAR),
    ],
)
def test_a_decision_is_appended_with_its_name_and_the_next_suspect_comes(
    investigator, services, flag_id, judgement, state
):
    answer = investigator.post(
        f"/flags/{flag_id}/decide",
        {"judgement": judgement, "seen": "0", "note": "xem ảnh", "back": "/queue?after=1"},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue?after=1")
    with services.store.reading() as repo:
        row = repo.flags.get(flag_id)
    assert row.state is state
    assert [(d.actor, d.note) for d in row.decisions] == [("investigator", "xem ảnh")]


def test_two_people_never_decide_over_each_other_unseen(log_in, services, flag_id):
    lan, minh = (log_in(Role.INVESTIGATOR, name=name) for name in ("lan", "minh"))
    assert (
        lan.post(f"/flags/{flag_id}/decide", {"judgement": "positive", "seen": "0"}).status_code
        == 303
    )
    overtaken = minh.post(f"/flags/{flag_id}/decide", {"judgement": "negative", "seen": "0"})
    assert overtaken.status_code == 409
    assert "lan" in overtaken.text
    with services.store.reading() as repo:
        assert [d.actor for d in repo.flags.get(flag_id).decisions] == ["lan"]


def test_a_decision_taken_back_opens_the_suspect_again(investigator, services, flag_id):
    for seen, judgement in enumerate(("positive", "withdrawn")):
        investigator.post(f"/flags/{flag_id}/decide", {"judgement": judgement, "seen": str(seen)})
    with services.store.reading() as repo:
        row = repo.flags.get(flag_id)
    assert row.state is FlagState.OPEN
    assert len(row.decisions) == 2


def test_decisions_in_bulk_leave_what_changed_meanwhile(investigator, services, flag_id):
    investigator.post(f"/flags/{flag_id}/decide", {"judgement": "unsure", "seen": "0"})
    investigator.post("/flags/bulk", {"judgement": "positive", "flag": f"{flag_id}:0"})
    with services.store.reading() as repo:
        assert repo.flags.get(flag_id).state is FlagState.UNCLEAR


def test_who_decides_in_bulk_is_told_how_many_others_decided_about(investigator, flag_id):
    investigator.post(f"/flags/{flag_id}/decide", {"judgement": "unsure", "seen": "0"})
    form = {"judgement": "positive", "flag": [f"{flag_id}:0", "x:0", "9999999999999999999:0"]}
    back = investigator.post("/flags/bulk", form | {"back": "/flags?state="}).headers["location"]
    assert back == "/flags?left=1"
    assert "decided about 1 of them" in investigator.get(back).text


def test_a_decision_can_be_taken_back_from_the_next_page(log_in, services, flag_id):
    lan, minh = (log_in(Role.INVESTIGATOR, name=name) for name in ("lan", "minh"))
    shown = lan.get("/queue").text
    back = f"/queue?after={flag_id}&amp;done={flag_id}"
    assert f'value="{back}"' in shown
    back = back.replace("&amp;", "&")
    form = {"judgement": "positive", "seen": "0", "back": back}
    assert lan.post(f"/flags/{flag_id}/decide", form).headers["location"] == back
    assert 'data-key="z"' in lan.get(back).text
    assert 'data-key="z"' not in minh.get(back).text
    undone = lan.post(
        f"/flags/{flag_id}/decide",
        {"judgement": "withdrawn", "seen": "1", "back": f"/queue?at={flag_id}"},
    )
    assert "Kem trộn" in lan.get(undone.headers["location"]).text


def test_filters_are_kept_under_a_name_by_each_person_for_themselves(log_in, flag_id):
    lan, minh = (log_in(Role.INVESTIGATOR, name=name) for name in ("lan", "minh"))
    form = {"name": "Nặng <b>nhất", "severity": "high", "text": "kem trộn", "state": "open"}
    kept = lan.post("/views", form)
    assert "Kem trộn" in lan.get(kept.headers["location"]).text
    page = lan.get("/flags").text
    assert "Nặng &lt;b&gt;nhất" in page
    assert "severity=high" in page
    assert "Nặng" not in minh.get("/queue").text
    number = re.search(r"/views/(\d+)/delete", page)[1]
    minh.post(f"/views/{number}/delete")
    assert "Nặng" in lan.get("/queue").text
    lan.post(f"/views/{number}/delete")
    assert "Nặng" not in lan.get("/queue").text


def test_the_price_over_time_is_a_picture_of_its_own_that_nothing_can_run_in(
    investigator, facts, flag_id
):
    address = f"/listings/{SITE}/200"
    assert "prices.svg" not in investigator.get(address).text
    facts.see(a_listing("200", price=Decimal(50000)), hour=5)
    assert f'src="{address}/prices.svg"' in investigator.get(address).text
    drawn = investigator.get(f"{address}/prices.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert b"<svg" in drawn.content


def test_personal_data_is_masked_until_a_reason_is_given(investigator, flag_id):
    address = f"/listings/{SITE}/200"
    assert "0912345678" not in investigator.get(address).text
    investigator.post("/unmask", {"reason": "vụ 12", "back": address})
    assert "0912345678" in investigator.get(address).text
    investigator.post("/unmask", {"reason": ""})
    assert "0912345678" not in investigator.get(address).text


def test_a_case_gathers_a_listing_a_note_and_a_file_and_its_record_says_so(
    investigator, services, flag_id
):
    added = investigator.post(
        "/cases/add",
        {"case": "", "title": "Kem giả", "site_id": SITE, "listing_id": "200", "flag_id": flag_id},
    )
    address = added.headers["location"]
    investigator.post(f"{address}/notes", {"text": "Đã mua thử"})
    investigator.post(
        f"{address}/attachments",
        {"text": "biên lai"},
        files={"file": ("../bien lai.txt", b"100.000")},
    )
    investigator.post(f"{address}/close", {"text": "không đủ căn cứ"})
    with services.store.reading() as repo:
        case = repo.cases.get(int(address.rpartition("/")[2]))
    assert case.state is CaseState.CLOSED
    assert [entry.kind for entry in case.entries] == [
        EntryKind.OPENED, EntryKind.LISTING_ADDED, EntryKind.NOTE, EntryKind.ATTACHMENT, EntryKind.CLOSED,
    ]  # fmt: skip
    kept = case.entries[3]
    assert kept.file_name == "bien lai.txt"
    answer = investigator.get(f"{address}/attachments/{kept.sha256}")
    assert answer.content == b"100.000"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert [path.name for path in services.attachments.iterdir()] == [kept.sha256]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 64, "%2e%2e%2fshopwitness.db"])
def test_only_what_a_case_lists_can_be_had(investigator, flag_id, name):
    address = investigator.post("/cases", {"title": "x"}).headers["location"]
    assert investigator.get(f"{address}/attachments/{name}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("https://shopee.vn/kem-i.100.200?sp_atk=1", "/listings/shopee-practice/200"),
        ("kem tron", "/flags/"),
        ("nothing like it", "Nothing was found"),
    ],
)
def test_the_search_box_takes_addresses_and_words_without_diacritics(
    investigator, flag_id, facts, typed, found
):
    from tests.storage.facts import a_listing

    facts.see(a_listing("200200", title="x"), hour=2)
    typed = typed.replace(".200?", ".200200?")
    found = found.replace("/200", "/200200")
    assert found in investigator.get("/search", params={"q": typed}).text


def test_the_search_box_takes_a_phone_in_any_writing_and_a_picture(investigator, services, facts):
    body = a_picture()
    capture_id, _ = facts.see(
        a_listing("20099", title="Túi xách", images=("http://cf.localhost/file/tui",)), hour=2
    )
    with services.store.transaction() as repo:
        photo = Photo(
            image_key="cf.localhost/file/tui",
            payload_sha256="a" * 64,
            hashes=hash_photo(body).text(),
            capture_id=capture_id,
        )
        repo.photos.add([photo])
    answer = investigator.post("/search/picture", files={"file": ("a.jpg", a_picture(64))})
    assert "Túi xách" in answer.text
    for wrong in (b"", b"GIF89a nothing", b"\x89PNG\r\n\x1a\n" + b"\0" * 40):
        refused = investigator.post("/search/picture", files={"file": ("a.png", wrong)})
        assert refused.status_code == 422
    big = investigator.post("/search/picture", files={"file": ("a.png", b"\0" * ((20 << 20) + 1))})
    assert big.status_code == 413


def a_picture(side=160):
    """The same scene at any size."""
    image = Image.effect_mandelbrot((160, 160), (-2, -1.5, 1, 1.5), 60).resize((side, side))
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "+84 912 345 678",
        "84912345678",
        "(091) 234.56.78",
        "Zalo: 0912-345-678",
        "không chín một hai ba bốn năm sáu bảy tám",
        "O9l2 345 678",
        "0️⃣9️⃣1️⃣2️⃣ 345 678",
        "０９１２３４５６７８",
        "09\u200b12345678",
    ],
)
def test_a_phone_is_looked_for_in_the_form_in_which_it_is_kept(typed):
    assert {"0912345678", "+84912345678"} <= set(ways_of_writing(typed))


def test_a_hotline_is_looked_for_and_words_are_no_number():
    assert "+8419000099" in ways_of_writing("1900 0099")
    for words in ("kem 5 trong 1", "sữa ba bò", "https://shopee.vn/1", ""):
        assert spelt_digits(words) == ""


def test_who_saw_what_stands_in_a_chained_record(investigator, services, flag_id):
    investigator.get(f"/flags/{flag_id}")
    (day,) = (services.settings.home / "audit").iterdir()
    entries = list(Ledger(path=day / "ledger.jsonl").entries())
    assert {"action": "view", "subject": f"flag {flag_id}"} in [dict(e.payload) for e in entries]
    assert entries[-1].actor == "investigator"


def test_the_record_reads_in_words(investigator, log_in, flag_id):
    investigator.get(f"/flags/{flag_id}")
    investigator.post("/unmask", {"reason": "vụ 12"})
    record = log_in(Role.AUDITOR).get("/audit").text
    assert f"looked at suspect {flag_id}" in record
    assert "saw personal data, because vụ 12" in record


def test_a_change_of_price_is_told_as_amounts(investigator, facts, flag_id):
    facts.see(a_listing("200", price=Decimal(50000)), hour=5)
    assert "99.000 ₫ → 50.000 ₫" in investigator.get(f"/listings/{SITE}/200").text


def test_headers_let_nothing_in_and_nothing_out(investigator, flag_id):
    headers = investigator.get("/queue").headers
    policy = headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert f"frame-src {REPLAY}" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_the_cookie_cannot_be_read_by_a_script_or_sent_by_another_site(app, services, log_in):
    log_in(Role.ANALYST)
    answer = Client(app).http.post("/login", data={"name": "analyst", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_form_from_elsewhere_is_refused(investigator, services, flag_id):
    form = {"judgement": "positive", "seen": "0", "csrf": "f" * 64}
    answer = investigator.post(f"/flags/{flag_id}/decide", form, signed=False)
    assert answer.status_code == 403
    with services.store.reading() as repo:
        assert repo.flags.get(flag_id).state is FlagState.OPEN


def test_guessing_passwords_is_slowed_down(app, log_in):
    log_in(Role.LEADER)
    client = Client(app)
    codes = [
        client.http.post("/login", data={"name": "leader", "password": "x" * 12}).status_code
        for _ in range(6)
    ]
    assert codes == [401] * 5 + [429]
    right = client.http.post("/login", data={"name": "leader", "password": PASSWORD})
    assert right.status_code == 429


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_a_log_in_leads_nowhere_else(app, log_in, next_):
    log_in(Role.ANALYST)
    form = {"name": "analyst", "password": PASSWORD, "next": next_}
    assert Client(app).http.post("/login", data=form).headers["location"] == "/"


def test_the_api_gives_flags_and_takes_a_decision_once(app, token, flag_id):
    client, bearer = Client(app).http, token(Role.INVESTIGATOR)
    listed = client.get("/api/v1/flags", headers=bearer).json()
    assert (listed["total"], listed["flags"][0]["flag_id"]) == (1, flag_id)
    wish = {"judgement": "positive", "seen": 0}
    address = f"/api/v1/flags/{flag_id}/decisions"
    assert client.post(address, json=wish, headers=bearer).json()["state"] == "confirmed"
    assert client.post(address, json=wish, headers=bearer).status_code == 409
    described = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/flags/{flag_id}" in json.dumps(described)


def test_a_register_is_only_checked_until_it_is_imported(log_in, services):
    analyst = log_in(Role.ANALYST)
    table = "name,price\nKem Hoa Mộc,99000\nKem Lá,abc\n".encode()
    for do, count in (("try", 0), ("import", 2)):
        answer = analyst.post(
            "/registers", {"kind": "products", "do": do}, files={"file": ("p.csv", table)}
        )
        assert answer.status_code == 200
        assert "abc" in answer.text
        with services.store.reading() as repo:
            assert repo.counts().products == count


def test_a_file_that_is_no_register_is_refused_in_one_sentence(log_in):
    analyst = log_in(Role.ANALYST)
    answer = analyst.post(
        "/registers", {"kind": "products", "do": "import"}, files={"file": ("p.xlsx", b"\0noise")}
    )
    assert answer.status_code == 422
    assert "p.xlsx" in answer.text
