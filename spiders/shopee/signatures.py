"""How Shopee's walls and removals look, dated; what is not here is unknown.

Marks: C seen in a capture, R reported by several independent readers, K not confirmed.
"""

import re

from crawler.signatures import Place, Signature
from domain.outcome import Outcome

REMOVED_CODE = 266900002
"""get_pc's answer for a listing that is gone, never was, or is another country's (R, C 2026-09)."""
OLD_REMOVED_CODE = 4
"""The same of `item/get` until 2023, and of `get_shop_base` for a shop that is gone (R 2026-09)."""
WALL_CODES = frozenset({90309999, 90309998, 90309997, 90309996})
"""90309999 since 2022-09 (C); its neighbours are treated alike by the page's own script (R)."""
ANTI_BOT_NAMES = frozenset({"tracking_id", "action_type", "redirect_to_error_page", "is_hit_sap"})
"""An error beside one of these is the anti-bot layer's, whatever its number (C 2022-09, 2026-07)."""
SOFT_BLOCK_CODE = 1
"""With HTTP 200 and no data (C 2026-09)."""

LOGIN_WORDS = re.compile(r"log.?in required|authenticat|not logged.?in", re.IGNORECASE)
"""What an answer's `error_msg` says where the visitor is to log in first (R 2026)."""

WALLS = (
    Signature(
        outcome=Outcome.LOGIN_WALL,
        place=Place.URL,
        mark="C 2025-04",
        always=True,
        pattern=r"^[^?#]*/buyer/login(?:[/?#]|$)",
    ),
    Signature(
        outcome=Outcome.CAPTCHA,
        place=Place.URL,
        mark="R 2026",
        always=True,
        pattern=r"^[^?#]*/verify/captcha",
    ),
    Signature(
        outcome=Outcome.LOGIN_WALL,
        place=Place.URL,
        mark="C 2026",
        always=True,
        pattern=r"^[^?#]*/verify/traffic/error\?.*is_logged_in=false",
    ),
    Signature(
        outcome=Outcome.RATE_LIMITED,
        place=Place.URL,
        mark="C 2026",
        always=True,
        pattern=r"^[^?#]*/verify/(?:traffic|ivs|limit)",
    ),
    Signature(
        outcome=Outcome.LOGIN_WALL,
        place=Place.ELEMENT,
        mark="C 2025-04",
        pattern="//input[@name='loginKey']",
    ),
    Signature(
        outcome=Outcome.LOGIN_WALL,
        place=Place.TITLE,
        mark="C 2025-04",
        pattern=r"(?:Đăng nhập tài khoản|Login now to start shopping|Log in to Shopee|"
        r"Log Masuk|Masuk ke Akun|Faça login|Entrar na sua conta|登入|เข้าสู่ระบบ)",
    ),
    Signature(
        outcome=Outcome.CAPTCHA,
        place=Place.LINE,
        mark="R 2026",
        pattern=r"(?:Xác nhận để tiếp tục|Kéo qua để hoàn thiện|(?:Nhấn và )?kéo thanh trượt|"
        r"Verify to continue|Slide to complete the puzzle|Drag (?:the )?slider)",
    ),
    Signature(
        outcome=Outcome.LOGIN_WALL,
        place=Place.LINE,
        mark="C 2026 (pt); vi, en, id K",
        pattern=r"(?:Vui lòng )?đăng nhập để tiếp tục|(?:Please )?log ?in to continue|"
        r".{0,40}(?:você ainda não está logado|bạn chưa đăng nhập|"
        r"you(?:'re| are)? (?:have )?not (?:yet )?logged in|"
        r"(?:anda )?belum (?:log ?in|masuk))",
    ),
    Signature(
        outcome=Outcome.RATE_LIMITED,
        place=Place.LINE,
        mark="C 2026 (pt); others K",
        pattern=r"(?:Página indisponível|Trang không khả dụng|Page (?:is )?[Uu]navailable|"
        r"Halaman [Tt]idak [Tt]ersedia|Página no disponible|ไม่สามารถใช้งานหน้านี้)",
    ),
)
REMOVALS = (
    Signature(
        outcome=Outcome.REMOVED,
        place=Place.MARKUP,
        mark="R 2026",
        pattern=r'"setPdpBffData"\s*:\s*\{\s*"isError"\s*:\s*true\s*,\s*'
        r'"error"\s*:\s*\{\s*"error"\s*:\s*266900002\b',
    ),
    Signature(
        outcome=Outcome.REMOVED,
        place=Place.LINE,
        mark="K",
        pattern=r"(?:Sản phẩm (?:này )?không (?:còn )?tồn tại|"
        r"The product doesn't exist|This product does not exist)\.?$",
    ),
    Signature(
        outcome=Outcome.SHOP_GONE,
        place=Place.LINE,
        mark="K",
        pattern=r"(?:(?:Cửa hàng|Shop|Người dùng) (?:này )?không (?:còn )?tồn tại|"
        r"(?:Tài khoản|Shop) (?:này )?đã bị (?:khóa|khoá)|"
        r"This (?:shop|user) (?:does not|doesn't) exist)\.?$",
    ),
)
