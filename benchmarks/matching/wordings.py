"""The same product in another's words: as a register has it, and as sellers offer it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.matching.swaps import AFTER, BEFORE, COLOURS, SWAPS, SYNONYMS, VARIANTS
from benchmarks.matching.titles import AMOUNT, CODE, Product, Rng, core, put

_SEGMENT = re.compile(r"\s+[-–|]\s+|\s*[|,]\s*")
_NAMING = re.compile(
    rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in sorted({w for row in (*SWAPS, *COLOURS) for w in row} | {v.lower() for v in VARIANTS}, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
"""Words that tell siblings apart."""
_MEMORY = re.compile(r"(?<!\w)(\d{1,2}) ?GB ?[/+ -] ?(\d{2,4}) ?GB(?!\w)", re.IGNORECASE)
_CONTENT = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)? ?(?:ml|g|gr|kg|l|lít)(?!\w)", re.IGNORECASE)
_CONTAINERS = ("chai", "lọ", "hộp", "túi", "tuýp", "hũ", "lon", "gói", "dung tích", "bình")


def naming_words(title: str) -> set[str]:
    """The words of a title that tell siblings apart."""
    return {found[0].lower() for found in _NAMING.finditer(title)}


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
    pattern = rng.choice((AMOUNT, colour, brand if product.brand else colour, _NAMING))
    shorter = " ".join(pattern.sub(" ", text, count=1).split())
    return shorter if len(shorter.split()) >= 3 else text


def _other_words(text: str, rng: Rng) -> str:
    for one, other in SYNONYMS:
        place = re.search(rf"(?<!\w){one}(?!\w)", text, re.IGNORECASE)
        if place and rng.random() < 0.3:
            text = put(text, place.span(), other)
    for names in COLOURS:
        place = re.search(rf"(?<!\w){names[0]}(?!\w)", text, re.IGNORECASE)
        if place and len(names) > 1 and rng.random() < 0.15:
            text = put(text, place.span(), names[1])
    return text


def _other_figures(text: str, rng: Rng) -> str:
    def rewrite(found: re.Match[str]) -> str:
        number, _, unit = found.groups()
        if unit.lower() in ("l", "lít") and rng.random() < 0.4:
            return f"{float(number.replace(',', '.')) * 1000:g}ml"
        if unit.lower() == "g" and rng.random() < 0.2:
            return f"{number}gr"
        return rng.choice((f"{number}{unit}", f"{number} {unit}", f"{number}{unit.upper()}"))

    text = AMOUNT.sub(rewrite, text) if rng.random() < 0.6 else text
    if rng.random() < 0.4:
        text = _MEMORY.sub(rng.choice((r"\1/\2", r"\1GB \2GB", r"\1/\2GB", r"\1GB+\2GB")), text)
    if rng.random() < 0.2:
        text = _CONTENT.sub(lambda m: f"{rng.choice(_CONTAINERS)} {m[0]}", text, count=1)
    if rng.random() < 0.3:
        text = CODE.sub(lambda m: m[0].replace("-", rng.choice(("", " ", "-"))), text)
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
