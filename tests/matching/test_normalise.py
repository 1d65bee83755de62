import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.normalise import fold_text, normalise


@pytest.mark.parametrize(
    ("displayed", "kept", "folded"),
    [
        ("Sữa RỬA mặt", "sữa rửa mặt", "sua rua mat"),
        ("b.ó.n.g c.ư.ờ.i", "bóng cười", "bong cuoi"),
        ("B-Ó-N-G cười", "bóng cười", "bong cuoi"),
        ("bó\u200bng\u00ad cười", "bóng cười", "bong cuoi"),
        ("ｂｏｎｇ ｃｕｏｉ", "bong cuoi", "bong cuoi"),
        ("саn sа", "can sa", "can sa"),
        ("1️⃣0️⃣ viên", "10 viên", "10 vien"),
        ("🅱🅾🅽🅶", "bong", "bong"),
        ("Cu\u031bo\u031b\u0300i", "cười", "cuoi"),
        ("Đồng  hồ\n nam", "đồng hồ nam", "dong ho nam"),
        ("180ml × 4", "180ml x 4", "180ml x 4"),
    ],
)
def test_one_form_for_many_spellings(displayed, kept, folded):
    normal = normalise(displayed)
    assert normal.kept == kept
    assert normal.folded == folded


def test_words_are_found_back_in_the_displayed_text():
    normal = normalise("Bán  B.Ó.N.G\u200b C.Ư.Ờ.I giá rẻ")
    start = normal.folded.index("bong cuoi")
    assert normal.displayed(start, start + len("bong cuoi")) == "B.Ó.N.G\u200b C.Ư.Ờ.I"


def test_initials_of_two_letters_are_left_alone():
    assert normalise("size a-b, 5.5 inch").kept == "size a-b, 5.5 inch"


@given(st.text(max_size=60))
def test_normalising_again_changes_nothing(text):
    once = normalise(text)
    twice = normalise(once.kept)
    assert twice.kept == once.kept
    assert twice.folded == once.folded


@given(st.text(max_size=60))
def test_offsets_lead_back_in_order_and_lengths_agree(text):
    normal = normalise(text)
    assert len(normal.kept) == len(normal.folded) == len(normal.offsets) - 1
    assert list(normal.offsets) == sorted(normal.offsets)
    assert normal.offsets[-1] == len(text)


@given(st.text(alphabet="aáàạặâbcdđeêghiíịơồổôuưừvy ABĐƠƯ019.,%", max_size=60))
def test_the_quick_form_agrees_with_the_careful_one(text):
    assert fold_text(normalise(text).kept) == normalise(text).folded
