"""Reads the values of a register's cells: prices, phones, tax codes, lists."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import phonenumbers
from stdnum.exceptions import ValidationError
from stdnum.vn import mst

from jobs.table_rows import Cell
from messages import translate

PERSONAL_ID = re.compile(r"\d{12}")
"""Takes a tax code's place for households and persons (Circular 86/2024/TT-BTC, 1 July 2025)."""

_CURRENCIES = (
    (re.compile(r"usd|us\$|\$", re.IGNORECASE), "USD"),
    (re.compile(r"vnđ|vnd|đồng|dong|₫|đ", re.IGNORECASE), "VND"),
)
_UNITS = (
    (re.compile(r"^(.*?)\s*(?:triệu|trieu|tr)$", re.IGNORECASE), Decimal(1_000_000)),
    (re.compile(r"^(.*?)\s*(?:nghìn|ngàn|nghin|ngan|k)$", re.IGNORECASE), Decimal(1000)),
)
_PER = re.compile(r"\s*(?:/|\bper\b).*$")
_GROUPED = re.compile(r"\d{1,3}(?:([.,\s'])\d{3})(?:\1\d{3})*")
_DIGITS = re.compile(r"\d+")
_DECIMAL = re.compile(r"(\d+)[.,](\d{1,2})")
_GROUPED_DECIMAL = re.compile(r"(\d{1,3}(?:([.,])\d{3})+)[.,](\d{1,2})")
_BETWEEN = re.compile(r"[;\n|]+|,\s+|\s+(?=https?://)")
MOST_DIGITS = 15
LONGEST_CODE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a cell says, and what is wrong with it, if anything, in the reader's language."""

    text: str | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """An amount, or why there is none."""

    amount: Decimal | None = None
    currency: str | None = None
    """None where the cell does not say."""
    trouble: str = ""


def read_price(cell: Cell) -> Price:
    """The price that a cell states: `1.250.000 đ`, `1,250,000`, `99k`, `99.000`, `1,2 triệu`.

    Three digits after a point or comma are thousands, as Vietnamese prices have no cents.
    """
    if isinstance(cell, Decimal):
        return _checked(cell, None, str(cell))
    text, currency = _PER.sub("", cell.strip()), None
    for pattern, code in _CURRENCIES:
        if pattern.search(text):
            text, currency = pattern.sub("", text).strip(), code
            break
    if not text:
        return Price(trouble="" if not cell.strip() else _no_price(cell))
    try:
        return _checked(_amount(text.strip(" .,")), currency, cell)
    except InvalidOperation:
        return Price(trouble=_no_price(cell))


def read_phone(cell: Cell, country: str = "VN") -> Value:
    """The first valid number of a cell as `+84...`; one that is not valid is kept as it stands."""
    text = plain_text(cell)
    if not text:
        return Value()
    for part in re.split(r"[;/,\n]|\s-\s|hoặc", text):
        try:
            number = phonenumbers.parse(part, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            form = phonenumbers.PhoneNumberFormat.E164
            return Value(text=phonenumbers.format_number(number, form))
    return Value(text=text, trouble=translate("{value} is no telephone number", value=shown(text)))


def read_tax_code(cell: Cell) -> Value:
    """A tax code without spaces; one whose check digit is wrong is kept and told of."""
    text = plain_text(cell)
    if not text:
        return Value()
    compact = "".join(text.split()).replace(".", "")
    trouble = translate("{value} is no valid tax code (check digit or length)", value=shown(text))
    if len(compact) > LONGEST_CODE:
        return Value(trouble=trouble)
    if PERSONAL_ID.fullmatch(compact):
        return Value(text=compact)
    # A spreadsheet that took the code for a number has lost the zero it began with.
    candidates = (compact, compact.zfill(10)) if isinstance(cell, Decimal) else (compact,)
    for candidate in candidates:
        try:
            return Value(text=mst.format(mst.validate(candidate)))
        except ValidationError:
            continue
    return Value(text=compact, trouble=trouble)


def read_parts(cell: Cell) -> tuple[str, ...]:
    """The parts of a cell that lists several things, each once, in their order."""
    parts = (part.strip(" ,;") for part in _BETWEEN.split(plain_text(cell)))
    return tuple(dict.fromkeys(part for part in parts if part))


def plain_text(cell: Cell) -> str:
    """A cell's text; a number without the `.0` that spreadsheets give it."""
    if isinstance(cell, Decimal):
        return f"{cell.to_integral_value() if cell == cell.to_integral_value() else cell:f}"
    return cell


def shown(text: str) -> str:
    """A value short enough to be told of."""
    return f"“{text if len(text) <= 40 else text[:40] + '…'}”"


def _amount(text: str) -> Decimal:
    for pattern, factor in _UNITS:
        if found := pattern.fullmatch(text):
            return Decimal(found[1].strip().replace(",", ".")) * factor
    if _DIGITS.fullmatch(text):
        return Decimal(text)
    if found := _GROUPED.fullmatch(text):
        return Decimal(text.replace(found[1], ""))
    if found := _GROUPED_DECIMAL.fullmatch(text):
        return Decimal(f"{found[1].replace(found[2], '')}.{found[3]}")
    if found := _DECIMAL.fullmatch(text):
        return Decimal(f"{found[1]}.{found[2]}")
    raise InvalidOperation


def _checked(amount: Decimal, currency: str | None, cell: str) -> Price:
    if not amount.is_finite() or amount < 0 or amount.adjusted() >= MOST_DIGITS:
        return Price(trouble=_no_price(cell))
    # A register that has no price writes zero.
    return Price(amount=amount or None, currency=currency)


def _no_price(text: str) -> str:
    return translate("{value} is no price", value=shown(text))
