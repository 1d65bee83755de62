"""A page that brings no data is read by its links, titles and prices."""

import pytest

from jobs.parse import as_json, read_saved

LISTS = {
    "shopee": (
        "https://shopee.vn/search?keyword=serum",
        """<ul><li><a href="/Serum-Hoa-Gao-i.41200017.9900112233?sp_atk=1"><img alt="Serum Hoa Gạo
        cấp ẩm" src="https://down-vn.img.susercontent.com/file/a1"><div>Serum Hoa Gạo cấp ẩm</div>
        <span>₫</span><span>189.000</span><div>Đã bán 1,5k</div><div>Hà Nội</div></a></li>
        <li><a href="/Sua-Rua-Mat-i.41200017.9900112234"><div>Sữa rửa mặt Hoa Gạo</div>
        <span>₫99.000 - ₫120.000</span></a></li><li><a href="/Khong-Gia-i.41200017.9900112235">
        Không có giá ở đây</a></li></ul>""",
        [("9900112233", "189000", 1500), ("9900112234", "99000", None)],
    ),
    "lazada": (
        "https://www.lazada.vn/catalog/?q=may+say",
        """<div class="grid"><div><div><a href="//www.lazada.vn/products/may-say-i2712340001.html">
        <img src="//vn-test-11.slatic.net/p/m1.jpg"></a></div><div><a
        href="//www.lazada.vn/products/may-say-i2712340001.html">Máy sấy tóc mô phỏng</a></div>
        <span>149.000 ₫</span><span>12,3k đã bán</span></div><div><a
        href="/products/may-hut-i2712340002.html" title="Máy hút bụi">Máy hút bụi mô phỏng</a>
        <b>599.000 ₫</b></div></div>""",
        [("2712340001", "149000", 12300), ("2712340002", "599000", None)],
    ),
    "tiktok": (
        "https://shop.tiktok.com/vn/k/ao-thun",
        """<div><a href="/vn/pdp/ao-thun/1730000000000000421"><h3>Áo thun mô phỏng cổ tròn</h3>
        <span>79.000₫</span></a><a href="/vn/pdp/quan/1730000000000000422"><h3>Quần đùi mô phỏng</h3>
        <span>85.000₫</span></a></div>""",
        [("1730000000000000421", "79000", None), ("1730000000000000422", "85000", None)],
    ),
}


@pytest.mark.parametrize("platform", LISTS)
def test_cards(platform):
    url, markup, expected = LISTS[platform]
    body = f"<html><head><title>x</title></head><body>{markup}</body></html>"
    said = as_json(read_saved(body.encode(), platform, url))
    assert said["outcome"] == "live"
    cards = [(one["listing_id"], one["price"], one["sold"]) for one in said["listings"]]
    assert cards == expected
    assert all(one["currency"] == "VND" for one in said["listings"])


def test_a_listing():
    url = "https://www.lazada.vn/products/may-say-i2712340001.html"
    body = f"""<html><head><link rel="canonical" href="{url}"><meta property="og:title"
    content="Máy sấy tóc mô phỏng | Lazada.vn"></head><body><h1>Máy sấy tóc mô phỏng</h1>
    <span>149.000 ₫</span><button>Mua ngay</button></body></html>"""
    said = as_json(read_saved(body.encode(), "lazada", url))
    assert said["outcome"] == "live"
    assert said["listings"][0]["price"] == "149000"


@pytest.mark.parametrize("left_out", ["canonical", "og:title", "<h1>", "₫"])
def test_a_page_that_lacks_one_of_them_is_no_listing(left_out):
    url = "https://www.lazada.vn/products/may-say-i2712340001.html"
    body = f"""<html><head><link rel="canonical" href="{url}"><meta property="og:title"
    content="Máy sấy tóc mô phỏng | Lazada.vn"></head><body><h1>Máy sấy tóc mô phỏng</h1>
    <span>149.000 ₫</span></body></html>""".replace(left_out, "<p>" if "<" in left_out else "x")
    assert read_saved(body.encode(), "lazada", url).verdict.outcome == "unknown"


def test_the_cards_beside_a_missing_listing_do_not_stand_for_it():
    markup = LISTS["shopee"][1]
    body = f"<html><body>{markup}</body></html>"
    verdict = read_saved(body.encode(), "shopee", "https://shopee.vn/x-i.1.2").verdict
    assert verdict.outcome == "unknown"
