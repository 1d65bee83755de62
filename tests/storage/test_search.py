"""What the one search box finds in either database."""

import pytest
from alembic import command

from domain.listing import Shop
from domain.outcome import Outcome
from domain.target import PageKind
from storage.folding import words_of
from storage.migrate import alembic_config, upgrade
from storage.photos import Photo
from storage.session import make_engine, open_store
from tests.storage.facts import Facts, a_card, a_listing, a_reading, shop_target


@pytest.fixture
def find(store):
    def ids_of(typed):
        with store.reading() as repo:
            return [each.listing_id for each in repo.search.by_words(typed)]

    return ids_of


WORDS = {
    "Đồng hồ": ["301"], "dong ho": ["301"], "ĐỒNG  HỒ!": ["301"], "hồ đồng": ["301"], "đông": ["301"],
    "kem tr": [], "kem tro": ["302"], "kem đồng": [], "hoa-mộc": ["302"],
    "'; DROP TABLE listings --": [], 'kem" OR "dong': [], "kem:* & tron | dong": [], "!?": [],
    "x" * 5000: [], "kem " * 300: ["302"],
}  # fmt: skip


def test_words_are_found_with_and_without_diacritics(facts, find):
    facts.browse(
        a_card("301", title="Đồng hồ nam dây da"),
        a_card("302", title="Kem trộn body", brand="Hoa Mộc"),
    )
    assert {typed: find(typed) for typed in WORDS} == WORDS


def test_a_listing_is_found_by_what_it_said_once_and_by_what_it_says_now(facts, find):
    facts.see(a_listing("200", title="Túi rep 1:1", description="Zalo nhóm kín"), hour=0)
    facts.see(a_listing("200", title="Túi thời trang", description="Hàng mới"), hour=1)
    assert find("túi rep") == find("nhom kin") == find("thoi trang") == ["200"]


def test_titles_with_the_words_as_typed_come_first_then_the_newest(facts, find):
    facts.browse(
        a_card("401", title="Da bò làm kem"),
        a_card("402", title="Kem da"),
        a_card("403", title="x"),
    )
    facts.browse(a_card("404", title="Kem cho da"), hour=1)
    facts.see(a_listing("405", title="y", description="kem da"), hour=2)
    assert find("kem da") == ["402", "404", "401", "405"]


def test_a_shop_is_found_by_its_name_user_name_id_and_address(store, facts):
    shop = Shop(shop_id="100", username="mypham.hoamoc", name="Mỹ phẩm Hoa Mộc")
    reading = a_reading(Outcome.LIVE, kind=PageKind.SHOP, shop=shop)
    facts.visit(shop_target(), reading)
    facts.browse(a_card("500", shop_id="101", shop_name="Kho sỉ Đức"), target=shop_target("102"))
    for typed, expected in {
        "my pham": "100", "mypham.hoamoc": "100", "@mypham.hoamoc": "100", "kho si duc": "101",
        "https://shopee.vn/mypham.hoamoc?x=1#top": "100", "shopee.vn/shop/100/search": "100",
    }.items():  # fmt: skip
        with store.reading() as repo:
            assert [each.shop_id for each in repo.search.shops(typed)] == [expected], typed


ADDRESSES = (
    "20012345",
    "https://shopee.vn/Kem-i.100.20012345?sp_atk=1&xptdk=2",
    "https://shopee.vn/product/100/20012345",
    "https://www.lazada.vn/products/kem-i20012345-s9.html",
    "https://vt.tiktok.com/view/product/20012345?x=/#a",
    "shopee.vn/universal-link/product/100/20012345",
    "mã 20012345 ạ",
)


def test_a_listing_is_found_by_its_id_in_any_address(store, facts):
    facts.browse(a_card("20012345"), a_card("2001"))
    with store.reading() as repo:
        for typed in ADDRESSES:
            found = [each.listing_id for each in repo.search.by_numbers(typed)]
            assert found == ["20012345"], typed


def test_an_existing_store_is_filled_when_it_is_brought_up_to_date(empty_url):
    store = open_store(empty_url)
    facts = Facts(store)
    facts.browse(a_card("301", title="Đồng hồ", shop_name="Kho sỉ"))
    facts.see(a_listing("301", title="Áo mưa"), hour=1)
    with store.transaction() as repo:
        photo = Photo(image_key="cf/a", payload_sha256="c", hashes=HASHES, capture_id=known(repo))
        repo.photos.add([photo])
    store.close()
    engine = make_engine(empty_url)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0004")
    upgrade(engine)
    engine.dispose()
    store = open_store(empty_url)
    with store.reading() as repo:
        for typed in ("dong ho", "ao mua", "kho si"):
            assert [each.listing_id for each in repo.search.by_words(typed)] == ["301"]
        assert [each.shop_id for each in repo.search.shops("kho sỉ")] == ["100"]
        assert [photo.image_key for _, photo in repo.photos.near(["f" * 16], limit=5)] == ["cf/a"]
    store.close()


HASHES = f"{'f' * 16} {'0' * 16} {'a' * 16}|{'5' * 16}"


def known(repo):
    return next(iter(repo.captures.of_night("2026-11-23"))).capture_id


NEAR = {
    "f" * 16: 0, "fffffffffffffffe": 1, "7ffe7ffe7ffe7fff": 7, "7ffe7ffe7ffe7ffe": None,
    "00000000000000ff": None, "a" * 16: 0, "0000000000000001": 1,
}  # fmt: skip


def test_a_picture_is_found_when_at_most_seven_bits_differ(store, facts):
    capture_id, _ = facts.see(a_listing("200"))
    photo = Photo(image_key="cf/a", payload_sha256="c", hashes=HASHES, capture_id=capture_id)
    other = Photo(image_key="cf/b", payload_sha256="d", hashes="", capture_id=capture_id)
    with store.transaction() as repo:
        repo.photos.add([photo, other])
        repo.photos.add([photo])
        for asked, bits in NEAR.items():
            expected = [] if bits is None else [(bits, photo)]
            assert repo.photos.near([asked], limit=5) == expected, asked


def test_newer_bytes_of_a_picture_replace_what_it_is_found_by(store, facts):
    capture_id, _ = facts.see(a_listing("200"))
    older, newer = (
        Photo(image_key="cf/a", payload_sha256="c", hashes=hashes, capture_id=capture_id)
        for hashes in ("f" * 16, "0" * 16)
    )
    with store.transaction() as repo:
        repo.photos.add([older])
        repo.photos.add([newer])
        assert repo.photos.near(["f" * 16], limit=5) == []
        assert repo.photos.near(["0" * 16], limit=5) == [(0, newer)]


def test_words_are_folded_once_each():
    assert words_of("Đẹp đẹp", None, "ĐẸP_hơn 1:1 Ⅳ") == ["dep", "hon", "1", "iv"]
