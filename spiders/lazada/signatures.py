"""How Lazada's walls and removals look, dated; what is not here is unknown.

Marks: C seen in a capture, R reported by several independent readers, K not confirmed.
"""

from crawler.signatures import Place, Signature
from domain.outcome import Outcome

WALL_WORDS = {
    "FAIL_SYS_USER_VALIDATE": Outcome.CAPTCHA,
    "RGV587": Outcome.CAPTCHA,
    "FAIL_SYS_TRAFFIC_LIMIT": Outcome.RATE_LIMITED,
    "FAIL_SYS_ILLEGAL_ACCESS": Outcome.RATE_LIMITED,
    "FAIL_SYS_SESSION_EXPIRED": Outcome.LOGIN_WALL,
}
"""In `ret` of an answer: the first two ask the visitor to prove that it is human (R 2026; others K)."""
TOKEN_WORDS = ("FAIL_SYS_TOKEN_EXOIRED", "FAIL_SYS_TOKEN_EMPTY", "FAIL_SYS_TOKEN_ILLEGAL")
"""The first call of a session: the page asks again by itself (K)."""
PUNISH = "_____tmd_____/punish"

WALLS = (
    Signature(outcome=Outcome.CAPTCHA, place=Place.URL, mark="R 2026", always=True,
              pattern=r"_____tmd_____/+punish"),
    Signature(outcome=Outcome.LOGIN_WALL, place=Place.URL, mark="R 2026", always=True,
              pattern=r"^[^?#]*//member\.[^/?#]+/+user/login"),
    # Ordinary pages load baxia's script too: its words count only where no listing was read.
    Signature(outcome=Outcome.CAPTCHA, place=Place.MARKUP, mark="R 2026",
              pattern=r"x5secdata|nc_1_n1z|slidecaptcha|_____tmd_____|baxia-punish"),
    Signature(outcome=Outcome.CAPTCHA, place=Place.TITLE, mark="R 2026",
              pattern=r"Captcha Interception|验证码"),
    Signature(outcome=Outcome.LOGIN_WALL, place=Place.LINE, mark="K 2026-11",
              pattern=r"(?:Vui lòng|Please) (?:đăng nhập|log ?in)(?: để tiếp tục| to continue)?[.!]?$"),
    Signature(outcome=Outcome.CAPTCHA, place=Place.LINE, mark="R 2026; vi K",
              pattern=r".{0,80}(?:请按住滑块|slide to verify|slide to complete|drag the slider|"
                      r"kéo (?:thanh trượt )?để xác minh|trượt để xác minh|"
                      r"phát hiện (?:lưu lượng )?truy cập bất thường|unusual traffic)"),
    Signature(outcome=Outcome.LOGIN_WALL, place=Place.LINE, mark="R 2026",
              pattern=r"(?:Chào mừng đến với [^.]{2,30}\. Đăng nhập ngay|"
                      r"Welcome to Lazada!? Please login)"),
)  # fmt: skip
REMOVALS = (
    Signature(outcome=Outcome.REMOVED, place=Place.LINE, mark="K 2026-11",
              pattern=r"(?:(?:Rất tiếc|Xin lỗi)[,!.]? ?)?Sản phẩm (?:này )?"
                      r"(?:hiện )?(?:không còn tồn tại|không tồn tại|không khả dụng|không còn bán)"),
    Signature(outcome=Outcome.REMOVED, place=Place.LINE, mark="K 2026-11",
              pattern=r"(?:(?:Sorry|Oops)[,!.]? ?)?(?:This|The) (?:product|item) "
                      r"(?:is|has been) (?:no longer available|removed)"),
    Signature(outcome=Outcome.REMOVED, place=Place.URL, mark="K 2026-11",
              pattern=r"^[^?#]*/404(?:\.html?)?/?(?:[?#]|$)"),
    Signature(outcome=Outcome.SHOP_GONE, place=Place.LINE, mark="K 2026-11",
              pattern=r"(?:(?:Rất tiếc|Xin lỗi)[,!.]? ?)?(?:Gian hàng|Cửa hàng|Shop) (?:này )?"
                      r"không (?:còn )?(?:tồn tại|hoạt động)"),
    Signature(outcome=Outcome.SHOP_GONE, place=Place.LINE, mark="K 2026-11",
              pattern=r"(?:(?:Sorry|Oops)[,!.]? ?)?This (?:shop|store) (?:is no longer available|"
                      r"does(?: not|n't) exist|is closed)"),
)  # fmt: skip
