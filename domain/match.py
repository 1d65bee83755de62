"""How alike a listing and a registered product are, and why."""

from dataclasses import dataclass

from domain.registry import ProductRecord

CERTAIN = 0.8
"""Score from which a listing of an official shop is the registered product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One feature's score with the two values that were compared."""

    feature: str
    """For example `title_match` or `pack_size_mismatch`."""
    score: float
    """0 to 1."""
    weight: float
    left: str
    """The listing's value."""
    right: str
    """The record's value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The best record for a listing, with every comparison that led to it."""

    listing_id: str
    product: ProductRecord
    score: float
    """Probability that the listing offers (or claims to offer) this product, 0 to 1."""
    comparisons: tuple[Comparison, ...]
    model_version: str
