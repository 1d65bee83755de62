"""One run's removals: held until a control listing has loaded, looked at again when due."""

from datetime import UTC, datetime, timedelta

from crawler.frontier import Visit
from crawler.removal import PageSeen, RemovalRule
from domain.listing import Reading
from domain.outcome import Outcome, Verdict
from domain.target import PageKind, Target
from jobs.removals import CONTROL, RECHECK, Recheck, Removals

START = datetime(2026, 11, 23, 15, tzinfo=UTC)


def listing(listing_id, shop_id="s1"):
    return Target(
        site_id="s",
        kind=PageKind.LISTING,
        key=listing_id,
        url=f"http://s/{listing_id}",
        shop_id=shop_id,
        listing_id=listing_id,
    )


class Run:
    """Visits one after another, a minute apart."""

    def __init__(self, *live, budget=100, rechecks=()):
        self.removals = Removals(
            rule=RemovalRule(), budget=budget, known_live=live, rechecks=rechecks
        )
        self.at = START

    def see(self, target, outcome, *, reason="recrawl policy"):
        self.at += timedelta(minutes=1)
        reading = Reading(verdict=Verdict(outcome=outcome, reason="x"), page_kind=target.kind)
        page = PageSeen(
            at=self.at, outcome=outcome, listing_id=target.listing_id, capture_id=str(self.at)
        )
        visit = Visit(target=target, reason=reason)
        return [held.target.listing_id for held in self.removals.seen(visit, target, page, reading)]

    def control(self, outcome):
        visit = self.removals.next_control()
        assert visit is not None
        assert visit.reason == CONTROL
        return visit.target, self.see(visit.target, outcome, reason=visit.reason)


def test_a_removal_waits_for_its_control_listing():
    run = Run(listing("a", "s2"))
    assert run.removals.next_control() is None
    assert run.see(listing("x"), Outcome.REMOVED) == []
    target, proven = run.control(Outcome.LIVE)
    assert target == listing("a", "s2")
    assert proven == ["x"]
    assert run.removals.next_control() is None
    assert run.removals.finish() == 0


def test_any_live_listing_that_is_visited_next_vouches():
    run = Run()
    run.see(listing("x"), Outcome.REMOVED)
    assert run.removals.next_control() is None, "nothing is known to be live"
    assert run.see(listing("y"), Outcome.LIVE) == ["x"]


def test_a_shop_page_or_a_sold_out_listing_does_not_vouch():
    run = Run()
    run.see(listing("x"), Outcome.REMOVED)
    shop = Target(site_id="s", kind=PageKind.SHOP, key="k", url="http://s/k")
    assert run.see(shop, Outcome.LIVE) == []
    assert run.see(listing("y"), Outcome.SOLD_OUT) == []
    assert run.removals.finish() == 1


def test_the_control_is_of_another_shop_where_there_is_one():
    run = Run(listing("a", "s1"), listing("b", "s2"))
    run.see(listing("x", "s1"), Outcome.REMOVED)
    assert run.control(Outcome.LIVE)[0] == listing("b", "s2")


def test_a_true_removal_among_the_controls_is_proven_with_the_others():
    run = Run(listing("a"), listing("b"))
    run.see(listing("x"), Outcome.REMOVED)
    assert run.control(Outcome.REMOVED)[1] == []
    assert sorted(run.control(Outcome.LIVE)[1]) == ["a", "x"]
    assert run.removals.distrust is None


def test_a_site_that_calls_every_control_removed_is_not_believed():
    run = Run(*(listing(name) for name in "abcdef"))
    run.see(listing("x"), Outcome.REMOVED)
    for _ in range(3):
        assert run.control(Outcome.REMOVED)[1] == []
    assert run.removals.distrust
    assert run.removals.next_control() is None
    assert run.removals.finish() == 4


def test_a_site_that_is_down_is_not_called_a_liar():
    run = Run(*(listing(name) for name in "abcdef"))
    run.see(listing("x"), Outcome.REMOVED)
    for _ in range(3):
        run.control(Outcome.ERROR)
    assert run.removals.distrust is None or "removed" not in run.removals.distrust
    assert run.removals.finish() == 1


def test_a_wall_after_a_removal_takes_its_proof_away():
    run = Run(listing("a"))
    run.see(listing("x"), Outcome.REMOVED)
    assert run.control(Outcome.CAPTCHA)[1] == []
    assert run.see(listing("b"), Outcome.LIVE) == []
    assert run.removals.finish() == 1


def test_one_control_at_a_time():
    run = Run(listing("a"), listing("b"))
    run.see(listing("x"), Outcome.REMOVED)
    assert run.removals.next_control() is not None
    assert run.removals.next_control() is None


def test_looking_again_is_every_fifth_visit_while_others_are_due():
    due = [Recheck(due_at=START, target=listing(str(n))) for n in range(3)]
    run = Run(rechecks=due)
    turns = [run.removals.next_recheck(START, others_due=True) for _ in range(11)]
    assert [turn is not None for turn in turns] == [n % 5 == 4 for n in range(11)]
    assert run.removals.next_recheck(START, others_due=False).reason == RECHECK
    assert run.removals.next_recheck(START, others_due=False) is None


def test_looking_again_waits_until_it_is_due():
    later = START + timedelta(hours=6)
    run = Run(rechecks=[Recheck(due_at=later, target=listing("x"))])
    assert run.removals.next_recheck(START, others_due=False) is None
    assert run.removals.next_recheck(later, others_due=False).target == listing("x")


def test_looking_again_takes_only_its_share_of_the_budget():
    due = [Recheck(due_at=START, target=listing(str(n))) for n in range(50)]
    run = Run(budget=20, rechecks=due)
    given = [run.removals.next_recheck(START, others_due=False) for _ in range(50)]
    assert sum(visit is not None for visit in given) == 4
