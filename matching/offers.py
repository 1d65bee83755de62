"""A table of offers or registered products in columns, ready to be compared in bulk."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.asked import Asked
from matching.cleaning import bare_words, clean, clean_all
from matching.facets import Facets, facets
from matching.ngrams import ngram_rows
from matching.normalise import fold_text
from matching.readings import Reading, read
from matching.tokens import KINDS, apart, keep_marks, model_codes, pieces, tokenise
from matching.words import OTHER_ARTICLE

Floats = NDArray[np.float32]
_WORD = re.compile(r"[^\W_]+")
_SIGN = re.compile(r"[\W_]+")
_PRICE = re.compile(r"\d[\d.,]*")


@dataclass(eq=False)
class Offers:
    """One row an offer; columns that a table lacks are empty."""

    titles: Sequence[str]
    descriptions: Sequence[str] = ()
    brands: Sequence[str] = ()
    prices: Sequence[str] = ()
    categories: Sequence[str] = ()
    hashes: Sequence[str] = ()
    """Perceptual image hashes, 16 hex digits or empty."""
    codes: Sequence[str] = ()
    """Model or registration numbers from a column of their own."""
    others: Sequence[str] = ()
    """What further columns say, joined: compared as words."""
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.titles)

    @cached_property
    def cleaned(self) -> list[str]:
        """Titles without filler, brand and model column added where the title lacks them."""
        return clean_all(self.titles)

    @cached_property
    def bare(self) -> Asked[list[str]]:
        """The words of each cleaned title without the signs around them."""
        return Asked(lambda cleaned: bare_words(cleaned.split()), self.cleaned)

    @cached_property
    def named(self) -> list[str]:
        """Cleaned titles with what further naming columns add to them."""
        extras = [clean_all(column) for column in (self.brands, self.codes) if len(column)]
        if not extras:
            return self.cleaned
        return [
            " ".join([title, *(e for e in more if e and e not in title)])
            for title, *more in zip(self.cleaned, *extras, strict=True)
        ]

    @cached_property
    def tokens(self) -> sparse.csr_matrix:
        """Tokens of the names."""
        return tokenise(self.named)

    @cached_property
    def marked_words(self) -> list[tuple[frozenset[str], frozenset[str]] | None]:
        """The words of each title with its marks and without; None for a title without marks."""
        return [_marked_words(title) for title in self.titles]

    @cached_property
    def parts(self) -> sparse.csr_matrix:
        """Words and numbers of the names, letters and digits taken apart."""
        return tokenise([apart(text) for text in self.named])

    @cached_property
    def closed(self) -> list[str]:
        """Names and the begin of descriptions without signs and spaces, for codes written apart."""
        if not len(self.descriptions):
            return [_SIGN.sub("", text) for text in self.named]
        rows = zip(self.named, self.descriptions, strict=True)
        return [_SIGN.sub("", f"{name} {clean(more[:1500])}") for name, more in rows]

    @cached_property
    def heads(self) -> sparse.csr_matrix:
        """The first three words of each title, where Vietnamese says what kind of thing it is."""
        return tokenise([" ".join(_WORD.findall(text)[:3]) for text in self.cleaned])

    @cached_property
    def word_lists(self) -> list[list[str]]:
        """Words and numbers of each name, in their order."""
        return [_WORD.findall(text) for text in self.named]

    @cached_property
    def facets(self) -> Asked[Facets]:
        """Kind, brand, variant, generation and pack of each title, by tables of words."""
        return Asked(facets, self.named)

    @cached_property
    def readings(self) -> Asked[Reading]:
        """The words of each title in their places, each with its kind."""
        return Asked(read, self.named)

    def essentials(self, rows: NDArray[np.int64]) -> sparse.csr_matrix:
        """What some names say beyond filler, quantities and words that say nothing."""
        return tokenise([self.facets[row].names for row in rows.tolist()])

    @cached_property
    def model_codes(self) -> list[tuple[str, ...]]:
        """Words of letters and digits of each name, signs left out, quantities not among them."""
        return [model_codes(text) for text in self.named]

    @cached_property
    def piece_counts(self) -> Floats:
        """How many pieces each title offers."""
        return np.array([pieces(text) for text in self.cleaned], dtype=np.float32)

    @cached_property
    def category_tokens(self) -> sparse.csr_matrix:
        """Words of the categories."""
        return self._column_tokens(self.categories)

    @cached_property
    def other_tokens(self) -> sparse.csr_matrix:
        """Words of the further columns."""
        return self._column_tokens(self.others)

    def _column_tokens(self, column: Sequence[str]) -> sparse.csr_matrix:
        return tokenise(clean_all(column) if len(column) else [""] * self.size)

    @cached_property
    def grams(self) -> sparse.csr_matrix:
        """Character trigrams of the names."""
        return ngram_rows(self.named)

    @cached_property
    def all_tokens(self) -> sparse.csr_matrix:
        """Tokens of names and descriptions."""
        if not len(self.descriptions):
            return self.tokens
        both = [
            f"{n} {clean(d[:1500])}" for n, d in zip(self.named, self.descriptions, strict=True)
        ]
        return tokenise(both)

    @cached_property
    def brand_names(self) -> list[str]:
        """Cleaned brands, empty where none is stated."""
        if not len(self.brands):
            return [""] * self.size
        return [" ".join(brand.split()) for brand in clean_all(self.brands)]

    @cached_property
    def amounts(self) -> Floats:
        """Prices as numbers; NaN where there is none."""
        if not len(self.prices):
            return np.full(self.size, np.nan, dtype=np.float32)
        return np.array([_amount(price) for price in self.prices], dtype=np.float32)

    @cached_property
    def other_articles(self) -> NDArray[np.bool_]:
        """Whether each title speaks of something for a product."""
        return np.array([OTHER_ARTICLE.search(text) is not None for text in self.cleaned])

    @cached_property
    def bits(self) -> NDArray[np.uint64]:
        """Image hashes as numbers; 0 where there is none."""
        if not len(self.hashes):
            return np.zeros(self.size, dtype=np.uint64)
        return np.array([_hash(text) for text in self.hashes], dtype=np.uint64)

    def taken(self, rows: NDArray[np.int64]) -> "Offers":
        """Some rows as a table of their own; what was taken apart already is handed on."""
        columns = (
            self.titles, self.descriptions, self.brands, self.prices, self.categories,
            self.hashes, self.codes, self.others,
        )  # fmt: skip
        places = rows.tolist()
        part = Offers(*([column[n] for n in places] if len(column) else () for column in columns))
        for name in ("cleaned", "named"):
            if name in self.__dict__:
                part.__dict__[name] = [self.__dict__[name][n] for n in places]
        for name in ("tokens", "grams"):
            if name in self.__dict__:
                part.__dict__[name] = self.__dict__[name][rows]
        return part

    def retitled(self, titles: Sequence[str]) -> "Offers":
        """The same table with other titles; what was made of the old ones is left behind."""
        return Offers(
            titles, self.descriptions, self.brands, self.prices, self.categories, self.hashes,
            self.codes, self.others,
        )  # fmt: skip

    @property
    def kinds(self) -> NDArray[np.uint8]:
        """Kind of the token in each column."""
        return KINDS


def _marked_words(title: str) -> tuple[frozenset[str], frozenset[str]] | None:
    folded = fold_text(title)
    if title.isascii() or folded == title.lower():
        return None
    return frozenset(_WORD.findall(keep_marks(title))), frozenset(_WORD.findall(folded))


def _amount(price: str) -> float:
    found = _PRICE.search(str(price))
    if not found:
        return float("nan")
    text = found.group().rstrip(".,")
    whole, _, rest = text.replace(",", ".").rpartition(".")
    digits = text.replace(".", "").replace(",", "")
    amount = (
        float(digits) if not whole or len(rest) == 3 else float(f"{whole.replace('.', '')}.{rest}")
    )
    return amount if amount > 0 else float("nan")


def _hash(text: str) -> int:
    try:
        return int(text, 16) if text else 0
    except ValueError:
        return 0
