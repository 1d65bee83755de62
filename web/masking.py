"""Personal data is masked until the person who looks has given a reason."""

import re

_NUMBER = re.compile(r"(?<![\w/.-])\+?\d(?:[ .\-]?\d){7,14}(?![\w/])")
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


def _mask(found: re.Match[str]) -> str:
    whole = found.group()
    kept = whole[-SHOWN:]
    return re.sub(r"\w", "•", whole[:-SHOWN]) + kept
