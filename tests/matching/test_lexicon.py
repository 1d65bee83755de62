import pytest

from config.lexicon_files import load_lexicons
from matching.lexicon import TermFinder


@pytest.fixture(scope="module")
def prohibited():
    return TermFinder(next(x for x in load_lexicons() if x.name == "prohibited"))


@pytest.mark.parametrize(
    "title",
    [
        "Bóng cười giá sỉ",
        "Set áo b.ó.n.g c.ư.ờ.i xanh",
        "Giày b ó n g c ư ờ i nam",
        "áo B0NG CU0I siêu nhẹ",
        "ship b*ng c*ời toàn quốc",
        "#bongcuoi #hcm",
        "bó\u200bng cư\u200bời",
        "воng сuоі",
        "ｂóｎｇ ｃười",
        "bóngggg cườiiiii",
        "bóg cười",
        "can sa loại 1",
        "kần sa",
        "c@n s@ Đà Lạt",
        "sún9 đ!ện mini",
        "m.a t.ú.y đá",
        "làm giấy tờ giả bao công chứng",
        "bình N2O 1 lít",
    ],
)
def test_disguised_words_are_found(prohibited, title):
    assert prohibited.find(title)


@pytest.mark.parametrize(
    "title",
    [
        "Camera quay lén chính sách bảo hành 12 tháng",
        "Phần mềm nghe lén uy tín không lừa đảo",
        "Phần mềm nghe lén điện thoại không virus",
        "Làm giấy khai sinh giả cho bé",
        "Cần sa chính sách đổi trả",
        "Tinh dầu pod phòng trà",
        "Lô đề online danh sách trúng",
    ],
)
def test_what_a_seller_adds_is_no_excuse(prohibited, title):
    assert prohibited.find(title)


@pytest.mark.parametrize(
    "title",
    [
        "Móng giả đính đá",
        "Tóc giả nam",
        "Súng bắn bong bóng cho bé",
        "Súng nước đồ chơi",
        "Bóng mặt cười nảy cho trẻ em",
        "Son tint cho đôi môi căng bóng",
        "Máy in hóa đơn không dây",
        "Ốp AirPods Pro",
        "Bông cải xanh, cưới hỏi",
        "Que thử ma túy 5 chân",
        "Mã tùy chọn của ma trận",
        "Kem tẩy tế bào chết",
        "Bóng cười emoji trang trí sinh nhật",
        "Cần sa là gì - sách y học",
        "Áo thun hình lá cần sa",
        "Tiền giả cổ tích đồ chơi siêu thị cho bé",
        "Dùi cui cao su phát sáng cổ vũ",
        "Còng số 8 móc khoá",
        "Dao găm nhựa hoá trang",
        "Gậy 3 khúc chụp ảnh selfie",
        "Máy xông tinh dầu pod pha lê",
        "Bộ cờ tỉ phú tiền giả",
        "Phần mềm diệt virus, chặn phần mềm gián điệp theo dõi",
    ],
)
def test_innocent_words_are_left_alone(prohibited, title):
    assert prohibited.find(title) == ()


def test_the_words_can_be_marked_on_screen(prohibited):
    text = "Set áo B.ó.n.g  c.ư.ờ.i, xanh"
    (hit,) = prohibited.find(text)
    assert text[hit.start : hit.end] == hit.found == "B.ó.n.g  c.ư.ờ.i"
    assert hit.disguised
    assert hit.term.text == "bóng cười"


def test_either_place_of_a_tone_is_the_same_word_in_the_open(prohibited):
    (hit,) = prohibited.find("mua bán ma tuý")
    assert hit.term.text == "ma túy"
    assert not hit.disguised


def test_needed_words_may_stand_in_the_description(prohibited):
    assert prohibited.find("Pod mini nhiều vị") == ()
    assert prohibited.find("Pod mini nhiều vị", context="salt nicotine 50mg")
