"""What a visit teaches: of the shop, which kind of seller it is; of all shops, what each kind does."""

from collections.abc import Sequence

import numpy as np
from scipy.special import gammaln

from crawler.recrawl.beliefs import Beliefs, Floats, log_evidence
from crawler.recrawl.config import ListingId, RecrawlConfig
from crawler.recrawl.looks import Looks
from crawler.recrawl.memory import Memory, Rows
from crawler.recrawl.tables import CAPTURED, DEAD, PENDING

TINY = 1e-12
CERTAIN = 6.0
"""Log likelihood ratio of an officer's decision."""
MOST_SIBLINGS = 10
LOOKS_A_ROUND = 10_000
"""Shops whose first look is weighed anew in one round."""
AT_ONCE = 0.01
"""Hours below which two visits count as one for births."""


class Learning:
    """Turns observations into evidence by shop and figures by kind."""

    def __init__(self, config: RecrawlConfig, memory: Memory, beliefs: Beliefs) -> None:
        self.config, self.memory, self.beliefs = config, memory, beliefs
        self.looks = Looks(memory, beliefs)

    # -- which kind a shop is ----------------------------------------------------------------

    def weigh(self, row: int) -> None:
        """Bring a shop's posterior over the kinds up to its evidence."""
        self.weigh_all(np.array([row]))

    def weigh_all(self, rows: Rows) -> None:
        """The same for many shops, each named once."""
        shops, config = self.memory.shops, self.config
        evidence = shops.EVIDENCE[rows] + shops.LOOK[rows]
        evidence -= evidence.max(axis=1, keepdims=True)
        np.maximum(evidence, -config.evidence_bound, out=evidence)
        shops.EVIDENCE[rows] = evidence - shops.LOOK[rows]
        shape, born = self.beliefs.shape, shops.births[rows][:, None]
        expected = shape + shops.EXPECTED[rows]
        log = evidence + shops.RATES[rows] - (shape + born) * np.log(expected)
        log += shape * np.log(shape) + gammaln(shape + born) - gammaln(shape)
        log += np.log(self._prior(rows))
        weight = np.exp(log - log.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        self._pool(rows, weight)
        shops.WEIGHT[rows] = weight
        shops.FACTOR[rows] = (shape + born) / expected * self._pace(rows, shops.visited[rows])

    def _pace(self, rows: Rows, read: Floats) -> Floats:
        """Births over the kinds' own after a reading, by what the first look of each shop showed.

        It says something only of shops that are told to have opened lately.
        """
        shops = self.memory.shops
        opening = np.isfinite(read) & (read - shops.found[rows] < self.config.opening_hours)
        opening &= shops.hint[rows] == 1
        return self.beliefs.pace(opening, shops.stock_count[rows])

    def _pool(self, rows: Rows, weight: Floats) -> None:
        """Put the new posteriors of shops into their operators' sums."""
        shops = self.memory.shops
        those = (shops.operator[rows] >= 0) & np.isfinite(shops.visited[rows])
        if those.any():
            linked = rows[those]
            before = shops.WEIGHT[linked] * shops.counted[linked][:, None]
            total = self.memory.operator_weight
            np.add.at(total, shops.operator[linked], weight[those] - before)
            shops.counted[linked] = True

    def siblings(self, row: int) -> list[int]:
        """The other standing shops of a shop's operator, the latest first, brought up to date."""
        operator = self.memory.shops.operator[row]
        if operator < 0:
            return []
        gone, rows = self.memory.shops.gone, []
        for other in reversed(self.memory.operator_shops[operator]):
            if other != row and not gone[other]:
                rows.append(other)
                self.weigh(other)
            if len(rows) == MOST_SIBLINGS:
                break
        return rows

    def _prior(self, rows: Rows) -> Floats:
        """The population's shares of kinds, drawn towards the operator's other shops."""
        shops = self.memory.shops
        prior: Floats = self.beliefs.prior[shops.hint[rows]]
        linked = np.flatnonzero(shops.operator[rows] >= 0)
        if not linked.size:
            return prior
        those = rows[linked]
        others = self.memory.operator_weight[shops.operator[those]]
        others -= shops.WEIGHT[those] * shops.counted[those][:, None]
        pooled = self.config.operator_doubt * prior[linked] + np.maximum(others, 0.0)
        prior[linked] = pooled / pooled.sum(axis=1, keepdims=True)
        return prior

    # -- what was seen -----------------------------------------------------------------------

    def alive(self, row: int, at: float) -> None:
        """The shop was not locked until now."""
        shops, beliefs = self.memory.shops, self.beliefs
        found = shops.found[row]
        begin = max(shops.known_alive[row], found)
        shops.EVIDENCE[row] += np.log(np.maximum(shops.ALIVE[row], TINY))
        shops.ALIVE[row] = 1.0
        shops.grown[row] = max(at, shops.grown[row])
        if shops.known_alive[row] == -np.inf:
            beliefs.found_open += shops.WEIGHT[row]
        if at > begin:
            hours = beliefs.lock_exposure(begin - found, at - found, begin)
            beliefs.lock_hours += shops.WEIGHT[row][:, None] * hours
            begin = at
        shops.known_alive[row] = begin
        shops.gone[row] = False

    def lock(self, row: int, at: float) -> None:
        """The shop is gone, and everything in it."""
        memory, beliefs = self.memory, self.beliefs
        shops = memory.shops
        if not shops.gone[row]:
            risk = np.maximum(1.0 - shops.ALIVE[row], TINY)
            shops.EVIDENCE[row] += np.log(risk)
            self.weigh(row)
            weight = shops.WEIGHT[row]
            if shops.known_alive[row] == -np.inf:
                late = np.minimum(beliefs.late / risk, 1.0)
                beliefs.found_locked += weight * late
                weight = weight * (1.0 - late)
            found = shops.found[row]
            begin = max(shops.known_alive[row], found)
            end = max(at - found, begin - found + AT_ONCE)
            hours = beliefs.lock_exposure(begin - found, end, begin)
            beliefs.add_lock(weight, hours)
        shops.gone[row] = True
        memory.listings.status[memory.pending(row)] = DEAD
        memory.members[row] = memory.members[row][:0]

    def page(
        self, row: int, at: float, listed: Sequence[tuple[ListingId, float]], *, complete: bool
    ) -> None:
        """The shop's page was read."""
        shops, listings = self.memory.shops, self.memory.listings
        first = shops.visited[row] == -np.inf
        begin = shops.found[row] if first else shops.visited[row]
        self.alive(row, at)
        known, new = self._rows(row, at, listed, first=first)
        members = self.memory.members[row]
        shown = np.concatenate([known, new])
        absent = members[~np.isin(members, shown)] if members.size else members
        seen = [self._survival(row, known, at, gone=False)] if known.size else []
        if complete and absent.size:
            seen.append(self._survival(row, absent, at, gone=True))
        # A page cut short on which nothing is known tells no number of births.
        cut = not complete and not known.size
        exposure = None if cut else self._births(row, begin, at, new.size, first=first)
        shops.visited[row] = max(at, shops.visited[row])
        if first:
            self.looks.taken(row, new)
            self.looks.read(np.array([row]))
        self.weigh(row)
        self._learn(row, new, seen)
        if exposure is not None:
            self._learn_births(row, begin, at, new.size, exposure, first=first)
        listings.status[known[listings.status[known] == DEAD]] = PENDING
        listings.last[known] = at
        if complete:
            listings.status[absent[listings.status[absent] == PENDING]] = DEAD
        self.memory.members[row] = shown if complete else np.concatenate([shown, absent])
        shops.NUMBER[row] = 0.0

    def _rows(
        self, row: int, at: float, listed: Sequence[tuple[ListingId, float]], *, first: bool
    ) -> tuple[Rows, Rows]:
        """Rows of the listings known before and of the new ones, whose cards are taken in."""
        memory, known, new, scores = self.memory, [], [], []
        for listing_id, probability in listed:
            number = memory.listing_rows.get(listing_id)
            if number is None:
                new.append(memory.listing(listing_id, row, at))
                scores.append(log_evidence(probability))
            else:
                known.append(number)
        fresh = np.array(new, dtype=np.int64)
        if new:
            evidence = np.array(scores) * self.beliefs.trust
            memory.listings.evidence[fresh] = evidence
            memory.listings.stock[fresh] = first
            if not first:
                share = self.beliefs.pi
                ratio = np.log(1.0 - share + share * np.exp(evidence)[:, None])
                memory.shops.EVIDENCE[row] += ratio.sum(axis=0)
        return np.array(known, dtype=np.int64), fresh

    def chances(self, rows: Rows) -> Floats:
        """P(violating) of listings, in a shop of each kind."""
        listings = self.memory.listings
        return self.beliefs.posterior(listings.evidence[rows], listings.stock[rows])

    def _survival(self, row: int, rows: Rows, at: float, *, gone: bool) -> tuple[Floats, ...]:
        """Evidence from listings that were deleted or not: deletions, hours, expiries, hours."""
        beliefs, listings = self.beliefs, self.memory.listings
        last = np.minimum(listings.last[rows], at)
        gap = beliefs.risk_span(last, np.full_like(last, at))[:, None]
        chance = self.chances(rows)
        bad, good = np.exp(-beliefs.h * gap), np.exp(-beliefs.h0 * gap)
        if gone:
            bad, good, gap = 1.0 - bad, 1.0 - good, gap / 2.0
        bad, good = chance * bad, (1.0 - chance) * good
        total = np.maximum(bad + good, TINY)
        self.memory.shops.EVIDENCE[row] += np.log(total).sum(axis=0)
        bad /= total
        good = 1.0 - bad
        hours = (bad * gap).sum(axis=0), (good * gap).sum(axis=0)
        events = float(gone)
        return events * bad.sum(axis=0), hours[0], events * good.sum(axis=0), hours[1]

    def _births(
        self, row: int, begin: float, at: float, count: int, *, first: bool
    ) -> Floats | None:
        """Take a number of births as evidence; the exposure by kind and age band."""
        if at - begin < AT_ONCE and not first:
            return None
        shops, beliefs = self.memory.shops, self.beliefs
        found = shops.found[row]
        exposure = beliefs.exposure(begin - found, at - found, begin)
        if not first:
            exposure = exposure * self._pace(np.array([row]), np.array([begin]))[0][:, None]
        total = (beliefs.rate * exposure).sum(axis=1)
        if first:
            shops.BEFORE[row], shops.numbered[row] = total, True
            return exposure
        kept = ((begin - found + 2.0) / (at - found + 2.0)) ** self.config.forgetting
        shops.births[row] = kept * shops.births[row] + count
        shops.EXPECTED[row] = kept * shops.EXPECTED[row] + total
        shops.RATES[row] = kept * shops.RATES[row] + count * np.log(np.maximum(total, TINY))
        return exposure

    def page_kept(self, listing: int, row: int, at: float, probability: float | None) -> None:
        """A listing's own page was there."""
        listings = self.memory.listings
        self.alive(row, at)
        listings.status[listing] = CAPTURED
        listings.last[listing] = max(at, listings.last[listing])
        if probability is not None and listings.decision[listing] < 0:
            self._re_evidence(listing, log_evidence(probability) * self.beliefs.trust)
        self.weigh(row)

    def page_missing(self, listing: int, row: int, at: float) -> None:
        """A listing's own page was gone: deleted alone, or with its shop."""
        shops, listings, beliefs = self.memory.shops, self.memory.listings, self.beliefs
        if listings.status[listing] == PENDING:
            listings.status[listing] = DEAD
        last = np.array([listings.last[listing]])
        gap = max(float(beliefs.risk_span(last, np.array([at]))[0]), AT_ONCE)
        chance = self.chances(np.array([listing]))[0]
        single = (
            1.0 - chance * np.exp(-beliefs.h * gap) - (1.0 - chance) * np.exp(-beliefs.h0 * gap)
        )
        alone = shops.ALIVE[row] * single
        total = np.maximum(alone + 1.0 - shops.ALIVE[row], TINY)
        shops.EVIDENCE[row] += np.log(total)
        # Rounded above one, it would grow with every further listing that is missing.
        shops.ALIVE[row] = np.minimum(alone / total, 1.0)
        self.weigh(row)

    def decided(self, listing: int, *, violating: bool) -> None:
        """An officer decided; the matcher's trust is learned from how far it was off."""
        listings = self.memory.listings
        row = int(listings.shop[listing])
        if listings.decision[listing] < 0:
            chance = float(self.memory.shops.WEIGHT[row] @ self.chances(np.array([listing]))[0])
            self.beliefs.add_decision(float(listings.evidence[listing]), chance, violating)
        listings.decision[listing] = int(violating)
        self._re_evidence(listing, CERTAIN if violating else -CERTAIN)
        self.weigh(row)

    def _re_evidence(self, listing: int, evidence: float) -> None:
        listings = self.memory.listings
        share = self.beliefs.shares[int(listings.stock[listing])]
        old = float(listings.evidence[listing])
        shops = self.memory.shops
        held = shops.LOOK if listings.stock[listing] else shops.EVIDENCE
        held[int(listings.shop[listing])] += np.log(
            (1.0 - share + share * np.exp(evidence)) / (1.0 - share + share * np.exp(old))
        )
        listings.evidence[listing] = evidence

    # -- what the kinds do -------------------------------------------------------------------

    def _learn(self, row: int, new: Rows, seen: Sequence[tuple[Floats, ...]]) -> None:
        weight, beliefs = self.memory.shops.WEIGHT[row], self.beliefs
        if new.size:
            chances = self.chances(new)
            beliefs.add_cards(self.memory.listings.evidence[new], chances @ weight)
        for deletions, hours, expiries, honest_hours in seen:
            beliefs.deletions += weight * deletions
            beliefs.deletion_hours += weight * hours
            beliefs.expiries += float(weight @ expiries)
            beliefs.expiry_hours += float(weight @ honest_hours)

    def _learn_births(
        self, row: int, begin: float, at: float, count: int, exposure: Floats, *, first: bool
    ) -> None:
        shops, beliefs = self.memory.shops, self.beliefs
        weight = shops.WEIGHT[row]
        if not first:
            self._learn_filled(row, begin, count, exposure)
            own = (beliefs.shape + shops.births[row]) / (beliefs.shape + shops.EXPECTED[row])
            exposure = exposure * own[:, None]
        expected = beliefs.rate * exposure
        total = expected.sum(axis=1)
        if first:
            total = total + beliefs.stock
        total = np.maximum(total, TINY)
        beliefs.births += (weight * count / total)[:, None] * expected
        beliefs.birth_hours += weight[:, None] * exposure
        if not first:
            beliefs.add_hours(begin, at, count, float(weight @ total))

    def _learn_filled(self, row: int, begin: float, count: int, exposure: Floats) -> None:
        """How births of a shop that has just opened go with what its first look showed."""
        shops, beliefs, fresh = self.memory.shops, self.beliefs, self.beliefs.fresh
        opening = begin - shops.found[row] < self.config.opening_hours
        if opening and shops.hint[row] == 1:
            pace = self._pace(np.array([row]), np.array([begin]))[0]
            usual = (beliefs.rate * exposure).sum(axis=1) / pace
            weight = shops.WEIGHT[row] * fresh
            beliefs.add_filled(
                int(shops.stock_count[row]), float(weight.sum() * count), float(weight @ usual)
            )

    def recount(self, number: int) -> None:
        """Read first looks again, in turn where they are many, and count the kinds anew."""
        shops = self.memory.shops
        rows = np.flatnonzero(np.isfinite(shops.visited[: shops.size]))
        if rows.size > LOOKS_A_ROUND:
            turn = np.arange(LOOKS_A_ROUND) + number * LOOKS_A_ROUND
            rows = np.sort(np.take(rows, turn, mode="wrap"))
        if rows.size:
            self.looks.read(rows)
            self.weigh_all(rows)
        self.looks.count()
