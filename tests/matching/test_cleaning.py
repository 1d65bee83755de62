import pytest

from matching.asked import Asked
from matching.cleaning import clean, clean_all, with_quantities
from matching.tokens import column_of, tokenise

TITLES = (
    "[Freeship] Sữa TH 4 hộp x 180 ml",
    "",
    "Áo thun\nnam CHÍNH HÃNG 100%",
    "Chip m-ớ-i th-a/12",
    "Bảo hành 12 tháng, 30 đổi 1 loa JBL",
)


def test_many_titles_are_cleaned_as_each_alone():
    assert clean_all(TITLES) == [clean(title).replace("\n", " ") for title in TITLES]


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Bảo hành 12 tháng, 30 đổi 1 loa JBL", [",", "loa", "jbl"]),
        ("Hàng CHÍNH HÃNG 100%", []),
        ("Vải 100% cotton", ["vai", "100%", "cotton"]),
        ("Hotel newton", ["hotel", "newton"]),
        ("Sale hot trend 2026 áo", ["ao"]),
        ("d_é_p nam", ["dep", "nam"]),
    ],
)
def test_filler_is_left_out_and_nothing_else(title, left):
    assert clean(title).split() == left


def test_quantities_and_codes_are_words_of_their_own():
    words = with_quantities("loa th-a12 180 ml").split()
    assert sorted(words) == ["loa", "th-a12", "tha12", "§volume¤180"]


def test_a_word_has_the_same_columns_whenever_it_is_met():
    alone, among = tokenise(["loa jbl"]), tokenise(["ao", "loa jbl loa", "la"])
    assert alone.indices.tolist() == among[1].indices.tolist()
    assert sorted(alone.indices.tolist()) == sorted([column_of("loa"), column_of("jbl")])


def test_a_row_that_nobody_asks_for_is_not_made():
    made = []

    def length(text):
        made.append(text)
        return len(text)

    asked = Asked(length, ["a", "bb", "ccc"])
    assert (asked[2], asked[2]) == (3, 3)
    assert made == ["ccc"]
