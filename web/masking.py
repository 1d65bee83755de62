"""Personal data is masked until the person who looks has given a reason."""

import re

HIDDEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
"""Signs without a shape, as they stand in a class of a regular expression; those that shape an emoji are
not among them, as they disguise nothing."""
_NUMBER = re.compile(
    rf"(?<![\w/.-])\+?\d(?:[{HIDDEN}]*[ .\-]?[{HIDDEN}]*\d){{7,14}}(?![\w/])"
    # An amount is nobody's number.
    r"(?!\s?(?:₫|đ\b|vn[dđ]\b|usd\b))",
    re.IGNORECASE,
)
_HIDDEN = re.compile(f"[{HIDDEN}]+")
_MAIL = re.compile(r"[\w.+-]+(?=@[\w-]+\.[\w.]+)")
SHOWN = 3
PERSONAL = frozenset({"phone", "zalo", "bank_account", "email", "tax_code", "telegram"})
"""Kinds of identifiers that are masked."""


def mask_text(text: str) -> str:
    """A text with the numbers and mailboxes in it masked, but for their last three signs."""
    return _MAIL.sub(_mask, _NUMBER.sub(_mask, text))


def mask_value(kind: str, value: str) -> str:
    """An identifier, masked where it is personal."""
    return "•" * max(len(value) - SHOWN, 1) + value[-SHOWN:] if kind in PERSONAL else value


def reveal(text: str) -> str:
    """A text with a ring where signs without a shape stand: they are how a word is disguised."""
    return _HIDDEN.sub("◦", text)


def _mask(found: re.Match[str]) -> str:
    whole = found.group()
    kept = whole[-SHOWN:]
    return re.sub(r"\w", "•", whole[:-SHOWN]) + kept
