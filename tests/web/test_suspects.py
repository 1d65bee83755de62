"""What the page of a suspect says, and what is answered for one that is not there."""

import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from domain.capture import Exchange
from domain.flag import Reason
from domain.outcome import Outcome, Verdict
from domain.people import Role
from evidence.store import NightStore
from matching.images import hash_photo, image_key
from storage.photos import Photo
from tests.storage.facts import NIGHT, SITE, START, a_listing, listing_target
from web.masking import mask_text

GENUINE, OFFERED = "http://cf.localhost/file/genuine", "http://cf.localhost/file/offered"
PICTURES = ("own", "genuine", "difference")


@pytest.fixture
def product(log_in, services):
    """One genuine product in the register."""
    analyst = log_in(Role.ANALYST)
    table = "name,brand,price,registration_number,image\n"
    table += f"Kem trộn <b>rep</b> 1:1,Hoa Mộc,500000,12/2024/CBMP,{GENUINE}\n"
    answer = analyst.post(
        "/registers",
        {"kind": "products", "do": "import"},
        files={"file": ("p.csv", table.encode())},
    )
    assert answer.status_code == 200
    with services.store.reading() as repo:
        return next(repo.registers.current_products())


def suspect(services, flag_id, product, **changes):
    """The same suspicion about that product; answers its number."""
    with services.store.transaction() as repo:
        run_id = repo.runs.start(NIGHT, "match", at=START)
        flag = repo.flags.existing(flag_id).flag
        flag = replace(flag, rule="price_anomaly", product_id=product.product_id, **changes)
        repo.flags.put_flags(run_id, [flag], at=START)
        return max(row.flag_id for row in repo.flags.list())


def test_what_differs_from_the_genuine_product_is_said_in_words(
    investigator, services, facts, flag_id, product
):
    number = suspect(services, flag_id, product)
    attributes = (("Số công bố", "99/2020/CBMP"),)
    facts.see(a_listing("200", title="Kem trộn <b>rep</b> 1:1", attributes=attributes), hour=2)
    shown = investigator.get(f"/flags/{number}").text
    assert re.search(r"≠ Registration number<br>.*<td>99/2020/CBMP</td>", shown)
    assert re.search(r"= Name<br><small>the same</small>", shown)
    assert re.search(r'class="changed"><th scope="row">≠ Price<br><small>differs</small>', shown)
    assert re.search(r'<th scope="row">Brand</th>', shown)


def test_signs_that_nobody_sees_are_shown_as_rings(investigator, services, flag_id, product):
    reason = Reason(
        field="title", found="r\u200bep", expected="rep", text_en="“r\u200bep” is “rep”", text_vi="",
        start=0, end=4,
    )  # fmt: skip
    number = suspect(services, flag_id, product, reasons=(reason,))
    shown = investigator.get(f"/flags/{number}").text
    assert "<mark>r◦ep</mark>" in shown
    assert "“r◦ep” is “rep”" in shown


def a_photo(*, cut=0, price=False):
    """A scene; a thief cuts its sides and writes a price into it."""
    image = Image.effect_mandelbrot((300, 300), (-2, -1.5, 1, 1.5), 60)
    if price:
        image.paste(255, (20, 20, 90, 60))
    target = io.BytesIO()
    image.crop((cut, cut, 300 - cut, 300 - cut)).save(target, "JPEG", quality=70)
    return target.getvalue()


@pytest.fixture
def keep_photo(services, facts):
    """Keeps a photo as a visit does, with its hashes."""

    def keep(url, body):
        capture = facts.capture(listing_target("900"), hour=9)
        got = Exchange(url=url, status=200, body=body, resource_type="image")
        kept = replace(capture, exchanges=(got,))
        with NightStore(services.settings.evidence, night=kept.night, site_id=SITE) as night:
            stored = night.write(kept)
        record = next(
            each for each in stored.records if each.uri == url and each.type == "response"
        )
        photo = Photo(
            image_key=image_key(url), payload_sha256=record.payload_sha256,
            hashes=hash_photo(body).text(), capture_id=kept.capture_id,
        )  # fmt: skip
        verdict = Verdict(outcome=Outcome.LIVE, reason="a test")
        with services.store.transaction() as repo:
            repo.captures.add(kept, verdict, warc_file=stored.warc_file, records=stored.records)
            repo.photos.add([photo])

    return keep


@pytest.fixture
def number(services, facts, flag_id, product):
    """A suspicion about the product, of a listing with one photo."""
    facts.see(a_listing("200", images=(OFFERED,)), hour=2)
    return suspect(services, flag_id, product)


def test_a_copied_photo_stands_beside_the_genuine_one_with_what_was_painted_in(
    investigator, number, keep_photo
):
    assert "cannot be compared" in investigator.get(f"/flags/{number}").text
    keep_photo(GENUINE, a_photo())
    keep_photo(OFFERED, body := a_photo(cut=9, price=True))
    assert "own photo, or a copy" in investigator.get(f"/flags/{number}").text
    answers = {each: investigator.get(f"/flags/{number}/photos/{each}") for each in PICTURES}
    assert {each.headers["content-type"] for each in answers.values()} == {"image/webp"}
    assert answers["own"].content != body
    shown = Image.open(io.BytesIO(answers["difference"].content)).convert("RGB").resize((300, 300))
    red = [
        (x, y) for x in range(300) for y in range(300)
        if shown.getpixel((x, y))[0] > 120 > shown.getpixel((x, y))[1] + 40
    ]  # fmt: skip
    assert len(red) > 0.7 * 70 * 40
    assert all(10 < x < 100 and 10 < y < 70 for x, y in red)


def test_a_suspect_without_a_genuine_photo_has_no_such_picture(investigator, flag_id):
    for each in PICTURES:
        assert investigator.get(f"/flags/{flag_id}/photos/{each}").status_code == 404


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zalo 0912345678", "Zalo •••••••678"),
        ("09\u200b12 34\u200b56.78", "••\u200b•• ••\u200b••.78"),
        ("Giá 12.990.000 VND, gọi 0912.345.678", "Giá 12.990.000 VND, gọi ••••.•••.678"),
        ("hàng 12.990.000₫", "hàng 12.990.000₫"),
    ],
)
def test_numbers_of_people_are_masked_and_amounts_are_not(text, shown):
    assert mask_text(text) == shown


@pytest.mark.parametrize(
    ("path", "status"),
    [("/flags/99", 404), ("/cases/99", 404), ("/reports?first=2026-11-30&last=2026-11-01", 422)],
)
def test_what_is_not_there_is_404_and_what_makes_no_sense_422(investigator, path, status):
    assert investigator.get(path).status_code == status
