"""What a rule may look at: one listing with its shop and match, and the registers and lexicons."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.listing import Identifier, Listing, Shop
from domain.match import Match
from domain.registry import ProductRecord, SellerRecord
from domain.rules import Lexicon, RuleBook, RuleSetting
from matching.lexicon import Hit, TermFinder
from matching.normalise import fold_text
from matching.sellers import SellerIndex, SellerMatch

_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
NO_BRAND = frozenset(
    {"", "no brand", "nobrand", "oem", "khac", "none", "khong", "khong co", "other"}
)
"""Brand fields that name no brand, folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One snapshot to be judged."""

    listing: Listing
    shop: Shop | None = None
    match: Match | None = None
    identifiers: tuple[Identifier, ...] = ()
    site_id: str = ""
    capture_id: str = ""


@dataclass(slots=True, kw_only=True)
class RuleContext:
    """Everything that stays the same from subject to subject, made ready once."""

    rules: RuleBook
    finders: Mapping[str, TermFinder]
    sellers: SellerIndex
    products: Mapping[str, ProductRecord]
    by_number: Mapping[str, ProductRecord]
    """Products by their compact registration number."""
    brands: Mapping[str, tuple[ProductRecord, ...]]
    """Products by folded brand."""
    image_hashes: Mapping[str, str]
    """Perceptual hashes, as matching/images.py writes them, by the image's key or URL."""
    version: str
    genuine_photos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Hashes of the photos that official shops show of a registered product, by its id."""
    suspects: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """Listings under strong suspicion by site and shop, as far as they are known by now."""

    @classmethod
    def build(
        cls,
        rules: RuleBook,
        lexicons: Iterable[Lexicon],
        products: Sequence[ProductRecord],
        sellers: Sequence[SellerRecord],
        image_hashes: Mapping[str, str] | None = None,
    ) -> "RuleContext":
        """Make registers and lexicons ready to judge with."""
        words = tuple(lexicons)
        return cls(
            rules=rules,
            finders={lexicon.name: TermFinder(lexicon) for lexicon in words},
            sellers=SellerIndex(sellers),
            products={p.product_id: p for p in products},
            by_number={
                number_key(p.registration_number): p for p in products if p.registration_number
            },
            brands=_by_brand(products),
            image_hashes=image_hashes or {},
            version="+".join([rules.version, *(f"{x.name}@{x.version}" for x in words)]),
        )

    def setting(self, rule: str) -> RuleSetting | None:
        """The rule's setting where it is switched on."""
        found = self.rules.setting(rule)
        return found if found and found.enabled else None

    def other_suspects(self, subject: Subject) -> int:
        """How many other offers of the same shop are under strong suspicion."""
        shop_id = subject.listing.shop_id or (subject.shop.shop_id if subject.shop else None)
        known = self.suspects.get((subject.site_id, shop_id or ""), frozenset())
        return len(known - {subject.listing.listing_id})

    def hits(self, lexicon: str, text: str | None, context: str = "") -> tuple[Hit, ...]:
        """The lexicon's terms in a text; none where there is no such lexicon."""
        finder = self.finders.get(lexicon)
        return finder.find(text or "", context=context) if finder else ()

    def groups(self, lexicon: str, text: str | None) -> frozenset[str]:
        """The groups of a lexicon that a text has terms of."""
        return frozenset(hit.group.group_id for hit in self.hits(lexicon, text))

    def seller(self, subject: Subject, agreement: float = 0.86) -> SellerMatch:
        """What the register of sellers says about the subject's shop."""
        return self.sellers.find(
            site_id=subject.site_id,
            shop=subject.shop,
            listing=subject.listing,
            identifiers=subject.identifiers,
            agreement=agreement,
        )

    def claimed_brand(self, listing: Listing) -> str | None:
        """The registered brand that title or brand field names, folded; the longest one."""
        stated = plain(listing.brand or "")
        if stated in self.brands:
            return stated
        title = f" {plain(listing.title)} "
        named = [b for b in self.brands if len(b) > 3 and f" {b} " in title]
        return max(named, key=len, default=None)


def plain(text: str) -> str:
    """Folded words with single spaces between them, signs dropped."""
    return _NOT_LETTERS.sub(" ", fold_text(text)).strip()


def number_key(number: str) -> str:
    """A registration number without signs and spaces: `000123/24/CBMP-HN` is `00012324cbmphn`."""
    return _NOT_LETTERS.sub("", fold_text(number))


def _by_brand(products: Sequence[ProductRecord]) -> dict[str, tuple[ProductRecord, ...]]:
    grouped: dict[str, list[ProductRecord]] = {}
    for product in products:
        brand = plain(product.brand or "")
        if brand not in NO_BRAND:
            grouped.setdefault(brand, []).append(product)
    return {brand: tuple(records) for brand, records in grouped.items()}
