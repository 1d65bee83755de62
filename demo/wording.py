"""How sellers write: fillers, teencode, markers of copies, and tricks to hide a word."""

from random import Random

from demo.families import FAMILY
from demo.goods import GenuineProduct
from demo.people import COURIER_HOTLINE, Operator, spoken_phone
from demo.pictures import plain_letters
from demo.world import Archetype

_OPENINGS = (
    "",
    "",
    "",
    "[CHÍNH HÃNG] ",
    "(Freeship) ",
    "⚡SALE SỐC⚡ ",
    "[Hàng Công Ty] ",
    "⚡Giá Hủy Diệt⚡ ",
    "(Xả kho) ",
    "Combo tiết kiệm ",
)
_ENDINGS = (
    "",
    "",
    "",
    " - Hàng chính hãng",
    " giá tốt",
    " date xa",
    " sẵn kho giao nhanh",
    " (có quà tặng)",
    " hot trend 2026",
    " sỉ lẻ toàn quốc",
    " ❤️ freeship xtra",
)
_COPY_MARKERS = (
    "rep 1:1",
    "like auth",
    "super fake",
    "hàng F1",
    "replica cao cấp",
    "chuẩn auth 99%",
    "bản đẹp nhất thị trường",
    "r.e.p 1-1",
    "SF full box",
    "hàng nhái loại 1",
)
_SECOND_HAND = (
    "2hand - {name} còn 95%",
    "Thanh lý {name} đã qua sử dụng",
    "Pass lại {name} ít dùng",
    "{name} cũ hàng lướt fullbox",
)
_LEET = {"o": "0", "i": "1", "e": "3", "a": "4"}
_HOMOGLYPHS = {"a": "а", "e": "е", "o": "о", "i": "і", "c": "с", "p": "р"}  # Cyrillic
_TEENCODE = (
    ("không", "hông"),
    ("được", "đc"),
    ("với", "vs"),
    ("khách", "kh"),
    ("yêu", "iu"),
    ("rồi", "r"),
    ("nhiều", "nhìu"),
)
_SHIPPING = (
    "🚚 Giao hàng toàn quốc, kiểm tra hàng trước khi thanh toán.",
    "Đơn trước 15h đi trong ngày, khách ở xa 3-5 ngày nhận hàng.",
    "Đổi trả trong 7 ngày nếu lỗi do nhà sản xuất, khách yêu quay video mở hộp giúp shop.",
    "Giá đã tốt nhất nên shop không giảm thêm được ạ, cảm ơn khách nhiều.",
)
_PRAISE = (
    "Cam kết hàng đúng hình, đúng mô tả.",
    "Rất nhiều khách quen đã quay lại với shop rồi ạ.",
    "Mua về dùng không ưng shop hoàn tiền.",
    "Nhắn tin cho shop để được tư vấn nhé.",
)


def honest_title(product: GenuineProduct, rng: Random) -> str:
    """A genuine product as an honest seller words it."""
    pack = rng.choice((product.pack, product.pack.lower(), _short_pack(product.pack)))
    base = rng.choice(
        (
            f"{product.kind} {product.brand} {product.model} {pack}",
            f"{product.brand} {product.model} - {product.kind} ({pack})",
            f"{product.kind} {product.model} {product.brand} {pack}",
        )
    )
    return _with_filler(_careless(base, rng), rng)


def official_title(product: GenuineProduct) -> str:
    """A genuine product as its maker's own shop words it."""
    return f"{product.kind} {product.brand} {product.model} - {product.pack} - Hàng chính hãng"


def second_hand_title(product: GenuineProduct, rng: Random) -> str:
    """A used genuine product, said to be used."""
    name = f"{product.kind.lower()} {product.brand} {product.model}"
    return rng.choice(_SECOND_HAND).format(name=name)


def accessory_title(product: GenuineProduct, rng: Random) -> str:
    """A compatible accessory, which names a brand without claiming it."""
    accessory = FAMILY[product.family].accessory
    joint = rng.choice(("cho", "dùng cho", "tương thích với", "phù hợp"))
    return f"{accessory} {joint} {product.brand} {product.model}"


def loud_copy_title(product: GenuineProduct, rng: Random) -> str:
    """A copy that says so, in buyers' slang."""
    marker = rng.choice(_COPY_MARKERS)
    return _with_filler(f"{product.kind} {product.brand} {product.model} {marker}", rng)


def masked_copy_title(product: GenuineProduct, rng: Random) -> str:
    """A copy whose brand is spelled so that a filter misses it."""
    return f"{product.kind} {masked(product.brand, rng)} {product.model} full tem tag"


def quiet_copy_title(product: GenuineProduct, rng: Random) -> str:
    """A copy that claims to be the genuine thing."""
    claim = rng.choice(
        ("[CHÍNH HÃNG 100%]", "Hàng auth xả kho", "Thanh lý tồn kho công ty", "Sale")
    )
    return f"{claim} {product.kind} {product.brand} {product.model} {_short_pack(product.pack)}"


def masked(word: str, rng: Random) -> str:
    """The word as leet, with look-alike letters, dots or invisible spaces."""
    trick = rng.randrange(4)
    if trick == 0:
        return "".join(_LEET.get(c, c) for c in plain_letters(word))
    if trick == 1:
        return "".join(_HOMOGLYPHS.get(c, c) for c in word)
    if trick == 2:
        return ".".join(word.replace(" ", ""))
    return "\u200b".join(word)


def everyday_title(title: str, style: str, rng: Random) -> str:
    """Something everyday, with the usual fillers."""
    return _with_filler(f"{title} {style}", rng)


def description(
    *, title: str, body: tuple[str, ...], shop_archetype: Archetype, operator: Operator, rng: Random
) -> str:
    """A description as that sort of seller writes it."""
    lines = [f"✨ {title}", *body, rng.choice(_PRAISE), rng.choice(_SHIPPING)]
    if shop_archetype in _FAKE_SELLERS:
        lines += _contact(operator, rng)
    elif rng.random() < 0.15:
        lines.append(f"Giao hàng qua Nhanh Express, tổng đài {COURIER_HOTLINE}.")
    text = "\n".join(lines)
    return _teencode(text) if rng.random() < 0.3 else text


_FAKE_SELLERS = frozenset({Archetype.PERSISTENT_FAKE, Archetype.HIT_AND_RUN, Archetype.MIXED})


def _contact(operator: Operator, rng: Random) -> list[str]:
    phone = spoken_phone(operator.phone, rng)
    lines = (
        f"Mua sỉ ib zalo {phone} giá tốt hơn",
        f"Zalo: zalo.me/{operator.phone}",
        f"Hotline/Zalo shop: {phone}",
        f"CK trước giảm 10%: STK {operator.account} {operator.bank} {operator.holder}",
        f"Xem thêm mẫu tại {operator.link}",
    )
    return rng.sample(lines, rng.choice((0, 1, 1, 2)))


def shop_description(*, company: str, operator: Operator, registered: bool, rng: Random) -> str:
    """What a shop says about itself."""
    lines = [rng.choice(_PRAISE)]
    if registered:
        lines.append(f"{company}. Mã số thuế: {operator.tax_code}.")
        lines.append(f"Địa chỉ: {operator.address}, {operator.city}. ĐT: {operator.phone}")
    elif rng.random() < 0.5:
        lines.append(f"Shop ở {operator.city}, cần tư vấn gọi {operator.phone} ạ.")
    return "\n".join(lines)


def _with_filler(title: str, rng: Random) -> str:
    return f"{rng.choice(_OPENINGS)}{title.strip()}{rng.choice(_ENDINGS)}"[:120]


def _careless(title: str, rng: Random) -> str:
    fate = rng.random()
    if fate < 0.12:
        return plain_letters(title).lower()
    return title.upper() if fate < 0.2 else title


def _short_pack(pack: str) -> str:
    return pack.replace(" viên", "v").replace("Hộp ", "H").replace("Chai ", "").replace("Tuýp ", "")


def _teencode(text: str) -> str:
    for word, short in _TEENCODE:
        text = text.replace(f" {word} ", f" {short} ")
    return text
