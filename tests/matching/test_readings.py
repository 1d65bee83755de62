"""What the words of two titles in their places say of their being one product."""

import math

import pytest

from matching.cleaning import clean
from matching.reading_signs import SIGNS, reading_signs
from matching.readings import read


def _signs(left: str, right: str) -> dict[str, float]:
    row = reading_signs(read(clean(left)), read(clean(right)))
    return dict(zip(SIGNS, row, strict=True))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Panadol Extra hộp 180 viên", "Thuốc Panadol Extra hộp 15 vỉ x 12 viên"),
        ("Sữa TH ít đường nguyên thùng 12 lốc x 4", "Sữa TH ít đường thùng 48 hộp"),
    ],
)
def test_pieces_are_multiplied_out(left: str, right: str):
    found = _signs(left, right)
    assert found["counts_agree"] == 1
    assert found["counts_conflict"] == 0
    assert found["left_packed"] == 0


def test_a_crate_is_not_its_piece():
    found = _signs("Thùng 48 lon sữa đặc Ông Thọ đỏ 380g", "Sữa đặc Ông Thọ đỏ lon 380g")
    assert found["left_packed"] == pytest.approx(math.log2(48))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ấm siêu tốc Sunhouse SHD 1182", "Bình đun siêu tốc Sunhouse SHD1182"),
        ("Tai nghe Galaxy Buds SM R510N", "Tai nghe Samsung Galaxy Buds SM-R510"),
        ("Nồi chiên Lock&Lock EJF296 đen", "Nồi chiên Lock&Lock EJF296BLK"),
        ("Bàn ủi Philips DST0510/20", "Bàn ủi Philips DST0510"),
    ],
)
def test_a_model_number_is_met_however_it_is_written(left: str, right: str):
    assert _signs(left, right)["right_code_found"] == 1


def test_a_sibling_s_model_number_is_not_met():
    found = _signs("Đồng hồ Casio AE-1200WH-1AV", "Đồng hồ Casio AE-1200WHD-1AV")
    assert found["right_code_found"] == 0
    assert found["codes_are_siblings"] > 0.9


def test_a_line_in_the_place_of_another():
    found = _signs("SRM Cerave Blemish Cleanser 473ml", "Sữa rửa mặt CeraVe Foaming Cleanser 473ml")
    assert found["names_swapped"] == 1
    assert found["names_in_one_place"] == 1
    same = _signs("SRM Cerave Foaming Cleanser 473ml", "Sữa rửa mặt CeraVe Foaming Cleanser 473ml")
    assert same["names_swapped"] == same["places_swapped"] == 0


def test_a_flavour_in_the_place_of_another():
    found = _signs("Nước lau sàn Sunlight hoa hạ 3.6kg", "Nước lau sàn Sunlight hoa diên vỹ 3.6kg")
    assert found["right_natives_alone"] > 0
    assert found["places_swapped"] > 0


@pytest.mark.parametrize(
    ("left", "right", "sign"),
    [
        ("Túi đựng loa JBL Flip 6", "Loa JBL Flip 6", "left_begins_elsewhere"),
        ("Loa JBL Flip 6", "Túi đựng loa JBL Flip 6", "right_begins_elsewhere"),
        ("Giày Stan Smith rep 1:1", "Giày Adidas Stan Smith", "left_speaks_of_copy"),
        ("Tester nước hoa Gucci Bloom EDP", "Nước hoa Gucci Bloom EDP", "left_of_other_form"),
        ("Combo dầu gội Tsubaki", "Dầu gội Tsubaki", "sets_differ"),
        ("Dầu gội Clear 630g", "Dầu gội Clear 900g", "amounts_conflict"),
    ],
)
def test_another_article_is_told(left: str, right: str, sign: str):
    assert _signs(left, right)[sign] == 1
    assert _signs(right, right)[sign] == 0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Balo TNF Borealis black", "Balo The North Face Borealis đen"),
        ("Dầu gội H&S bạc hà 0.85L", "Dầu gội Head & Shoulders bạc hà 850ml"),
        ("Xịt muỗi Raid hương oải hương", "Xịt muỗi Raid hương lavender"),
    ],
)
def test_short_names_and_other_languages_are_met(left: str, right: str):
    found = _signs(left, right)
    assert found["right_words_met"] == 1
    assert found["amounts_conflict"] == 0


def test_an_empty_title_says_nothing():
    assert math.isnan(_signs("", "Loa JBL Flip 6")["left_words_met"])
