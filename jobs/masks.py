"""Takes persons and secrets out of a body before it becomes a fixture; its shape stays.

Every name, phone, address and account is replaced wherever it stands, by an invented one of the
same kind, so that the parsers still find one there.
"""

import html
import json
import re
from dataclasses import dataclass
from urllib.parse import quote

from crawler.identifiers import find_identifiers
from domain.capture import Capture
from domain.listing import Identifier, Reading
from evidence.secrets import find_buyers, find_secrets

_ADDRESS = re.compile(r"địa chỉ|address|alamat|ที่อยู่", re.IGNORECASE)
_OWNER = re.compile(r"tên tổ chức|chịu trách nhiệm|responsible|owner", re.IGNORECASE)
_SHORTEST = 4
"""A shorter word stands in too many places that are not the person."""
_PERSONAL = re.compile(
    r"\"(?:phone|mobile|email|full_?name|real_?name|address|portrait|avatar|tracking_?id|"
    r"client_?ip|ip|user_?id|userid)\"\s*:\s*\"((?:[^\"\\]|\\.){4,400})\"",
    re.IGNORECASE,
)
_LOOSE_PHONE = re.compile(r"(?<![\d.])0\d(?:[ .-]?\d){8}(?![\d])")


@dataclass(frozen=True, slots=True)
class Masks:
    """What is replaced by what, the longest first."""

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, capture: Capture, reading: Reading) -> "Masks":
        """The masks of everything personal that a visit tells."""
        written = "\n".join(e.body.decode("utf-8", "replace") for e in capture.exchanges)
        hidden: dict[str, str] = {}
        for value, invented in (
            *_of_shop(reading),
            *_of_identifiers(reading.identifiers, written),
            *((one.value, "mask") for one in (*find_secrets(capture), *find_buyers(capture))),
            *((value, "mask") for value in _PERSONAL.findall(written)),
        ):
            if len(value) >= _SHORTEST:
                hidden.setdefault(value, invented)
        forms = {form: new for value, new in hidden.items() for form in _forms(value)}
        return cls(tuple(sorted(forms.items(), key=lambda pair: -len(pair[0]))))

    def apply(self, written: str) -> str:
        """A text in which no masked value is left."""
        for value, invented in self.pairs:
            written = written.replace(value, invented)
        return _LOOSE_PHONE.sub(lambda found: _phone(found[0], 99), written)


def _of_shop(reading: Reading) -> list[tuple[str, str]]:
    shop = reading.shop
    pairs: list[tuple[str, str]] = []
    if shop is not None:
        pairs.append((shop.username or "", "cuahang.mau"))
        pairs.append((shop.name or "", "Cửa hàng Mẫu"))
    for number, listing in enumerate(reading.listings, start=1):
        pairs.append((listing.shop_name or "", f"Cửa hàng Mẫu {number}"))
        for name, value in listing.attributes:
            if _ADDRESS.search(name):
                pairs.append((value, "Số 1 Đường Mẫu, Hà Nội"))
            elif _OWNER.search(name):
                pairs.append((value, "Công ty Mẫu"))
    return pairs


def _of_identifiers(found: tuple[Identifier, ...], written: str) -> list[tuple[str, str]]:
    everywhere = (*found, *find_identifiers(html.unescape(written), "body"))
    pairs: list[tuple[str, str]] = []
    for number, one in enumerate(dict.fromkeys(everywhere)):
        if one.kind in {"phone", "zalo"} and one.value.startswith("+"):
            pairs.append((one.text, _phone(one.text, number)))
        elif one.kind == "bank_account":
            pairs.append((one.text, f"00{number:08d}"))
            # The holder stands behind the bank's name.
            pairs.append(((one.detail or "").rpartition(", ")[2], "NGUYEN VAN MAU"))
        elif one.kind == "email":
            pairs.append((one.text, f"mau{number}@example.vn"))
        elif one.kind in {"zalo", "facebook", "telegram"}:
            name = one.value.rpartition("/")[2]
            pairs.append((name, f"mau{number:06d}" if not name.isdigit() else f"{number:010d}"))
    return pairs


def _phone(written: str, number: int) -> str:
    """An invented number in the disguise of the real one, where that is digits."""
    invented = f"09000{number % 100_000:05d}"
    if sum(character.isdigit() for character in written) != len(invented):
        return invented
    digits = iter(invented)
    return "".join(next(digits) if one.isdigit() else one for one in written)


def _forms(value: str) -> set[str]:
    """How a value is written in JSON, in HTML and in an address."""
    return {
        value,
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        html.escape(value),
        quote(value),
    }
