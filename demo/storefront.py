"""What shops call themselves, and who is behind them."""

from random import Random

from demo.goods import BRANDS
from demo.people import Operator
from demo.pictures import plain_letters
from demo.world import Archetype, Platform

_NAME_STARTS = ("Tiệm", "Nhà", "Shop", "Tạp Hóa", "Kho", "Góc", "Gian Hàng", "Xóm", "Cửa Hàng")
_NAME_MIDDLES = ("Nấm Nhỏ", "Lá Phong", "Chị Út", "Mẹ Bắp", "Bé Cam", "Chú Tư", "Cỏ May", "Mây Tre")
_NAME_ENDS = ("", "Store", "Mini", "Online", "86", "Official.vn", "HN", "Sài Gòn", "2 Chị Em")


def official_brand(platform: Platform, index: int) -> str:
    """The brand whose maker has the n-th official shop of a platform."""
    offset = {Platform.SHOPEE: 0, Platform.LAZADA: 3, Platform.TIKTOK: 6}[platform]
    return BRANDS[(offset + index * 3) % len(BRANDS)].name


def company_of(brand: str | None, operator: Operator, rng: Random) -> str:
    """The firm that stands behind a shop."""
    if brand:
        return next(b.owner for b in BRANDS if b.name == brand)
    form = rng.choice(("Hộ kinh doanh", "Công ty TNHH Thương mại", "Cửa hàng"))
    return f"{form} {operator.person} {operator.operator_id.removeprefix('op-')}"


def shop_name(rng: Random) -> str:
    """A name such as small sellers choose."""
    words = (rng.choice(_NAME_STARTS), rng.choice(_NAME_MIDDLES), rng.choice(_NAME_ENDS))
    name = " ".join(word for word in words if word)
    return plain_letters(name) if rng.random() < 0.2 else name


def followers_of(archetype: Archetype, rng: Random) -> int:
    """How many follow a seller of that sort."""
    if archetype in {Archetype.HIT_AND_RUN, Archetype.HONEST_NEW}:
        return rng.randrange(0, 40)
    return rng.randrange(80, 60_000)
