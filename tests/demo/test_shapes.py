"""Each payload against the field paths at which the platforms were seen to keep things."""

import json
import re

import pytest

from demo import lazada, shopee, tiktok
from demo.answers import Ask, in_script
from demo.world import Platform

APPS = {Platform.SHOPEE: shopee, Platform.LAZADA: lazada, Platform.TIKTOK: tiktok}


def ask(moment, platform, path, **query):
    request = Ask(
        platform=platform,
        path=path,
        query={name: str(value) for name, value in query.items()},
        base_url=f"http://{platform}.localhost:1",
        target=path,
    )
    return APPS[platform].answer(request, moment)


def call(moment, platform, path, **query):
    return json.loads(ask(moment, platform, path, **query).body)


def living(moment, platform, **wanted):
    for one in moment.world.listings:
        revision = one.revision(moment.hour)
        shop = moment.owner(one)
        if (
            one.platform is platform
            and one.is_alive(moment.hour)
            and not revision.unlisted
            and not revision.sold_out
            and all(getattr(shop, name) == value for name, value in wanted.items())
        ):
            return one
    raise AssertionError("no such listing")


def gone(moment, platform, *, odd=None):
    return next(
        one
        for one in moment.world.listings
        if one.platform is platform
        and one.is_alive(0)
        and not one.is_alive(24)
        and (odd is None or int(one.listing_id) % 2 == odd)
    )


def later(moment, hour):
    return type(moment)(world=moment.world, hour=hour, start=moment.start)


def between(form, text):
    found = re.search(form, text, re.DOTALL)
    assert found is not None
    return found[1]


def router(answer):
    text = between(r'id="__MODERN_ROUTER_DATA__">(.*?)</script>', answer.body)
    loader = json.loads(text)["loaderData"]
    route = next(name for name in loader if name != "layout")
    return route, loader[route]["page_config"]


def component(answer, kind):
    found = [c for c in router(answer)[1]["components_map"] if c["component_type"] == kind]
    return found[0]["component_data"]


def module(answer):
    text = answer.body.split("var __moduleData__ = ")[1].split(";\n  var pdpTrackingData")[0]
    return json.loads(text)["data"]["root"]["fields"]


def test_shopee_pages_are_an_empty_shell(moment):
    one = living(moment, Platform.SHOPEE)
    page = ask(moment, Platform.SHOPEE, f"/x-i.{one.shop_id}.{one.listing_id}")
    assert "<title>" not in page.body
    assert one.revision(0).title not in page.body


def test_shopee_product(moment):
    one = living(moment, Platform.SHOPEE)
    now = one.revision(0)
    answer = call(
        moment,
        Platform.SHOPEE,
        "/api/v4/pdp/get_pc",
        shop_id=one.shop_id,
        item_id=one.listing_id,
    )
    data = answer["data"]
    product = data["item"]
    assert answer["error"] is None
    assert str(product["item_id"]) == one.listing_id
    assert str(product["shop_id"]) == one.shop_id
    assert product["title"] == now.title
    assert product["price_min"] == now.price * 100_000
    assert product["currency"] == "VND"
    assert product["status"] == 1
    assert product["item_status"] == "normal"
    assert [m["extinfo"]["tier_index"] for m in product["models"]] == [
        [n] for n in range(len(one.variants))
    ]
    assert product["tier_variations"][0]["options"]
    assert data["product_images"]["images"] == list(now.pictures)
    assert data["product_attributes"]["attrs"][0]["name"] == "Thương hiệu"
    assert len(data["product_review"]["rating_count"]) == 6
    assert data["shop_detailed"]["account"]["username"] == moment.owner(one).username
    assert product["ctime"] < moment.start.timestamp()


def test_shopee_prices_are_whole_vnd_and_span_the_models(moment):
    for one in moment.world.listings:
        if one.platform is Platform.SHOPEE and one.is_alive(0) and len(one.variants) > 1:
            product = call(
                moment,
                Platform.SHOPEE,
                "/api/v4/pdp/get_pc",
                shop_id=one.shop_id,
                item_id=one.listing_id,
            )["data"]["item"]
            prices = [m["price"] for m in product["models"]]
            assert all(price % 100_000 == 0 for price in prices)
            assert (min(prices), max(prices)) == (product["price_min"], product["price_max"])
            return
    raise AssertionError("no listing with variants")


def test_shopee_removed_listing_answers_its_error_under_a_whole_shell(moment):
    one = gone(moment, Platform.SHOPEE)
    after = later(moment, 24)
    query = {"shop_id": one.shop_id, "item_id": one.listing_id}
    assert call(moment, Platform.SHOPEE, "/api/v4/pdp/get_pc", **query)["error"] is None
    assert call(after, Platform.SHOPEE, "/api/v4/pdp/get_pc", **query) == {
        "bff_meta": None,
        "error": 266900002,
        "error_msg": None,
        "data": None,
    }
    page = ask(after, Platform.SHOPEE, f"/x-i.{one.shop_id}.{one.listing_id}")
    assert page.status == 200


def test_shopee_unlisted_listing_has_status_8_and_no_price(moment):
    one = next(o for o in moment.world.listings if o.revision(24).unlisted and o.is_alive(24))
    product = call(
        later(moment, 24),
        Platform.SHOPEE,
        "/api/v4/pdp/get_pc",
        shop_id=one.shop_id,
        item_id=one.listing_id,
    )["data"]["item"]
    assert product["status"] == 8
    assert product["price"] is None


def test_shopee_sold_out_listing_says_so_in_its_status_and_models(moment):
    one = next(
        o
        for o in moment.world.listings
        if o.platform is Platform.SHOPEE and o.is_alive(0) and o.revision(0).sold_out
    )
    product = call(
        moment,
        Platform.SHOPEE,
        "/api/v4/pdp/get_pc",
        shop_id=one.shop_id,
        item_id=one.listing_id,
    )["data"]["item"]
    assert product["item_status"] == "sold_out"
    assert not any(m["has_stock"] for m in product["models"])


def test_a_single_choice_may_be_sold_out_while_others_are_left(moment):
    one = next(
        o
        for o in moment.world.listings
        if o.platform is Platform.SHOPEE
        and o.is_alive(0)
        and not o.revision(0).sold_out
        and not all(v.stock for v in o.variants)
    )
    product = call(
        moment,
        Platform.SHOPEE,
        "/api/v4/pdp/get_pc",
        shop_id=one.shop_id,
        item_id=one.listing_id,
    )["data"]["item"]
    assert product["item_status"] == "normal"
    assert {m["has_stock"] for m in product["models"]} == {True, False}


def test_shopee_shop_list_is_paged_by_thirty_until_nothing_is_more(moment):
    shop = max(
        (s for s in moment.world.shops if s.platform is Platform.SHOPEE and s.is_open(0)),
        key=lambda s: len(moment.shelf(s)),
    )
    pages = [
        call(
            moment,
            Platform.SHOPEE,
            "/api/v4/shop/search_items",
            shopid=shop.shop_id,
            limit=30,
            offset=offset,
        )
        for offset in (0, 30, 60)
    ]
    assert len(pages[0]["items"]) == 30
    assert [p["nomore"] for p in pages] == [False, True, True]
    ids = [entry["itemid"] for p in pages for entry in p["items"]]
    assert len(ids) == len(set(ids)) == pages[0]["total_count"]


def test_shopee_cards_come_in_both_generations(moment):
    found = call(
        moment, Platform.SHOPEE, "/api/v4/search/search_items", keyword="", limit=60, newest=0
    )
    old = [e["item_basic"] for e in found["items"] if e["item_basic"]]
    new = [e["item_data"] for e in found["items"] if not e["item_basic"]]
    assert old[0]["name"]
    assert old[0]["price"] % 100_000 == 0
    assert new[0]["item_card_displayed_asset"]["name"]
    assert new[0]["item_card_display_sold_count"]["historical_sold_count"] >= 0


def test_shopee_locked_shop_has_no_data(moment):
    shop = next(s for s in moment.world.shops if s.platform is Platform.SHOPEE and s.locked_at == 9)
    path = "/api/v4/shop/get_shop_base"
    assert call(moment, Platform.SHOPEE, path, username=shop.username)["data"]["name"] == shop.name
    answer = call(later(moment, 24), Platform.SHOPEE, path, username=shop.username)
    assert answer["error"]
    assert answer["data"] is None


def test_lazada_product(moment):
    one = living(moment, Platform.LAZADA)
    now = one.revision(0)
    page = ask(moment, Platform.LAZADA, f"/products/pdp-i{one.listing_id}.html")
    fields = module(page)
    sku = fields["skuInfos"][one.variants[0].variant_id]
    assert fields["primaryKey"]["itemId"] == one.listing_id
    assert fields["primaryKey"]["sellerId"] == one.shop_id
    assert fields["product"]["title"] == now.title
    assert sku["price"]["salePrice"]["value"] == now.price
    assert sku["stock"] > 0
    assert fields["skuGalleries"]["0"][0]["src"].endswith(f"{now.pictures[0]}.jpg")
    assert fields["productOption"]["skuBase"]["skus"][0]["propPath"] == "30585:30000"
    assert fields["seller"]["name"] == moment.owner(one).name
    assert fields["specifications"][one.variants[0].variant_id]["features"]["Thương hiệu"]
    assert fields["review"]["ratings"]["scores"]


def test_a_lazy_reader_would_cut_lazadas_module_short(moment):
    one = living(moment, Platform.LAZADA)
    page = ask(moment, Platform.LAZADA, f"/products/pdp-i{one.listing_id}.html")
    lazy = between(r"__moduleData__ = (\{.*?\});", page.body)
    with pytest.raises(json.JSONDecodeError):
        json.loads(lazy)


def test_lazada_grid_of_a_shop_is_paged_by_forty(moment):
    shop = max(
        (s for s in moment.world.shops if s.platform is Platform.LAZADA and s.is_open(0)),
        key=lambda s: len(moment.shelf(s)),
    )
    query = {"ajax": "true", "q": "All-Products", "from": "wangpu"}
    first = call(moment, Platform.LAZADA, f"/{shop.username}/", page=1, **query)
    second = call(moment, Platform.LAZADA, f"/shop/{shop.username}/", page=2, **query)
    assert len(first["mods"]["listItems"]) == 40
    assert first["mainInfo"]["noMorePages"] is False
    assert second["mainInfo"]["noMorePages"] is True
    card = first["mods"]["listItems"][0]
    assert card["sellerId"] == shop.shop_id
    assert card["price"].isdigit()
    assert card["itemUrl"].startswith("//lazada.localhost:1/products/")
    total = len(first["mods"]["listItems"]) + len(second["mods"]["listItems"])
    assert first["mainInfo"]["totalResults"] == str(total)


def test_lazada_removed_listing_is_a_404_in_words(moment):
    one = gone(moment, Platform.LAZADA)
    page = ask(later(moment, 24), Platform.LAZADA, f"/products/pdp-i{one.listing_id}.html")
    assert page.status == 404
    assert "Sản phẩm này không còn tồn tại" in page.body


def test_lazada_locked_shop_is_a_404(moment):
    shop = next(
        s for s in moment.world.shops if s.platform is Platform.LAZADA and s.locked_at == 13
    )
    assert ask(moment, Platform.LAZADA, f"/shop/{shop.username}/").status == 200
    assert ask(later(moment, 24), Platform.LAZADA, f"/shop/{shop.username}/").status == 404


def test_tiktok_product_of_2026(moment):
    one = living(moment, Platform.TIKTOK, newer_payload=True)
    now = one.revision(0)
    page = ask(moment, Platform.TIKTOK, f"/view/product/{one.listing_id}")
    product = component(page, "product_info")
    model = product["product_info"]["product_model"]
    price = product["product_info"]["promotion_model"]["promotion_product_price"]["min_price"]
    assert product["error_code"] == 0
    assert (model["product_id"], model["seller_id"]) == (one.listing_id, one.shop_id)
    assert model["name"] == now.title
    assert json.loads(model["description"])[0]["type"] == "text"
    assert price["sale_price_decimal"] == str(now.price)
    assert price["currency_name"] == "VND"
    assert model["skus"][0]["sku_quantity"]["available_quantity"] > 0
    assert model["images"][0]["uri"].endswith(now.pictures[0])
    assert {p["property_id"] for p in model["product_properties"]} >= {"100149", "101489"}
    assert product["shop_info"]["seller_id"] == one.shop_id
    assert router(page)[1]["global_data"]["product_info"]["error_code"] == 0


def test_tiktok_product_of_2025(moment):
    one = living(moment, Platform.TIKTOK, newer_payload=False)
    now = one.revision(0)
    page = ask(moment, Platform.TIKTOK, f"/vn/pdp/x/{one.listing_id}")
    product = component(page, "product_info")["product_info"]
    assert product["product_id"] == one.listing_id
    assert product["seller"]["seller_id"] == one.shop_id
    assert product["product_base"]["title"] == now.title
    assert product["product_base"]["price"]["min_sku_price"] == str(now.price)
    assert product["skus"][0]["price"]["real_price"]["price_val"] == str(now.price)
    assert product["product_base"]["specifications"][0]["name"] == "Thương hiệu"


def test_tiktok_routes_vary_from_page_to_page(moment):
    found = [o for o in moment.world.listings if o.platform is Platform.TIKTOK and o.is_alive(0)]
    routes = {
        router(ask(moment, Platform.TIKTOK, f"/vn/pdp/x/{o.listing_id}"))[0] for o in found[::20]
    }
    assert len(routes) >= 3


def test_tiktok_store_is_paged_and_says_when_there_is_more(moment):
    shop = max(
        (s for s in moment.world.shops if s.platform is Platform.TIKTOK and s.is_open(0)),
        key=lambda s: len(moment.shelf(s)),
    )
    path = f"/vn/store/{shop.username}/{shop.shop_id}"
    feeds = [component(ask(moment, Platform.TIKTOK, path, page=n), "feed_list") for n in (1, 2, 3)]
    ids = [card["product_id"] for feed in feeds for card in feed["products"]]
    assert feeds[0]["has_more"] is True
    assert feeds[0]["load_more_params"]["offset"] == 30
    assert feeds[-1]["has_more"] is False
    assert sorted(ids) == sorted(one.listing_id for one in moment.shelf(shop))
    card = feeds[0]["products"][0]
    assert card["product_price_info"]["sale_price_decimal"].isdigit()
    assert card["seller_info"]["seller_id"] == shop.shop_id
    assert card["seo_url"]["canonical_url"].endswith(card["product_id"])


def test_tiktok_keyword_page_has_cards_and_related_words(moment):
    page = ask(moment, Platform.TIKTOK, "/vn/k/kem-chong-nang")
    cards = component(page, "feed_list_search_word")["products"]
    assert 0 < len(cards) <= 55
    assert component(page, "related_link")["links"]


def test_tiktok_removed_product_answers_an_error_code_or_a_404(moment):
    after = later(moment, 24)
    coded = ask(
        after, Platform.TIKTOK, f"/vn/pdp/x/{gone(moment, Platform.TIKTOK, odd=0).listing_id}"
    )
    assert router(coded)[1]["global_data"]["product_info"]["error_code"] not in {0, 23002102}
    missing = ask(
        after, Platform.TIKTOK, f"/vn/pdp/x/{gone(moment, Platform.TIKTOK, odd=1).listing_id}"
    )
    assert missing.status == 404
    assert "<title>404</title>" in missing.body


def test_tiktok_profile_names_the_creators_account(moment):
    shop = next(s for s in moment.world.shops if s.platform is Platform.TIKTOK and s.is_open(0))
    page = ask(moment, Platform.TIKTOK, f"/@{shop.username.replace('-', '.')}")
    text = between(r"__UNIVERSAL_DATA_FOR_REHYDRATION__[^>]*>(.*?)</script>", page.body)
    detail = json.loads(text)["__DEFAULT_SCOPE__"]["webapp.user-detail"]
    assert detail["statusCode"] == 0
    assert detail["userInfo"]["user"]["ttSeller"] is True
    assert shop.operator.phone in detail["userInfo"]["user"]["signature"]


def test_sellers_words_cannot_end_a_script_element():
    words = {"title": "</script><!-- <b>x</b>"}
    assert "</script" not in in_script(words)
    assert "<!--" not in in_script(words)
    assert json.loads(in_script(words)) == words
