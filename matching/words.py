"""Word tables of the matcher, folded: filler, units, variants, colours, words that name another article."""

import re

FILLER = (
    "hang chinh hang 100 ?%|chinh hang 100 ?%|100 ?% chinh hang|moi 100 ?%|new 100 ?%|hang that 100 ?%|auth 100 ?%|100 ?% auth"
    "|hang chinh hang|chinh hang|chuan auth|hang that|cam ket|chat luong cao|hang cao cap|cao cap|hang moi ve"
    "|hang co san|co san|san hang|freeship xtra|freeship extra|freeship|free ship|mien phi van chuyen|sale soc"
    "|sieu sale|gia soc|gia re|gia tot|gia si|re nhat|xa kho|thanh ly kho|deal hot|flash sale|hot trend 20\\d\\d|hot trend|hottrend|mau moi 20\\d\\d|date 20\\d\\d"
    "|best seller|bestseller|hang nhap khau|nhap khau|bao hanh chinh hang|bao hanh \\d+ thang|bao hanh \\d+ nam"
    "|\\d+ doi \\d+|giao mau ngau nhien|mau ngau nhien|giao hang nhanh|giao nhanh|hoa toc|tang kem qua|co qua tang"
    "|tang qua|qua tang|date xa|date moi|hang cong ty|hang loai 1|si le toan quoc|toan quoc|moi nhat|new seal|nguyen seal"
    "|full box|fullbox|gia huy diet|cuc hot|sieu hot|sieu re|uy tin|full vat|xuat vat|100 chinh hang|phan phoi chinh hang"
    "|shopee mall|lazmall|ma giam|voucher|hot|sale|new|auth|authentic|official|genuine|sieu pham|xin"
)
"""Marketing phrases that say nothing about which product it is; regular expressions, longest first."""


def _by_first_letter(phrases: str) -> str:
    """The same phrases, each letter that some begin with standing once."""
    by_first: dict[str, list[str]] = {}
    for phrase in phrases.split("|"):
        is_number = phrase.startswith(r"\d+")
        first, rest = (r"\d", rf"\d*{phrase[3:]}") if is_number else (phrase[0], phrase[1:])
        by_first.setdefault(first, []).append(rest)
    return "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in by_first.items())


# The sign before a phrase is a part of the find: a pattern that looks behind first is tried at
# every letter, one that begins with a sign at every word.
FILLER_FORM = re.compile(rf"([^a-z0-9])(?:{_by_first_letter(FILLER)})(?![a-z0-9])")
"""A phrase of filler, and the sign or space before it as group 1."""

UNITS: dict[str, tuple[str, float]] = {
    # unit: (dimension, factor to its base unit)
    "ml": ("volume", 1), "cc": ("volume", 1), "l": ("volume", 1000), "lit": ("volume", 1000),
    "liter": ("volume", 1000), "cl": ("volume", 10), "oz": ("volume", 29.57), "floz": ("volume", 29.57),
    "mg": ("dose", 1), "mcg": ("dose", 0.001), "iu": ("potency", 1), "g": ("mass", 1), "gr": ("mass", 1),
    "gram": ("mass", 1), "gam": ("mass", 1), "kg": ("mass", 1000), "kilo": ("mass", 1000), "can": ("mass", 1000),
    "kb": ("storage", 1e-6), "mb": ("storage", 0.001), "gb": ("storage", 1), "g ram": ("storage", 1), "tb": ("storage", 1024),
    "w": ("power", 1), "kw": ("power", 1000), "hp": ("horsepower", 1), "btu": ("cooling", 1), "v": ("voltage", 1),
    "mah": ("charge", 1), "wh": ("energy", 1), "hz": ("frequency", 1), "khz": ("frequency", 1e3), "mhz": ("frequency", 1e6), "ghz": ("frequency", 1e9),
    "mm": ("length", 0.1), "cm": ("length", 1), "m": ("length", 100), "met": ("length", 100), "inch": ("inches", 1), "in": ("inches", 1),
    "mp": ("pixels", 1), "mbps": ("speed", 1), "gbps": ("speed", 1000), "dpi": ("resolution", 1), "fps": ("frames", 1),
    "k": ("thousand", 1), "tuoi": ("age", 1), "thang": ("months", 1), "cong": ("ports", 1), "port": ("ports", 1), "ports": ("ports", 1),
    "vien": ("count", 1), "goi": ("count", 1), "hop": ("count", 1), "chai": ("count", 1), "lo": ("count", 1), "tuyp": ("count", 1),
    "cai": ("count", 1), "chiec": ("count", 1), "bo": ("count", 1), "lon": ("count", 1), "loc": ("count", 1), "thung": ("count", 1),
    "tui": ("count", 1), "bich": ("count", 1), "mieng": ("count", 1), "to": ("count", 1), "cuon": ("count", 1), "thoi": ("count", 1),
    "vi": ("count", 1), "ong": ("count", 1), "hu": ("count", 1), "bich sua": ("count", 1), "thanh": ("count", 1), "qua": ("count", 1),
    "mon": ("count", 1), "doi": ("count", 1), "cay": ("count", 1), "binh": ("count", 1), "can nhua": ("count", 1), "pcs": ("count", 1),
    "pc": ("count", 1), "pack": ("count", 1), "capsules": ("count", 1), "tablets": ("count", 1), "sheets": ("count", 1), "ct": ("count", 1),
    "loi": ("blades", 1), "luoi": ("blades", 1), "mau": ("colours", 1), "lop": ("layers", 1), "tang": ("layers", 1),
}  # fmt: skip
"""Units as sellers write them, with the dimension that they measure."""

VARIANTS = frozenset(
    [
        "pro",
        "max",
        "plus",
        "ultra",
        "mini",
        "lite",
        "air",
        "se",
        "fe",
        "prime",
        "neo",
        "note",
        "fold",
        "flip",
        "slim",
        "promax",
        "xl",
        "xs",
        "xr",
        "active",
        "classic",
        "sport",
        "gen",
        "ii",
        "iii",
        "iv",
        "vi",
        "vii",
        "one",
        "two",
        "duo",
        "extra",
        "premium",
        "deluxe",
        "standard",
        "basic",
        "advanced",
        "elite",
        "turbo",
        "nano",
        "junior",
        "kids",
        "baby",
        "men",
        "women",
        "nam",
        "nu",
        "unisex",
        "be",
        "gai",
        "trai",
        "adult",
        "new",
        "zero",
        "light",
        "diet",
        "original",
        "sensitive",
        "gold",
        "silver",
        "platinum",
        "upgrade",
        "academic",
        "student",
        "oem",
        "retail",
        "mac",
        "windows",
        "home",
        "professional",
        "enterprise",
        "server",
        "small",
        "business",
        "left",
        "right",
        "wireless",
        "wired",
        "bluetooth",
        "usb",
        "lightning",
        "ddr3",
        "ddr4",
        "ddr5",
        "5g",
        "4g",
        "lte",
        "wifi",
    ]
)
"""Words that tell a product from its nearest sibling."""

COLOURS = frozenset(
    [
        "den",
        "trang",
        "do",
        "xanh",
        "vang",
        "hong",
        "tim",
        "xam",
        "nau",
        "cam",
        "be",
        "kem",
        "bac",
        "ghi",
        "black",
        "white",
        "red",
        "blue",
        "green",
        "yellow",
        "pink",
        "purple",
        "gray",
        "grey",
        "brown",
        "orange",
        "silver",
        "gold",
        "beige",
        "navy",
        "titan",
    ]
)

OTHER_ARTICLE = re.compile(
    r"(?<![a-z0-9])(?:op lung|op dien thoai|op|bao da|cuong luc|kinh cuong luc|mieng dan|dan man hinh|day deo|day dong ho"
    r"|hop dung|tui dung|vo hop|vo chai|vo airpods|vo|chai chiet|linh kien|phu kien|thay the|tuong thich|dung cho"
    r"|danh cho|phu hop|cho may|gia do|chan de|moc khoa|loi loc|nap chai|nap day|case|cover|compatible|for|refill|sticker)(?![a-z0-9])"
)
"""Words by which a title names a product without being it: accessories, parts, refills."""
