"""Numbers as people write them: with signs between, in words, with letters that look like digits."""

import re
import unicodedata

import phonenumbers

from domain.digits import DIGIT_WORDS

_DIGITS = re.compile(r"\D")
_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans("oil", "011")
_PLUS = {ord("đ"): "d"}


def ways_of_writing(typed: str) -> list[str]:
    """The forms in which a number or link may have been kept."""
    digits = spelt_digits(typed) or _DIGITS.sub("", typed)
    ways = {typed, typed.casefold(), typed.rstrip("/")}
    if len(digits) >= 6:
        ways.add(digits)
        ways.update(_phone(digits))
    if len(digits) == 13:  # The tax code of a branch: ten digits of the company, three of its own.
        ways.add(f"{digits[:10]}-{digits[10:]}")
    return sorted(way for way in ways if way)


def spelt_digits(typed: str) -> str:
    """The digits of a text that is a number and nothing else, however it is disguised; else empty.

    `không chín 1 hai`, `O9l2` and `0️⃣9️⃣` are; `kem 5 trong 1` is none.
    """
    whole = unicodedata.normalize("NFKD", typed.casefold()).translate(_PLUS)
    plain = "".join(sign for sign in whole if not unicodedata.combining(sign))
    parts = [DIGIT_WORDS.get(word) or word.translate(_LETTERS) for word in _WORD.findall(plain)]
    digits = "".join(parts)
    return digits if digits.isascii() and digits.isdigit() else ""


def _phone(digits: str) -> set[str]:
    """As a number of this country: a hotline begins with neither 0 nor the country's code."""
    ways = set[str]()
    for text in (digits, f"+{digits}"):
        try:
            number = phonenumbers.parse(text, "VN")
        except phonenumbers.NumberParseException:
            continue
        if number.country_code == 84:
            ways |= {f"+84{number.national_number}", f"0{number.national_number}"}
    return ways
