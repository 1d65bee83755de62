import itertools
import random

from domain.operator import Sign
from matching.operator_signs import addresses, text_sign
from matching.operators import (
    CAPS,
    COMMON_LEAST,
    find_operators,
    keep_names,
    weight_of,
)


def a_sign(kind, value, *shops):
    keys = tuple(("shopee", shop) for shop in shops)
    return Sign(
        kind=kind, value=value, shops=keys, capture_ids=tuple(f"c-{shop}" for shop in shops)
    )


def groups(signs, shops=1000):
    return [sorted(shop for _, shop in found.shops) for found in find_operators(signs, shops)]


def many(count, start=0):
    return [f"s{n}" for n in range(start, start + count)]


def test_a_shared_phone_ties_two_shops_and_says_so():
    (found,) = find_operators([a_sign("phone", "+84912345678", "a", "b")], 100)
    assert found.shops == (("shopee", "a"), ("shopee", "b"))
    assert {(e.kind, e.value, e.capture_id) for e in found.edges} == {
        ("phone", "+84912345678", "c-a"),
        ("phone", "+84912345678", "c-b"),
    }


def test_ties_go_on_from_shop_to_shop():
    signs = [a_sign("phone", "1", "a", "b"), a_sign("bank_account", "9", "b", "c")]
    assert groups(signs) == [["a", "b", "c"]]


def test_one_sales_link_on_fifty_pages_is_one_card():
    pages = many(50)
    assert groups([a_sign("link", "http://kho.example/x", *pages)]) == [sorted(pages)]


def test_a_bare_domain_needs_company():
    bare = a_sign("link", "official.vn", "a", "b")
    assert groups([bare]) == []
    assert groups([bare, a_sign("text", "t", "a", "b")]) == [["a", "b"]]
    assert groups([a_sign("link", "http://kho-si.example/lien-he", "a", "b")]) == [["a", "b"]]


def test_a_couriers_hotline_joins_nobody():
    shops = many(300)
    own = [a_sign("phone", f"+8491{n:07d}", f"s{2 * n}", f"s{2 * n + 1}") for n in range(150)]
    assert len(groups([a_sign("phone", "+84900000001", *shops), *own], 2000)) == 150
    assert groups([a_sign("phone", "19001234", "a", "b")]) == []


def test_what_a_fifth_of_a_small_world_shows_is_common():
    shops = many(COMMON_LEAST + 5)
    assert weight_of(a_sign("phone", "1", *shops), 40) == 0
    assert weight_of(a_sign("phone", "1", *shops), 4000) == 1
    assert weight_of(a_sign("phone", "1", *shops[:3]), 5) == 1


def test_one_photo_ties_nobody_but_several_with_a_text_do():
    photos = [a_sign("photo", f"p{n}", "a", "b") for n in range(4)]
    assert groups(photos[:3]) == []
    assert groups(photos) == [["a", "b"]]
    assert groups([photos[0], a_sign("text", "t", "a", "b"), a_sign("address", "d", "a", "b")]) == [
        ["a", "b"]
    ]


def test_a_makers_photo_in_many_shops_adds_nothing():
    common = [a_sign("photo", f"p{n}", *many(CAPS["photo"] + 1)) for n in range(5)]
    assert groups(common) == []


def test_the_order_of_signs_changes_nothing():
    signs = [
        a_sign("phone", "1", "a", "b"),
        a_sign("link", "kho.example/l", "c", "d"),
        a_sign("text", "t", "b", "c"),
        a_sign("address", "x", "b", "c"),
    ]
    answers = {tuple(map(tuple, groups(order))) for order in itertools.permutations(signs)}
    assert answers == {(("a", "b", "c", "d"),)}


def test_an_edge_outside_the_group_is_not_shown():
    signs = [a_sign("phone", "1", "a", "b"), a_sign("photo", "p", "a", "x")]
    (found,) = find_operators(signs, 100)
    assert {edge.kind for edge in found.edges} == {"phone"}


def test_an_operator_keeps_its_name_when_an_earlier_looking_shop_joins():
    (before,) = find_operators([a_sign("phone", "1", "m", "n")], 100)
    known = dict.fromkeys(before.shops, before.operator_id)
    (after,) = keep_names(find_operators([a_sign("phone", "1", "a", "m", "n")], 100), known)
    assert after.operator_id == before.operator_id


def test_of_two_halves_the_larger_keeps_the_name():
    signs = [a_sign("phone", "1", "a", "b"), a_sign("phone", "2", "c", "d", "e")]
    known = {("shopee", shop): "op-old" for shop in "abcde"}
    named = keep_names(find_operators(signs, 100), known)
    assert {op.operator_id for op in named if len(op.shops) == 3} == {"op-old"}
    assert len({op.operator_id for op in named}) == 2


def test_ten_thousand_shops_are_sorted_into_their_operators():
    rng = random.Random(5)
    shops = many(10_000)
    rng.shuffle(shops)
    chains = [shops[start : start + 4] for start in range(0, 8000, 4)]
    signs = [a_sign("zalo", f"z{n}", *chain) for n, chain in enumerate(chains)]
    signs += [a_sign("phone", "+84999999999", *rng.sample(shops, 900))]
    assert sorted(groups(signs, len(shops))) == sorted(sorted(chain) for chain in chains)


def test_one_text_under_other_names_and_numbers():
    body = (
        "Kem dưỡng của shop làm từ thảo mộc, dùng hai lần mỗi ngày, sau bảy ngày da sáng mịn, "
        "không bắt nắng, cam kết hoàn tiền nếu không hiệu quả, giao hàng toàn quốc. Khách quen quay lại rất đông, hàng về mỗi tuần. "
    )
    one = text_sign("Kem A", f"Kem A {body} Zalo 0912 345 678")
    other = text_sign("Kem B", f"Kem B {body.upper()} Zalo 0987.654.321")
    assert one == other is not None
    assert text_sign("Kem A", "Hàng đẹp") is None


def test_addresses_with_a_number():
    text = "Địa chỉ: Số 12 đường Tập Sự, phường Thực Hành, Hà Nội\nđịa chỉ: ib shop để biết"
    assert list(addresses(text)) == ["so 12 duong tap su phuong thuc hanh ha noi"]
