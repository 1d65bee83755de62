"""Hidden words in titles, by an obfuscator that knows nothing of the code; and innocent titles."""

import csv
import json
import os
from pathlib import Path

import pytest

from config.lexicon_files import load_lexicons
from config.rules import load_rules
from domain.listing import Listing
from matching.context import RuleContext, Subject
from matching.lexicon import TermFinder
from matching.rules import judge
from tests.matching import obfuscator

REAL = Path(os.environ.get("SHOPWITNESS_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
WORDS = """
bóng cười, khí cười, cần sa, ma túy, ma túy đá, thuốc lắc, kẹo ke, ketamine, heroin, cocaine, thuốc phiện, nấm ảo giác,
nước vui, tinh dầu cần sa, tem giấy lsd, methamphetamine, thuốc lá điện tử, vape, pod 1 lần, shisha, tinh dầu vape,
thuốc lá lậu, pháo nổ, pháo hoa nổ, thuốc nổ, thuốc pháo, lựu đạn, kíp nổ, dùi cui điện, roi điện, bình xịt hơi cay,
súng săn, súng quân dụng, súng bắn đạn bi, côn nhị khúc, dao găm, mã tấu, dao phóng lợn, kiếm nhật, đạn hoa cải,
tiền giả, giấy tờ giả, làm bằng giả, bằng lái xe giả, cccd giả, hộ chiếu giả, con dấu giả, hóa đơn khống, sim rác,
mua bán hóa đơn, ngà voi, sừng tê giác, vảy tê tê, mật gấu, cao hổ cốt, nanh hổ thật, thuốc kích dục, thuốc mê,
thuốc phá thai, thuốc cường dương, viagra, camera quay lén, máy nghe lén, máy phá sóng, camera ngụy trang,
cờ bạc bịp, cá độ bóng đá, đánh bạc online, lô đề online, xyanua, thuốc diệt cỏ paraquat, kích điện cá,
nội tạng người, bán thận, gái gọi, phim khiêu dâm, ủy thác forex, hàng lậu
"""
CARRIERS = (
    "Áo thun nam cổ tròn chất cotton mát lạnh",
    "Nồi chiên không dầu 6.5L bảo hành 12 tháng",
    "Sách kỹ năng sống cho người bận rộn (tái bản 2024)",
    "Giày thể thao nữ đế êm size 36-40",
    "Combo 3 hộp khăn giấy rút 250 tờ",
    "Tai nghe bluetooth 5.3 pin 30 giờ, chống ồn",
    "Đầm maxi đi biển họa tiết hoa nhí",
    "Cáp sạc nhanh 20W dài 1m - Hàng chính hãng",
)


@pytest.fixture(scope="module")
def prohibited():
    return TermFinder(next(x for x in load_lexicons() if x.name == "prohibited"))


def words():
    return [" ".join(word.split()) for word in WORDS.replace("\n", " ").split(",")]


@pytest.mark.parametrize("trick", obfuscator.TRICKS, ids=lambda trick: trick.__name__)
def test_a_hidden_word_is_found_in_a_title(prohibited, trick):
    rng = obfuscator.a_source(trick.__name__)
    missed = [
        title
        for word in words()
        for _ in range(2)
        if not prohibited.find(
            title := obfuscator.injected(rng.choice(CARRIERS), trick(word, rng), rng)
        )
    ]
    assert len(missed) <= 0.12 * 2 * len(words()), missed


def test_nearly_all_hidden_words_are_found(prohibited):
    rng = obfuscator.a_source("all")
    titles = [
        obfuscator.injected(rng.choice(CARRIERS), trick(word, rng), rng)
        for trick in obfuscator.TRICKS
        for word in words()
    ]
    missed = [title for title in titles if not prohibited.find(title)]
    assert len(missed) <= 0.02 * len(titles), missed


@pytest.mark.parametrize(
    "title",
    [
        "Giày búp bê bằng da bò màu đen trắng",
        "Dock ổ cứng 2.5 inch và 3.5 inch",
        "Laptop chip Qualcomm Snapdragon",
        "Áo sơ mi công sở - hàng cam kết chính hãng",
        "Có xuất hóa đơn VAT, không bán lẻ",
        "Thay lưỡi khi cần, kín 20 lớp",
        "Kem dưỡng mờ thâm nám, đồi mồi",
        "Gọng kính đồi mồi vuông nữ",
        "Găng tay gấu bông giữ ấm",
        "Mồi câu popper nhái hơi",
        "Máy đập đá cầm tay",
        "Bảng giá mica để bàn",
        "Chả lụa không hàn the",
        "Khung phôi bằng khen A4",
        "Búp bê cho bé, bông cài tóc",
        "Ga cưới bọc nệm 1m8",
    ],
)
def test_look_alikes_of_words_are_left_alone(prohibited, title):
    assert prohibited.find(title) == ()


def test_a_word_hidden_on_purpose_is_not_excused_by_its_surroundings(prohibited):
    assert prohibited.find("Đồ chơi trẻ em súng săn") == ()
    assert prohibited.find("Đồ chơi trẻ em s.ú.n.g s.ă.n")


def test_a_long_description_is_read_to_its_end(prohibited):
    text = "Vải mềm, thoáng, dễ giặt. " * 200 + "Ai hiểu thì ib b.ó.n.g c.ư.ờ.i nhé"
    (hit,) = prohibited.find(text)
    assert text[hit.start : hit.end] == "b.ó.n.g c.ư.ờ.i"


@pytest.mark.real_data
def test_real_titles_raise_next_to_no_alarm():
    titles = sorted(set(_real_titles()))
    if not titles:
        pytest.skip(f"no real titles under {REAL}")
    context = RuleContext.build(load_rules(), load_lexicons(), [], [])
    flagged = [
        title
        for title in titles
        if judge(Subject(listing=Listing(listing_id="1", title=title, is_card=True)), context)
    ]
    assert len(flagged) * 500 <= len(titles), flagged


def _real_titles():
    for path in sorted((REAL / "matching" / "vn").glob("raw_*.csv")):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            rows = csv.reader(stream, delimiter=";")
            next(rows)
            yield from (row[0] for row in rows if row)
    lazada = REAL / "captures" / "tables" / "lazada_vn_2024_titles_prices.json"
    if lazada.exists():
        yield from (row["title"] for row in json.loads(lazada.read_text("utf-8")))
