"""How TikTok's walls and removals look, dated; what is not here is unknown.

Marks: C seen in a capture, R reported by several independent readers, K not confirmed.
"""

import re

from crawler.signatures import Place, Signature
from domain.outcome import Outcome

REGION_CODE = 23002102
"""Not for sale where the visitor is: a block, never a removal (R 2025)."""
PRODUCT_CODES = range(23_002_000, 23_003_000)
"""What the service of product pages answers, as 23002102 is (R 2025); other services' codes say
nothing about a product. No code for a take-down was seen (2026-11)."""
PASSING = re.compile(
    r"system|internal|server|time.?out|limit|busy|retry|try again|network|frequent|param|verify"
    r"|log.?in|risk|forbidden|denied|illegal|region|country",
    re.IGNORECASE,
)
"""Messages of a failure that may pass: they say nothing about the product either."""
NO_ACCOUNT = {10221: "no such user", 10202: "not found"}
"""K 2026-11."""
NO_VIDEO = {10204: "video unavailable"}
"""As yt-dlp reads it (R 2026)."""

WALLS = (
    Signature(outcome=Outcome.LOGIN_WALL, place=Place.URL, mark="R 2026", always=True,
              pattern=r"^[^?#]*/login(?:[/?#]|$)"),
    Signature(outcome=Outcome.CAPTCHA, place=Place.ELEMENT, mark="R 2026",
              pattern="//*[@id='captcha-verify-image' or contains(@class, 'captcha_verify')"
                      " or contains(@class, 'captcha-verify') or contains(@id, 'captcha_container')]"),
    Signature(outcome=Outcome.LOGIN_WALL, place=Place.LINE, mark="R 2026; vi K",
              pattern=r"(?:Log in to|Đăng nhập vào) TikTok$"),
    Signature(outcome=Outcome.CAPTCHA, place=Place.TITLE, mark="R 2026",
              pattern=r"(?:Security Check|Verify|Xác minh)"),
    Signature(outcome=Outcome.CAPTCHA, place=Place.LINE, mark="R 2026",
              pattern=r"(?:Verify to continue|Xác minh để tiếp tục)"),
    Signature(outcome=Outcome.GEO_BLOCKED, place=Place.LINE, mark="R 2025",
              pattern=r"Product not available in this country or region"),
)  # fmt: skip
# A store's page is 404 on the web in Vietnam, open or closed (R 2026-09): no signature for it.
REMOVALS = (
    Signature(outcome=Outcome.REMOVED, place=Place.TITLE, mark="R 2026",
              pattern=r"404(?:\s*[-|–:].*)?$"),
)  # fmt: skip
