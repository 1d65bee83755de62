"""Strict readers of single values: what a page says, typed, or None where it says nothing.

Decoded JSON is somebody else's shape: `Any` stands for it here and goes no further than the
parser that read it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from urllib.parse import urljoin

from domain.errors import LayoutChanged

T = TypeVar("T")

LARGEST = 10**15
"""No price, count or stock is larger; what is, is not one."""

_SCALES = {
    1_000: ("k", "nghìn", "ngàn", "ng", "rb", "ribu", "mil", "พัน"),
    10_000: ("万", "萬", "หมื่น"),
    100_000: ("แสน",),
    1_000_000: ("tr", "triệu", "m", "jt", "juta", "ล้าน"),
    1_000_000_000: ("b", "tỷ", "tỉ"),
}
_SCALE_OF = {word: scale for scale, words in _SCALES.items() for word in words}
_COUNT = re.compile(
    r"(\d[\d.,]*)\s*("
    + "|".join(sorted(map(re.escape, _SCALE_OF), key=len, reverse=True))
    + r")?(?![^\W\d_])",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")
_AMOUNT = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d[\d.,\u00a0\u202f']*\d|\d"
)
_PER_CENT = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*%?")


def at(value: Any, path: str) -> Any:
    """What stands at `a.b.0.c` of decoded JSON; None where any step is missing."""
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def first(value: Any, paths: tuple[str, ...], reader: Callable[[Any], T | None]) -> T | None:
    """What the first of the paths says that says anything."""
    return next((read for p in paths if (read := reader(at(value, p))) is not None), None)


def required(value: Any, paths: tuple[str, ...], reader: Callable[[Any], T | None]) -> T:
    """As `first`; raises LayoutChanged that names the first path where none says anything."""
    found = first(value, paths, reader)
    if found is None:
        raise LayoutChanged(f"{paths[0]} is missing or of another type")
    return found


def choice(value: Any, table: Mapping[Any, T], field: str) -> T:
    """What the table says of a category; raises LayoutChanged for one that nobody has seen."""
    if isinstance(value, (str, int)) and value in table:
        return table[value]
    raise LayoutChanged(f"{field} has the unknown value {str(value)[:40]!r}")


def objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """The JSON objects in a list, or among an object's values where the list is keyed."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, Mapping))


def text(value: Any) -> str | None:
    """A text as displayed; None where it is blank or no text."""
    if not isinstance(value, str) or not value.strip():
        return None
    # Half a character that JSON allows and UTF-8 does not.
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def identity(value: Any) -> str | None:
    """An id as text: a positive number, or digits. 0, signs and fractions are none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if 0 < value < 10**30 else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and value.strip("0"):
        return value if len(value) <= 30 else None
    return None


def whole(value: Any) -> int | None:
    """A count or stock, from a number or its digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
    if isinstance(value, (Decimal, float)):
        number = decimal(value)
        value = int(number) if number is not None and number == number.to_integral_value() else None
    return value if isinstance(value, int) and 0 <= value <= LARGEST else None


def decimal(value: Any) -> Decimal | None:
    """A number that is not negative, from a number or plain digits with a decimal point."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    written = str(value).strip()
    try:
        number = Decimal(written) if len(written) < 40 else Decimal("NaN")
    except InvalidOperation:
        return None
    if not number.is_finite() or number < 0:
        return None
    return number if not number or -12 <= number.adjusted() <= 15 else None


def count(value: Any) -> int | None:
    """A number as shops print it: `873`, `1,2k`, `Đã bán 3,4tr`, `96 sold`, `1.234`, `10k+`."""
    number = whole(value)
    if number is not None or not isinstance(value, str):
        return number
    found = _COUNT.search(value)
    if not found:
        return None
    digits = found[1].rstrip(".,")
    if not found[2]:
        is_whole = digits.isdigit() or _GROUPED.fullmatch(digits)
        return whole(re.sub(r"[.,]", "", digits)) if is_whole else None
    exact = decimal(digits.replace(",", "."))
    scale = _SCALE_OF[found[2].lower()]
    return whole((exact * scale).to_integral_value()) if exact is not None else None


def money(value: Any) -> Decimal | None:
    """An amount in currency units, from a number, plain digits or a displayed text.

    `129000`, `39.6`, `129.000 ₫`, `฿1,500.00`, `1.390,00`; 0 is an amount.
    """
    # No currency here has thousandths: "129.000" is grouped, "129.00" is not.
    grouped = isinstance(value, str) and _GROUPED.fullmatch(value.strip())
    plain = None if grouped else decimal(value)
    if plain is not None or not isinstance(value, str):
        return _tidy(plain)
    found = _AMOUNT.search(value)
    return _tidy(_displayed(found[0])) if found else None


def _displayed(written: str) -> Decimal | None:
    digits = re.sub(r"[\u00a0\u202f'\s]", "", written)
    if digits.isdigit() or (_GROUPED.fullmatch(digits) and len(set(digits) & set(".,")) == 1):
        return decimal(re.sub(r"[.,]", "", digits))
    point = "." if digits.rfind(".") > digits.rfind(",") else ","
    units, mark, fraction = digits.rpartition(point)
    if not mark or len(fraction) > 2:
        return None
    return decimal(f"{re.sub(r'[.,]', '', units)}.{fraction}")


def _tidy(number: Decimal | None) -> Decimal | None:
    """129000.00 is 129000, as nobody shows the rest."""
    if number is None:
        return None
    if number == number.to_integral_value():
        return number.quantize(Decimal(1))
    return number.normalize()


def per_cent(value: Any) -> int | None:
    """`97%`, `97` or 97 as 97; None above 100."""
    if isinstance(value, str):
        found = _PER_CENT.fullmatch(value.strip())
        value = int(found[1]) if found else None
    number = whole(value)
    return number if number is not None and number <= 100 else None


def moment(value: Any) -> datetime | None:
    """Unix seconds (or milliseconds) as aware UTC; None before 2000 and after 2100."""
    seconds = whole(value)
    if seconds is not None and seconds > 10**11:
        seconds //= 1000
    if seconds is None or not 946_684_800 <= seconds < 4_102_444_800:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def flag(value: Any) -> bool | None:
    """True or false where the page says so."""
    return value if isinstance(value, bool) else None


def link(value: Any, base: str = "https:") -> str | None:
    """An absolute http(s) URL; `//host/path` becomes https, a path hangs on the base."""
    written = text(value)
    if written is None or len(written) > 4000:
        return None
    try:
        absolute = urljoin(base, written.strip())
    except ValueError:
        return None
    if absolute.startswith("//"):
        absolute = "https:" + absolute
    return absolute if re.match(r"https?://[^/\s]", absolute) else None


def texts(values: Any, reader: Callable[[Any], str | None] = text) -> tuple[str, ...]:
    """Every value of a list that the reader can read, each once, in order."""
    if not isinstance(values, list):
        return ()
    return tuple(dict.fromkeys(read for one in values if (read := reader(one)) is not None))


def span(prices: list[Decimal | None]) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest of the prices that are known."""
    known = [price for price in prices if price is not None]
    return (min(known), max(known)) if known else (None, None)
