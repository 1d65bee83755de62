"""Compares a run of a site with what a healthy one looks like. Pure: values in, alarms out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from config.expectations import Bounds, Expectation
from domain.events import IssueKind
from domain.listing import Listing, Reading, Shop
from domain.outcome import Outcome
from domain.target import PageKind
from messages import translate

LISTS = frozenset({PageKind.SHOP, PageKind.SEARCH, PageKind.CATEGORY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One expectation that a run broke."""

    kind: IssueKind
    detail: str


@dataclass(slots=True)
class Stated:
    """How many of some statements had each field."""

    total: int = 0
    fields: Counter[str] = field(default_factory=Counter)

    def add(self, statement: Listing | Shop) -> None:
        """Count one statement."""
        self.total += 1
        for name in type(statement).__slots__:
            if getattr(statement, name) not in (None, "", ()):
                self.fields[name] += 1

    def share(self, name: str) -> float:
        """Part of the statements that had the field."""
        return self.fields[name] / self.total if self.total else 0.0


@dataclass(slots=True)
class Tally:
    """What a run of one site has read so far."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    listings: Stated = field(default_factory=Stated)
    cards: Stated = field(default_factory=Stated)
    shops: Stated = field(default_factory=Stated)
    lists: int = 0

    def add(self, reading: Reading | None) -> None:
        """Count one visit; None where the page could not be read."""
        if reading is None:
            self.outcomes[Outcome.UNKNOWN] += 1
            return
        self.outcomes[reading.verdict.outcome] += 1
        if not reading.verdict.outcome.is_present:
            return
        for listing in reading.listings:
            (self.cards if listing.is_card else self.listings).add(listing)
        if reading.page_kind is PageKind.SHOP and reading.shop is not None:
            self.shops.add(reading.shop)
        self.lists += reading.page_kind in LISTS


def check(tally: Tally, expected: Expectation) -> tuple[Alarm, ...]:
    """The expectations that a run broke; too few pages break none."""
    found = (
        *_fields("listing", tally.listings, expected.listing, expected.least),
        *_fields("card", tally.cards, expected.card, expected.least),
        *_fields("shop", tally.shops, expected.shop, expected.least),
        *_outcomes(tally.outcomes, expected.outcomes, expected.least),
        *_cards_per_list(tally, expected),
    )
    return tuple(found)


def silent_guards(visits_since: Mapping[Outcome, int], expected: Expectation) -> tuple[Alarm, ...]:
    """The checks that have not fired in so many visits that they may be blind.

    `visits_since` is the number of the site's visits since each outcome was last seen.
    """
    return tuple(
        Alarm(
            kind=IssueKind.SILENT_GUARD,
            detail=translate(
                "not one of the last {visits} visits was {outcome}; either nothing of the kind "
                "happened, or the check no longer sees it",
                visits=visits_since[outcome],
                outcome=outcome.value,
            ),
        )
        for outcome, most in expected.guards.items()
        if visits_since.get(outcome, 0) >= most
    )


def _fields(what: str, stated: Stated, shares: Mapping[str, float], least: int) -> Iterator[Alarm]:
    if stated.total < least:
        return
    for name, share in shares.items():
        if stated.share(name) < share:
            yield Alarm(
                kind=IssueKind.LAYOUT_CHANGED,
                detail=translate(
                    "{what}: only {share:.0%} of {total} state {field}, expected at least "
                    "{expected:.0%}",
                    what=what,
                    share=stated.share(name),
                    total=stated.total,
                    field=name,
                    expected=share,
                ),
            )


def _outcomes(
    outcomes: Counter[Outcome], bounds: Mapping[Outcome, Bounds], least: int
) -> Iterable[Alarm]:
    total = outcomes.total()
    if total < least:
        return
    for outcome, (lowest, highest) in bounds.items():
        share = outcomes[outcome] / total
        if lowest <= share <= highest:
            continue
        yield Alarm(
            kind=IssueKind.TOO_FEW if share < lowest else IssueKind.TOO_MANY,
            detail=translate(
                "{share:.0%} of {total} visits were {outcome}, expected {lowest:.0%} to "
                "{highest:.0%}",
                share=share,
                total=total,
                outcome=outcome.value,
                lowest=lowest,
                highest=highest,
            ),
        )


def _cards_per_list(tally: Tally, expected: Expectation) -> Iterator[Alarm]:
    if tally.lists < expected.least:
        return
    lowest, highest = expected.cards_per_list
    mean = tally.cards.total / tally.lists
    if not lowest <= mean <= highest:
        yield Alarm(
            kind=IssueKind.TOO_FEW if mean < lowest else IssueKind.TOO_MANY,
            detail=translate(
                "{mean:.1f} cards a list page over {pages} pages, expected {lowest:g} to "
                "{highest:g}",
                mean=mean,
                pages=tally.lists,
                lowest=lowest,
                highest=highest,
            ),
        )
