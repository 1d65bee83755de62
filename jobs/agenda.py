"""What a site's crawl does next: the recrawl policy's picks and the visits that follow from others.

Pure: no store, no browser, no clock. The frontier feeds it what was seen and asks it for visits.
Times are hours on the policy's running clock.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from crawler.frontier import Visit
from crawler.recrawl import RecrawlPolicy
from crawler.recrawl import Visit as PlannedVisit
from domain.listing import Listing, Reading
from domain.target import PageKind, Site, Target
from jobs.discovery import DISCOVERY_SHARE, FOUND, finds
from jobs.kept import KeptListings
from jobs.promising import PROMISING, Promising, is_owed, made_lately, opened_lately
from jobs.tour import Lesson, Tour
from jobs.visit_queue import VisitQueue

MAX_LIST_PAGES = 40
MAX_SEARCH_PAGES = 3
CHECK_SHARE = 0.25
"""Part of a budget that may go to preserved listings which their shop's list no longer shows."""
LOOK_AGAIN_SHARE = 0.2
"""Part of a budget that may go to shops of which pages were kept in an earlier run."""
LOOK_AGAIN_PRIORITY = 2.0
TINY = 0.001
WATCHED_PRIORITY = 10.0
"""Pages that a person asked for come before anything that was found."""
FURTHER_PAGE_FACTOR = 0.5
CHECK_FLOOR = 0.3
BEHIND_SHARE = 0.1
"""Part of a budget that may go to shops which a promising listing's page told of."""
POLICY = "recrawl policy"
CARD = "promising card"
BEHIND = "behind a promising listing"
OWN_PICKS = frozenset({POLICY, CARD, FOUND})  # to keep a listing, never to look again at one
LISTS = frozenset({PageKind.SEARCH, PageKind.CATEGORY})

Score = Callable[[Listing], float]
FindTarget = Callable[[str], Target | None]


class Agenda:
    """The visits that are due at one site, best first."""

    def __init__(
        self,
        *,
        site: Site,
        policy: RecrawlPolicy,
        score: Score,
        find_target: FindTarget,
        budget: int,
    ) -> None:
        self.site = site
        self.policy = policy
        self._score = score
        self._find_target = find_target
        self._budget = budget
        self._checks_left = int(budget * CHECK_SHARE)
        self._finds_left = int(budget * DISCOVERY_SHARE)
        self._behind_left = int(budget * BEHIND_SHARE)
        self._queue = VisitQueue()
        self._behind: list[Visit] = []
        self._planned_waiting = 0
        """How many of the policy's picks wait in the queue."""
        self._shops: dict[str, Target] = {}
        self._key_of: dict[str, str] = {}
        """A shop's id to the key that its URL goes by; the policy knows shops by their key."""
        self._listings: dict[str, Target] = {}
        self._kept = KeptListings()
        self._tours: dict[str, Tour] = {}
        self._promising = Promising()
        self._given = self._given_to_keep = 0

    def know_shop(
        self,
        target: Target,
        *,
        at: float,
        shop_id: str | None = None,
        operator: str | None = None,
    ) -> None:
        """Remember a shop's page; the policy hears of a shop that is new here, and whose it is."""
        if known_id := shop_id or target.shop_id:
            key = self._key_of.setdefault(known_id, target.key)
            if key != target.key:
                return  # the same shop under another URL
        if target.key not in self._shops:
            hints = {"operator": operator} if operator else {}
            self.policy.shop_discovered(target.key, self.site.site_id, at, hints)
        self._shops[target.key] = target

    def know_listing(
        self, target: Target, *, shop_id: str | None = None, preserved: float | None = None
    ) -> None:
        """Remember a listing's page; `preserved` is its probability where it was kept before."""
        if target.listing_id is None:
            return
        self._listings[target.listing_id] = target
        if preserved is not None:
            owner = shop_id or target.shop_id
            self._kept.add(target.listing_id, preserved, self._shop_key(owner) if owner else None)

    def push(self, visit: Visit) -> None:
        """Queue a visit; the same page is queued once in a run."""
        self._queue.put_once(visit)

    def look_again(self) -> None:
        """Queue the shops whose kept pages are worth most: what became of them shows on one list."""
        shops = [self._shops[key] for key in self._kept.shops_by_worth() if key in self._shops]
        for shop in shops[: int(self._budget * LOOK_AGAIN_SHARE)]:
            self.push(Visit(target=shop, priority=LOOK_AGAIN_PRIORITY, reason="kept pages there"))

    def made_before(self, target: Target) -> None:
        """An earlier run of this night has visited this page: it is not queued again."""
        self._queue.leave_out(target)

    def next(self, count: int, *, at: float) -> list[Visit]:
        """The best visits now, at most `count`; empty where nothing is due."""
        if not self._planned_waiting:
            self._plan(count, at)
        chosen: list[Visit] = []
        while len(chosen) < count:
            visit = self._shop_behind() or self._overdue() or self._most_urgent(self._pop())
            if visit is None and self._plan(count - len(chosen), at):
                continue  # the picks that waited were all kept meanwhile
            if visit is None:
                break
            self._queue.begin(visit)
            self._given += 1
            self._given_to_keep += visit.target.kind is PageKind.LISTING
            chosen.append(visit)
        return chosen

    def _plan(self, count: int, at: float) -> bool:
        """Queue the policy's next picks; whether there were any."""
        for visit in (planned := self._planned(count, at)):
            self._planned_waiting += 1
            self._queue.put(visit)
        return bool(planned)

    def _pop(self) -> Visit | None:
        def is_wanted(visit: Visit) -> bool:
            self._planned_waiting -= visit.reason == POLICY
            return self._is_free(visit)

        return self._queue.pop(is_wanted)

    def _shop_behind(self) -> Visit | None:
        """A shop that a promising listing's page told of: its list shows what else it sells."""
        while self._behind and self._behind_left > 0:
            visit = self._behind.pop(0)
            if self._is_free(visit):
                self._behind_left -= 1
                return visit
        return None

    def _overdue(self) -> Visit | None:
        """The most promising card, where lists have had more than their part of the visits."""
        if not is_owed(budget=self._budget, given=self._given, kept=self._given_to_keep):
            return None
        return self._promising_card()

    def _most_urgent(self, visit: Visit | None) -> Visit | None:
        """In the place of a listing that the policy picked, the card that can wait least.

        The policy goes by the chance that a listing violates. Of many that do, a night's budget
        reaches few; those that stand for months can be kept tomorrow.
        """
        if visit is None or visit.reason != POLICY or visit.target.kind is not PageKind.LISTING:
            return visit
        return self._promising_card() or visit

    def _promising_card(self) -> Visit | None:
        while (best := self._promising.pop()) is not None:
            listing_id, probability = best
            visit = Visit(target=self._listings[listing_id], priority=probability, reason=CARD)
            if self._is_free(visit):
                return visit
        return None

    def seen(
        self, visit: Visit, reading: Reading | None, *, at: float, led_to: Target | None = None
    ) -> Lesson:
        """Learn from a visit that was made; a wall or an error teaches nothing.

        `led_to` is what the page turned out to be, where the visit began at a short link.
        """
        outcome = reading.verdict.outcome if reading else None
        failed = outcome is None or not (outcome.is_present or outcome.is_gone)
        self._queue.end(visit, failed=failed)
        if reading is None or failed:
            return Lesson()
        scores = {listing.listing_id: self._score(listing) for listing in reading.listings}
        visit = replace(visit, target=led_to or visit.target)
        self._discover_shop(visit, reading, scores, at)
        whole = None
        if visit.target.kind is PageKind.LISTING:
            self._listing_seen(visit, reading, scores, at)
        elif visit.target.kind is PageKind.SHOP:
            whole = self._shop_seen(visit, reading, scores, at)
        elif visit.target.kind in LISTS and reading.verdict.outcome.is_present:
            self._follow_finds(reading, scores, at)
            self._further_page(visit, reading, MAX_SEARCH_PAGES, visit.priority)
        return Lesson(probabilities=tuple(scores.items()), whole_list=whole)

    def _discover_shop(
        self, visit: Visit, reading: Reading, scores: Mapping[str, float], at: float
    ) -> None:
        """A page may name a shop that nobody has told of yet."""
        shop = reading.shop
        if shop is None or shop.url is None or shop.shop_id in self._key_of:
            return
        target = self._find_target(shop.url)
        if target is not None and target.kind is PageKind.SHOP:
            self.know_shop(target, at=at, shop_id=shop.shop_id)
            promise = scores.get(visit.target.listing_id or "", 0.0)
            if promise >= PROMISING:
                self._behind.append(Visit(target=target, priority=promise, reason=BEHIND))

    def _follow_finds(self, reading: Reading, scores: Mapping[str, float], at: float) -> None:
        """Visit what a search found; the shops behind it come to light on the listings' pages."""
        found = finds(
            reading,
            scores,
            find_target=self._find_target,
            known_listings=self._kept,
            known_shops=self._key_of,
            limit=self._finds_left,
        )
        self._finds_left -= len(found)
        cards = {card.listing_id: card for card in reading.listings}
        for visit in found:
            self.push(visit)
            card = cards.get(visit.target.listing_id or "")
            if card is not None and card.listing_id in self._listings:
                promise = {card.listing_id: scores.get(card.listing_id, 0.0)}
                self._promising.add(promise, risk=self._risk_behind(card, at))

    def _risk_behind(self, card: Listing, at: float) -> float:
        """The risk of the shop behind a found card, which may not be known yet."""
        if card.shop_id in self._key_of:
            return self.policy.risk(self._key_of[card.shop_id], at)
        return self.policy.risk_of_stranger(new=made_lately(card, at))

    def _shop_key(self, shop_id: str) -> str:
        return self._key_of.get(shop_id, shop_id)

    def _listing_seen(
        self, visit: Visit, reading: Reading, scores: Mapping[str, float], at: float
    ) -> None:
        target, alive = visit.target, reading.verdict.outcome.is_present
        if target.listing_id is None:
            return
        shop_id = target.shop_id or next((x.shop_id for x in reading.listings if x.shop_id), None)
        probability = scores.get(target.listing_id)
        owner = self._shop_key(shop_id) if shop_id else ""
        self.policy.listing_visited(
            target.listing_id, owner, at, alive=alive, p_violating=probability
        )
        if alive:
            self.know_listing(target, shop_id=shop_id, preserved=probability or 0.0)

    def _shop_seen(
        self, visit: Visit, reading: Reading, scores: Mapping[str, float], at: float
    ) -> tuple[str, frozenset[str]] | None:
        shop_id = reading.shop.shop_id if reading.shop else None
        self.know_shop(visit.target, at=at, shop_id=shop_id)
        key = self._shop_key(shop_id) if shop_id else visit.target.key
        if reading.verdict.outcome.is_gone:
            self._tours.pop(key, None)
            self.policy.shop_visited(key, at, listed=[], complete=True, gone=True)
            self._check_missing(key, frozenset())
            return None
        tour = self._tours.setdefault(key, Tour())
        fresh = scores.keys() - tour.cards.keys()
        tour.cards.update(scores)
        if (new := opened_lately(reading, at)) is not None:
            self.policy.shop_discovered(key, self.site.site_id, at, {"new": new})
        cards, complete = list(tour.cards.items()), reading.next_page is None
        self.policy.shop_visited(key, at, listed=cards, complete=complete, gone=False)
        self._promising.add(
            {
                name: scores[name]
                for name in fresh & self._listings.keys()
                if name not in self._kept
            },
            risk=self.policy.risk(key, at),
        )
        again = LOOK_AGAIN_PRIORITY <= visit.priority < WATCHED_PRIORITY
        # Only a list that was read to its end says what is no longer on it.
        worth = visit.priority + TINY if again else tour.promise * FURTHER_PAGE_FACTOR
        if self._further_page(visit, reading, MAX_LIST_PAGES, worth):
            return None
        return self._end_tour(key, reading)

    def _end_tour(self, key: str, reading: Reading) -> tuple[str, frozenset[str]] | None:
        """Where the list was read to its end: its shop's own id with every listing on it."""
        listed = frozenset(self._tours.pop(key).cards)
        if reading.next_page is not None or not listed:
            return None
        self._check_missing(key, listed)
        return (reading.shop.shop_id if reading.shop is not None else key), listed

    def _further_page(self, visit: Visit, reading: Reading, most: int, priority: float) -> bool:
        page = reading.next_page
        if page is None or page <= visit.page or page > most or not reading.listings:
            return False
        self._queue.put(
            Visit(target=visit.target, page=page, priority=priority, reason="next page")
        )
        return True

    def _check_missing(self, key: str, listed: Iterable[str]) -> None:
        """Go and see what became of preserved listings that a whole list no longer shows."""
        for listing_id in self._kept.missing(key, listed):
            if self._checks_left <= 0:
                return
            self._checks_left -= 1
            target, priority = self._listings[listing_id], max(CHECK_FLOOR, self._kept[listing_id])
            self.push(Visit(target=target, priority=priority, reason="no longer listed"))

    def _planned(self, count: int, at: float) -> list[Visit]:
        """The policy's picks that can be visited; it gives a page once, and again after a while."""
        visits: list[Visit] = []
        while len(visits) < count and (
            picks := self.policy.plan(at, count - len(visits), site_caps={})
        ):
            found = (self._as_visit(pick) for pick in picks)
            visits += [visit for visit in found if visit is not None and self._is_free(visit)]
        return visits

    def _is_free(self, visit: Visit) -> bool:
        if visit.reason in OWN_PICKS and visit.target.listing_id in self._kept:
            return False  # kept meanwhile, or before a kill that took what the policy had learned
        return self._queue.may_open(visit)

    def _as_visit(self, pick: PlannedVisit) -> Visit | None:
        if pick.listing_id is None:
            target = self._shops.get(str(pick.shop_id))
        else:
            target = self._listings.get(str(pick.listing_id))
        if target is None:
            return None
        return Visit(target=target, priority=pick.priority, reason=POLICY)
