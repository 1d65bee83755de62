"""Training pairs of goods that the real titles lack, made by `families.txt`: what a register and what
sellers write for one product, and products that differ from it in one respect.

A family names its siblings, so that a near miss differs as real siblings do. Products whose brand
and line stand in an entry of the unseen cases (near_miss_cases.py) are left out.
"""

import random
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from benchmarks.matching.near_miss_cases import read_cases
from benchmarks.matching.swaps import AFTER, BEFORE
from benchmarks.matching.wordings import as_other_case, with_slip
from matching.normalise import fold_text

FAMILIES = Path(__file__).parent / "families.txt"
Rng = random.Random
Options = tuple[tuple[str, ...], ...]
"""Siblings, each with the words that stand for it."""
_SLOTS = ("brand", "line", "variant", "size", "pack")
_AMOUNT = re.compile(
    r"(?<![\w.,])(\d+(?:\.\d+)?) ?(ml|l|lít|g|kg|gb|tb|mah|mg|w)(?!\w)", re.IGNORECASE
)
_CODE = re.compile(
    r"(?<!\w)(?=[\w\-/]*\d)(?=[\w\-/]*[A-Za-z])[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)+(?!\w)"
)
_ACCESSORIES = {
    "electronics": (
        "Ốp lưng cho", "Kính cường lực", "Bao da", "Túi đựng", "Dây đeo cho", "Pin thay thế cho",
        "Hộp đựng", "Vỏ silicon", "Đế sạc cho", "Miếng dán", "Cáp kết nối cho", "Linh kiện",
        "Phụ kiện cho", "Đệm tai thay thế cho", "Bàn phím thay thế cho laptop", "Giá đỡ cho",
        "Hộp mực cho", "Remote cho", "Feet chuột", "Keycap cho", "Ốp", "Case", "Túi chống sốc",
    ),
    "home": (
        "Nắp", "Giấy lót cho", "Lõi lọc cho", "Cánh quạt thay thế cho", "Cối xay cho", "Ruột",
        "Gioăng", "Remote cho", "Vỏ bọc", "Túi đựng", "Chổi thay thế cho", "Đế", "Bơm cho chai",
    ),
    "cosmetics": (
        "Lõi thay thế", "Bông mút cho", "Vỏ chai chiết", "Cọ cho", "Hộp đựng", "Chai chiết", "Vỏ hộp",
    ),
    "fashion": (
        "Dây giày", "Lót giày", "Hộp đựng", "Dây đeo cho", "Sticker gắn", "Móc khóa", "Túi đựng",
    ),
    "toys": ("Hộp trưng bày", "Bộ đèn led cho", "Đế trưng bày", "Phụ kiện cho", "Quần áo cho"),
    "motor": ("Ốp bảo vệ", "Kính thay thế", "Nắp", "Dây", "Bộ ốc cho", "Chụp", "Pát gắn"),
    "baby": ("Núm thay thế cho", "Túi đựng", "Cọ rửa", "Nắp"),
    "supplement": ("Bình lắc", "Hộp chia thuốc", "Túi đựng"),
}  # fmt: skip
_COPIES = (
    "kiểu {}", "kiểu dáng {}", "rep 1:1 {}", "giống {}", "dupe {}", "tương thích {}", "phong cách {}", "replica {}",
)  # fmt: skip
_SAID = {
    "cosmetics": "dịu nhẹ|Hàn Quốc|cho mọi loại da|căng mọng|không khô môi|lâu trôi|mẫu mới|bill đủ|[AUTH]|thuần chay|làm sạch sâu|tem phụ|sạch thơm|Nhật|Pháp",
    "baby": "cho bé|date xa|bay air|mẫu mới|nội địa|siêu thấm|tách lẻ|hàng công ty|cho trẻ sơ sinh|tăng cân",
    "food": "thơm ngon|date mới|hàng công ty|giá sỉ|đậm đà|tiện lợi|giải khát|dinh dưỡng|siêu thị",
    "medicine": "giảm đau|chính hãng|nhà thuốc|hiệu quả|cho người lớn|date 2027|hàng Pháp|kê đơn",
    "supplement": "Mỹ|Úc|Nhật|hỗ trợ sức khỏe|đẹp da|tăng đề kháng|bill siêu thị|mẫu mới|date 2028",
    "electronics": "nguyên seal|bảo hành 12 tháng|BH 24T|VN/A|fullbox|mới 100%|cao cấp|chống nước|pin trâu|DGW|tốc độ cao|màu ngẫu nhiên|cho học sinh|gaming|RGB",
    "home": "tiết kiệm điện|bảo hành 24 tháng|mẫu mới|thơm lâu|an toàn|tiện lợi|cho gia đình|siêu sạch|model 2024",
    "fashion": "full box|chính hãng|đi học đi chơi|form chuẩn|co giãn|thoáng mát|unisex|new 2024|êm chân|cao cấp",
    "toys": "cho bé trai|chính hãng|quà tặng bé|cao cấp|phát triển trí tuệ|giá tốt",
    "motor": "xe tay ga|xe số|chính hãng|zin|giá rẻ|bền bỉ|lắp cho nhiều xe|chuẩn Nhật",
    "stationery": "văn phòng phẩm|học sinh|viết êm|giá sỉ|trắng sáng",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Family:
    """Goods of one kind, and what tells them apart."""

    group: str
    kinds: tuple[str, ...]
    slots: tuple[Options, ...]
    """Options of brand, line, variant, size and pack."""


@dataclass(frozen=True, slots=True)
class Article:
    """One product of a family: which option it has of each slot."""

    family: Family
    kinds: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A register's entry with listings, each labelled 1 where it is the entry's product."""

    entry: str
    listings: tuple[tuple[str, int], ...]
    owner: str


def offers(count: int, rng: Rng) -> list[Offered]:
    """So many entries of each family, with listings."""
    families = read_families()
    return [
        _offered(_drawn(family, rng), families, rng) for family in families for _ in range(count)
    ]


@cache
def read_families() -> tuple[Family, ...]:
    """The families of the file."""
    found, group = [], ""
    for line in FAMILIES.read_text("utf-8").splitlines():
        if line.startswith("["):
            group = line.strip("[]")
        elif line and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split(";")]
            cells += [""] * (6 - len(cells))
            slots = tuple(tuple(map(_synonyms, cell.split("|"))) for cell in cells[1:6])
            found.append(Family(group, tuple(cells[0].split("/")), slots))
    return tuple(found)


def _synonyms(option: str) -> tuple[str, ...]:
    """Words for one thing, parted by a slash that no figure stands beside: `1 lít/1000ml`."""
    is_figure = re.search(r"GB/|P/S|/\d{2}-|1/1|/6\d$|1:\d", option)
    return (option.strip(),) if is_figure else tuple(option.strip().split("/"))


def _drawn(family: Family, rng: Rng) -> Article:
    values = tuple(rng.choice(options) for options in family.slots)
    for _ in range(50):
        if not any(_fold(values[0][0]) in e and _fold(values[1][0]) in e for e in _unseen()):
            break
        values = tuple(rng.choice(options) for options in family.slots)
    return Article(family, family.kinds, values)


@cache
def _unseen() -> tuple[str, ...]:
    return tuple({_fold(case.entry) for case in read_cases("unseen")} - {""})


def _fold(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold_text(text)))


def _offered(article: Article, families: tuple[Family, ...], rng: Rng) -> Offered:
    listings = [(_listing(article, rng, may_lack=True), 1) for _ in range(rng.choice((1, 2)))]
    for _ in range(rng.choice((2, 3))):
        other = _near_miss(article, families, rng)
        if other:
            listings.append((other, 0))
    owner = f"{article.family.kinds[0]} {article.values[0][0]}"
    return Offered(_entry(article, rng), tuple(listings), owner)


def _entry(article: Article, rng: Rng) -> str:
    brand, line, variant, size, pack = (
        rng.choice(value[:1] * 3 + value) for value in article.values
    )
    kind = article.kinds[0] if rng.random() < 0.85 else ""
    parts = [kind, brand, line, variant, size, pack]
    if rng.random() < 0.2:
        parts = [pack, kind, brand, line, variant, size]
    elif rng.random() < 0.15:
        parts = [kind, line, brand, variant, pack, size]
    text = _joined(parts)
    return text[:1].upper() + text[1:]


def _listing(article: Article, rng: Rng, *, may_lack: bool = False) -> str:
    brand, line, variant, size, pack = (rng.choice(value) for value in article.values)
    kind = rng.choice(article.kinds) if rng.random() < 0.85 else ""
    if may_lack:
        brand = "" if len(line) > 6 and rng.random() < 0.06 else brand
        size = "" if size and (line or variant) and rng.random() < 0.08 else size
        pack = "" if pack.startswith("1 ") or (pack and rng.random() < 0.05) else pack
    said = _SAID[article.family.group].split("|")
    extra = " ".join(rng.sample(said, rng.choice((0, 0, 1, 1, 2))))
    code = (
        _random_code(rng) if article.family.group == "electronics" and rng.random() < 0.12 else ""
    )
    orders = (
        [kind, brand, line, variant, size, pack, extra, code],
        [kind, brand, line, variant, extra, size, pack, code],
        [pack, kind, brand, line, variant, size, extra, code],
        [kind, line, brand, variant, size, extra, pack, code],
        [kind, brand, variant, line, extra, code, size, pack],
        [brand, kind, line, extra, variant, pack, size, code],
        [extra, kind, brand, line, variant, size, pack, code],
    )
    text = _figures(_joined(rng.choice(orders)), rng)
    if rng.random() < 0.3:
        text = f"{rng.choice(BEFORE)} {text}"
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        text = f"{text} {rng.choice(_AFTER)}"
    if rng.random() < 0.12:
        text = with_slip(text, rng)
    return as_other_case(text, rng)


_AFTER = tuple(
    words for words in AFTER if not re.search(r"\d|ốp|sạc|pin|nhật|hàn", words, re.IGNORECASE)
)


def _near_miss(article: Article, families: tuple[Family, ...], rng: Rng) -> str | None:
    drawn = rng.random()
    if drawn < 0.1:
        names = _ACCESSORIES.get(article.family.group, ())
        bare = replace(article, kinds=("",))
        return f"{rng.choice(names)} {_listing(bare, rng)}" if names else None
    if drawn < 0.15:
        copied = rng.choice(_COPIES).format(article.values[0][0])
        return _listing(replace(article, values=((copied,), *article.values[1:])), rng)
    if drawn < 0.22:
        others = [
            f
            for f in families
            if f.group == article.family.group and f.kinds[0] != article.kinds[0]
        ]
        return _listing(replace(article, kinds=rng.choice(others).kinds), rng) if others else None
    if drawn < 0.29 and not article.values[4][0]:
        count = rng.choice((2, 2, 3, 4, 5, 6, 10))
        form = rng.choice(
            ("Combo {} ", "Bộ {} ", "Set {} ", "Combo {} chai ", "Thùng {} ", "Lốc {} ")
        )
        return form.format(count) + _listing(article, rng)
    other = _sibling(article, rng)
    return _listing(other, rng) if other else None


def _sibling(article: Article, rng: Rng) -> Article | None:
    slots = rng.choices(range(5), weights=(14, 26, 22, 22, 16), k=8)
    for slot in slots:
        own = article.values[slot]
        options = [value for value in article.family.slots[slot] if not _alike(value, own)]
        if options:
            values = list(article.values)
            values[slot] = rng.choice(options)
            return replace(article, values=tuple(values))
    return None


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool({_fold(a) for a in one} & {_fold(b) for b in other})


def _figures(text: str, rng: Rng) -> str:
    """Units, codes and packs written otherwise."""
    text = _AMOUNT.sub(lambda found: _other_unit(found, rng), text) if rng.random() < 0.6 else text
    for chance, pattern, rewritten in _REWRITES:
        if rng.random() < chance:
            text = pattern.sub(rng.choice(rewritten), text, count=1)
    if rng.random() < 0.15:
        text = _BLISTERS.sub(lambda m: f"{int(m[1]) * int(m[2])} viên", text)
    return text


_REWRITES: tuple[tuple[float, re.Pattern[str], tuple[str, ...]], ...] = (
    (0.3, re.compile(r"GB/"), ("/", "GB-", "GB ", "GB+")),
    (0.3, re.compile(r"(?<=[A-Za-z0-9])-(?=[A-Za-z0-9]*\d)"), ("", " ")),
    (0.15, _CODE, (r"\g<0>-VN", r"\g<0>/A", r"\g<0>DR", r"\g<0>-W", r"\g<0>SV", r"\g<0>/00")),
    (0.12, re.compile(r"(?<=[A-Za-z]) (?=\d{1,3}(?!\w))"), ("",)),
    (0.1, re.compile(r" viên"), ("v",)),
)
_BLISTERS = re.compile(r"(\d+) vỉ x (\d+) viên")


def _other_unit(found: re.Match[str], rng: Rng) -> str:
    number, unit = found.groups()
    forms = [f"{number}{unit}", f"{number} {unit}", f"{number}{unit.upper()}"]
    if unit.lower() in ("l", "lít"):
        forms = [f"{number}L", f"{number} lít", f"{float(number) * 1000:g}ml", f"{number} l"]
    elif unit.lower() == "ml" and float(number) >= 400:
        forms.append(f"{float(number) / 1000:g}L")
    elif unit.lower() == "kg":
        forms.append(f"{number.replace('.', ',')} kg")
    elif unit.lower() == "g":
        forms.append(f"{number}gr")
    return rng.choice(forms)


def _random_code(rng: Rng) -> str:
    letters = "".join(rng.choice("ABCDEFGHKLMNPRSTVWXYZ") for _ in range(rng.choice((2, 3, 4))))
    return rng.choice(("({})", "{}", "- {}")).format(
        f"{letters}{rng.randrange(10, 9999)}{rng.choice(('', 'A', 'ZA/A', 'BK', 'W', '/8'))}"
    )


def _joined(parts: list[str]) -> str:
    return " ".join(" ".join(part for part in parts if part).split())
