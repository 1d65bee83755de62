"""`python -m benchmarks.recrawl.scale`: a hundred thousand shops, a million listings, plans of 100."""

import argparse
import json
import resource
import time

import numpy as np

from crawler.recrawl import RecrawlPolicy, VisitKind

QUARTER = 0.25


def filled(shops: int, per_shop: int) -> RecrawlPolicy:
    """A policy that has heard of so many shops and read each page once."""
    rng = np.random.default_rng(1)
    policy = RecrawlPolicy()
    share = rng.choice([0.01, 0.5, 0.95], shops, p=[0.9, 0.05, 0.05])
    for shop in range(shops):
        name, at = f"shop-{shop}", float(shop) / shops * 48.0
        hints = {"new": bool(shop % 2), "operator": f"hand-{shop % 5000}" if shop % 3 else None}
        policy.shop_discovered(name, f"site-{shop % 6}", at, hints)
        scores = np.clip(rng.normal(0.1 + 0.6 * share[shop], 0.15, per_shop), 0.01, 0.99)
        cards = [(f"{shop}-{number}", float(score)) for number, score in enumerate(scores)]
        policy.shop_visited(name, at + 0.5, listed=cards, complete=True, gone=False)
    return policy


def plan_seconds(policy: RecrawlPolicy, rounds: int) -> list[float]:
    """Processor seconds of each plan of 100 visits, a quarter of an hour apart, results fed back between."""
    taken, rng = [], np.random.default_rng(2)
    for number in range(rounds):
        at = 50.0 + number * QUARTER
        begin = time.process_time()
        visits = policy.plan(at, 100, site_caps={f"site-{site}": 40 for site in range(6)})
        taken.append(time.process_time() - begin)
        for visit in visits:
            if visit.kind is VisitKind.LISTING:
                policy.listing_visited(
                    visit.listing_id or "", visit.shop_id, at, alive=True, p_violating=0.5
                )
            else:
                cards = [(f"{visit.shop_id}-{number}-{card}", rng.random()) for card in range(3)]
                policy.shop_visited(visit.shop_id, at, listed=cards, complete=False, gone=False)
    return taken


def main() -> int:
    """Fill, plan, save; print the figures with their targets; 0 where they are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shops", type=int, default=100_000)
    parser.add_argument("--per-shop", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=24)
    asked = parser.parse_args()
    begin = time.process_time()
    policy = filled(asked.shops, asked.per_shop)
    print(f"filled in {time.process_time() - begin:.0f} s")
    seconds = plan_seconds(policy, asked.rounds)
    warm = seconds[1:]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"first plan of 100     {seconds[0]:.3f} s")
    print(f"warm plan of 100      {np.median(warm):.3f} s, at most {max(warm):.3f} s  (< 0.2 s)")
    print(f"memory at most        {memory:.2f} GB  (< 1 GB)")
    begin = time.process_time()
    text = json.dumps(policy.state())
    print(f"state                 {len(text) / 1e6:.0f} MB in {time.process_time() - begin:.1f} s")
    return 0 if np.median(warm) < 0.2 and memory < 1.0 else 1


if __name__ == "__main__":
    raise SystemExit(main())
