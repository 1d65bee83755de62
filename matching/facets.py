"""What a title says of kind, brand, variant, generation, grade and pack, read by tables of words.

    "Thùng 48 hộp sữa Nestlé Milo ít đường 180ml"  ->  kind sua; brands nestle, milo; sugar it;
                                                       pack 48; names milo
The tables stand in `vocabulary/`; two values of one facet exclude one another.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matching.cleaning import QUANTITY_FORM as _QUANTITY
from matching.words import UNITS

_TABLES = Path(__file__).parent / "vocabulary"
WORD_FORM = re.compile(r"[^\W_]+")
_TOUCHING = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_DIGIT = re.compile(r"\d")
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_COUNTED = "|".join(
    sorted((unit for unit, (d, _) in UNITS.items() if d == "count"), key=len, reverse=True)
)
_SERIES = re.compile(
    rf"(?<![a-z0-9])([a-z]{{1,12}})[ .-]?(\d{{1,4}})(?![\d.,/x%]*\d)(?! ?-?(?:{_UNIT})(?![a-z]))([a-z]?)(?![a-z])"
)
_NO_SERIES = frozenset(
    [
        "combo",
        "bo",
        "set",
        "loc",
        "thung",
        "hop",
        "goi",
        "tui",
        "x",
        "size",
        "cap",
        "pack",
        "from",
        "con",
        "tang",
        "mua",
        "den",
        "tu",
        "va",
        "lot",
        "sale",
        "giam",
        "hang",
        "nam",
        "thang",
        "ngay",
        "date",
        "cho",
        "tren",
        "pcs",
        "voi",
        "gom",
        "sl",
    ]
)
_PLUS = re.compile(r"(?<=[a-z0-9])\+(?![\w+])")
_GRADES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("%", "percent", re.compile(r"(\d(?<![\d.,]\d)\d*(?:[.,]\d+)?) ?%")),
    ("w", "viscosity", re.compile(r"(\d(?<![a-z0-9]\d)\d?w-? ?\d{2})(?!\d)")),
    ("/", "tyre", re.compile(r"(\d(?<!\d\d)\d{1,2}/\d{2,3}-\d{2})(?!\d)")),
)
"""Each with a sign that such a grade cannot do without."""
_CLOTHES = re.compile(
    r"(?<![a-z0-9])(?:(nb|m|l|xl|xxl|xxxl)(?= ?\d{2}(?!\d))|(?:size|co) (nb|s|m|l|xl|xxl|xxxl)(?![a-z0-9]))"
)
_PIECES = re.compile(
    rf"(?<![a-z0-9.,/-])(?:(\d{{1,3}}) ?(?:{_COUNTED}|v)(?![a-z])"
    r"|x ?(\d{1,3})(?![a-z0-9.,])(?! ?(?:cm|mm|m|ml|g|inch))"
    r"|(\d{1,3}) ?x(?= ?\d+ ?(?:ml|g|l|mg|goi|vien|ong|hop|chai|lon))"
    rf"|(?:combo|bo|set|pack of|loc|thung|cap) (\d{{1,3}})(?![a-z0-9.,])(?! ?(?:{_UNIT})(?![a-z])))"
)
_COPY = re.compile(
    r"(?<![a-z0-9])(?:kieu(?: dang)?|giong|nhai|rep|replica|dupe|fake|super ?fake|like auth|sf|tuong thich"
    r"|thay the|loai 1|loai a|f1|1:1|phong cach|mui huong kieu|dung cho|danh cho may|cho may|linh kien)(?![a-z0-9])"
)
_COPY_WORDS = frozenset(
    [
        "kieu",
        "giong",
        "nhai",
        "rep",
        "replica",
        "dupe",
        "fake",
        "superfake",
        "super",
        "like",
        "sf",
        "tuong",
        "thay",
        "loai",
        "f",
        "1",
        "phong",
        "mui",
        "dung",
        "danh",
        "cho",
        "linh",
    ]
)
_FOR_WORDS = frozenset(["cho", "dung", "danh", "tuong", "phu", "thay", "for", "gan"])
_FOR = re.compile(
    r"(?<![a-z0-9])(?:cho|dung cho|danh cho|cho may|tuong thich|tuong thich voi|phu hop|thay the|for|gan)"
    r" (?:may |may in |dien thoai |xe |chuot |loa |dong ho |laptop |tai nghe |dep |bo |tu )?([a-z0-9&'.-]+)"
)
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """What one title says."""

    kinds: frozenset[str]
    first_kind: str
    """The kind that is named first: Vietnamese says what a thing is before whose it is."""
    brands: frozenset[str]
    values: dict[str, frozenset[str]]
    """Values by facet."""
    traits: frozenset[str]
    series: dict[str, frozenset[str]]
    """Number behind a word: `flip` 6, `so` 1."""
    packs: tuple[float, float]
    """Pieces altogether by the product and by the largest number that is stated; 1 where none is."""
    is_copy: bool
    is_for: str
    """The word that the article is for: `iphone` of a case for it; empty where it is for nothing."""
    names: str
    """What is left without kind, filler and words that say nothing; kinds as one word each."""


def facets(cleaned: str) -> Facets:
    """What a title says; `cleaned` is what `tokens.clean` made of it."""
    text = _PLUS.sub(" plus", cleaned)
    words = WORD_FORM.findall(_TOUCHING.sub(" ", _QUANTITY.sub(" ", text)))
    named = _Named()
    for place, word in enumerate(words):
        for entry in vocabulary().get(word, ()):
            named.take(entry, words, place)
    has_digit = _DIGIT.search(text) is not None
    if has_digit:
        _add_grades(text, named.values)
    left = [w for n, w in enumerate(words) if n not in named.used and w not in generic_words()]
    found_for = None if _FOR_WORDS.isdisjoint(words) else _FOR.search(text)
    return Facets(
        kinds=frozenset(named.kinds),
        first_kind=named.kinds[0] if named.kinds else "",
        brands=frozenset(named.brands),
        values={name: frozenset(found) for name, found in named.values.items()},
        traits=frozenset(named.traits),
        series=_series(text) if has_digit else {},
        packs=_packs(text) if has_digit else (1.0, 1.0),
        is_copy=not _COPY_WORDS.isdisjoint(words) and _COPY.search(text) is not None,
        is_for=found_for[1] if found_for else "",
        names=" ".join([*left, *(f"kind{k.replace(' ', '')}" for k in dict.fromkeys(named.kinds))]),
    )


class _Named:
    """What the tables find in a title, word by word."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.brands: set[str] = set()
        self.traits: set[str] = set()
        self.values: dict[str, set[str]] = {}
        self.used: set[int] = set()
        """Places of the words that a kind is named by."""

    def take(self, entry: "Entry", words: list[str], place: int) -> None:
        """Note what a phrase of the tables says, if it stands at this place."""
        rest, role, value, name = entry
        end = place + 1 + len(rest)
        if rest and tuple(words[place + 1 : end]) != rest:
            return
        if role == "kind":
            if place not in self.used:
                self.kinds.append(value)
                self.used.update(range(place, end))
        elif role == "brand":
            self.brands.add(value)
        elif role == "trait":
            self.traits.add(value)
        elif rest or place not in self.used:
            self.values.setdefault(name, set()).add(value)


def _add_grades(text: str, values: dict[str, set[str]]) -> None:
    for sign, name, pattern in _GRADES:
        if sign in text:
            for found in pattern.findall(text):
                values.setdefault(name, set()).add(found.replace(" ", "").replace(",", "."))
    for found in _CLOTHES.findall(text):
        values.setdefault("clothes", set()).add(found[0] or found[1])


def _series(text: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for word, number, suffix in _SERIES.findall(text):
        if word not in _NO_SERIES:
            found.setdefault(word, set()).add(number.lstrip("0") + suffix)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _packs(text: str) -> tuple[float, float]:
    product, most = 1.0, 1.0
    known: list[float] = []
    for groups in _PIECES.findall(text):
        number = float(next(group for group in groups if group))
        if 1 < number <= 999 and number not in known:
            known.append(number)
            product, most = product * number, max(most, number)
    return product, most


Entry = tuple[Words, str, str, str]


@cache
def vocabulary() -> dict[str, tuple[Entry, ...]]:
    """Phrases by their first word, the longest first."""
    table: dict[str, list[Entry]] = {}
    for words, entry in phrases():
        table.setdefault(words[0], []).append((words[1:], *entry))
    return {first: tuple(sorted(rows, key=lambda r: -len(r[0]))) for first, rows in table.items()}


def phrases() -> Iterator[tuple[Words, tuple[str, str, str]]]:
    """Every phrase of the tables with its role, value and facet."""
    for line in table_lines("kinds.txt"):
        kind, _, phrases = line.partition(":")
        for words in _split(phrases):
            yield words, ("kind", kind.strip(), "")
    for line in table_lines("facets.txt"):
        name, _, rest = line.partition("|")
        for part in rest.split(";"):
            value, _, phrases = part.partition(":")
            for words in _split(phrases):
                yield words, ("facet", value.strip(), name.strip())
    for words in _split(",".join(table_lines("traits.txt"))):
        yield words, ("trait", " ".join(words), "")
    for line in table_lines("brands.txt"):
        name, _, aliases = line.partition("=")
        for words in _split(aliases or name):
            yield (
                words,
                ("brand", "".join(WORD_FORM.findall(name if aliases else " ".join(words))), ""),
            )


@cache
def generic_words() -> frozenset[str]:
    """Words that say nothing of which product it is."""
    return frozenset(
        word for line in table_lines("generic.txt") for word in WORD_FORM.findall(line)
    )


def table_lines(name: str) -> Sequence[str]:
    """The rows of a table of `vocabulary/`."""
    lines = (_TABLES / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _split(phrases: str) -> Iterator[Words]:
    for phrase in phrases.split(","):
        words = tuple(WORD_FORM.findall(_TOUCHING.sub(" ", phrase.strip())))
        if words:
            yield words
