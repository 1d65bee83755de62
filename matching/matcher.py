"""Finds the registered product that each listing offers, or claims to."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from domain.listing import Listing
from domain.match import Comparison, Match
from domain.registry import ProductRecord
from matching.candidates import CandidateIndex
from matching.context import plain
from matching.features import WEIGHTS_VERSION, Pair, compare, weighted_score
from matching.profile import Profile, profile

_LEET = str.maketrans("013457", "oieast")
_LEET_WORD = re.compile(r"(?<![^\W_])(?=\w*\d)(?=\w*[a-zA-Z])[a-zA-Z013457]{2,12}(?![^\W_])")
BATCH = 512
CANDIDATES = 8


class Matcher:
    """The register of products, ready to be matched against."""

    def __init__(self, products: Sequence[ProductRecord]) -> None:
        named = [(product, name) for product in products for name in _names(product)]
        self._products = [product for product, _ in named]
        self._profiles = [profile(name) for _, name in named]
        self._brands = [plain(product.brand or "") for product in self._products]
        self._index = CandidateIndex([p.text for p in self._profiles])
        counts = Counter(word for p in self._profiles for word in p.words)
        self._rarity = {word: math.log((1 + len(named)) / n) for word, n in counts.items()}
        self._rarest = math.log(1 + len(named))

    def match(self, listings: Iterable[Listing]) -> Iterator[Match | None]:
        """For each listing in order the best registered product, None where nothing is near."""
        rest = iter(listings)
        while batch := list(islice(rest, BATCH)):
            yield from self._match_batch(batch)

    def _match_batch(self, listings: Sequence[Listing]) -> Iterator[Match | None]:
        if not self._products:
            yield from (None for _ in listings)
            return
        profiles = [profile(self._undisguised(listing.title)) for listing in listings]
        found = self._index.nearest([p.text for p in profiles], CANDIDATES)
        grouped: list[list[tuple[int, float]]] = [[] for _ in listings]
        for query, record, cosine in zip(found.queries, found.records, found.cosines, strict=True):
            grouped[query].append((int(record), float(cosine)))
        for listing, left, candidates in zip(listings, profiles, grouped, strict=True):
            yield self._best(listing, left, candidates)

    def _best(
        self, listing: Listing, left: Profile, candidates: Sequence[tuple[int, float]]
    ) -> Match | None:
        scored: list[tuple[float, int, tuple[Comparison, ...]]] = []
        for record, cosine in candidates:
            made = compare(self._pair(left, record, cosine))
            scored.append((weighted_score(made), record, made))
        if not scored:
            return None
        score, record, comparisons = max(scored, key=lambda row: row[0])
        return Match(
            listing_id=listing.listing_id,
            product=self._products[record],
            score=score,
            comparisons=comparisons,
            model_version=WEIGHTS_VERSION,
        )

    def _undisguised(self, title: str) -> str:
        """The title with digits read as letters where that makes a word of the register."""
        return _LEET_WORD.sub(self._read_letters, title)

    def _read_letters(self, found: re.Match[str]) -> str:
        word = found.group().lower()
        letters = word.translate(_LEET)
        return letters if word not in self._rarity and letters in self._rarity else found.group()

    def _pair(self, left: Profile, record: int, cosine: float) -> Pair:
        return Pair(
            left=left,
            right=self._profiles[record],
            brand=self._brands[record],
            cosine=cosine,
            weights=self._weight,
        )

    def _weight(self, word: str) -> float:
        return self._rarity.get(word, self._rarest)


def _names(product: ProductRecord) -> tuple[str, ...]:
    brand = plain(product.brand or "")
    names = (product.name, *product.aliases)
    return tuple(n if brand in plain(n) else f"{n} {product.brand}" for n in names)
