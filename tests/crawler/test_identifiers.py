"""What sellers may be known by, in the disguises in which they write it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.vn import mst

from crawler.identifiers import find_identifiers

MOBILE = "+84912345678"
PHONES = [
    "0912345678",
    "0912.345.678",
    "0912-345-678",
    "091 234 5678",
    "0.9.1.2.3.4.5.6.7.8",
    "0-9-1-2-3-4-5-6-7-8",
    "0*9*1*2*3*4*5*6*7*8",
    "0 9 1 2 3 4 5 6 7 8",
    "O912345678",
    "o9l2345678",
    "O9I2 345 678",
    "+84912345678",
    "+84 912 345 678",
    "(+84)912345678",
    "+84 (0) 912 345 678",
    "0084912345678",
    "không chín một hai ba bốn năm sáu bảy tám",
    "khong chin mot hai ba bon nam sau bay tam",
    "không 9 một 2 ba 4 năm 6 bảy 8",
    "09 một hai 345 sáu 78",
    "0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
    "⓪⑨①②③④⑤⑥⑦⑧",
    "０９１２３４５６７８",
    "𝟎𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖",
    "09¹²³⁴⁵⁶⁷⁸",
    "09\u200b12\u200b345\u200b678",
    "📞0912345678📞",
]
NO_PHONES = [
    "giá 0912.345.678đ",
    "mã vạch 8934567890123",
    "189.000đ - 250.000đ",
    "ngày 14/04/2022",
    "năm 2024 sản phẩm ba hai một",
    "SKU 0912345678",
    "MST: 0912345678",
    "số lô 0912345678",
    "09123456789012345",
    "0112345678",
    "1234567890",
]
NOTHING = [
    "Hạn dùng 09.12.2024 10:30",
    "Ngày 09/12/2024 - 10/01/2025",
    "08/03/2025 08/03/2026",
    "từ 09/10/24 - 11/12/24",
    "Size trẻ em: 0 3 6 9 12 18 24 tháng",
    "số seri 0987 654 321 00",
    "Không hai giá, một đổi một trong bảy ngày",
    "09 mẫu 12 màu 34 size 56 kiểu 78",
    "độ cận 0.00 1.00 1.50 2.00 2.50 3.00",
    "Số công bố: 123456/21/CBMP-HCM",
    "Bánh cake 350000 một hộp",
    "USB 64000 MB 1000000 lần ghi",
    "tài khoản người dùng 123456",
    "tài khoản Shopee 12345678",
    "chuyển khoản MB 250.000",
    "giảm còn Vietcombank 100000",
    "giao hàng.com giá rẻ",
    "Chất liệu: cotton.Giặt máy.Không tẩy",
]
"""Prices, dates, sizes, codes and words in which a number or a link only seems to stand."""
OTHERS = [
    ("Zalo0912345678", "zalo", MOBILE, None),
    ("SĐT0912345678", "phone", MOBILE, None),
    ("0905.12.34.56", "phone", "+84905123456", None),
    ("0938.12.2019", "phone", "+84938122019", None),
    ("ACB 8888888", "bank_account", "8888888", "ACB"),
    ("zalo.me/0912345678", "zalo", MOBILE, None),
    ("https://chat.zalo.me/?phone=84912345678", "zalo", MOBILE, None),
    ("zalo 09 12 34 56 78", "zalo", MOBILE, None),
    ("ib z.a.l.o 0912.345.678", "zalo", MOBILE, None),
    ("z lo 0912345678", "zalo", MOBILE, None),
    ("add zl: 0912345678", "zalo", MOBILE, None),
    ("zalo.me/g/abcdef123", "zalo", "zalo.me/g/abcdef123", None),
    ("oa.zalo.me/1234567890123456789", "zalo", "zalo.me/1234567890123456789", None),
    ("fb.com/Shop.Hoa?ref=share", "facebook", "facebook.com/shop.hoa", None),
    ("https://www.facebook.com/profile.php?id=100012", "facebook", "facebook.com/100012", None),
    ("https://m.facebook.com/people/Hoa/100012345", "facebook", "facebook.com/100012345", None),
    ("m.me/shophoa", "facebook", "facebook.com/shophoa", None),
    ("facebook.com/groups/123456", "facebook", "facebook.com/groups/123456", None),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fhoa.vn%2Fa&h=x", "link", "hoa.vn/a", None),
    ("https://hoa.vn/sp?utm_source=shopee&id=4", "link", "hoa.vn/sp?id=4", None),
    ("shopee.vn/hoagao", "link", "shopee.vn/hoagao", None),
    ("t.me/ShopHoa", "telegram", "t.me/shophoa", None),
    ("telegram: @shophoa1", "telegram", "t.me/shophoa1", None),
    ("hoa (at) gmail (dot) com", "email", "hoa@gmail.com", None),
    (
        "STK: 0011002233445 VCB NGUYEN VAN A",
        "bank_account",
        "0011002233445",
        "Vietcombank, NGUYEN VAN A",
    ),
    (
        "VCB 0011002233445 - NGUYEN VAN A",
        "bank_account",
        "0011002233445",
        "Vietcombank, NGUYEN VAN A",
    ),
    (
        "stk 19036789012345 Techcombank chủ tk: TRAN THI B",
        "bank_account",
        "19036789012345",
        "Techcombank, TRAN THI B",
    ),
    ("CK qua MB Bank 0987654321", "bank_account", "0987654321", "MB Bank"),
    (
        "https://img.vietqr.io/image/970436-0011002233445-compact.png",
        "bank_account",
        "0011002233445",
        "Vietcombank",
    ),
    (
        "00020101021238540010A00000072701240006970436011000110022330208QRIBFTTA5303704",
        "bank_account",
        "0011002233",
        "Vietcombank",
    ),
    ("MST: 0106773786", "tax_code", "0106773786", None),
    ("MST 0106773786-001", "tax_code", "0106773786-001", None),
    ("Mã số thuế 010 677 3786", "tax_code", "0106773786", None),
    ("GPĐKKD: 0106773786 do Sở KH&ĐT cấp ngày 10/02/2015", "tax_code", "0106773786", None),
    ("MST cá nhân 001085012345", "tax_code", "001085012345", None),
    ("Hotline: 1900 6868", "phone", "+8419006868", None),
    ("tổng đài 1800 588 890", "phone", "+841800588890", None),
    ("Văn phòng (024) 3926 0000", "phone", "+842439260000", None),
]


def kinds(text):
    return {(one.kind, one.value) for one in find_identifiers(text, "description")}


@pytest.mark.parametrize("written", PHONES)
@pytest.mark.parametrize("around", ["{}", "Liên hệ: {} để đặt hàng", "{}\nHàng mới về"])
def test_a_phone_in_disguise(written, around):
    assert ("phone", MOBILE) in kinds(around.format(written))


@pytest.mark.parametrize("written", PHONES)
def test_the_words_are_kept_as_they_stand(written):
    source = f"Gọi ngay {written} nhé"
    found = next(f for f in find_identifiers(source, "description") if f.value == MOBILE)
    assert found.text in source
    assert found.text.strip("📞") in written


@pytest.mark.parametrize("written", NO_PHONES)
def test_what_is_no_phone(written):
    assert not [found for found in kinds(written) if found[0] == "phone"]


@pytest.mark.parametrize("written", NOTHING)
def test_what_identifies_nobody(written):
    assert not kinds(written)


@pytest.mark.parametrize(("written", "kind", "value", "detail"), OTHERS)
def test_other_identifiers(written, kind, value, detail):
    found = [one for one in find_identifiers(written, "description") if one.kind == kind]
    assert [(one.value, one.detail) for one in found] == [(value, detail)]


@pytest.mark.parametrize("digit", "0123456789")
def test_a_tax_code_needs_its_check_digit(digit):
    code = f"010677378{digit}"
    assert (("tax_code", code) in kinds(f"MST: {code}")) == mst.is_valid(code)


@pytest.mark.parametrize("code", ["000000000001", "097085012345", "001985012345"])
def test_a_citizen_number_needs_a_province_and_a_century(code):
    assert not kinds(f"MST: {code}")


def test_each_is_told_once_with_its_field():
    found = find_identifiers("0912345678, gọi 0912.345.678", "title")
    assert [(one.value, one.field) for one in found] == [(MOBILE, "title")]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(written):
    for one in find_identifiers(written, "description"):
        assert one.value
        assert one.text in written


NUMBER = st.from_regex(r"09[0-46-9][0-9]{7}", fullmatch=True)
MASKS = st.sampled_from(["", " ", ".", "-", " . ", "_", "\u200b"])


@settings(max_examples=150, deadline=None)
@given(number=NUMBER, mask=MASKS, before=st.sampled_from(["", "sđt ", "Zalo: ", "lh "]))
def test_every_mobile_number_under_every_mask(number, mask, before):
    assert ("phone", f"+84{number[1:]}") in kinds(before + mask.join(number))
