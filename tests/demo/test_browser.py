"""What a person sees: the pages in a real Chromium."""

import os
import shutil

import pytest

from demo import lazada_payload, shopee, tiktok_payload
from demo.registers import shop_path
from demo.world import Platform

pytestmark = pytest.mark.browser

PATHS = {
    Platform.SHOPEE: shopee.listing_path,
    Platform.LAZADA: lazada_payload.listing_path,
    Platform.TIKTOK: tiktok_payload.listing_path,
}


@pytest.fixture(scope="module")
def page():
    from playwright.sync_api import sync_playwright

    found = os.environ.get("SHOPWITNESS_CHROMIUM") or shutil.which("chromium")
    if found is None:
        pytest.skip("no Chromium: set SHOPWITNESS_CHROMIUM to run these")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield browser.new_page(viewport={"width": 1366, "height": 900})
        browser.close()


def standing(market, platform):
    """A listing that is never removed, and its shop."""
    now = market.now()
    truth = next(
        t
        for t in market.truth().listings
        if t.platform is platform and t.born_at <= now and not t.removed_at and not t.edited_at
    )
    key = (platform, truth.listing_id)
    return market.world.listing_by_id[key], market.world.shop_by_id[platform, truth.shop_id]


@pytest.mark.parametrize("platform", list(Platform))
def test_a_product_page_shows_its_title_price_photos_and_seller(market, page, platform):
    listing, shop = standing(market, platform)
    revision = listing.revisions[0]
    page.goto(market.base_url(platform) + PATHS[platform](listing, revision.title))
    page.wait_for_selector("h1")
    page.wait_for_load_state("networkidle")
    text = page.inner_text("body")
    shown = f"{revision.price:,}".replace(",", ".")
    assert "Chợ thực hành – dữ liệu bịa" in text
    assert revision.title in text
    assert shown in text
    assert shop.name in text
    assert page.evaluate("[...document.images].every(i => i.naturalWidth === 300)")
    assert page.evaluate("document.querySelector('link[rel=canonical]').href").startswith(
        market.base_url(platform)
    )
    assert revision.title in page.title()


@pytest.mark.parametrize("platform", list(Platform))
def test_a_shop_page_shows_cards_that_lead_to_products(market, page, platform):
    _, shop = standing(market, platform)
    page.goto(market.base_url(platform) + shop_path(shop))
    page.wait_for_selector(".card")
    assert shop.name in page.inner_text("body")
    page.click(".card")
    page.wait_for_selector("h1")


def test_a_refused_script_takes_the_visitor_to_the_traffic_wall(market, page):
    listing, _ = standing(market, Platform.SHOPEE)
    market.wall("shopee", "rate_limit")
    page.goto(market.base_url("shopee") + shopee.listing_path(listing, "x"))
    page.wait_for_url("**/verify/traffic/error**")
    assert "Trang không khả dụng" in page.inner_text("body")
