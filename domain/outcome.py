"""What a visit to a page came to: an allow-list, in which a blocked page is never a removed one."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The judgement of one capture. Everything that is not positively recognised is `unknown`."""

    LIVE = "live"
    """The requested id was found and the page passed its platform's schema check."""
    SOLD_OUT = "sold_out"
    """The page is there and says that nothing is left."""
    UNLISTED = "unlisted"
    """The page is there and says that its seller has hidden it."""
    REMOVED = "removed"
    """A known removal signature was seen; suspected until `confirm_removal` has its visits."""
    SHOP_GONE = "shop_gone"
    """A known signature says that the seller account is closed or locked."""
    CAPTCHA = "captcha"
    LOGIN_WALL = "login_wall"
    RATE_LIMITED = "rate_limited"
    GEO_BLOCKED = "geo_blocked"
    SUSPECT = "suspect"
    """Decoy: the page looks right but its values cannot be (never used as a fact)."""
    ERROR = "error"
    """The visit itself failed: time-out, DNS, TLS, too many redirects, server error."""
    UNKNOWN = "unknown"

    @property
    def is_wall(self) -> bool:
        """Whether the site refused the visit; says nothing about the listing."""
        return self in WALLS

    @property
    def is_present(self) -> bool:
        """Whether the visit proves that the listing or shop was there."""
        return self in PRESENT

    @property
    def is_gone(self) -> bool:
        """Whether a known removal signature was seen."""
        return self in GONE


WALLS = frozenset({Outcome.CAPTCHA, Outcome.LOGIN_WALL, Outcome.RATE_LIMITED, Outcome.GEO_BLOCKED})
PRESENT = frozenset({Outcome.LIVE, Outcome.SOLD_OUT, Outcome.UNLISTED})
GONE = frozenset({Outcome.REMOVED, Outcome.SHOP_GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An outcome with the reason for it."""

    outcome: Outcome
    reason: str
    """What was seen, in one English sentence, for example "get_pc error 266900002"."""
