"""What the policy knows as plain JSON values, so that a restart changes nothing.

Columns are their bytes, compressed, as text: a number takes a byte or two.
"""

import base64
import zlib
from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from crawler.recrawl.tables import Columns
from messages import translate

if TYPE_CHECKING:
    from crawler.recrawl.policy import RecrawlPolicy

VERSION = 2
QUEUE = ("version", "ranked_at", "learned_at", "rounds", "more")
RANKING = ("clock", "price")
BELIEFS = ("expiries", "expiry_hours", "h0", "trust", "trust_weight")

Json = dict[str, Any]


class StateError(ValueError):
    """A state that this version cannot take up."""


def save(policy: "RecrawlPolicy") -> Json:
    """Everything the policy has learned and planned, as values that JSON can hold."""
    memory, queue, ranking = policy.memory, policy.queue, policy.ranking
    return {
        "version": VERSION,
        "kinds": [kind.name for kind in policy.config.archetypes],
        "shops": _columns(memory.shops),
        "shop_ids": memory.shop_ids,
        "listings": _columns(memory.listings),
        "listing_ids": memory.listing_ids,
        "members": _pack(_joined(memory.members)),
        "member_counts": _pack(np.array([len(rows) for rows in memory.members], np.int64)),
        "sites": memory.site_names,
        "operators": list(memory.operators),
        "operator_shops": memory.operator_shops,
        "operator_weight": _pack(memory.operator_weight),
        "beliefs": {
            name: _pack(value)
            for name, value in vars(policy.beliefs).items()
            if isinstance(value, np.ndarray)
        },
        "figures": {name: getattr(policy.beliefs, name) for name in BELIEFS},
        "heap": queue.heap,
        "queue": {name: _plain(getattr(queue, name)) for name in QUEUE},
        "ranking": {name: _plain(getattr(ranking, name)) for name in RANKING},
        "accepted": ranking.accepted,
        "marginal": list(ranking.marginal),
        "values": _pack(ranking.values),
        "flow": _pack(ranking.flow),
    }


def restore(policy: "RecrawlPolicy", saved: Json) -> None:
    """Make a new policy what it was when `save` was called.

    Raises StateError where another version or other kinds of seller wrote it.
    """
    kinds = [kind.name for kind in policy.config.archetypes]
    if saved.get("version") != VERSION or saved.get("kinds") != kinds:
        raise StateError(
            translate("The policy's saved state is of another version; start without it.")
        )
    _restore_memory(policy, saved)
    for name, packed in saved["beliefs"].items():
        setattr(policy.beliefs, name, _unpack(packed))
    for name in BELIEFS:
        setattr(policy.beliefs, name, saved["figures"][name])
    _restore_plans(policy, saved)


def _restore_memory(policy: "RecrawlPolicy", saved: Json) -> None:
    memory = policy.memory
    memory.shop_ids = list(saved["shop_ids"])
    memory.shop_rows = {name: row for row, name in enumerate(memory.shop_ids)}
    memory.listing_ids = list(saved["listing_ids"])
    memory.listing_rows = {name: row for row, name in enumerate(memory.listing_ids)}
    _fill(memory.shops, saved["shops"], len(memory.shop_ids))
    _fill(memory.listings, saved["listings"], len(memory.listing_ids))
    ends = np.cumsum(_unpack(saved["member_counts"]))
    memory.members = np.split(_unpack(saved["members"]), ends[:-1]) if ends.size else []
    memory.site_names = list(saved["sites"])
    memory.operators = {_hashable(name): number for number, name in enumerate(saved["operators"])}
    memory.operator_shops = [list(rows) for rows in saved["operator_shops"]]
    memory.operator_weight = _unpack(saved["operator_weight"])


def _restore_plans(policy: "RecrawlPolicy", saved: Json) -> None:
    queue, ranking = policy.queue, policy.ranking
    for name in QUEUE:
        value = saved["queue"][name]
        setattr(queue, name, -np.inf if value is None else value)
    for name in RANKING:
        value = saved["ranking"][name]
        setattr(ranking, name, -np.inf if value is None else value)
    queue.heap = [(entry[0], entry[1], entry[2], entry[3]) for entry in saved["heap"]]
    ranking.accepted = list(saved["accepted"])
    ranking.marginal = deque((at, index) for at, index in saved["marginal"])
    ranking.values, ranking.flow = _unpack(saved["values"]), _unpack(saved["flow"])


def _columns(table: Columns) -> Json:
    return {name: _pack(getattr(table, name)[: table.size]) for name in table.SPEC}


def _fill(table: Columns, saved: Json, size: int) -> None:
    room = 1024
    while room < size:
        room *= 2
    for name in table.SPEC:
        column = table.empty(name, room)
        column[:size] = _unpack(saved[name])
        setattr(table, name, column)
    table.size = size


def _joined(members: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, np.int64), *members])


def _pack(values: NDArray[Any]) -> list[Any]:
    squeezed = base64.b64encode(zlib.compress(np.ascontiguousarray(values).tobytes(), 6))
    return [values.dtype.str, list(values.shape), squeezed.decode("ascii")]


def _unpack(packed: list[Any]) -> NDArray[Any]:
    kind, shape, text = packed
    flat = np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype=kind)
    return flat.reshape(shape).copy()


def _plain(value: float) -> float | None:
    """JSON has no infinity; the only one here is 'never'."""
    return None if value == -np.inf else value


def _hashable(name: Any) -> Any:
    return tuple(name) if isinstance(name, list) else name
