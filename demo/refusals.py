"""What each platform answers instead of a page, with its own signature (seen 2022 to 2026)."""

from collections.abc import Callable
from hashlib import blake2s
from urllib.parse import quote

from demo.answers import Answer, Ask, as_json, in_script, redirect
from demo.layout import LOGOS, document, notice
from demo.shopee import HOME_TITLE, SHELL
from demo.shopee_payload import NOT_FOUND
from demo.tiktok_router import REGION_BLOCKED, gone_product, page_config, router_data
from demo.walls import WallKind
from demo.world import Platform


def wall_page(ask: Ask) -> Answer | None:
    """The pages that refusals send a visitor to; None for every other path."""
    if ask.platform is Platform.SHOPEE:
        if ask.path == "/buyer/login":
            return _shopee_login_page(ask)
        if ask.path == "/verify/captcha":
            return _shopee_captcha_page()
        return _shopee_traffic_page(ask) if ask.path == "/verify/traffic/error" else None
    if ask.platform is Platform.LAZADA:
        if "/_____tmd_____/punish" in ask.path:
            return _punish_page()
        return _lazada_login_page() if ask.path == "/user/login" else None
    return _tiktok_login_page() if ask.path == "/login" else None


def refusal(kind: WallKind, ask: Ask) -> Answer | None:
    """What is answered instead; None where that wall answers the page, if altered."""
    if kind is WallKind.ENDLESS_REDIRECT:
        hops = ask.number("hop") + 1
        return None if _is_script(ask) else redirect(f"{quote(ask.path)}?hop={hops}")
    maker = _REFUSALS.get((ask.platform, kind))
    return maker(ask) if maker else None


def _is_script(ask: Ask) -> bool:
    return ask.path.startswith("/api/") or ask.query.get("ajax") == "true"


def _tracking_id(ask: Ask) -> str:
    digest = blake2s(ask.target.encode(), digest_size=16).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:]}"


def _shopee_login(ask: Ask) -> Answer:
    if _is_script(ask):
        return _shopee_error(ask, is_login=False)
    return redirect(f"/buyer/login?next={quote(ask.base_url + ask.target, safe='')}")


def _shopee_login_page(ask: Ask) -> Answer:
    url = f"{ask.base_url}/buyer/login"
    head = f'<link rel="canonical" href="{url}"><meta property="og:url" content="{url}">'
    body = """<section class="box"><h2>Đăng nhập</h2><form>
<input type="text" name="loginKey" placeholder="Email/Số điện thoại/Tên đăng nhập">
<input type="password" name="password" placeholder="Mật khẩu"><p class="buttons">
<span class="solid">Đăng nhập</span></p></form></section>"""
    title = "Đăng nhập tài khoản  - Mua sắm Online | Shopee Việt Nam"
    return Answer(body=document(Platform.SHOPEE, title=title, body=body, head=head))


def _shopee_captcha(ask: Ask) -> Answer:
    if _is_script(ask):
        return _shopee_error(ask, is_login=True)
    if "-i." in ask.path:
        return _shopee_captcha_page()  # drawn on the product's own URL
    return redirect(f"/verify/captcha?anti_bot_tracking_id={_tracking_id(ask)}&type=1")


def _shopee_captcha_page() -> Answer:
    body = """<section class="box"><h2>Xác nhận để tiếp tục</h2>
<p>Kéo qua để hoàn thiện bức hình</p><div style="height:180px;background:#ddd"></div></section>"""
    return Answer(body=document(Platform.SHOPEE, title=HOME_TITLE, body=body))


def _shopee_rate_limit(ask: Ask) -> Answer:
    # The shell comes as ever; its script is what is refused.
    return _shopee_error(ask, is_login=True) if _is_script(ask) else Answer(body=SHELL)


def _shopee_geo_block(ask: Ask) -> Answer:
    if _is_script(ask):
        return _shopee_error(ask, is_login=True)
    query = f"is_logged_in=true&tracking_id={_tracking_id(ask)}&type=4"
    return redirect(f"/verify/traffic/error?{query}")


def _shopee_error(ask: Ask, *, is_login: bool) -> Answer:
    tracking_id = _tracking_id(ask)
    if tracking_id[0] in "01234567":
        keyed = {"0": 2, "1": tracking_id, "2": False, "3": 90309999, "is_login": is_login}
        return as_json(keyed, status=403)
    return as_json(
        {
            "tracking_id": tracking_id,
            "action_type": 2,
            "error": 90309999,
            "is_customized": False,
            "is_login": is_login,
            "is_hit_sap": False,
            "redirect_to_error_page": True,
            "platform": 0,
            "event_id": 1,
        },
        status=403 if tracking_id[0] in "89ab" else 200,
    )


def _shopee_traffic_page(ask: Ask) -> Answer:
    signed_in = ask.query.get("is_logged_in") == "true"
    reason = (
        "Đã có lỗi xảy ra, vui lòng thử lại sau."
        if signed_in
        else "Có vẻ như bạn chưa đăng nhập. Vui lòng đăng nhập để tiếp tục hoặc về trang chủ."
    )
    number = ask.query.get("tracking_id", "0")
    body = f"""<section class="empty"><h2>Trang không khả dụng</h2><p>{reason}</p>
<p>ID: {quote(number[:10])}-{quote(number[-12:])}</p></section>"""
    return Answer(body=document(Platform.SHOPEE, title=HOME_TITLE, body=body))


def _shopee_as_404(ask: Ask) -> Answer:
    if _is_script(ask):
        return as_json({"error": 90309999, "tracking_id": _tracking_id(ask)}, status=404)
    page = _shopee_traffic_page(ask)
    return Answer(body=page.body, status=404)


def _shopee_fake_removal(ask: Ask) -> Answer | None:
    return as_json(NOT_FOUND) if ask.path == "/api/v4/pdp/get_pc" else None


def _lazada_login(ask: Ask) -> Answer:
    if _is_script(ask):
        return _punished(ask)
    back = quote(ask.base_url + ask.target, safe="")
    member = ask.base_url.replace("//", "//member.", 1)
    return redirect(f"{member}/user/login?redirect={back}")


def _lazada_login_page() -> Answer:
    body = """<section class="box"><h2>Chào mừng đến với Chợ Lam. Đăng nhập ngay!</h2><form>
<input type="text" name="account" placeholder="Số điện thoại hoặc email">
<input type="password" name="password" placeholder="Mật khẩu"></form></section>"""
    return Answer(body=document(Platform.LAZADA, title="Đăng nhập | Chợ Lam", body=body))


def _lazada_captcha(ask: Ask) -> Answer:
    return _punished(ask) if _is_script(ask) else redirect(_punish_path(ask))


def _punish_path(ask: Ask) -> str:
    # Doubled slashes as the real wall has them: `//catalog//_____tmd_____/punish`.
    folder = quote(ask.path.strip("/").partition("/")[0] or "catalog")
    return f"/{folder}//_____tmd_____/punish?x5secdata={_tracking_id(ask)}&x5step=1"


def _punish_page() -> Answer:
    page = """<!DOCTYPE html><html><head><meta charset="utf-8"><title></title>
<script>window._config_ = {"action": "captcha", "x5secdata": "practice"};</script></head>
<body><div id="baxia-punish" class="baxia-dialog"><div id="nocaptcha" class="nc-container">
<p>Xin lỗi, hệ thống phát hiện truy cập bất thường. Please slide to verify</p>
<span id="nc_1_n1z" class="nc_iconfont btn_slide"></span></div></div></body></html>"""
    return Answer(body=page)


def _punished(ask: Ask) -> Answer:
    url = ask.base_url + _punish_path(ask)
    if _tracking_id(ask)[0] in "01234567":
        return as_json({"rgv587_flag": "sm", "url": url})
    ret = ["FAIL_SYS_USER_VALIDATE", "RGV587_ERROR::SM::哎哟喂,被挤爆啦,请稍后重试"]
    return as_json({"ret": ret, "data": {"url": url}})


def _lazada_rate_limit(ask: Ask) -> Answer:
    return Answer(
        body="<!DOCTYPE html><html><head><title>429 Too Many Requests</title></head>"
        "<body><h1>Too Many Requests</h1></body></html>",
        status=429,
        headers=(("retry-after", "600"),),
    )


def _access_denied(ask: Ask) -> Answer:
    page = f"""<!DOCTYPE html><html><head><title>Access Denied</title></head><body>
<h1>Access Denied</h1><p>You don't have permission to access this page on this server.</p>
<p>Reference #18.{_tracking_id(ask)[:8]}</p></body></html>"""
    return Answer(body=page, status=403)


def _lazada_as_404(ask: Ask) -> Answer:
    return Answer(body=_punish_page().body, status=404)


def _lazada_fake_removal(ask: Ask) -> Answer | None:
    if not ask.path.endswith(".html"):
        return None
    text = "Sản phẩm này không còn tồn tại"
    return Answer(body=notice(Platform.LAZADA, title=LOGOS[ask.platform], text=text), status=404)


def _tiktok_login(ask: Ask) -> Answer:
    return redirect(f"/login?redirect_url={quote(ask.base_url + ask.target, safe='')}")


def _tiktok_login_page() -> Answer:
    body = """<section class="box"><h2>Đăng nhập vào TikTok</h2>
<input name="username" placeholder="Email hoặc tên người dùng">
<input type="password" placeholder="Mật khẩu"></section>"""
    return Answer(body=document(Platform.TIKTOK, title="Đăng nhập | TikTok", body=body))


def _tiktok_captcha(ask: Ask, status: int = 200) -> Answer:
    page = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Security Check</title></head>
<body><div class="captcha_verify_container"><p>Verify to continue:</p>
<img id="captcha-verify-image" alt=""><p>Drag the slider to fit the puzzle</p></div></body></html>"""
    return Answer(body=page, status=status)


def _tiktok_rate_limit(ask: Ask) -> Answer:
    return Answer(body="", status=429, headers=(("retry-after", "600"),))


def _tiktok_geo_block(ask: Ask) -> Answer:
    number = ask.path.rstrip("/").rpartition("/")[2]
    product = gone_product(
        number, code=REGION_BLOCKED, message="get product detail not for sale in the region"
    )
    route = "(region)/pdp/(product_name_slug$)/(product_id)/page"
    router = router_data(route, page_config([], product=product, region="US"))
    script = (
        f'<script type="application/json" id="__MODERN_ROUTER_DATA__">{in_script(router)}</script>'
    )
    body = '<section class="empty"><p>Product not available in this country or region</p></section>'
    return Answer(body=document(Platform.TIKTOK, title="Chợ Nhịp", body=body, scripts=script))


def _tiktok_as_404(ask: Ask) -> Answer:
    return _tiktok_captcha(ask, status=404)


def _tiktok_fake_removal(ask: Ask) -> Answer | None:
    if "/pdp/" not in ask.path and "/view/product/" not in ask.path:
        return None
    page = notice(Platform.TIKTOK, title="404", text="Không tìm thấy trang này")
    return Answer(body=page, status=404)


_REFUSALS: dict[tuple[Platform, WallKind], Callable[[Ask], Answer | None]] = {
    (Platform.SHOPEE, WallKind.LOGIN_WALL): _shopee_login,
    (Platform.SHOPEE, WallKind.CAPTCHA): _shopee_captcha,
    (Platform.SHOPEE, WallKind.RATE_LIMIT): _shopee_rate_limit,
    (Platform.SHOPEE, WallKind.GEO_BLOCK): _shopee_geo_block,
    (Platform.SHOPEE, WallKind.WALL_AS_404): _shopee_as_404,
    (Platform.SHOPEE, WallKind.FAKE_REMOVAL): _shopee_fake_removal,
    (Platform.LAZADA, WallKind.LOGIN_WALL): _lazada_login,
    (Platform.LAZADA, WallKind.CAPTCHA): _lazada_captcha,
    (Platform.LAZADA, WallKind.RATE_LIMIT): _lazada_rate_limit,
    (Platform.LAZADA, WallKind.GEO_BLOCK): _access_denied,
    (Platform.LAZADA, WallKind.WALL_AS_404): _lazada_as_404,
    (Platform.LAZADA, WallKind.FAKE_REMOVAL): _lazada_fake_removal,
    (Platform.TIKTOK, WallKind.LOGIN_WALL): _tiktok_login,
    (Platform.TIKTOK, WallKind.CAPTCHA): _tiktok_captcha,
    (Platform.TIKTOK, WallKind.RATE_LIMIT): _tiktok_rate_limit,
    (Platform.TIKTOK, WallKind.GEO_BLOCK): _tiktok_geo_block,
    (Platform.TIKTOK, WallKind.WALL_AS_404): _tiktok_as_404,
    (Platform.TIKTOK, WallKind.FAKE_REMOVAL): _tiktok_fake_removal,
}
