"""Each wall wears its platform's own signature, and goes when it is told to."""

import http.client
import re

import pytest

from demo.decoys import HUGE_BLOCKS
from demo.walls import WallKind
from demo.world import Platform

PLATFORMS = tuple(Platform)


@pytest.fixture
def pages(market):
    """The paths of a listing that is never removed, by platform."""
    return {platform: paths_of(market, platform) for platform in PLATFORMS}


def paths_of(market, platform):
    now = market.now()
    truth = next(
        t
        for t in market.truth().listings
        if t.platform is platform and t.born_at <= now and t.removed_at is None
    )
    shop = market.world.shop_by_id[platform, truth.shop_id]
    ids = (truth.shop_id, truth.listing_id)
    if platform is Platform.SHOPEE:
        return {
            "page": "/ten-i.{}.{}".format(*ids),
            "script": "/api/v4/pdp/get_pc?shop_id={}&item_id={}".format(*ids),
            "list": f"/api/v4/shop/search_items?shopid={ids[0]}&limit=30&offset=0",
        }
    if platform is Platform.LAZADA:
        return {
            "page": f"/products/pdp-i{ids[1]}.html",
            "script": f"/{shop.username}/?ajax=true&q=All-Products&page=1",
            "list": f"/{shop.username}/?ajax=true&q=All-Products&page=1",
        }
    return {
        "page": f"/vn/pdp/ten/{ids[1]}",
        "script": f"/vn/pdp/ten/{ids[1]}",
        "list": f"/vn/store/x/{ids[0]}",
    }


def test_without_walls_every_page_comes(visitor, pages):
    for platform in PLATFORMS:
        for path in pages[platform].values():
            assert visitor.get(platform, path).status == 200


def test_shopee_login_wall(market, visitor, pages):
    market.wall("shopee", "login_wall")
    moved = visitor.get("shopee", pages[Platform.SHOPEE]["page"])
    assert moved.status == 302
    assert moved.headers["location"].startswith("/buyer/login?next=")
    page = visitor.get("shopee", moved.headers["location"]).text
    assert "Đăng nhập tài khoản  - Mua sắm Online | Shopee Việt Nam" in page
    assert 'name="loginKey"' in page
    assert '/buyer/login"' in page


def test_shopee_rate_limit_lets_the_shell_through_and_refuses_its_script(market, visitor, pages):
    market.wall("shopee", "rate_limit")
    assert visitor.get("shopee", pages[Platform.SHOPEE]["page"]).status == 200
    answers = [
        visitor.get("shopee", pages[Platform.SHOPEE]["script"] + f"&try={n}").json
        for n in range(12)
    ]
    assert all(a.get("error") == 90309999 or a.get("3") == 90309999 for a in answers)
    assert any("3" in a for a in answers)
    assert any(a.get("tracking_id") for a in answers)


def test_shopee_traffic_wall_is_a_login_wall_only_where_nobody_is_logged_in(market, visitor):
    path = "/verify/traffic/error?type=4&tracking_id=0123456789-abcdef&is_logged_in="
    stranger, known = (visitor.get("shopee", path + flag).text for flag in ("false", "true"))
    assert "Trang không khả dụng" in stranger
    assert "Trang không khả dụng" in known
    assert "chưa đăng nhập" in stranger
    assert "chưa đăng nhập" not in known


def test_shopee_captcha_is_drawn_on_the_products_own_address(market, visitor, pages):
    market.wall("shopee", "captcha")
    page = visitor.get("shopee", pages[Platform.SHOPEE]["page"])
    assert page.status == 200
    assert "Kéo qua để hoàn thiện bức hình" in page.text
    moved = visitor.get("shopee", "/search?keyword=son")
    assert moved.headers["location"].startswith("/verify/captcha?anti_bot_tracking_id=")


def test_lazada_captcha_redirects_pages_and_answers_scripts_with_its_code(market, visitor, pages):
    market.wall("lazada", "captcha")
    moved = visitor.get("lazada", pages[Platform.LAZADA]["page"])
    assert "/_____tmd_____/punish?x5secdata=" in moved.headers["location"]
    page = visitor.get("lazada", moved.headers["location"])
    assert "<title></title>" in page.text
    assert "nc_1_n1z" in page.text
    script = visitor.get("lazada", pages[Platform.LAZADA]["script"]).json
    assert "rgv587_flag" in script or "RGV587_ERROR" in script["ret"][1]


def test_lazada_login_wall_is_on_another_host(market, visitor, pages):
    market.wall("lazada", "login_wall")
    moved = visitor.get("lazada", pages[Platform.LAZADA]["page"])
    member = f"member.lazada.localhost:{market.port}"
    assert moved.headers["location"].startswith(f"http://{member}/user/login?redirect=")
    assert "Đăng nhập" in visitor.get("lazada", "/user/login", host=member).text


def test_tiktok_captcha_is_a_small_page_with_a_puzzle(market, visitor, pages):
    market.wall("tiktok", "captcha")
    page = visitor.get("tiktok", pages[Platform.TIKTOK]["page"])
    assert page.status == 200
    assert "<title>Security Check</title>" in page.text
    assert "captcha-verify-image" in page.text
    assert len(page.body) < 30_000


def test_tiktok_region_block_has_its_code_and_no_product(market, visitor, pages):
    market.wall("tiktok", "geo_block")
    page = visitor.get("tiktok", pages[Platform.TIKTOK]["page"])
    assert page.status == 200
    assert '"error_code":23002102' in page.text
    assert "Product not available in this country or region" in page.text
    assert '"components_map":[]' in page.text


def test_tiktok_login_wall(market, visitor, pages):
    market.wall("tiktok", "login_wall")
    moved = visitor.get("tiktok", pages[Platform.TIKTOK]["page"])
    assert moved.headers["location"].startswith("/login?redirect_url=")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_wall_served_as_404_still_says_what_it_is(market, visitor, pages, platform):
    market.wall(platform, "wall_as_404")
    answer = visitor.get(platform, pages[platform]["page"])
    signs = ("Trang không khả dụng", "nc_1_n1z", "Security Check")
    assert answer.status == 404
    assert any(sign in answer.text for sign in signs)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_rate_limit_and_region_block_never_look_like_the_page(market, visitor, pages, platform):
    for kind in ("rate_limit", "geo_block"):
        honest = visitor.get(platform, pages[platform]["script"])
        market.wall(platform, kind)
        answer = visitor.get(platform, pages[platform]["script"])
        assert (answer.status, answer.body) != (200, honest.body)
        market.walls_off()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_decoy_prices_are_too_high_and_not_whole(market, visitor, pages, platform):
    path = pages[platform]["script" if platform is Platform.SHOPEE else "page"]
    honest = prices(visitor.get(platform, path).text, platform)
    market.wall(platform, "decoy_prices")
    decoys = prices(visitor.get(platform, path).text, platform)
    whole = 100_000 if platform is Platform.SHOPEE else 1
    assert honest
    assert len(honest) == len(decoys)
    for true, false in zip(honest, decoys, strict=True):
        assert true % whole == 0
        assert false % whole != 0
        assert 1.1 < false / true < 2.2


def prices(text, platform):
    form = {
        Platform.SHOPEE: r'"price_min":(\d+)',
        Platform.LAZADA: r'"salePrice":\{"value":([\d.]+)',
        Platform.TIKTOK: r'"(?:sale_price_decimal|price_val)":"([\d.]+)"',
    }[platform]
    return [float(value) for value in re.findall(form, text)]


def test_shopee_decoys_lack_currency_and_brand(market, visitor, pages):
    market.wall("shopee", "decoy_prices")
    product = visitor.get("shopee", pages[Platform.SHOPEE]["script"]).json["data"]["item"]
    assert "currency" not in product
    assert product["brand"] is None


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_fake_empty_list_has_a_whole_lists_shape(market, visitor, pages, platform):
    market.wall(platform, "fake_empty_list")
    text = visitor.get(platform, pages[platform]["list"]).text
    empty = {
        Platform.SHOPEE: '"items":[]',
        Platform.LAZADA: '"listItems":[]',
        Platform.TIKTOK: '"products":[]',
    }
    assert empty[platform] in text
    assert 'class="card"' not in text


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_fake_removal_looks_like_a_true_one(market, visitor, pages, platform):
    market.wall(platform, "fake_removal")
    answer = visitor.get(platform, pages[platform]["script" if platform == "shopee" else "page"])
    if platform is Platform.SHOPEE:
        assert answer.json["error"] == 266900002
    else:
        assert answer.status == 404


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_redirect_without_end_goes_on_and_on(market, visitor, pages, platform):
    market.wall(platform, "endless_redirect")
    seen, path = set(), pages[platform]["page"]
    for _ in range(25):
        answer = visitor.get(platform, path)
        assert answer.status == 302
        path = answer.headers["location"]
        seen.add(path)
    assert len(seen) == 25


def test_a_huge_page_is_the_page_with_a_hundred_screens_below(market, visitor, pages):
    market.wall("lazada", "huge_page")
    page = visitor.get("lazada", pages[Platform.LAZADA]["page"]).text
    assert "__moduleData__" in page
    assert page.count('class="tall"') == HUGE_BLOCKS


def test_a_slow_page_comes_drop_by_drop(market, pages):
    market.wall("tiktok", "slow_drip")
    connection = http.client.HTTPConnection("127.0.0.1", market.port, timeout=10)
    host = f"tiktok.localhost:{market.port}"
    connection.request("GET", pages[Platform.TIKTOK]["page"], headers={"Host": host})
    answer = connection.getresponse()
    assert answer.status == 200
    assert "content-length" not in {name.lower() for name, _ in answer.getheaders()}
    assert 0 < len(answer.read1(100_000)) < 2000
    connection.close()


def test_a_wall_on_one_site_leaves_the_others_alone(market, visitor, pages):
    market.wall("lazada", "rate_limit")
    assert visitor.get("lazada", pages[Platform.LAZADA]["page"]).status == 429
    assert visitor.get("tiktok", pages[Platform.TIKTOK]["page"]).status == 200


def test_a_wall_in_mid_run_goes_up_after_so_many_pages(market, visitor, pages):
    market.wall("tiktok", "rate_limit", wall_after=3)
    path = pages[Platform.TIKTOK]["page"]
    assert [visitor.get("tiktok", path).status for _ in range(5)] == [200, 200, 200, 429, 429]


def test_photos_and_scripts_do_not_count_as_pages(market, visitor, pages):
    market.wall("shopee", "login_wall", wall_after=1)
    visitor.get("shopee", "/assets/shopee.js")
    visitor.get("shopee", pages[Platform.SHOPEE]["script"])
    assert visitor.get("shopee", pages[Platform.SHOPEE]["page"]).status == 200
    assert visitor.get("shopee", pages[Platform.SHOPEE]["page"]).status == 302


def test_one_wall_can_be_taken_down_by_name(market, visitor, pages):
    market.wall("tiktok", "rate_limit")
    market.wall("tiktok", "rate_limit", on=False)
    assert visitor.get("tiktok", pages[Platform.TIKTOK]["page"]).status == 200


def test_photos_come_through_every_wall(market, visitor):
    key = next(iter(market.world.pictures))
    for kind in WallKind:
        market.wall("shopee", kind)
    assert visitor.get("shopee", f"/file/{key}").status == 200


def test_an_unknown_wall_is_refused_before_anything_is_sent(market):
    with pytest.raises(ValueError, match="moat"):
        market.wall("shopee", "moat")
