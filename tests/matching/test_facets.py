"""What the tables of words read out of sellers' titles."""

import pytest

from matching.cleaning import clean
from matching.facet_signs import SIGNS, facet_signs
from matching.facets import facets, phrases


def signs(left, right):
    row = facet_signs(facets(clean(left)), facets(clean(right)))
    return dict(zip(SIGNS, row, strict=True))


@pytest.mark.parametrize(
    ("left", "right", "told_by"),
    [
        ("Dầu xả Dove 620g", "Dầu gội Dove 620g", "kinds_differ"),
        ("Viên uống Nature Made 1000mg", "Viên uống Blackmores 1000mg", "known_brands_differ"),
        ("Nước giặt cửa trước 3.6kg", "Nước giặt cửa trên 3.6kg", "facets_differ"),
        ("Nước hoa Libre EDT 90ml", "Nước hoa Libre Eau de Parfum 90ml", "facets_differ"),
        ("Loa bluetooth JBL Flip5", "Loa Bluetooth JBL Flip 6", "series_differ"),
        ("Sữa Aptamil số 2 800g", "Sữa Aptamil số 1 800g", "series_differ"),
        ("Nhớt Motul 7100 10W50 1L", "Nhớt Motul 7100 10W-40 1L", "grades_differ"),
        ("Vỉ 4 pin AAA Panasonic", "Vỉ 4 pin AA Panasonic", "grades_differ"),
        ("Bỉm quần Bobby XL62", "Tã quần Bobby size L 68 miếng", "grades_differ"),
        ("iPhone 13 mini 128GB", "iPhone 13 128GB", "left_traits_alone"),
        ("Samsung Galaxy S24+", "Samsung Galaxy S24", "left_traits_alone"),
        ("Lốc 4 hộp sữa 180ml", "Thùng 48 hộp sữa 180ml", "packs_differ"),
        ("Combo 2 sữa rửa mặt 236ml", "Sữa rửa mặt 236ml", "packs_one_sided"),
        ("Tai nghe Airpods 3 rep 1:1", "Tai nghe AirPods 3", "left_copies"),
        ("Ốp lưng cho iPhone 13", "Điện thoại iPhone 13", "left_for_right"),
    ],
)
def test_a_near_miss_is_told_by_its_facet(left, right, told_by):
    assert signs(left, right)[told_by] > 0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("SRM CeraVe da dầu 236ml", "Sữa rửa mặt CeraVe cho da dầu 236ml"),
        ("KCN LRP 50ml", "Kem chống nắng La Roche-Posay 50ml"),
        ("Thùng Milo 180ml (12 lốc x 4 hộp) 48 hộp", "Sữa Milo 180ml thùng 48 hộp"),
        ("Panadol Extra 180 viên (15x12)", "Panadol Extra hộp 15 vỉ x 12 viên"),
        ("Loa di động JBL Flip6", "Loa Bluetooth JBL Flip 6"),
        ("[FREESHIP] Sữa tươi ít đường 1L", "Sữa tươi ít đường 1 lít"),
    ],
)
def test_other_words_for_one_product_differ_in_nothing(left, right):
    found = signs(left, right)
    against = [name for name in SIGNS if name.endswith(("_differ", "_copies"))]
    assert not [name for name in against if found[name] > 0]


def test_every_phrase_of_the_tables_is_folded():
    words = [word for phrase, _ in phrases() for word in phrase]
    assert len(words) > 2000
    assert all(word.isascii() and word == word.lower() for word in words)
