"""Near misses of real titles: another product by one edit of its volume, model, colour and the like."""

import re
from collections.abc import Callable, Mapping, Sequence

from benchmarks.matching.swaps import (
    ACCESSORIES,
    AFTER,
    COLOURS,
    COPIES,
    OTHER_FORMS,
    SWAPS,
    VARIANTS,
)
from benchmarks.matching.titles import AMOUNT, CODE, Product, Rng, core, put

Edit = Callable[[Product, Rng, Sequence[str]], str | None]

_PACK = re.compile(
    r"((?:combo|bộ|set|lốc|thùng|hộp|gói|pack)\s+)(\d{1,2})(?=\s)|(\d{1,2})(?=\s?(?:cái|chiếc|viên|gói|hộp|miếng|đôi|chai|thỏi)\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,#])\d{1,4}(?![\w.,%])")
_SHADE = re.compile(r"(#|màu (?:số )?|tone |no\.? ?|số )(\d{1,3})", re.IGNORECASE)
_USUAL = {
    "ml": (5, 10, 15, 30, 50, 75, 100, 110, 120, 150, 180, 200, 236, 250, 300, 330, 400, 450, 473, 500, 750, 1000),
    "g": (5, 10, 15, 20, 25, 30, 50, 75, 100, 120, 150, 180, 200, 250, 300, 400, 500, 800, 900),
    "gb": (2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 256, 512),
    "tb": (1, 2, 4, 5, 6, 8, 10, 12, 16),
}  # fmt: skip


def change_amount(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another volume, weight, storage or length."""
    found = list(AMOUNT.finditer(product.title))
    if not found:
        return None
    one = rng.choice(found)
    usual = _USUAL.get(one[3].lower(), ())
    old = float(one[1].replace(",", "."))
    near = sorted((v for v in usual if v != old), key=lambda v: abs(v - old))[:6]
    new = rng.choice(near) if near else _another(one[1], rng)
    return put(product.title, one.span(1), str(new))


def change_pack(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another number of pieces."""
    found = list(_PACK.finditer(product.title))
    if found:
        one = rng.choice(found)
        group = 2 if one[2] else 3
        return put(product.title, one.span(group), _another(one[group], rng))
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
    found = [c for c in CODE.finditer(product.title) if len(c[0]) >= 3 and not AMOUNT.match(c[0])]
    if not found:
        return None
    one = rng.choice(found)
    return put(product.title, one.span(), _other_code(one[0], rng))


def change_number(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another generation or number of the line."""
    found = list(_NUMBER.finditer(product.title))
    if not found:
        return None
    one = rng.choice(found)
    return put(product.title, one.span(), _another(one[0], rng))


def change_shade(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another shade number."""
    found = list(_SHADE.finditer(product.title))
    if not found:
        return None
    one = rng.choice(found)
    return put(product.title, one.span(2), _another(one[2], rng))


def change_variant(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another variant: a word such as Pro or Mini added, left out, or put for another."""
    for variant in sorted(VARIANTS, key=len, reverse=True):
        place = re.search(rf"(?<!\w){re.escape(variant)}(?!\w)", product.title, re.IGNORECASE)
        if place and len(variant) > 1:
            new = rng.choice(("", rng.choice([v for v in VARIANTS if v != variant])))
            return put(product.title, place.span(), new)
    found = [*CODE.finditer(product.title), *_NUMBER.finditer(product.title)]
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
                return put(product.title, place.span(), other[0].title())
    return None


def change_kind(product: Product, rng: Rng, _: Sequence[str]) -> str | None:
    """Another flavour, scent, skin, sex, kind of thing."""
    for words in rng.sample(SWAPS, len(SWAPS)):
        for word in words:
            place = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", product.title, re.IGNORECASE)
            if place:
                return put(product.title, place.span(), rng.choice([w for w in words if w != word]))
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
        return put(product.title, place.span(), rng.choice(COPIES).format(place[0]))
    return put(product.title, place.span(), rng.choice(others))


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


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).lower()
