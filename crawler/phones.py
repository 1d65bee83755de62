"""Phone numbers in Vietnamese text, however sellers disguise them, with the words as displayed.

text -> folded (one character each, its place kept) -> pieces that may be digits
     -> neighbouring pieces that together are exactly one valid number
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from domain.digits import DIGIT_WORDS

_DROPPED = frozenset("\u200b\u200c\u200d\u2060\ufeff\u20e3\ufe0e\ufe0f\u00ad")
"""Invisible characters, and what makes an emoji of a digit."""
_LOOKALIKES = str.maketrans("oOlI|", "00111")
_GLUED = ("zalo", "hotline", "sđt", "sdt", "đt", "tel", "lh", "call")
"""What may stand right before a number, without a space."""
_BEGINS = rf"(?:(?<![^\W\d_])|{'|'.join(f'(?<={word})' for word in _GLUED)})"
_PIECE = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(DIGIT_WORDS)})(?![^\W\d_])|{_BEGINS}\d[\doOlI|]*(?![^\W\d_])"
    r"|(?<![^\W\d_])[oOlI|][\doOlI|]*(?![^\W\d_])",
    re.IGNORECASE,
)
_JOINT = re.compile(r"[ \t\u00a0.\-–—_()/*·•,+'~]{0,4}")
_MONEY_AFTER = re.compile(r"\s{0,2}(?:đ|d|vnđ|vnd|₫|k|%|usd|\$)(?![^\W\d_])", re.IGNORECASE)
_DATE = re.compile(
    r"(?<!\d)\d{1,2}([/.-])\d{1,2}\1(?:(?:19|20)\d{2}|\d{2}\s*[–—-]\s*\d{1,2}\1\d)(?!\d{3})"
)
_UNIT_AFTER = re.compile(
    r"\s{0,2}(?:tháng|tuổi|kg|cm|mm|ml|gr?|l|lít|inch|mah|w|v|tb|gb|mb)(?![^\W\d_])", re.IGNORECASE
)
_OTHER_NUMBER_BEFORE = re.compile(
    r"(?:mst|msdn|mã\s*số\s*(?:thuế|doanh\s*nghiệp)|[gđd]?p?[đd]kkd|cccd|cmnd|stk|s[ốo]\s*t(?:k|ài\s*khoản)"
    r"|tài\s*khoản|sku|model|mã\s*(?:sp|sản\s*phẩm|vạch|hàng|số)?|barcode|ean|gtin|imei|s/?n|s[ốo]\s*seri|serial"
    r"|s[ốo]\s*(?:lô|đăng\s*ký|công\s*bố|giấy\s*phép)|lot|order|đơn\s*hàng|mvđ)\s*(?:là|số|no)?\s*[.:#–-]*\s*$",
    re.IGNORECASE,
)
_HOTLINE_BEFORE = re.compile(
    r"(?:hotline|tổng\s*đài|gọi|call|liên\s*hệ|lh|tel|phone|sđt|đt|cskh|tư\s*vấn|đặt\s*hàng)"
    r"[^\n]{0,24}$",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}")
_LANDLINE = re.compile(r"02\d{9}")
_HOTLINE = re.compile(r"1[89]00(?:\d{4}|\d{6})")
_LONGEST = 14
_FEWEST_DIGITS = 5
"""A number in which fewer characters are digits or number words is a word with an O in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A text in which every digit is 0 to 9, and where each character stood."""

    text: str
    places: tuple[int, ...]
    source: str

    def displayed(self, start: int, end: int) -> str:
        """The words as they stand in the source."""
        return self.source[self.places[start] : self._end(end)]

    def _end(self, end: int) -> int:
        after = self.places[end] if end < len(self.places) else len(self.source)
        last = self.places[end - 1] + 1
        # What is dropped after the last character (an emoji's frame) belongs to it.
        while last < after and self.source[last] in _DROPPED:
            last += 1
        return last


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One number and where it stands in the folded text."""

    number: str
    """`+84912345678`."""
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    digits: str
    start: int
    end: int
    sure: int
    """How many characters are digits beyond doubt."""


def fold(source: str) -> Folded:
    """Write every digit of any script as 0 to 9 and leave out what cannot be seen."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(source):
        if character in _DROPPED:
            continue
        digit = unicodedata.digit(character, None)
        plain = str(digit) if digit is not None else unicodedata.normalize("NFKC", character)
        # Compatibility forms of several characters keep their own look.
        characters.append(plain if len(plain) == 1 else character)
        places.append(place)
    return Folded(text="".join(characters), places=tuple(places), source=source)


def find_phones(folded: Folded) -> Iterator[Phone]:
    """Every Vietnamese number of the text, in its order."""
    pieces = [_piece(found) for found in _PIECE.finditer(folded.text)]
    position = 0
    while position < len(pieces):
        found = _longest(folded.text, pieces, position)
        if found is None:
            position += 1
            continue
        phone, position = found
        yield phone


def _piece(found: re.Match[str]) -> _Piece:
    word = found[0].lower()
    if word in DIGIT_WORDS:
        return _Piece(digits=DIGIT_WORDS[word], start=found.start(), end=found.end(), sure=1)
    digits = found[0].translate(_LOOKALIKES)
    sure = sum(character.isdigit() for character in found[0])
    return _Piece(digits=digits, start=found.start(), end=found.end(), sure=sure)


def _longest(text: str, pieces: list[_Piece], position: int) -> tuple[Phone, int] | None:
    """The number that begins with this piece, if one does, and the piece after it."""
    first, digits, sure = pieces[position], "", 0
    best: tuple[Phone, int] | None = None
    for number in range(position, len(pieces)):
        piece = pieces[number]
        if number > position and not _JOINT.fullmatch(text, pieces[number - 1].end, piece.start):
            break
        digits, sure = digits + piece.digits, sure + piece.sure
        if len(digits) > _LONGEST:
            break
        normal = _normal(digits, text, first.start)
        if (
            normal
            and sure >= _FEWEST_DIGITS
            and _is_plausible(text, first.start, piece.end, digits)
        ):
            start = _with_prefix(text, first.start, piece.end)
            best = Phone(number=normal, start=start, end=piece.end), number + 1
    return best


def _with_prefix(text: str, start: int, end: int) -> int:
    """Where the number begins with the plus and the bracket that belong to it."""
    start -= text[start - 1 : start] == "+"
    if text[start - 1 : start] == "(" and ")" in text[start:end]:
        start -= 1
    return start


def _normal(digits: str, text: str, start: int) -> str | None:
    national = digits
    if text[max(0, start - 1) : start] == "+" or digits.startswith(("0084", "84")):
        rest = digits.removeprefix("00").removeprefix("84")
        if rest == digits:
            return None
        national = "0" + rest.removeprefix("0")
    if _HOTLINE.fullmatch(digits):
        return _valid(digits) if _HOTLINE_BEFORE.search(text[max(0, start - 40) : start]) else None
    if _MOBILE.fullmatch(national) or _LANDLINE.fullmatch(national):
        return _valid(national)
    return None


def _valid(national: str) -> str | None:
    try:
        number = phonenumbers.parse(national, "VN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _is_plausible(text: str, start: int, end: int, digits: str) -> bool:
    """Not a price, a date, an account, a code: nothing that says it is something else."""
    if _MONEY_AFTER.match(text, end) or text[end : end + 2].lstrip(" ")[:1] == "%":
        return False
    if text[start - 1 : start] in {"#", "$", "₫"} or text[max(0, start - 6) : start].endswith(
        "ISBN "
    ):
        return False
    written = text[start:end]
    if _is_in_date(text, start, end) or (not written.isdigit() and _UNIT_AFTER.match(text, end)):
        return False
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3}){2,}", written) and not written.startswith("0"):
        return False
    if re.search(r"\d[.,]\d{3}$", text[max(0, start - 6) : start].rstrip()):
        return False
    return not _OTHER_NUMBER_BEFORE.search(text[max(0, start - 40) : start])


def _is_in_date(text: str, start: int, end: int) -> bool:
    """Whether a date, or the first of two, has part of the number."""
    near = _DATE.finditer(text, max(0, start - 6), end + 6)
    return any(found.start() < end and found.end() > start for found in near)
