"""Makes training pairs of real titles: the same product written otherwise, and its near misses.

title -> another product's title by one edit (volume, model, colour, ...)    label 0
title -> the seller's and the register's way of writing it                    label 1
"""

import random
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.matching.swaps import (
    ACCESSORIES,
    AFTER,
    BEFORE,
    COLOURS,
    COPIES,
    OTHER_FORMS,
    SWAPS,
    SYNONYMS,
    VARIANTS,
)

Rng = random.Random


@dataclass(frozen=True, slots=True)
class Product:
    """A real title with the brand that its source states."""

    title: str
    brand: str
    category: str


Edit = Callable[[Product, Rng, Sequence[str]], str | None]

_UNIT = r"(?:ml|l|lít|g|gr|gram|kg|gb|tb|mah|w|mm|cm|inch|mg|phân|p|hz|mbps|cổng|port|khay|trang)"
_AMOUNT = re.compile(rf"(?<![\w.,])(\d+(?:[.,]\d+)?)(\s?)({_UNIT})(?!\w)", re.IGNORECASE)
_PACK = re.compile(
    r"((?:combo|bộ|set|lốc|thùng|hộp|gói|pack)\s+)(\d{1,2})(?=\s)|(\d{1,2})(?=\s?(?:cái|chiếc|viên|gói|hộp|miếng|đôi|chai|thỏi)\b)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?<![\w])(?=[\w\-/]*\d)(?=[\w\-/]*[A-Za-z])[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)*(?!\w)"
)
_NUMBER = re.compile(r"(?<![\w.,#])\d{1,4}(?![\w.,%])")
_SHADE = re.compile(r"(#|màu (?:số )?|tone |no\.? ?|số )(\d{1,3})", re.IGNORECASE)
_SEGMENT = re.compile(r"\s+[-–|]\s+|\s*[|,]\s*")
_FILLER = re.compile(
    r"[-–(\[]*\s*(?:hàng (?:chính hãng|nhập khẩu)(?: new seal)?|chính hãng|cao cấp|chất lượng cao)\s*[)\]]*",
    re.IGNORECASE,
)
_NAMING = re.compile(
    rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in sorted({w for row in (*SWAPS, *COLOURS) for w in row} | {v.lower() for v in VARIANTS}, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
"""Words that tell siblings apart."""
_MEMORY = re.compile(r"(?<!\w)(\d{1,2}) ?GB ?[/+ -] ?(\d{2,4}) ?GB(?!\w)", re.IGNORECASE)
_CONTENT = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)? ?(?:ml|g|gr|kg|l|lít)(?!\w)", re.IGNORECASE)
_CONTAINERS = ("chai", "lọ", "hộp", "túi", "tuýp", "hũ", "lon", "gói", "dung tích", "bình")
_USUAL = {
    "ml": (5, 10, 15, 30, 50, 75, 100, 110, 120, 150, 180, 200, 236, 250, 300, 330, 400, 450, 473, 500, 750, 1000),
    "g": (5, 10, 15, 20, 25, 30, 50, 75, 100, 120, 150, 180, 200, 250, 300, 400, 500, 800, 900),
    "gb": (2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 256, 512),
    "tb": (1, 2, 4, 5, 6, 8, 10, 12, 16),
}  # fmt: skip


def change_amount(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another volume, weight, storage or length."""
    found = list(_AMOUNT.finditer(product.title))
    if not found:
        return None
    one = rng.choice(found)
    usual = _USUAL.get(one[3].lower(), ())
    old = float(one[1].replace(",", "."))
    near = sorted((v for v in usual if v != old), key=lambda v: abs(v - old))[:6]
    new = rng.choice(near) if near else _another(one[1], rng)
    return _put(product.title, one.span(1), str(new))


def change_pack(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another number of pieces."""
    found = list(_PACK.finditer(product.title))
    if found:
        one = rng.choice(found)
        group = 2 if one[2] else 3
        return _put(product.title, one.span(group), _another(one[group], rng))
    count = rng.choice((2, 2, 3, 4, 5, 6, 10, 12))
    forms = (
        "Combo {} {}",
        "Bộ {} {}",
        "Set {} {}",
        "Lốc {} {}",
        "{1} x{0}",
        "{1} ({0} chiếc)",
        "{1} - {0} hộp",
    )
    return rng.choice(forms).format(count, product.title)


def change_code(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another model number."""
    found = [c for c in _CODE.finditer(product.title) if len(c[0]) >= 3 and not _AMOUNT.match(c[0])]
    if not found:
        return None
    one = rng.choice(found)
    return _put(product.title, one.span(), _other_code(one[0], rng))


def change_number(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another generation or number of the line."""
    found = list(_NUMBER.finditer(product.title))
    if not found:
        return None
    one = rng.choice(found)
    return _put(product.title, one.span(), _another(one[0], rng))


def change_shade(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another shade number."""
    found = list(_SHADE.finditer(product.title))
    if not found:
        return None
    one = rng.choice(found)
    return _put(product.title, one.span(2), _another(one[2], rng))


def change_variant(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another variant: a word such as Pro or Mini added, left out, or put for another."""
    for variant in sorted(VARIANTS, key=len, reverse=True):
        place = re.search(rf"(?<!\w){re.escape(variant)}(?!\w)", product.title, re.IGNORECASE)
        if place and len(variant) > 1:
            new = rng.choice(("", rng.choice([v for v in VARIANTS if v != variant])))
            return _put(product.title, place.span(), new)
    found = [*_CODE.finditer(product.title), *_NUMBER.finditer(product.title)]
    if not found:
        return None
    at = rng.choice(found).end()
    return f"{product.title[:at]} {rng.choice(VARIANTS)}{product.title[at:]}"


def change_colour(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another colour."""
    for names in rng.sample(COLOURS, len(COLOURS)):
        for name in names:
            place = re.search(rf"(?<!\w){name}(?!\w)", product.title, re.IGNORECASE)
            if place:
                other = rng.choice([c for c in COLOURS if c is not names])
                return _put(product.title, place.span(), other[0].title())
    return None


def change_kind(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another flavour, scent, skin, sex, kind of thing."""
    for words in rng.sample(SWAPS, len(SWAPS)):
        for word in words:
            place = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", product.title, re.IGNORECASE)
            if place:
                return _put(
                    product.title, place.span(), rng.choice([w for w in words if w != word])
                )
    return None


def add_accessory(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Something for the product."""
    name = core(product.title)
    if rng.random() < 0.25:
        return f"{rng.choice(ACCESSORIES)} {name} {rng.choice(AFTER)}"
    return f"{rng.choice(ACCESSORIES)} {name}"


def change_brand(product: Product, rng: Rng, brands: Sequence[str]) -> str | None:
    """The same words under another brand, or a copy that only names the brand."""
    place = (
        re.search(re.escape(product.brand), product.title, re.IGNORECASE) if product.brand else None
    )
    others = [brand for brand in brands if brand != product.brand]
    if not place or not others:
        return None
    if rng.random() < 0.3:
        return _put(product.title, place.span(), rng.choice(COPIES).format(place[0]))
    return _put(product.title, place.span(), rng.choice(others))


def other_form(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """A refill, sample or used one."""
    return f"{core(product.title)} {rng.choice(OTHER_FORMS)}"


def joined_offer(product: Product, rng: Rng, brands: Sequence[str]) -> str | None:
    """A set with something else."""
    other = rng.choice([w for words in SWAPS[4:7] for w in words])
    return f"Combo {core(product.title)} và {other} {rng.choice(list(brands) or [''])}"


EDITS: Mapping[Edit, float] = {
    change_amount: 3.0, change_pack: 1.5, change_code: 3.0, change_number: 2.0, change_shade: 2.0,
    change_variant: 2.0, change_colour: 2.0, change_kind: 3.0, add_accessory: 1.2, change_brand: 2.0,
    other_form: 0.5, joined_offer: 0.5,
}  # fmt: skip
"""Edits that make another product, by how often each is tried."""


def near_miss(product: Product, rng: Rng, brands: Sequence[str]) -> str | None:
    """A title of another product by one edit, or seldom two; None where no edit is possible."""
    for edit in rng.choices(list(EDITS), list(EDITS.values()), k=6):
        other = edit(product, rng, brands)
        if other and _letters(other) != _letters(product.title):
            return other
    return None


def naming_words(title: str) -> set[str]:
    """The words of a title that tell siblings apart."""
    return {found[0].lower() for found in _NAMING.finditer(title)}


def core(title: str) -> str:
    """The title without filler, as a register would have it."""
    return " ".join(_FILLER.sub(" ", title).split()).strip(" -–|,")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words of other titles of a category that describe and do not name."""

    by_category: Mapping[str, Sequence[str]]

    def some(self, category: str, count: int, rng: Rng) -> list[str]:
        """So many phrases of one to three words."""
        known = self.by_category.get(category, ())
        return [rng.choice(known) for _ in range(count)] if known else []


def phrases_of(products: Sequence[Product]) -> Phrases:
    """Runs of words without figures, brands, colours or words that tell siblings apart."""
    found: dict[str, list[str]] = {}
    for product in products:
        words = [w for w in product.title.split() if w.isalpha()]
        for start in range(3, len(words) - 1, 3):
            phrase = " ".join(words[start : start + 3]).lower()
            if not _NAMING.search(phrase) and product.brand.lower() not in phrase:
                found.setdefault(product.category, []).append(phrase)
    return Phrases(found)


def as_registered(product: Product, title: str, rng: Rng) -> str:
    """As a register writes it: plain, with the brand, with less of what only describes."""
    name = core(title)
    if rng.random() < 0.5:
        name = _fewer_words(name, product, rng, rng.choice((0.3, 0.6, 0.9)))
    if product.brand and product.brand.lower() not in name.lower() and rng.random() < 0.4:
        name = f"{product.brand} {name}"
    if rng.random() < 0.3:
        name = _other_words(name, rng)
    return _other_figures(name, rng) if rng.random() < 0.3 else name


def as_offered(product: Product, title: str, rng: Rng, phrases: Phrases, *, may_lack: bool) -> str:
    """As a seller writes it: words added, left out, turned round, misspelt, without marks.

    `may_lack`: a figure, colour or the brand may be left out, which never makes another product.
    """
    text = title if rng.random() < 0.3 else core(title)
    if may_lack and rng.random() < 0.35:
        text = _lacking(text, product, rng)
    text = _other_figures(_other_words(text, rng), rng)
    if rng.random() < 0.35:
        text = _other_order(text, rng)
    if rng.random() < 0.6:
        text = _fewer_words(text, product, rng, rng.choice((0.3, 0.6, 0.9)))
    for phrase in phrases.some(product.category, rng.choice((0, 0, 1, 1, 2, 3)), rng):
        text = f"{text} {phrase}" if rng.random() < 0.7 else f"{phrase} {text}"
    if rng.random() < 0.3:
        text = f"{rng.choice(BEFORE)} {text}"
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        text = f"{text} {rng.choice(AFTER)}"
    if rng.random() < 0.2:
        text = with_slip(text, rng)
    return as_other_case(text, rng)


def _lacking(text: str, product: Product, rng: Rng) -> str:
    brand = re.compile(rf"(?<!\w){re.escape(product.brand)}(?!\w)", re.IGNORECASE)
    colour = re.compile(
        rf"(?:màu )?(?<!\w)(?:{'|'.join(c[0] for c in COLOURS)})(?!\w)", re.IGNORECASE
    )
    pattern = rng.choice((_AMOUNT, colour, brand if product.brand else colour, _NAMING))
    shorter = " ".join(pattern.sub(" ", text, count=1).split())
    return shorter if len(shorter.split()) >= 3 else text


def _other_words(text: str, rng: Rng) -> str:
    for one, other in SYNONYMS:
        place = re.search(rf"(?<!\w){one}(?!\w)", text, re.IGNORECASE)
        if place and rng.random() < 0.3:
            text = _put(text, place.span(), other)
    for names in COLOURS:
        place = re.search(rf"(?<!\w){names[0]}(?!\w)", text, re.IGNORECASE)
        if place and len(names) > 1 and rng.random() < 0.15:
            text = _put(text, place.span(), names[1])
    return text


def _other_figures(text: str, rng: Rng) -> str:
    def rewrite(found: re.Match[str]) -> str:
        number, _, unit = found.groups()
        if unit.lower() in ("l", "lít") and rng.random() < 0.4:
            return f"{float(number.replace(',', '.')) * 1000:g}ml"
        if unit.lower() == "g" and rng.random() < 0.2:
            return f"{number}gr"
        return rng.choice((f"{number}{unit}", f"{number} {unit}", f"{number}{unit.upper()}"))

    text = _AMOUNT.sub(rewrite, text) if rng.random() < 0.6 else text
    if rng.random() < 0.4:
        text = _MEMORY.sub(rng.choice((r"\1/\2", r"\1GB \2GB", r"\1/\2GB", r"\1GB+\2GB")), text)
    if rng.random() < 0.2:
        text = _CONTENT.sub(lambda m: f"{rng.choice(_CONTAINERS)} {m[0]}", text, count=1)
    if rng.random() < 0.3:
        text = _CODE.sub(lambda m: m[0].replace("-", rng.choice(("", " ", "-"))), text)
    if rng.random() < 0.15:
        text = re.sub(r"(?<=[A-Za-z]) (?=\d{1,4}(?!\w))", "", text, count=1)
    return text


def _other_order(text: str, rng: Rng) -> str:
    parts = [part for part in _SEGMENT.split(text) if part]
    if len(parts) > 1:
        rng.shuffle(parts)
        return rng.choice((" - ", " ", ", ")).join(parts)
    words = text.split()
    at = rng.randrange(len(words)) if words else 0
    return " ".join(words[at:] + words[:at]) if rng.random() < 0.3 else text


def _fewer_words(text: str, product: Product, rng: Rng, chance: float) -> str:
    """Leave out words that only describe, none of the first three."""
    words = text.split()
    titled = sum(word[:1].isupper() for word in words) > 0.6 * len(words)
    naming = {n for found in _NAMING.finditer(text) for n in _places(text, found)}
    kept = []
    for place, word in enumerate(words):
        is_name = (
            place < 3
            or place in naming
            or any(c.isdigit() for c in word)
            or (word[:1].isupper() and not titled)
            or word.isascii()
            or word.lower() in product.brand.lower()
        )
        if is_name or rng.random() >= chance:
            kept.append(word)
    return " ".join(kept) if len(kept) >= 3 else text


def _places(text: str, found: re.Match[str]) -> range:
    first = len(text[: found.start()].split())
    return range(first, first + len(found[0].split()))


def with_slip(text: str, rng: Rng) -> str:
    words = text.split()
    places = [n for n, w in enumerate(words) if len(w) > 3 and w.isalpha()]
    if not places:
        return text
    at = rng.choice(places)
    word, cut = words[at], rng.randrange(1, len(words[at]) - 1)
    words[at] = rng.choice((word[:cut] + word[cut + 1 :], word[:cut] + word[cut] + word[cut:]))
    return " ".join(words)


def as_other_case(text: str, rng: Rng) -> str:
    drawn = rng.random()
    if drawn < 0.12:
        bare = "".join(
            c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)
        )
        text = bare.replace("đ", "d").replace("Đ", "D")
    return text.upper() if 0.12 <= drawn < 0.22 else text.lower() if drawn >= 0.8 else text


def _another(number: str, rng: Rng) -> str:
    value = int(float(number.replace(",", ".")))
    steps = [value + d for d in (-3, -2, -1, 1, 2, 3) if value + d > 0] + [value * 2, value * 10]
    new = rng.choice([step for step in steps if step != value])
    return f"{new:0{len(number)}d}" if number.startswith("0") else str(new)


def _other_code(code: str, rng: Rng) -> str:
    digits = [n for n, c in enumerate(code) if c.isdigit()]
    if rng.random() < 0.3:
        if code[-1].isalpha() and len(code) > 4:
            return code[:-1]
        return code + rng.choice("ABCDEHKLMNPSTWX")
    at = rng.choice(digits)
    new = rng.choice([d for d in "0123456789" if d != code[at]])
    return code[:at] + new + code[at + 1 :]


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return " ".join((text[: span[0]] + new + text[span[1] :]).split())


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).lower()
