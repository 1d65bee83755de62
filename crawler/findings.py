"""What a platform's parsers found in one visit, before anybody judges it."""

from dataclasses import dataclass

from domain.listing import Listing, Shop
from domain.outcome import Outcome, Verdict
from domain.target import PageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A listing with what its own state says of it."""

    listing: Listing
    outcome: Outcome = Outcome.LIVE
    why: str = ""
    doubt: str | None = None
    """Why its values cannot be true; None where nothing speaks against them."""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """An answer's own word about a listing, a shop or an account."""

    kind: PageKind
    key: str | None
    """Which one; None where the answer does not say, and the question is not known."""
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that a platform's parsers found in one visit."""

    offers: tuple[Offer, ...] = ()
    """Full listings, the best source first."""
    cards: tuple[Offer, ...] = ()
    shops: tuple[Shop, ...] = ()
    signs: tuple[Sign, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    """Field and words of what a seller wrote beside listings and account, as under a video."""
    refusals: tuple[Verdict, ...] = ()
    """Walls that stood in an answer which the page needs."""
    puzzles: tuple[str, ...] = ()
    """What was seen and is in no table: unknown codes, empty lists."""
    missing: tuple[str, ...] = ()
    total: int | None = None
    next_page: int | None = None
    empty_list: bool = False
    """A list answered with nothing in it."""
