"""What a seller may be known by: phones, chat and bank accounts, tax codes and links in a text.

Precise rather than complete: two shops that share one are held to be in the same hands.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from stdnum.vn import mst

from crawler.accounts import find_bank_accounts
from crawler.links import find_links
from crawler.phones import Folded, find_phones, fold
from domain.listing import Identifier

MAX_TEXT = 200_000
"""Characters of one text that are searched."""
_ZALO_BEFORE = re.compile(
    r"(?:z[\W_]{0,2}a[\W_]{0,2}l[\W_]{0,2}[o0ô]|z[\W_]{1,2}l[\W_]{0,2}[o0]|(?<![^\W\d_])zl|dalo|gialo)"
    r"(?![^\W\d_])[^\d\n]{0,15}$",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?[(\[]\s?(?:at|a\s?còng)\s?[)\]]\s?)"
    r"(?:[a-z0-9-]{1,63}(?:\.|\s?[(\[]\s?(?:dot|chấm)\s?[)\]]\s?)){1,4}[a-z]{2,12}(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_EMAIL_DISGUISES = (
    (re.compile(r"\s?[(\[]\s?(?:at|a\s?còng)\s?[)\]]\s?", re.IGNORECASE), "@"),
    (re.compile(r"\s?[(\[]\s?(?:dot|chấm)\s?[)\]]\s?", re.IGNORECASE), "."),
)
_TAX_LABEL = re.compile(
    r"(?:\bMST|\bMSDN|m[ãa]\s*s[ốo]\s*(?:thu[ếe]|doanh\s*nghi[ệe]p)|\bG?P?[ĐD]KKD|\bGPKD"
    r"|GCN\s*[ĐD]K(?:KD|DN)|gi[ấa]y\s*(?:CN|ph[ée]p)[^:\d\n]{0,40}|tax\s*(?:code|id))[^\d\n]{0,30}?"
    r"(\d(?:[ .]?\d){9}(?:\s?[-.]?\s?\d{3})?|\d{12})(?!\d)",
    re.IGNORECASE,
)

Finder = Callable[[Folded], Iterator["Found"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An identifier's place in the folded text."""

    kind: str
    value: str
    start: int
    end: int
    detail: str | None = None


def find_identifiers(text: str, field: str) -> tuple[Identifier, ...]:
    """Every identifier of a text, once each, in the order in which they stand there.

    `field` is kept with each: `title`, `description`, `shop.description`.
    """
    folded = fold(text[:MAX_TEXT])
    found = sorted((one for finder in _FINDERS for one in finder(folded)), key=lambda f: f.start)
    seen: dict[tuple[str, str], Identifier] = {}
    for one in found:
        words = folded.displayed(one.start, one.end)
        seen.setdefault(
            (one.kind, one.value),
            Identifier(kind=one.kind, value=one.value, text=words, field=field, detail=one.detail),
        )
    return tuple(seen.values())


def _phones(folded: Folded) -> Iterator[Found]:
    for phone in find_phones(folded):
        found = Found(kind="phone", value=phone.number, start=phone.start, end=phone.end)
        yield found
        if _ZALO_BEFORE.search(folded.text[max(0, phone.start - 30) : phone.start]):
            yield replace(found, kind="zalo")


def _emails(folded: Folded) -> Iterator[Found]:
    for found in _EMAIL.finditer(folded.text):
        value = found[0]
        for disguise, plain in _EMAIL_DISGUISES:
            value = disguise.sub(plain, value)
        yield Found(
            kind="email", value=value.strip(".").lower(), start=found.start(), end=found.end()
        )


def _tax_codes(folded: Folded) -> Iterator[Found]:
    for found in _TAX_LABEL.finditer(folded.text):
        digits = re.sub(r"\D", "", found[1])
        if value := _tax_code(digits):
            yield Found(kind="tax_code", value=value, start=found.start(1), end=found.end(1))


def _tax_code(digits: str) -> str | None:
    if len(digits) in {10, 13} and mst.is_valid(digits):
        return digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}"
    # Since 2025-07 a person's and a household's tax code is the citizen number, which has no
    # check digit: province 001 to 096, then century and sex, year of birth, serial.
    is_citizen = len(digits) == 12 and 1 <= int(digits[:3]) <= 96 and digits[3] in "0123"
    return digits if is_citizen else None


def _links(folded: Folded) -> Iterator[Found]:
    for link in find_links(folded.text):
        yield Found(kind=link.kind, value=link.value, start=link.start, end=link.end)


def _bank_accounts(folded: Folded) -> Iterator[Found]:
    for account in find_bank_accounts(folded.text):
        yield Found(
            kind="bank_account",
            value=account.number,
            start=account.start,
            end=account.end,
            detail=account.detail,
        )


_FINDERS: tuple[Finder, ...] = (_phones, _links, _emails, _tax_codes, _bank_accounts)
