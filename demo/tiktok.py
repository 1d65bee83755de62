"""The marketplace in TikTok Shop's manner: drawn on the server, with the router's data beside."""

import re
from html import escape

from demo.answers import Answer, Ask, Moment, in_script, paged, redirect, vnd
from demo.layout import card, document, notice, product_section, rows, shop_section
from demo.tiktok_lists import feed_component, handle, no_profile, profile, related_component
from demo.tiktok_payload import (
    category_id,
    image_url,
    listing_path,
    product_component,
    shop_info,
    shop_path,
)
from demo.tiktok_payload import route as route_of
from demo.tiktok_router import (
    TAKEN_DOWN,
    Json,
    found_product,
    gone_product,
    page_config,
    router_data,
)
from demo.world import Platform, PracticeListing, PracticeShop, Revision

STORE_PAGE = 30
KEYWORD_PAGE = 55
CATEGORY_PAGE = 100
GONE_TEXT = "Sản phẩm không còn được bán"
MISSING_TEXT = "Không tìm thấy trang này"

_LISTING = re.compile(r"/(?:view/product|pdp(?:/[^/?#]+)?)/(\d{16,20})/?$")
_STORE = re.compile(r"/store/(?:[^/]+/)?(\d{16,20})/?$")
_KEYWORD = re.compile(r"^/(?:shop/)?vn/k/([^/]+)/?$")
_CATEGORY = re.compile(r"^/(?:shop/)?vn/c/[^/]+/(\d+)/?$")
_PROFILE = re.compile(r"^/@([\w.]+)/?$")
_RELATED = ["kem chống nắng", "sữa bột", "mũ bảo hiểm", "giày sneaker", "viên uống"]


def answer(ask: Ask, moment: Moment) -> Answer:
    """The answer to a page."""
    if found := _LISTING.search(ask.path):
        return _product_page(found[1], ask, moment)
    if found := _STORE.search(ask.path):
        return _store_page(found[1], ask, moment)
    if found := _CATEGORY.match(ask.path):
        return _category_page(found[1], ask, moment)
    if found := _PROFILE.match(ask.path):
        return _profile_page(found[1], moment)
    if found := _KEYWORD.match(ask.path):
        return _keyword_page(found[1].replace("-", " "), ask, moment)
    if ask.path == "/":
        return _keyword_page("", ask, moment)
    if ask.path == "/vn/find":
        words = ask.query.get("q", "").strip().replace(" ", "-")
        return redirect(f"/vn/k/{words}" if words else "/")
    return _missing()


def _product_page(listing_id: str, ask: Ask, moment: Moment) -> Answer:
    listing = moment.listing(Platform.TIKTOK, listing_id)
    if listing is None:
        return _gone(listing_id)
    revision = listing.revision(moment.hour)
    shop = moment.owner(listing)
    config = page_config(
        [product_component(listing, moment, ask.base_url)], product=found_product(listing)
    )
    url = ask.base_url + listing_path(listing, revision.title)
    head = (
        f'<link rel="canonical" href="{escape(url)}">'
        f'<meta property="og:title" content="{escape(revision.title)}">'
    )
    body = _product_body(listing, revision, moment, ask.base_url)
    route = route_of(listing, newer=shop.newer_payload)
    return _page(f"{revision.title} - Chợ Nhịp", body, router_data(route, config), head=head)


def _gone(listing_id: str) -> Answer:
    # Two ways in which a product is missing, as readers must know both.
    if int(listing_id) % 2:
        return _missing()
    config = page_config([], product=gone_product(listing_id, code=TAKEN_DOWN))
    body = f'<section class="empty"><p>{GONE_TEXT}</p></section>'
    route = "(region)/pdp/(product_name_slug$)/(product_id)/page"
    return _page("Chợ Nhịp", body, router_data(route, config))


def _missing() -> Answer:
    return Answer(body=notice(Platform.TIKTOK, title="404", text=MISSING_TEXT), status=404)


def _store_page(shop_id: str, ask: Ask, moment: Moment) -> Answer:
    shop = moment.shop(Platform.TIKTOK, shop_id)
    if shop is None:
        return _missing()
    found = moment.shelf(shop)
    info: Json = {
        "component_id": "1",
        "component_name": "shop_info",
        "component_type": "shop_info",
        "component_data": {"shop_info": shop_info(shop, moment, ask.base_url)},
    }
    return _feed(
        f"{shop.name} - Chợ Nhịp",
        found,
        ask,
        moment,
        name="feed_list",
        route="(region)/store/(shop_name_slug$)/(seller_id)/page",
        size=STORE_PAGE,
        above=[info],
        top=_shop_block(shop),
    )


def _keyword_page(words: str, ask: Ask, moment: Moment) -> Answer:
    found = moment.search(Platform.TIKTOK, words)[:KEYWORD_PAGE]
    return _feed(
        f"{words or 'Trang chủ'} - Chợ Nhịp",
        found,
        ask,
        moment,
        name="feed_list_search_word",
        route="(region)/k/(keyword)/page",
        size=KEYWORD_PAGE,
        above=[related_component(_RELATED, ask.base_url)],
        top=f"<h2>{escape(words)}</h2>",
    )


def _category_page(number: str, ask: Ask, moment: Moment) -> Answer:
    found = [
        one
        for one in moment.search(Platform.TIKTOK, "")
        if number in {category_id(name) for name in one.category}
    ][:CATEGORY_PAGE]
    if not found:
        return _missing()
    return _feed(
        f"{found[0].category[0]} - Chợ Nhịp",
        found,
        ask,
        moment,
        name="feed_list",
        route="(region)/c/(category_name)/(category_id)/page",
        size=CATEGORY_PAGE,
        above=[],
        top=f"<h2>{escape(found[0].category[0])}</h2>",
    )


def _feed(
    title: str,
    found: list[PracticeListing],
    ask: Ask,
    moment: Moment,
    *,
    name: str,
    route: str,
    size: int,
    above: list[Json],
    top: str,
) -> Answer:
    page = max(ask.number("page", 1), 1)
    shown = paged(found, page=page, size=size)
    more = page * size < len(found)
    feed = feed_component(
        shown,
        name=name,
        has_more=more,
        offset=page * size,
        moment=moment,
        base_url=ask.base_url,
    )
    cards = "".join(_card(one, moment, ask.base_url) for one in shown)
    following = f'<a class="more" href="?page={page + 1}">Xem thêm</a>' if more else ""
    body = f'{top}<section class="grid">{cards}</section>{following}'
    config = page_config([*above, feed])
    canonical = f'<link rel="canonical" href="{escape(ask.base_url + ask.path)}">'
    return _page(title, body, router_data(route, config), head=canonical)


def _profile_page(name: str, moment: Moment) -> Answer:
    shops = (
        s
        for s in moment.world.shops
        if s.platform is Platform.TIKTOK and handle(s) == name and s.is_open(moment.hour)
    )
    shop = next(shops, None)
    payload = in_script(profile(shop, moment) if shop else no_profile())
    script = (
        '<script id="__UNIVERSAL_DATA_FOR_REHYDRATION__" type="application/json">'
        f"{payload}</script>"
    )
    body = _shop_block(shop) if shop else f'<section class="empty"><p>{MISSING_TEXT}</p></section>'
    title = f"{shop.name} (@{name}) | Chợ Nhịp" if shop else "Chợ Nhịp"
    return Answer(body=document(Platform.TIKTOK, title=title, body=body, scripts=script))


def _page(title: str, body: str, router: Json, *, head: str = "") -> Answer:
    script = (
        '<script type="application/json" id="__MODERN_ROUTER_DATA__">\n'
        f"{in_script(router)}\n</script>"
    )
    return Answer(body=document(Platform.TIKTOK, title=title, body=body, head=head, scripts=script))


def _product_body(
    listing: PracticeListing, revision: Revision, moment: Moment, base_url: str
) -> str:
    photos = [image_url(base_url, key) for key in revision.pictures]
    top = product_section(listing, revision, photos)
    words = f'<section><h2>Mô tả</h2><p class="words">{escape(revision.description)}</p></section>'
    details = rows("Thông tin chi tiết", listing.attributes)
    return top + _shop_block(moment.owner(listing)) + details + words


def _shop_block(shop: PracticeShop) -> str:
    return shop_section(
        name=shop.name,
        href=shop_path(shop),
        line="Cửa hàng chính hãng" if shop.official else f"@{handle(shop)}",
        facts=f"Đánh giá {shop.rating} · Người theo dõi {shop.followers}"
        f" · Trả lời trong 24 giờ {shop.response_rate}%",
        words=shop.description,
    )


def _card(listing: PracticeListing, moment: Moment, base_url: str) -> str:
    revision = listing.revision(moment.hour)
    return card(
        href=listing_path(listing, revision.title),
        image=image_url(base_url, revision.pictures[0]),
        title=revision.title,
        price=f"{vnd(revision.price)} ₫",
        sold=f"Đã bán {listing.sold}",
        place=moment.owner(listing).name,
    )
