"""The estimated share of listings preserved, against worlds in which the true one is known."""

import numpy as np
import pytest

from crawler.recrawl.share import SeenListing, WatchedShop, estimate_share


def listing(shop="a", **changes):
    usual = {"p_violating": 1.0, "gap_hours": 0.0, "watched_hours": 10.0, "kept": True}
    return SeenListing(shop_id=shop, **{**usual, "deleted": False, **changes})


def watched(shop="a", hours=100.0, locked_gap=None, unread_hours=0.0):
    return WatchedShop(
        shop_id=shop, watched_hours=hours, locked_gap=locked_gap, unread_hours=unread_hours
    )


def crawled(seed, *, gap, hazard, rate=0.3, days=30, shops=60, kept_chance=0.9):
    """Shops read every `gap` hours: what a crawl saw, and the share that it truly preserved."""
    rng = np.random.default_rng(seed)
    seen, truth = [], []
    for shop in range(shops):
        births = np.sort(rng.uniform(0, 24 * days, rng.poisson(rate * 24 * days)))
        for birth in births:
            death = birth + rng.exponential(1 / hazard)
            found = np.ceil(birth / gap) * gap
            if death <= found:
                truth.append(False)
                continue
            kept = rng.random() < kept_chance
            truth.append(kept)
            seen.append(
                listing(
                    str(shop),
                    gap_hours=gap,
                    watched_hours=death - found,
                    kept=kept,
                    deleted=True,
                )
            )
    return seen, [watched(str(shop), 24.0 * days) for shop in range(shops)], np.mean(truth)


@pytest.mark.parametrize(("gap", "hazard"), [(3, 0.02), (12, 0.05), (24, 0.05), (24, 0.1)])
def test_the_interval_holds_the_true_share(gap, hazard):
    for seed in range(3):
        seen, shops, truth = crawled(seed, gap=gap, hazard=hazard)
        estimate = estimate_share(seen, shops)
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.share == pytest.approx(truth, abs=0.04)
        assert estimate.low - 0.02 <= truth <= estimate.high + 0.02
        assert estimate.known_share is not None
        assert (estimate.share or 0.0) <= estimate.known_share


def visited(seed, *, every, kept_chance, hazards=(0.01, 0.06), days=6, shops=80):
    """Shops read now and then until now: what a crawl knows, and the share among the deleted.

    Half of the shops wipe slowly; a listing that was not kept when it was found waits, and nobody
    notices a deletion before the shop's next reading.
    """
    rng = np.random.default_rng(seed)
    now, seen, watches, truth = 24.0 * days, [], [], []
    for shop in range(shops):
        hazard = hazards[shop % 2]
        read = np.cumsum(rng.exponential(every, 200))
        read = read[read < now]
        if not read.size:
            continue
        hours = {"hours": read[-1] - read[0], "unread_hours": now - read[-1]}
        watches.append(watched(str(shop), **hours))
        for birth in rng.uniform(0, now, rng.poisson(0.2 * now)):
            death = birth + rng.exponential(1 / hazard)
            sights = read[(read >= birth) & (read < death)]
            kept = bool(sights.size) and rng.random() < kept_chance
            if death <= now and death > read[0]:
                truth.append(kept)
            if not sights.size:
                continue
            earlier, later = read[read < birth], read[read >= death]
            seen.append(
                listing(
                    str(shop),
                    gap_hours=sights[0] - earlier[-1] if earlier.size else None,
                    watched_hours=sights[-1] - sights[0],
                    kept=kept,
                    deleted=bool(later.size),
                    dying_hours=later[0] - sights[-1] if later.size else 0.0,
                    unseen_hours=0.0 if later.size else now - sights[-1],
                )
            )
    return seen, watches, np.mean(truth)


@pytest.mark.parametrize(
    ("every", "kept_chance"), [(24, 0.2), (12, 0.2), (24, 0.8), (60, 0.3), (100, 0.2)]
)
def test_those_that_wait_and_are_gone_count_as_lost(every, kept_chance):
    covered, errors = 0, []
    for seed in range(10):
        seen, shops, truth = visited(seed, every=every, kept_chance=kept_chance)
        estimate = estimate_share(seen, shops)
        covered += estimate.low <= truth <= estimate.high
        errors.append(estimate.share - truth)
    assert covered >= 9
    assert abs(np.mean(errors)) < 0.02


def test_a_share_of_kept_over_known_misses_would_flatter():
    """Many cards, few pages kept, few looks back: the truth is far below the ones noticed."""
    seen, shops, truth = visited(3, every=100, kept_chance=0.2)
    estimate = estimate_share(seen, shops)
    naive = estimate.kept / (estimate.kept + estimate.missed)
    assert naive > 3 * truth
    assert estimate.share == pytest.approx(truth, abs=0.05)


def test_known_misses_and_waiting_ones_are_told_apart():
    seen = [
        listing(deleted=True),
        listing(),
        listing(kept=False, deleted=True),
        listing(kept=False, p_violating=0.5),
    ]
    estimate = estimate_share(seen, [watched()])
    assert (estimate.kept, estimate.missed, estimate.waiting) == (2.0, 1.0, 0.5)
    assert estimate.kept_deleted == 1.0
    assert estimate.known_share == 0.5
    assert estimate.never_seen == pytest.approx(0.0, abs=1e-9)


def test_longer_gaps_hide_more():
    hidden = [
        estimate_share([listing(gap_hours=gap, deleted=True) for _ in range(9)], [watched()])
        for gap in (1.0, 12.0, 48.0)
    ]
    assert hidden[0].never_seen < hidden[1].never_seen < hidden[2].never_seen
    shares = [estimate.share or 0.0 for estimate in hidden]
    assert shares[0] > shares[1] > shares[2] > 0.0


def test_a_locked_shop_hides_what_its_last_gap_held():
    seen = [listing(gap_hours=2.0) for _ in range(10)]
    standing = estimate_share(seen, [watched()])
    locked = estimate_share(seen, [watched(locked_gap=24.0)])
    assert locked.never_seen > standing.never_seen + 0.5


def test_nothing_seen_is_no_share():
    nothing = estimate_share([], [])
    assert nothing.share is None
    assert nothing.low is None
    only_waiting = estimate_share([listing(kept=False)], [watched()])
    assert only_waiting.share is None


def test_equal_observations_give_equal_intervals():
    seen, shops, _ = crawled(1, gap=12, hazard=0.05, shops=10)
    assert estimate_share(seen, shops) == estimate_share(seen, shops)
