"""One run's removals: each waits for a control listing, and is looked at again when that is due.

Pure: the frontier tells what was seen and asks for visits; nothing here knows store or browser.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from crawler.frontier import Visit
from crawler.removal import PageSeen, RemovalRule, control_of
from domain.listing import Reading
from domain.outcome import Outcome
from domain.target import PageKind, Target

CONTROL = "control listing"
RECHECK = "confirm removal"
CONTROL_PRIORITY = 20.0
CONTROL_TRIES = 3
"""Control listings asked for, one after the other, before the session is given up."""
RECHECK_SHARE = 0.2
"""Part of a budget that may go to looking at removals again."""
RECHECK_EVERY = 5
"""Of so many visits one is such a look, as long as other pages are due."""
LIVE_KEPT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A removal that waits for its control listing."""

    page: PageSeen
    target: Target
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Recheck:
    """A look at a removal that is due from a moment on."""

    due_at: datetime
    target: Target = field(compare=False)


class Removals:
    """What one run makes of the removals that it sees."""

    def __init__(
        self,
        *,
        rule: RemovalRule,
        budget: int,
        known_live: Iterable[Target] = (),
        rechecks: Iterable[Recheck] = (),
        rechecks_share: float = RECHECK_SHARE,
    ) -> None:
        """`known_live` are listings that were live when last seen, the latest first."""
        self._rule = rule
        self._rechecks = sorted(rechecks)
        self._rechecks_left = max(1, int(budget * rechecks_share))
        self._live: deque[Target] = deque(known_live, maxlen=LIVE_KEPT)
        self._held: list[Held] = []
        self._since: list[PageSeen] = []
        """The pages seen since the first removal that still waits."""
        self._tried: set[str] = set()
        self._control_under_way = False
        self._turn = 0
        self.dropped = 0
        """Removals for which no control listing loaded: they are no fact."""
        self.distrust: str | None = None
        """Why this session is not to be believed, where it is not."""

    def next_control(self) -> Visit | None:
        """The control listing to be visited now, before anything else."""
        if not self._held or self._control_under_way:
            return None
        target = self._control_target()
        if target is None:
            return None
        self._tried.add(str(target.listing_id))
        self._control_under_way = True
        return Visit(target=target, priority=CONTROL_PRIORITY, reason=CONTROL)

    def next_recheck(self, at: datetime, *, others_due: bool) -> Visit | None:
        """A removal that is due for another look, where it is its turn."""
        self._turn += 1
        if others_due and self._turn % RECHECK_EVERY:
            return None
        if not self._rechecks_left or not self._rechecks or self._rechecks[0].due_at > at:
            return None
        self._rechecks_left -= 1
        return Visit(target=self._rechecks.pop(0).target, reason=RECHECK)

    def look_again(self, target: Target, *, at: datetime) -> None:
        """Have a removal looked at from that moment on."""
        if all(each.target != target for each in self._rechecks):
            self._rechecks = sorted([*self._rechecks, Recheck(due_at=at, target=target)])

    def seen(
        self, visit: Visit, target: Target, page: PageSeen, reading: Reading | None
    ) -> tuple[Held, ...]:
        """Take note of a visit; answers the removals that it vouches for."""
        if visit.reason == CONTROL:
            self._control_under_way = False
        if self._held:
            self._since.append(page)
        if page.outcome is Outcome.LIVE and target.kind is PageKind.LISTING:
            self._live.appendleft(target)
        if page.outcome.is_gone and reading is not None:
            self._forget_live(target)
            self._held.append(Held(page=page, target=target, reading=reading))
        proven = self._proven()
        if page.outcome.is_wall:
            self._drop()
        elif visit.reason == CONTROL and not proven and len(self._tried) >= CONTROL_TRIES:
            self._give_up()
        return proven

    def finish(self) -> int:
        """The run ends; answers how many removals no control listing vouched for."""
        self._drop()
        return self.dropped

    def _proven(self) -> tuple[Held, ...]:
        proven = tuple(
            held
            for held in self._held
            if control_of(held.page, self._since, within=self._rule.control)
        )
        if proven:
            self._held = [held for held in self._held if held not in proven]
            self._tried.clear()
        if not self._held:
            self._since.clear()
        return proven

    def _give_up(self) -> None:
        """No control listing loads; a site that calls them removed is not to be believed."""
        gone = sum(page.outcome.is_gone for page in self._since)
        if gone:
            self.distrust = (
                f"{len(self._tried)} control listings that were live did not load, "
                f"{gone} of them shown as removed"
            )
        self._drop()

    def _drop(self) -> None:
        self.dropped += len(self._held)
        self._held.clear()
        self._since.clear()
        self._tried.clear()

    def _forget_live(self, target: Target) -> None:
        kept = [each for each in self._live if each.listing_id != target.listing_id]
        self._live = deque(kept, maxlen=LIVE_KEPT)

    def _control_target(self) -> Target | None:
        """A listing known to be live, of another shop where there is one."""
        waiting = {held.target.listing_id for held in self._held}
        shops = {held.target.shop_id for held in self._held}
        free = [
            target
            for target in self._live
            if target.listing_id not in waiting and target.listing_id not in self._tried
        ]
        elsewhere = (target for target in free if target.shop_id not in shops)
        return next(elsewhere, free[0] if free else None)
