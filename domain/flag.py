"""A suspicion with its reasons, and what a person decided about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """How soon a person should look."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Judgement(StrEnum):
    """What a person made of a flag."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"
    """The person took their last decision back; the flag is open again."""


class FlagState(StrEnum):
    """Where a flag stands; follows from its latest decision."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sentence of why, pointing at the words that were seen."""

    field: str
    """Field of the listing or shop: `title`, `price`, `shop.tax_code`."""
    found: str
    """What the page says."""
    expected: str | None
    """What it was compared with: a register's value, a threshold, a lexicon's term."""
    text_vi: str
    text_en: str
    start: int | None = None
    """Offset of the words in the field's text as displayed, in characters."""
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A suspicion about one snapshot of a listing or shop. No flag without a capture."""

    rule: str
    severity: Severity
    probability: float
    reasons: tuple[Reason, ...]
    site_id: str
    listing_id: str | None
    shop_id: str | None
    capture_id: str
    rules_version: str
    model_version: str | None = None
    product_id: str | None = None
    """The registered product concerned, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one person decided, appended and never overwritten."""

    flag_id: int
    judgement: Judgement
    actor: str
    at: datetime
    """Aware UTC."""
    note: str = ""
