"""Pages by which sites refuse a visit, in every shape that was seen, made when they are needed."""

import json
from dataclasses import dataclass, replace

from domain.capture import Exchange
from domain.outcome import Outcome
from jobs.parse import capture_of, reading_of

LISTING = {
    "shopee": "https://shopee.vn/x-i.41200017.9900112233",
    "lazada": "https://www.lazada.vn/products/x-i2712340001.html",
    "tiktok": "https://shop.tiktok.com/view/product/1730000000000000421",
}
CALL = {
    "shopee": "https://shopee.vn/api/v4/pdp/get_pc?item_id=9900112233&shop_id=41200017",
    "lazada": "https://acs-m.lazada.vn/h5/mtop.global.detail.web.getdetailinfo/1.0/",
    "tiktok": "https://shop.tiktok.com/api/shop/vn/product",
}
STATUSES = (200, 403, 404, 410, 429, 503)
PUNISH = "https://www.lazada.vn//products//_____tmd_____/punish?x5secdata=a&x5step=1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """One shape of refusal."""

    platform: str
    name: str
    body: str
    outcome: Outcome
    """What it is known for at status 200."""
    url: str = ""
    """Where the visit ended; empty where it stayed."""

    @property
    def is_page(self) -> bool:
        """Whether a person sees it; an answer otherwise."""
        return self.body.lstrip()[:1] == "<"


def page(title="", body="", head=""):
    """A small document."""
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f"</head><body>{body}</body></html>"
    )


HOME = "Shopee Việt Nam | Mua và Bán Trên Ứng Dụng Di Động Hoặc Website"
WALLS = (
    Wall(
        platform="shopee",
        name="code",
        outcome=Outcome.RATE_LIMITED,
        body=json.dumps({"error": 90309999, "action_type": 2, "tracking_id": "a-b"}),
    ),
    Wall(
        platform="shopee",
        name="sibling_code",
        outcome=Outcome.RATE_LIMITED,
        body=json.dumps({"error": 90309997, "is_login": False, "tracking_id": "a-b"}),
    ),
    Wall(
        platform="shopee",
        name="redirecting",
        outcome=Outcome.RATE_LIMITED,
        body=json.dumps({"error": 90309999, "redirect_to_error_page": True}),
    ),
    Wall(
        platform="shopee",
        name="numbered_keys",
        outcome=Outcome.RATE_LIMITED,
        body=json.dumps({"0": 2, "1": "5e1a-uuid", "2": False, "3": 90309999}),
    ),
    Wall(
        platform="shopee",
        name="soft_block",
        outcome=Outcome.RATE_LIMITED,
        body=json.dumps({"error": 1, "error_msg": "blocked", "data": None}),
    ),
    Wall(
        platform="shopee",
        name="traffic_not_logged_in",
        outcome=Outcome.LOGIN_WALL,
        url="https://shopee.vn/verify/traffic/error?is_logged_in=false&type=4",
        body=page(HOME, "<h2>Trang không khả dụng</h2><p>ID: 0123456789-abcdef</p>"),
    ),
    Wall(
        platform="shopee",
        name="traffic_logged_in",
        outcome=Outcome.RATE_LIMITED,
        url="https://shopee.vn/verify/traffic/error?is_logged_in=true&type=4",
        body=page(HOME, "<h2>Trang không khả dụng</h2>"),
    ),
    Wall(
        platform="shopee",
        name="traffic_in_portuguese",
        outcome=Outcome.LOGIN_WALL,
        body=page(
            "Shopee Brasil",
            "<h2>Página indisponível</h2><p>Parece que você ainda não está logado. Faça login "
            "para continuar ou volte para a página inicial</p>",
        ),
    ),
    Wall(
        platform="shopee",
        name="login_page",
        outcome=Outcome.LOGIN_WALL,
        body=page(
            "Đăng nhập tài khoản  - Mua sắm Online | Shopee Việt Nam",
            '<input name="loginKey"><input name="password" type="password">',
            '<link rel="canonical" href="https://shopee.vn/buyer/login">',
        ),
    ),
    Wall(
        platform="shopee",
        name="captcha_on_the_page",
        outcome=Outcome.CAPTCHA,
        body=page(HOME, "<p>Xác nhận để tiếp tục</p><p>Kéo qua để hoàn thiện bức hình</p>"),
    ),
    Wall(
        platform="shopee",
        name="captcha_address",
        outcome=Outcome.CAPTCHA,
        url="https://shopee.vn/verify/captcha?anti_bot_tracking_id=a&type=1",
        body=page(),
    ),
    Wall(
        platform="shopee",
        name="empty_shell",
        outcome=Outcome.UNKNOWN,
        body='<html><head><meta name="shopee:version" content="pc-v6"></head><body></body></html>',
    ),
    Wall(
        platform="shopee",
        name="forbidden",
        outcome=Outcome.RATE_LIMITED,
        body=page("403 Forbidden", "<center><h1>403 Forbidden</h1></center><hr>openresty"),
    ),
    Wall(
        platform="shopee",
        name="code_in_digits",
        outcome=Outcome.RATE_LIMITED,
        body=json.dumps({"error": "90309999", "data": None}),
    ),
    Wall(
        platform="shopee",
        name="login_required",
        outcome=Outcome.LOGIN_WALL,
        body=json.dumps({"error": 19, "error_msg": "Login Required", "data": None}),
    ),
    Wall(
        platform="shopee",
        name="login_to_go_on",
        outcome=Outcome.LOGIN_WALL,
        body=page(HOME, "<h1>Vui lòng đăng nhập để tiếp tục</h1>"),
    ),
    Wall(
        platform="shopee",
        name="no_robot",
        outcome=Outcome.CAPTCHA,
        body=page("", "<p>Xác minh bạn không phải robot</p>"),
    ),
    Wall(
        platform="shopee",
        name="not_in_your_country",
        outcome=Outcome.GEO_BLOCKED,
        body=page("Shopee", "<p>Sorry, this is not available in your country</p>"),
    ),
    Wall(
        platform="lazada",
        name="traffic_limit",
        outcome=Outcome.RATE_LIMITED,
        body=json.dumps({"ret": ["FAIL_SYS_TRAFFIC_LIMIT::x"], "data": {}}),
    ),
    Wall(
        platform="lazada",
        name="session_expired",
        outcome=Outcome.LOGIN_WALL,
        body=json.dumps({"ret": ["FAIL_SYS_SESSION_EXPIRED::x"], "data": {}}),
    ),
    Wall(
        platform="lazada",
        name="interception_title",
        outcome=Outcome.CAPTCHA,
        body=page("Captcha Interception", "<p>请按住滑块，拖动到最右边</p>"),
    ),
    Wall(
        platform="lazada",
        name="not_in_your_region",
        outcome=Outcome.GEO_BLOCKED,
        body=page("Lazada", "<p>Sản phẩm không khả dụng ở khu vực của bạn</p>"),
    ),
    Wall(
        platform="tiktok",
        name="captcha_container",
        outcome=Outcome.CAPTCHA,
        body=page("TikTok", '<div class="captcha-verify-container">Drag the slider</div>'),
    ),
    Wall(
        platform="tiktok",
        name="decision",
        outcome=Outcome.CAPTCHA,
        body=json.dumps({"decision": json.dumps({"code": "10000", "type": "verify"})}),
    ),
    Wall(
        platform="lazada",
        name="punish_page",
        outcome=Outcome.CAPTCHA,
        url=PUNISH,
        body=page("", '<span id="nc_1_n1z"></span><p>Please slide to verify</p>'),
    ),
    Wall(
        platform="lazada",
        name="punish_on_the_page",
        outcome=Outcome.CAPTCHA,
        body=page("", "<p>Xin lỗi</p>", '<script>var c={"x5secdata":"a"}</script>'),
    ),
    Wall(
        platform="lazada",
        name="user_validate",
        outcome=Outcome.CAPTCHA,
        body=json.dumps(
            {"ret": ["FAIL_SYS_USER_VALIDATE", "RGV587_ERROR::SM::x"], "data": {"url": PUNISH}}
        ),
    ),
    Wall(
        platform="lazada",
        name="flag",
        outcome=Outcome.CAPTCHA,
        body=json.dumps({"rgv587_flag": "sm", "url": PUNISH}),
    ),
    Wall(
        platform="lazada",
        name="member_login",
        outcome=Outcome.LOGIN_WALL,
        url="https://member.lazada.vn/user/login?redirect=a",
        body=page("Đăng nhập"),
    ),
    Wall(
        platform="lazada",
        name="access_denied",
        outcome=Outcome.RATE_LIMITED,
        body=page("Access Denied", "<h1>Access Denied</h1><p>Reference #18.a</p>"),
    ),
    Wall(
        platform="lazada",
        name="too_many",
        outcome=Outcome.RATE_LIMITED,
        body=page("429 Too Many Requests", "<h1>Too Many Requests</h1>"),
    ),
    Wall(
        platform="lazada",
        name="fake_empty",
        outcome=Outcome.UNKNOWN,
        body=page("Lazada.vn", "<p>Tìm kiếm không có kết quả</p>"),
    ),
    Wall(
        platform="tiktok",
        name="security_check",
        outcome=Outcome.CAPTCHA,
        body=page("Security Check", '<img id="captcha-verify-image"><p>Verify to continue:</p>'),
    ),
    Wall(
        platform="tiktok",
        name="verify_answer",
        outcome=Outcome.CAPTCHA,
        body=json.dumps({"code": "10000", "type": "verify", "subtype": "slide"}),
    ),
    Wall(
        platform="tiktok",
        name="not_in_this_region",
        outcome=Outcome.GEO_BLOCKED,
        body=page("Áo thun", "<p>Product not available in this country or region</p>"),
    ),
    Wall(
        platform="tiktok",
        name="region_code",
        outcome=Outcome.GEO_BLOCKED,
        body=json.dumps(
            {"global_data": {"product_info": {"error_code": 23002102, "product_info": {}}}}
        ),
    ),
    Wall(
        platform="tiktok",
        name="login_page",
        outcome=Outcome.LOGIN_WALL,
        url="https://www.tiktok.com/login?redirect_url=a",
        body=page("Log in | TikTok"),
    ),
    Wall(
        platform="tiktok",
        name="nothing_at_all",
        outcome=Outcome.UNKNOWN,
        body=page("TikTok Shop"),
    ),
)


def judged(platform, body, *, status=200, final_url="", is_page=True):
    """The verdict of a listing's visit that was answered by this body."""
    asked = LISTING[platform]
    exchange = Exchange(
        url=(final_url or asked) if is_page else CALL[platform],
        status=status,
        body=body if isinstance(body, bytes) else body.encode(),
        resource_type="document" if is_page else "xhr",
    )
    capture, site = capture_of(b"", platform, asked, exchanges=(exchange,))
    whole = replace(capture, final_url=final_url or asked, status=status if is_page else 200)
    return reading_of(platform, whole, site).verdict


def judged_wall(wall, status):
    """The verdict of a visit that met this wall at that status."""
    return judged(wall.platform, wall.body, status=status, final_url=wall.url, is_page=wall.is_page)
