"""Matches every listing against the registers, applies the rules, and raises flags with reasons."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from config.lexicon_files import load_lexicons
from config.rules import load_rules
from crawler.identifiers import find_identifiers
from domain.flag import Flag, FlagState
from domain.listing import Identifier, Listing, Shop
from domain.match import Match
from domain.rules import RuleBook
from jobs import images, operators
from jobs.images import PhotosReport
from jobs.operators import OperatorsReport
from jobs.workspace import Workspace
from matching.brands import BrandFinder
from matching.context import RuleContext, Subject
from matching.matcher import Matcher
from matching.rules import judge
from matching.shops import suspects_of
from storage.matches import Matched
from storage.rows import FlagCounts, LatestSnapshot
from storage.session import Store

KIND = "match"
BATCH = 500
ShopKey = tuple[str, str]
NO_FLAGS = FlagCounts(raised=0, renewed=0, unchanged=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """What a matching run came to."""

    run_id: int
    listings: int
    matched: int
    """Listings that a registered product was found for."""
    flags: FlagCounts
    stale: int
    """Flags that were raised before and are not raised any more."""
    products: int
    sellers: int
    photos: PhotosReport
    """Pictures that were hashed before the judging."""
    operators: OperatorsReport
    """Shops found to be in the same hands, worked out afterwards."""


def run(
    workspace: Workspace, night: str, *, on_progress: Callable[[int], None] = lambda count: None
) -> MatchReport:
    """Judge the best statement of every listing; `on_progress` is told of each batch's size."""
    at = datetime.now(UTC)
    hashed = images.run(workspace, night)
    judging = _Judging(workspace.store)
    with workspace.store.transaction() as repo:
        run_id = repo.runs.start(night, KIND, at=at)
    totals = _Totals()
    for batch in _batches(workspace.store):
        flags, matches = judging.judge(batch)
        with workspace.store.transaction() as repo:
            repo.matches.add_all(run_id, _matched(batch, matches), at=at)
            totals.add(len(batch), matches, repo.flags.put_flags(run_id, flags, at=at))
        on_progress(len(batch))
    for batch in judging.in_another_light(workspace.store):
        flags, _ = judging.judge(batch)
        with workspace.store.transaction() as repo:
            totals.count(repo.flags.put_flags(run_id, flags, at=at))
    with workspace.store.transaction() as repo:
        stale = repo.flags.mark_stale(run_id, at=at)
        repo.runs.finish(run_id, "done", {"listings": totals.listings}, at=datetime.now(UTC))
    return MatchReport(
        run_id=run_id,
        listings=totals.listings,
        matched=totals.matched,
        flags=totals.flags,
        stale=stale,
        products=judging.products,
        sellers=judging.sellers,
        photos=hashed,
        operators=operators.run(workspace, at=at),
    )


def _matched(batch: Sequence[LatestSnapshot], matches: Sequence[Match | None]) -> Iterator[Matched]:
    for snapshot, match in zip(batch, matches, strict=True):
        if match is not None:
            yield Matched(match=match, site_id=snapshot.site_id, capture_id=snapshot.capture_id)


class _Judging:
    """Registers, rules and lexicons made ready once for a whole run."""

    def __init__(self, store: Store) -> None:
        with store.reading() as repo:
            products = list(repo.registers.current_products())
            sellers = list(repo.registers.current_sellers())
        self.products, self.sellers = len(products), len(sellers)
        self._matcher = Matcher(products)
        self._brands = BrandFinder(products)
        hashes = images.photo_hashes(store)
        self._context = RuleContext.build(load_rules(), load_lexicons(), products, sellers, hashes)
        self._context.genuine_photos = images.genuine_photos(store, self._matcher, hashes)
        self._context.suspects = _suspects(store, self._context.rules)
        self._claims: dict[ShopKey, set[str]] = defaultdict(set)

    def judge(self, batch: Sequence[LatestSnapshot]) -> tuple[list[Flag], list[Match | None]]:
        """The flags of a batch of snapshots, and each one's match."""
        matches = list(self._matcher.match(map(self._spelt_out, batch)))
        flags: list[Flag] = []
        for snapshot, match in zip(batch, matches, strict=True):
            flags += judge(_subject(snapshot, match), self._context)
            if match is not None and snapshot.listing.shop_id:
                key = (snapshot.site_id, snapshot.listing.shop_id)
                self._claims[key].add(snapshot.listing.listing_id)
        return flags, matches

    def in_another_light(self, store: Store) -> Iterator[list[LatestSnapshot]]:
        """What is to be judged anew: offers of shops that this run put under suspicion."""
        before = self._context.suspects
        self._context.suspects = now = _suspects(store, self._context.rules)
        changed = [shop for shop, listings in now.items() if listings != before.get(shop)]
        keys = ((site_id, one) for site_id, shop in changed for one in self._claims[site_id, shop])
        while batch := list(islice(keys, BATCH)):
            with store.reading() as repo:
                found = [repo.history.listing(*key) for key in batch]
            yield [snapshot for snapshot in found if snapshot is not None]

    def _spelt_out(self, snapshot: LatestSnapshot) -> Listing:
        listing = snapshot.listing
        return replace(listing, title=self._brands.restore(listing.title))


def _suspects(store: Store, rules: RuleBook) -> dict[ShopKey, frozenset[str]]:
    with store.reading() as repo:
        rows = repo.flags.list(with_stale=False)
        standing = (row.flag for row in rows if row.state is not FlagState.DISMISSED)
        return suspects_of(standing, rules)


@dataclass(slots=True)
class _Totals:
    listings: int = 0
    matched: int = 0
    flags: FlagCounts = NO_FLAGS

    def add(self, listings: int, matches: Sequence[Match | None], flags: FlagCounts) -> None:
        self.listings += listings
        self.matched += sum(match is not None for match in matches)
        self.count(flags)

    def count(self, flags: FlagCounts) -> None:
        self.flags = FlagCounts(
            raised=self.flags.raised + flags.raised,
            renewed=self.flags.renewed + flags.renewed,
            unchanged=self.flags.unchanged + flags.unchanged,
        )


def _subject(snapshot: LatestSnapshot, match: Match | None) -> Subject:
    return Subject(
        listing=snapshot.listing,
        shop=snapshot.shop,
        match=match,
        identifiers=_identifiers(snapshot.listing, snapshot.shop),
        site_id=snapshot.site_id,
        capture_id=snapshot.capture_id,
    )


def _identifiers(listing: Listing, shop: Shop | None) -> tuple[Identifier, ...]:
    texts = {"title": listing.title, "description": listing.description}
    if shop is not None:
        texts["shop.description"] = shop.description
    return tuple(
        found for field, text in texts.items() if text for found in find_identifiers(text, field)
    )


def _batches(store: Store) -> Iterator[list[LatestSnapshot]]:
    with store.reading() as repo:
        snapshots = repo.history.latest_snapshots()
        while batch := list(islice(snapshots, BATCH)):
            yield batch
