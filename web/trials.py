"""What words would have flagged among the listings seen last; nothing is changed by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from domain.rules import Lexicon, Term, TermGroup
from matching.lexicon import Hit, TermFinder
from storage.repository import Repository

TRIED = 20_000
"""Listings on which a word is tried at most."""
SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialHit:
    """A listing in whose title one of the words stands."""

    site_id: str
    listing_id: str
    title: str
    hit: Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of trying words."""

    tried: int
    """Listings looked at."""
    count: int
    """Listings hit."""
    shown: tuple[TrialHit, ...]
    """The first of them."""


def try_terms(repo: Repository, terms: Sequence[Term], excludes: tuple[str, ...] = ()) -> Trial:
    """Look for the words in the titles of the listings seen last."""
    group = TermGroup(
        group_id="trial", title_vi="", title_en="", terms=tuple(terms), excludes=excludes
    )
    today = datetime.now(UTC).date()
    finder = TermFinder(Lexicon(name="trial", version="0", as_of=today, groups=(group,)))
    found, tried = list[TrialHit](), 0
    for snapshot in islice(repo.history.latest_snapshots(), TRIED):
        tried += 1
        listing = snapshot.listing
        if hits := finder.find(listing.title, context=listing.description or ""):
            found.append(
                TrialHit(
                    site_id=snapshot.site_id,
                    listing_id=listing.listing_id,
                    title=listing.title,
                    hit=hits[0],
                )
            )
    return Trial(tried=tried, count=len(found), shown=tuple(found[:SHOWN]))
