"""Invented people and companies: names nobody bears, numbers nobody was given."""

from dataclasses import dataclass
from random import Random

from demo.pictures import plain_letters

COURIER_HOTLINE = "1900 0099"
"""One courier's number, named by many shops that have nothing to do with one another."""

CITIES: tuple[str, ...] = (
    "Hà Nội",
    "TP. Hồ Chí Minh",
    "Đà Nẵng",
    "Hải Phòng",
    "Cần Thơ",
    "Bắc Ninh",
    "Lâm Đồng",
    "Đồng Nai",
)
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đỗ", "Bùi", "Ngô", "Đặng")
# Given names that say that nobody bears them: draft, trial, sample, unreal, supposed.
_GIVEN = ("Văn Nháp", "Thị Thử", "Bất Thực", "Thị Mẫu", "Giả Định", "Văn Bịa", "Thị Tập", "Hư Cấu")
_STREETS = ("Tập Sự", "Thực Hành", "Mẫu Đơn Bịa", "Giả Tưởng", "Bài Tập", "Nháp")
_BANKS = ("MB", "VCB", "TPBank", "ACB", "Techcombank", "VIB")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """The hands behind one shop or several, with how they are reached."""

    operator_id: str
    person: str
    phone: str
    """Ten digits."""
    tax_code: str
    address: str
    city: str
    bank: str
    account: str
    link: str

    @property
    def holder(self) -> str:
        """The account holder as banks print it."""
        return plain_letters(self.person).upper()


def operators(rng: Random) -> "Operators":
    """A source of people who all differ."""
    return Operators(rng=rng)


class Operators:
    """Hands out operators one after another; no phone or tax code comes twice."""

    def __init__(self, *, rng: Random) -> None:
        self._rng = rng
        self._handed_out = 0

    def draw(self) -> Operator:
        """The next operator."""
        rng = self._rng
        self._handed_out += 1
        number = self._handed_out
        return Operator(
            operator_id=f"op-{number:03d}",
            person=f"{rng.choice(_SURNAMES)} {rng.choice(_GIVEN)}",
            # 099 0000 nnn: well formed, on a prefix that nobody is served on any more.
            phone=f"0990000{number:03d}",
            tax_code=_tax_code(9_910_000 + number * 7),
            address=_address(rng),
            city=rng.choice(CITIES),
            bank=rng.choice(_BANKS),
            account=f"0990{rng.randrange(10**8, 10**9)}",
            link=f"http://kho-si-{number:03d}.example/lien-he",
        )


def _address(rng: Random) -> str:
    return f"Số {rng.randrange(2, 300)} đường {rng.choice(_STREETS)}, phường Thực Hành"


def _tax_code(serial: int) -> str:
    """Ten digits with a valid check digit; no province has the prefix 99."""
    while True:
        digits = f"99{serial:07d}"
        total = sum(int(d) * w for d, w in zip(digits, _TAX_WEIGHTS, strict=True))
        if total % 11:
            check = 10 - total % 11
            return f"{digits}{check}"
        serial += 1


def spoken_phone(phone: str, rng: Random) -> str:
    """The phone as sellers write it past the platform's filter."""
    words = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
    emoji = "".join(f"{digit}\ufe0f\u20e3" for digit in phone)
    forms = (
        phone,
        f"{phone[:4]} {phone[4:7]} {phone[7:]}",
        ".".join(phone),
        phone.replace("0", "O", 3),
        "+84" + phone[1:],
        " ".join(words[int(digit)] for digit in phone),
        emoji,
    )
    return rng.choice(forms)
