"""Single values as pages show them."""

from decimal import Decimal

import pytest

from crawler.fields import count, identity, link, moment, money, per_cent, text, whole

COUNTS = [
    ("96 sold", 96),
    ("1.2K sold", 1200),
    ("7.4K sold", 7400),
    ("Đã bán 12,3k", 12300),
    ("Đã bán 1,2k", 1200),
    ("Đã bán 3,4tr", 3_400_000),
    ("10k+", 10_000),
    ("20k+ sold", 20_000),
    ("1.234", 1234),
    ("1,234 sold", 1234),
    ("79.6K sold", 79_600),
    ("1,2 nghìn", 1200),
    ("Terjual 1,5rb", 1500),
    ("ขายแล้ว 1.2พัน ชิ้น", 1200),
    ("2,5 triệu", 2_500_000),
    (1532, 1532),
    ("1532", 1532),
    ("0", 0),
    ("", None),
    ("chưa bán", None),
    (None, None),
    (True, None),
    (-3, None),
    ("1.5", None),
]
AMOUNTS = [
    ("129.000 ₫", "129000"),
    ("₫129.000", "129000"),
    ("129.000", "129000"),
    ("149000.00", "149000"),
    ("39.60", "39.6"),
    ("฿1,500.00", "1500"),
    ("$12.99 - $14.99", "12.99"),
    ("1.390,00", "1390"),
    ("Rp1.250.000", "1250000"),
    ("1 250 000 ₫", "1250000"),
    ("1 250 000,00 ₫", "1250000"),
    (0, "0"),
    (97043, "97043"),
    (Decimal("12.50"), "12.5"),
    ("miễn phí", None),
    (-1, None),
    (True, None),
    (float("nan"), None),
]


@pytest.mark.parametrize(("shown", "number"), COUNTS)
def test_count(shown, number):
    assert count(shown) == number


@pytest.mark.parametrize(("shown", "amount"), AMOUNTS)
def test_money(shown, amount):
    read = money(shown)
    assert (None if read is None else f"{read:f}") == amount


@pytest.mark.parametrize(
    ("value", "expected"),
    [(9900112233, "9900112233"), ("0123", "0123"), ("0", None), (0, None), (-4, None), ("1.5", None),
     (True, None), ("٣٤", None), ("9" * 31, None), (None, None)],
)  # fmt: skip
def test_identity(value, expected):
    assert identity(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1700000000, "2023-11-14T22:13:20+00:00"), ("1700000000000", "2023-11-14T22:13:20+00:00"),
     (0, None), (10**18, None), ("hôm qua", None)],
)  # fmt: skip
def test_moment(value, expected):
    read = moment(value)
    assert (None if read is None else read.isoformat()) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("97%", 97), ("97,5%", 97), (97, 97), ("101%", None), ("", None)]
)
def test_per_cent(value, expected):
    assert per_cent(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("//img.vn/a.jpg", "https://img.vn/a.jpg"), ("http://a.vn", "http://a.vn"),
     ("javascript:alert(1)", None), ("data:image/png;base64,x", None), ("", None), (7, None)],
)  # fmt: skip
def test_link(value, expected):
    assert link(value) == expected


def test_half_a_character_becomes_one_that_can_be_written():
    assert text("a\ud800b") == "a?b"


def test_whole_takes_no_fraction():
    assert whole(Decimal("2.0")) == 2
    assert whole(2.5) is None
