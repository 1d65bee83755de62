"""Registered brands under the spellings that sellers disguise them with."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from domain.registry import ProductRecord
from domain.rules import Lexicon, Term, TermGroup
from matching.context import NO_BRAND, plain
from matching.lexicon import Hit, TermFinder

SHORTEST = 4
"""Letters of a brand below which a disguise cannot be told from chance."""
_DISGUISED = re.compile(
    r"[^\W\d_][0-9@$!|][^\W\d_]|[^\W_][@$]|(?<![^\W_])[^\W_](?:[^\w\s][^\W_]){2,}"
    r"|[^\W_][*•●○°#_][^\W_]|[\u0370-\u058f\u200b-\u200f\u2060-\u2064\ufeff\uff00-\uffef]"
    r"|[\U0001f100-\U0001f1ff\U0001d400-\U0001d7ff]|(?<![^\W_])(?:[^\W_] ){3,}|[^\W_]\d(?![^\W_])"
)
"""What a title without any disguise has nothing of; to pass most titles by quickly."""


class BrandFinder:
    """The brands of a register, ready to be found however they are spelt."""

    def __init__(self, products: Sequence[ProductRecord]) -> None:
        brands = {p.brand for p in products if p.brand and plain(p.brand) not in NO_BRAND}
        self._finder = _finder(tuple(sorted(b for b in brands if len(plain(b)) >= SHORTEST)))

    def restore(self, title: str) -> str:
        """The title with each disguised brand spelt as registered; any other title as it is."""
        if not _DISGUISED.search(title):
            return title
        for hit in reversed(self._finder.find(title)):
            if not _is_spelt_out(hit):
                title = f"{title[: hit.start]}{hit.term.text}{title[hit.end :]}"
        return title


def disguised_brand(title: str, brand: str) -> Hit | None:
    """How a title disguises a brand (digits or look-alikes for letters, signs between); or None."""
    if len(plain(brand)) < SHORTEST or not _DISGUISED.search(title):
        return None
    hits = _finder((brand,)).find(title)
    return None if any(map(_is_spelt_out, hits)) else next(iter(hits), None)


@lru_cache(maxsize=4096)
def _finder(brands: tuple[str, ...]) -> TermFinder:
    terms = tuple(Term(text=brand) for brand in brands)
    group = TermGroup(group_id="brand", title_vi="", title_en="", terms=terms)
    return TermFinder(Lexicon(name="brand", version="", as_of=date.min, groups=(group,)))


def _is_spelt_out(hit: Hit) -> bool:
    return _spelt(hit.found) == _spelt(hit.term.text)


def _spelt(text: str) -> str:
    """Letters as spelt, marks, spaces and hyphens aside; look-alikes and dots stay what they are."""
    decomposed = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c not in " -&'_’")
