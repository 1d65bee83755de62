"""The report: says what was seen and what is not proven, and is moved by nothing that a page says."""

import io
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from domain.capture import Picture
from domain.flag import Flag, FlagState, Reason, Severity
from domain.listing import Listing, Shop, Variant
from evidence.facts_table import as_csv, as_xlsx, safe_text, table
from evidence.report import render_html, render_pdf
from evidence.report_content import (
    Report,
    ReportCapture,
    ReportFlag,
    ReportLaw,
    ReportLine,
    ReportPicture,
    ReportSubject,
)
from evidence.report_nights import report_night
from evidence.report_pictures import printed
from evidence.report_values import moment
from evidence.report_view import view
from evidence.signing import key_fingerprint
from tests.evidence.nights import seal, sealed_night, write_night
from tests.evidence.visits import NIGHT

AT = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
EVIL = '<img src=x onerror=alert(1)><link href="http://evil/a.css" rel=stylesheet>\u202eđảo\x00'


def png(width=400, height=900):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


def a_report(tmp_path, **changes):
    sealed_night(tmp_path / "evidence", count=1)
    reason = Reason(field="title", found=EVIL, expected="son", text_vi=EVIL, text_en=EVIL)
    flag = Flag(rule="prohibited_goods", severity=Severity.CRITICAL, probability=0.95, reasons=(reason,),
                site_id="s", listing_id="7", shop_id="1", capture_id="c1", rules_version="1")  # fmt: skip
    listing = Listing(listing_id="7", shop_id="1", title=EVIL, price=Decimal(1250000), currency="VND",
                      description=EVIL * 100, attributes=((EVIL, EVIL),),
                      variants=(Variant(variant_id="1", name=EVIL, price=Decimal(5)),))  # fmt: skip
    jpeg, is_cut = printed(Picture(kind="fullPage", png=png(), width=400, height=900))
    picture = ReportPicture(jpeg=jpeg, kind="fullPage", width=400, height=900, is_cut=is_cut,
                            record=f"records/{NIGHT}/000001.block", sha256="0" * 64)  # fmt: skip
    capture = ReportCapture(
        capture_id="c1", night=NIGHT, url="http://s/7?" + EVIL, final_url="http://s/7", started_at=AT,
        ended_at=AT, outcome="live", status=200, failure=None, title=EVIL, software="shopwitness 1",
        browser="Chrome/156", user_agent=EVIL, viewport="1366x768", locale="vi-VN",
        time_zone="Asia/Ho_Chi_Minh", remote_address="1.2.3.4", protocol="h2", certificate=EVIL,
        ingested="", is_attended=False, truncated=(), records=7, hashes=(("document", f"{NIGHT}/000001", "ab" * 32),),
        pictures=(picture,),
    )  # fmt: skip
    subject = ReportSubject(
        site_id="s", url="http://s/7", listing=listing, shop=Shop(shop_id="1", name=EVIL), seen_at=AT,
        standing="removed_confirmed",
        flags=(ReportFlag(number=12, flag=flag, state=FlagState.OPEN, rule_sentence="Câu.",
                          legal_basis="Luật A", agency="QLTT"),),
        timeline=(ReportLine(at=AT, kind="visit", name="live", capture_id="c1"),
                  ReportLine(at=AT, kind="event", name="price_changed", before="9", after=EVIL)),
    )  # fmt: skip
    law = ReportLaw(scope="evidence", name="Luật GDĐT", articles="Điều 10", says="Nói.",
                    in_force="01/07/2024", checked="24/11/2026")  # fmt: skip
    given: dict[str, Any] = {
        "subject": "flag 12", "title": EVIL, "actor": EVIL, "reason": EVIL, "made_at": AT,
        "software": "shopwitness 1", "language": "vi", "signer": "cd" * 32, "subjects": (subject,),
        "captures": (capture,), "nights": (report_night(tmp_path / "evidence" / NIGHT),),
        "laws": (law,), "law_note": "Cần luật sư xác nhận.",
    }  # fmt: skip
    return Report(**given | changes)


def test_it_says_when_by_whom_and_with_which_roots(tmp_path):
    report = a_report(tmp_path)
    html = render_html(report)
    root = report.nights[0].root
    for said in ("BIÊN BẢN GHI NHẬN DỮ LIỆU ĐIỆN TỬ", "24/11/2026 00:30:00", "1.250.000", "#12", "xác suất 95%",
                 " ".join(root[i : i + 8] for i in range(0, 64, 8)), "Luật GDĐT, Điều 10", "hiệu lực từ 01/07/2024",
                 "đã đối chiếu 24/11/2026"):  # fmt: skip
        assert said in html


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "Băm và dấu thời gian không chứng minh nguồn gốc"), ("en", "do not prove origin")],
)
def test_it_says_what_is_not_proven(tmp_path, language, sentence):
    html = render_html(a_report(tmp_path, language=language))
    assert sentence in html
    assert ("PRACTICE" if language == "en" else "THỰC HÀNH") in html


def test_nothing_of_a_page_becomes_markup_or_turns_the_writing(tmp_path):
    html = render_html(a_report(tmp_path))
    assert "<img src=x" not in html
    assert "<link" not in html
    assert "\u202e" not in html
    assert "\x00" not in html
    assert "&lt;img src=x" in html


def test_the_pdf_is_made_without_asking_any_network(tmp_path):
    pdf = render_pdf(a_report(tmp_path))
    assert pdf.startswith(b"%PDF-")
    assert b"/FontFile" in unpacked(pdf)


def unpacked(pdf):
    """The PDF's streams without their compression."""
    # A stream may end in a byte that looks like half a line break: what is beyond it is passed over.
    parts = re.findall(rb"stream\r?\n(.*?)\nendstream", pdf, re.DOTALL)
    return b"".join(zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"x")


def test_an_unsealed_night_changes_what_is_said_to_be_proven(tmp_path):
    report = a_report(tmp_path)
    write_night(tmp_path / "evidence", "2026-11-25", count=1)
    unsealed = report_night(tmp_path / "evidence" / "2026-11-25")
    html = render_html(replace(report, nights=(unsealed,)))
    assert "CHƯA NIÊM PHONG: 2026-11-25" in html
    assert "Mỗi đêm đã niêm phong" not in html
    assert "Không gì chứng minh dữ liệu của 2026-11-25" in html


def test_only_a_night_that_names_the_one_before_is_said_to_be_bounded_on_both_sides(tmp_path):
    report = a_report(tmp_path)
    assert "chỉ chặn một phía" in render_html(report)
    write_night(tmp_path / "evidence", "2026-11-25", count=1)
    seal(tmp_path / "evidence", "2026-11-25")
    second = report_night(tmp_path / "evidence" / "2026-11-25")
    assert (second.previous_night, second.previous_root) == (NIGHT, report.nights[0].root)
    html = render_html(replace(report, nights=(second,)))
    assert "chỉ chặn một phía" not in html
    assert "bắt đầu sau khi đêm trước được đóng dấu" in html


def test_what_would_make_a_forgery_costly_is_said_only_where_it_is_so(tmp_path):
    report = a_report(tmp_path)
    (visit,) = report.captures
    claims = {
        "Máy tự ghé trang, không người điều khiển": replace(visit, is_attended=True),
        "Chứng thư mà máy chủ xuất trình": replace(visit, certificate=""),
        "Dữ liệu lưu là chính dữ liệu trình duyệt nhận": replace(visit, ingested="x.warc.gz"),
    }
    html = render_html(report)
    for claim, without in claims.items():
        assert claim in html
        assert claim not in render_html(replace(report, captures=(without,)))
    assert "nhiều đêm" not in html
    again = replace(visit, night="2026-11-25")
    assert "nhiều đêm" in render_html(replace(report, captures=(visit, again)))


def test_the_pack_is_named_in_the_readers_language(tmp_path):
    report = a_report(tmp_path)
    assert "Nghi vấn số 12" in render_html(report)
    assert "Suspicion no. 12" in render_html(replace(report, language="en"))


def test_the_keys_digest_is_the_one_that_the_script_prints(tmp_path):
    folder = sealed_night(tmp_path / "evidence", count=1)
    printed_by_script = key_fingerprint((folder / "signer.pem").read_bytes())
    assert report_night(folder).signer == printed_by_script
    assert key_fingerprint(b"nothing") == ""


def test_a_tall_picture_is_cut_and_said_to_be(tmp_path):
    jpeg, is_cut = printed(Picture(kind="fullPage", png=png(400, 9000), width=400, height=9000))
    assert is_cut
    with Image.open(io.BytesIO(jpeg)) as shown:
        assert shown.height <= shown.width
    assert printed(Picture(kind="fullPage", png=b"broken", width=1, height=1)) == (b"", False)


@given(st.text())
def test_no_text_begins_as_a_formula_does(text):
    cleaned = safe_text(text)
    assert not cleaned.lstrip(" \u200b\ufeff").startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
    )


@given(
    st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=40), min_size=1, max_size=4)
)
def test_every_text_can_be_written_and_comes_back_as_a_text(texts):
    facts = table(
        "x", [{str(n): text for n, text in enumerate(texts)}], [str(n) for n in range(len(texts))]
    )
    assert as_csv(facts).startswith(b"\xef\xbb\xbf")
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([facts])))["x"]
    assert all(cell.data_type in {"s", "n", "inlineStr"} for cell in sheet[2])


@pytest.mark.parametrize("between", [(), ("captcha",)])
def test_a_removal_is_told_as_a_pair_with_the_visits_between(tmp_path, between):
    names = ("live", *between, "removed", "removed")
    lines = tuple(
        ReportLine(at=AT + timedelta(hours=n), kind="visit", name=name, capture_id=f"c{n + 1}")
        for n, name in enumerate(names)
    )
    report = a_report(tmp_path)
    subject = replace(report.subjects[0], timeline=lines)
    rows = dict(view(replace(report, subjects=(subject,)))["subjects"][0]["removal"])
    assert rows["Lần cuối thấy còn"].startswith("24/11/2026 00:30:00 – còn bán")
    gone = AT + timedelta(hours=len(between) + 1)
    assert rows["Lần đầu thấy mất"].startswith(moment(gone))
    assert rows["Lượt ghé ở giữa"].count("–") == len(between)


def test_a_listing_that_is_there_again_has_no_removal(tmp_path):
    lines = tuple(
        ReportLine(at=AT + timedelta(hours=n), kind="visit", name=name)
        for n, name in enumerate(("live", "removed", "live"))
    )
    report = a_report(tmp_path)
    subject = replace(report.subjects[0], timeline=lines)
    assert not view(replace(report, subjects=(subject,)))["subjects"][0]["removal"]
