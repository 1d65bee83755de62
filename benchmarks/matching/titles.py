"""Real titles that training pairs are made of, and what is changed in them."""

import random
import re
from dataclasses import dataclass

Rng = random.Random


@dataclass(frozen=True, slots=True)
class Product:
    """A real title with the brand that its source states."""

    title: str
    brand: str
    category: str


_UNIT = r"(?:ml|l|lít|g|gr|gram|kg|gb|tb|mah|w|mm|cm|inch|mg|phân|p|hz|mbps|cổng|port|khay|trang)"
AMOUNT = re.compile(rf"(?<![\w.,])(\d+(?:[.,]\d+)?)(\s?)({_UNIT})(?!\w)", re.IGNORECASE)
CODE = re.compile(
    r"(?<![\w])(?=[\w\-/]*\d)(?=[\w\-/]*[A-Za-z])[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)*(?!\w)"
)
_FILLER = re.compile(
    r"[-–(\[]*\s*(?:hàng (?:chính hãng|nhập khẩu)(?: new seal)?|chính hãng|cao cấp|chất lượng cao)\s*[)\]]*",
    re.IGNORECASE,
)


def core(title: str) -> str:
    """The title without filler, as a register would have it."""
    return " ".join(_FILLER.sub(" ", title).split()).strip(" -–|,")


def put(text: str, span: tuple[int, int], new: str) -> str:
    """The text with something else in one place."""
    return " ".join((text[: span[0]] + new + text[span[1] :]).split())
