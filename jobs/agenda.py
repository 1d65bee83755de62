"""What a site's crawl does next: the recrawl policy's picks and the visits that follow from others.

Pure: no store, no browser, no clock. The frontier feeds it what was seen and asks it for visits.
Times are hours on the policy's running clock.
"""

import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from crawler.frontier import Visit
from crawler.recrawl import RecrawlPolicy
from crawler.recrawl import Visit as PlannedVisit
from domain.listing import Listing, Reading
from domain.target import PageKind, Site, Target

MAX_LIST_PAGES = 40
MAX_SEARCH_PAGES = 3
CHECK_SHARE = 0.25
"""Part of a budget that may go to preserved listings which their shop's list no longer shows."""
WATCHED_PRIORITY = 10.0
"""Pages that a person asked for come before anything that was found."""
FURTHER_PAGE_FACTOR = 0.5
CHECK_FLOOR = 0.3
MAX_FAILURES = 2
"""A page that failed this often is left for another run."""
POLICY = "recrawl policy"
LISTS = frozenset({PageKind.SEARCH, PageKind.CATEGORY})

Score = Callable[[Listing], float]
VisitKey = tuple[PageKind, str, int]


@dataclass(slots=True)
class Tour:
    """The pages of one shop's list, as far as they were read in this run."""

    cards: dict[str, float] = field(default_factory=dict)
    """Listing id to probability, over every page of the tour so far."""

    @property
    def promise(self) -> float:
        """Mean probability of the cards seen: what a further page may be worth."""
        return sum(self.cards.values()) / len(self.cards) if self.cards else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a visit taught, for the store."""

    probabilities: tuple[tuple[str, float], ...] = ()
    """Listing id and probability, for each listing that the page stated."""
    whole_list: tuple[str, frozenset[str]] | None = None
    """Shop id and listing ids, where this visit was the last page of a list read to its end."""


class Agenda:
    """The visits that are due at one site, best first."""

    def __init__(self, *, site: Site, policy: RecrawlPolicy, score: Score, budget: int) -> None:
        self.site = site
        self.policy = policy
        self._score = score
        self._checks_left = int(budget * CHECK_SHARE)
        self._queue: list[tuple[float, int, Visit]] = []
        self._order = itertools.count()
        self._under_way: set[VisitKey] = set()
        self._asked: set[VisitKey] = set()
        self._failures: Counter[VisitKey] = Counter()
        self._shops: dict[str, Target] = {}
        self._listings: dict[str, Target] = {}
        self._preserved: dict[str, float] = {}
        self._of_shop: dict[str, set[str]] = {}
        self._tours: dict[str, Tour] = {}

    def know_shop(self, target: Target, *, at: float) -> None:
        """Remember a shop's page; the policy hears of a shop that is new here."""
        shop_id = target.shop_id or target.key
        if shop_id not in self._shops:
            self.policy.shop_discovered(shop_id, self.site.site_id, at, {})
        self._shops[shop_id] = target

    def know_listing(self, target: Target, *, preserved: float | None) -> None:
        """Remember a listing's page; `preserved` is its probability where it was kept before."""
        if target.listing_id is None:
            return
        self._listings[target.listing_id] = target
        if preserved is not None:
            self._preserved[target.listing_id] = preserved
            if target.shop_id is not None:
                self._of_shop.setdefault(target.shop_id, set()).add(target.listing_id)

    def push(self, visit: Visit) -> None:
        """Queue a visit; the same page is queued once in a run."""
        if _key(visit) not in self._asked:
            self._asked.add(_key(visit))
            self._put_back(visit)

    def made_before(self, target: Target) -> None:
        """An earlier run of this night has visited this page: it is not queued again."""
        self._asked.add((target.kind, target.key, 1))

    def next(self, count: int, *, at: float) -> list[Visit]:
        """The best visits now, at most `count`; empty where nothing is due."""
        picks = sorted(
            [*self._queued(count), *self._planned(count, at)], key=lambda visit: -visit.priority
        )
        chosen, rest = picks[:count], picks[count:]
        self._under_way.update(_key(visit) for visit in chosen)
        for visit in rest:
            if visit.reason != POLICY:
                self._put_back(visit)
        return chosen

    def seen(self, visit: Visit, reading: Reading | None, *, at: float) -> Lesson:
        """Learn from a visit that was made; a wall or an error teaches nothing."""
        self._under_way.discard(_key(visit))
        if reading is None or not (
            reading.verdict.outcome.is_present or reading.verdict.outcome.is_gone
        ):
            self._failures[_key(visit)] += 1
            return Lesson()
        scores = {listing.listing_id: self._score(listing) for listing in reading.listings}
        kind = reading.page_kind if visit.target.kind is PageKind.SHORT_LINK else visit.target.kind
        outcome = reading.verdict.outcome
        if kind is PageKind.LISTING:
            self._listing_seen(visit, reading, scores, at)
        elif kind is PageKind.SHOP:
            whole = self._shop_seen(visit, reading, scores, at)
            return Lesson(probabilities=tuple(scores.items()), whole_list=whole)
        elif kind in LISTS and outcome.is_present:
            self._further_page(visit, reading, MAX_SEARCH_PAGES, visit.priority)
        return Lesson(probabilities=tuple(scores.items()))

    def _listing_seen(
        self, visit: Visit, reading: Reading, scores: Mapping[str, float], at: float
    ) -> None:
        target, alive = visit.target, reading.verdict.outcome.is_present
        if target.listing_id is None:
            return
        shop_id = target.shop_id or next((x.shop_id for x in reading.listings if x.shop_id), None)
        probability = scores.get(target.listing_id)
        self.policy.listing_visited(
            target.listing_id, shop_id or "", at, alive=alive, p_violating=probability
        )
        if alive:
            self.know_listing(target, preserved=probability or 0.0)

    def _shop_seen(
        self, visit: Visit, reading: Reading, scores: Mapping[str, float], at: float
    ) -> tuple[str, frozenset[str]] | None:
        shop_id = visit.target.shop_id or visit.target.key
        if reading.verdict.outcome.is_gone:
            self._tours.pop(shop_id, None)
            self.policy.shop_visited(shop_id, at, listed=[], complete=True, gone=True)
            self._check_missing(shop_id, frozenset())
            return None
        tour = self._tours.setdefault(shop_id, Tour())
        tour.cards.update(scores)
        self._tell_policy(shop_id, tour, complete=reading.next_page is None, at=at)
        worth = tour.promise * FURTHER_PAGE_FACTOR
        if self._further_page(visit, reading, MAX_LIST_PAGES, worth):
            return None
        return self._end_tour(shop_id, reading)

    def _tell_policy(self, shop_id: str, tour: Tour, *, complete: bool, at: float) -> None:
        self.policy.shop_visited(
            shop_id, at, listed=list(tour.cards.items()), complete=complete, gone=False
        )

    def _end_tour(self, shop_id: str, reading: Reading) -> tuple[str, frozenset[str]] | None:
        """Where the list was read to its end: its shop's own id with every listing on it."""
        listed = frozenset(self._tours.pop(shop_id).cards)
        if reading.next_page is not None or not listed:
            return None
        self._check_missing(shop_id, listed)
        return (reading.shop.shop_id if reading.shop is not None else shop_id), listed

    def _further_page(self, visit: Visit, reading: Reading, most: int, priority: float) -> bool:
        page = reading.next_page
        if page is None or page <= visit.page or page > most or not reading.listings:
            return False
        self._put_back(Visit(target=visit.target, page=page, priority=priority, reason="next page"))
        return True

    def _check_missing(self, shop_id: str, listed: Iterable[str]) -> None:
        """Go and see what became of preserved listings that a whole list no longer shows."""
        missing = self._of_shop.get(shop_id, set()).difference(listed)
        for listing_id in sorted(missing, key=lambda each: -self._preserved[each]):
            if self._checks_left <= 0:
                return
            self._checks_left -= 1
            priority = max(CHECK_FLOOR, self._preserved[listing_id])
            self.push(
                Visit(
                    target=self._listings[listing_id], priority=priority, reason="no longer listed"
                )
            )

    def _queued(self, count: int) -> list[Visit]:
        picks: list[Visit] = []
        while self._queue and len(picks) < count:
            picks.append(heapq.heappop(self._queue)[2])
        return picks

    def _put_back(self, visit: Visit) -> None:
        heapq.heappush(self._queue, (-visit.priority, next(self._order), visit))

    def _planned(self, count: int, at: float) -> list[Visit]:
        """The policy's picks, without pages that are being visited or keep failing."""
        hidden = len(self._under_way) + sum(1 for n in self._failures.values() if n >= MAX_FAILURES)
        planned = self.policy.plan(at, count + hidden, site_caps={})
        visits = (self._as_visit(pick) for pick in planned)
        return [visit for visit in visits if visit is not None and self._is_free(visit)][:count]

    def _is_free(self, visit: Visit) -> bool:
        key = _key(visit)
        return key not in self._under_way and self._failures[key] < MAX_FAILURES

    def _as_visit(self, pick: PlannedVisit) -> Visit | None:
        if pick.listing_id is None:
            target = self._shops.get(str(pick.shop_id))
        else:
            target = self._listings.get(str(pick.listing_id))
        if target is None:
            return None
        return Visit(target=target, priority=pick.priority, reason=POLICY)


def _key(visit: Visit) -> VisitKey:
    return visit.target.kind, visit.target.key, visit.page
