"""What leaves the house about a case: letters an authority would send, packs with a receipt, reports."""

import hashlib
import io
import subprocess
import zipfile

import openpyxl
import pytest
from docx import Document

from config.documents import load_documents
from domain.errors import UsageError
from domain.outcome import Outcome, Verdict
from domain.people import CaseState, EntryKind, Role
from evidence.store import NightStore
from tests.storage.facts import SITE, Facts, a_listing, a_reading, listing_target

EVIL = '=HYPERLINK("http://evil","Kem")'


class Kept(Facts):
    """Visits whose bytes are really kept, so that packs can be made of them."""

    def __init__(self, services):
        super().__init__(services.store)
        self.evidence = services.settings.evidence

    def keep(self, listing, *, hour):
        capture = self.capture(listing_target(listing.listing_id), hour=hour)
        with NightStore(self.evidence, night=capture.night, site_id=SITE) as night:
            stored = night.write(capture)
        reading = a_reading(Outcome.LIVE, listing)
        with self.store.transaction() as repo:
            verdict = Verdict(outcome=Outcome.LIVE, reason="a test")
            repo.captures.add(capture, verdict, warc_file=stored.warc_file, records=stored.records)
        self.read(capture, reading)


@pytest.fixture
def case(investigator, services):
    """The address of a case with one listing whose title a spreadsheet could run."""
    Kept(services).keep(a_listing("200", title=EVIL), hour=1)
    form = {"case": "", "title": "Kem giả", "site_id": SITE, "listing_id": "200"}
    return investigator.post("/cases/add", form).headers["location"]


def entries(services, address):
    with services.store.reading() as repo:
        return repo.cases.get(int(address.rpartition("/")[2])).entries


def words_of(document):
    cells = [c for table in document.tables for row in table.rows for c in row.cells]
    paragraphs = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    return "\n".join(p.text for p in paragraphs)


def test_a_referral_has_what_an_authority_puts_on_a_letter(investigator, services, case):
    form = {"kind": "referral", "format": "docx", "to": "Chi cục QLTT", "reason": "đúng thẩm quyền"}
    answer = investigator.post(f"{case}/letters", form)
    words = words_of(Document(io.BytesIO(answer.content)))
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: ", "/CV-",
        "Kính gửi: Chi cục QLTT", "Căn cứ Luật", "“Kem giả”", EVIL, "Nơi nhận:", "đúng thẩm quyền",
    ):  # fmt: skip
        assert part in words, part
    last = entries(services, case)[-1]
    assert last.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert investigator.get(f"{case}/attachments/{last.sha256}").content == answer.content


def test_a_platform_is_asked_for_an_exact_time_in_vietnam(investigator, case):
    form = {
        "kind": "preservation", "format": "docx", "site_id": SITE, "reason": "xác minh",
        "since": "2026-11-23T08:00", "until": "2026-11-28T23:59",
    }  # fmt: skip
    answer = investigator.post(f"{case}/letters", form)
    words = words_of(Document(io.BytesIO(answer.content)))
    assert "từ 08:00 ngày 23/11/2026 đến 23:59 ngày 28/11/2026 (giờ Việt Nam, UTC+7)" in words
    assert "Shopee" in words
    backwards = investigator.post(f"{case}/letters", form | {"until": "2026-11-01T00:00"})
    assert backwards.status_code == 422


def test_no_cell_of_a_workbook_is_a_formula(investigator, case):
    form = {"kind": "referral", "format": "xlsx", "to": "=1+1", "reason": "@x"}
    answer = investigator.post(f"{case}/letters", form)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(EVIL in str(cell.value) for cell in cells)


@pytest.mark.slow
def test_a_case_is_handed_over_and_the_receipt_holds_anywhere(
    investigator, services, log_in, case, tmp_path
):
    partner = log_in(Role.PARTNER, name="qltt")
    assert partner.get(case).status_code == 404
    form = {"agency": "Chi cục QLTT", "receiver": "qltt", "reason": "đúng thẩm quyền"}
    assert investigator.post(f"{case}/handover", form).status_code == 303
    given = next(e for e in entries(services, case) if e.kind is EntryKind.HANDED_OVER)
    pack = partner.get(f"{case}/attachments/{given.sha256}").content
    assert hashlib.sha256(pack).hexdigest() == given.sha256
    wrong = partner.post(f"{case}/receipts", files={"pack": ("p.zip", pack + b"x")})
    assert wrong.status_code == 409
    assert partner.post(f"{case}/receipts", files={"pack": ("p.zip", pack)}).status_code == 303
    with services.store.reading() as repo:
        assert repo.cases.get(1).state is CaseState.HANDED_OVER
    receipt = entries(services, case)[-1]
    assert (receipt.kind, receipt.actor) == (EntryKind.RECEIPT, "qltt")
    again = partner.post(f"{case}/receipts/{receipt.sha256}/check")
    assert "The receipt holds" in again.text
    content = partner.get(f"{case}/attachments/{receipt.sha256}").content
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path / "receipt")
    (tmp_path / "pack.zip").write_bytes(pack)
    (tmp_path / "other.zip").write_bytes(pack[:-1])
    for name, code in (("pack.zip", 0), ("other.zip", 1)):
        run = subprocess.run(["sh", "receipt/verify.sh", name], cwd=tmp_path, check=False)
        assert run.returncode == code


@pytest.mark.slow
def test_nobody_confirms_what_they_handed_over_themselves(investigator, services, case):
    investigator.post(f"{case}/handover", {"agency": "Chi cục QLTT", "reason": "x"})
    pack = investigator.get(f"{case}/attachments/{entries(services, case)[-1].sha256}").content
    assert investigator.post(f"{case}/receipts", files={"pack": ("p.zip", pack)}).status_code == 422
    assert entries(services, case)[-1].kind is EntryKind.HANDED_OVER


def test_a_period_is_reported_as_it_was_counted(investigator, flag_id):
    page = investigator.get("/reports", params={"first": "2026-11-01", "last": "2026-11-30"})
    assert "từ 01/11/2026 đến 30/11/2026" in page.text
    form = {"first": "2026-11-01", "last": "2026-11-30", "format": "xlsx"}
    book = openpyxl.load_workbook(io.BytesIO(investigator.post("/reports", form).content))
    by_site = list(book.worksheets[1].iter_rows(values_only=True))
    assert by_site[0][:2] == ("Sàn", "Lượt ghé")
    assert by_site[1][:2] == ("Shopee", 2)
    assert by_site[1][5] == 1
    form["format"] = "docx"
    words = words_of(Document(io.BytesIO(investigator.post("/reports", form).content)))
    assert "BÁO CÁO" in words
    assert investigator.get("/reports?first=2026-11-30&last=2026-11-01").status_code == 422


def test_what_was_wiped_counts_by_its_moment_whatever_its_night_is_called(investigator, services):
    facts = Facts(services.store)
    facts.see(a_listing("200"), hour=1, night="practice-1")
    facts.fail(Outcome.REMOVED, hour=2, night="practice-1")
    for month, count in (("11", 1), ("10", 0)):
        form = {"first": f"2026-{month}-01", "last": f"2026-{month}-30", "format": "xlsx"}
        book = openpyxl.load_workbook(io.BytesIO(investigator.post("/reports", form).content))
        assert next(iter(book.worksheets[3].iter_rows(min_row=2)))[1].value == count


def test_columns_are_as_wide_and_rows_as_high_as_their_texts_need(investigator, case):
    form = {"kind": "referral", "to": "Chi cục QLTT", "reason": "x"}
    answer = investigator.post(f"{case}/letters", form | {"format": "docx"})
    table = Document(io.BytesIO(answer.content)).tables[1]
    widths = [round(column.width.cm, 1) for column in table.columns]
    assert widths == [round(cell.width.cm, 1) for cell in table.rows[0].cells]
    assert widths[0] < widths[1]
    assert sum(widths) <= 16  # What the margins leave of A4.
    answer = investigator.post(f"{case}/letters", form | {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[1]
    assert sheet.row_dimensions[2].height > sheet.row_dimensions[1].height


def test_an_agency_writes_its_own_letters_and_a_wrong_brace_is_told(services):
    own = services.settings.home / "documents.yml"
    built_in = load_documents()
    text = built_in.model_dump_json()
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(text.replace("(TÊN CƠ QUAN BAN HÀNH)", "CHI CỤC QLTT TỈNH X"), "utf-8")
    assert load_documents().agency.name == "CHI CỤC QLTT TỈNH X"
    own.write_text(text.replace("{reason}", "{reasons}", 1), "utf-8")
    with pytest.raises(UsageError, match="reasons"):
        load_documents()
