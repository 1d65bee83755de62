"""What nobody could beat: clairvoyant earliest-deadline-first under the same budget and caps."""

import heapq

import numpy as np

from benchmarks.recrawl.drive import STEP, Budget, Outcome
from benchmarks.recrawl.world import World


def oracle(world: World, budget: Budget, *, discovered: bool) -> Outcome:
    """Every violating listing known at birth, or from its shop's discovery, with its end.

    Only own pages cost a fetch: to know of a listing is free here.
    """
    ready = world.birth
    if discovered:
        ready = np.maximum(ready, world.shop_found[world.shop])
    those = np.flatnonzero(world.violating & (ready < world.death) & (ready < world.hours))
    those = those[np.argsort(ready[those], kind="stable")]
    captured = np.full(world.birth.size, np.inf)
    caps = np.array([cap for _, cap in world.config.sites])
    queues: list[list[tuple[float, int]]] = [[] for _ in caps]
    site = world.shop_site[world.shop]
    left, credit, following = caps.copy(), 0.0, 0
    for step in range(int(world.hours / STEP)):
        at = step * STEP
        if at % 1.0 == 0.0:
            left = caps.copy()
        while following < those.size and ready[those[following]] <= at:
            listing = int(those[following])
            heapq.heappush(queues[site[listing]], (float(world.death[listing]), listing))
            following += 1
        credit = min(credit, 1.0) if budget(at) else credit
        credit += budget(at)
        while credit >= 1.0:
            listing = _most_urgent(queues, left, at)
            if listing < 0:
                break
            captured[listing] = at
            left[site[listing]] -= 1
            credit -= 1.0
    return Outcome(world, captured, np.zeros(captured.size, bool))


def _most_urgent(
    queues: list[list[tuple[float, int]]],
    left: np.ndarray[tuple[int], np.dtype[np.int64]],
    at: float,
) -> int:
    best = -1
    for number, queue in enumerate(queues):
        while queue and queue[0][0] <= at:
            heapq.heappop(queue)
        if queue and left[number] > 0 and (best < 0 or queue[0] < queues[best][0]):
            best = number
    return heapq.heappop(queues[best])[1] if best >= 0 else -1
