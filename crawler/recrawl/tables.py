"""Shops and listings as growing columns: one number a row, ids outside."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

PENDING, CAPTURED, DEAD = 0, 1, 2


class Columns:
    """Arrays of equal length that double when full. Subclasses name them in `SPEC`."""

    SPEC: dict[str, tuple[Any, Any]] = {}

    def __init__(self, width: int = 0) -> None:
        self.size = 0
        self.width = width
        for name, (kind, empty) in self.SPEC.items():
            wide = name.isupper()
            shape = (1024, width) if wide else (1024,)
            setattr(self, name, np.full(shape, empty, dtype=kind))

    def add(self) -> int:
        """A new row, as its number."""
        row = self.size
        if row == len(getattr(self, next(iter(self.SPEC)))):
            for name, (kind, empty) in self.SPEC.items():
                old = getattr(self, name)
                new = np.full((2 * old.shape[0], *old.shape[1:]), empty, dtype=kind)
                new[:row] = old
                setattr(self, name, new)
        self.size += 1
        return row


class ShopTable(Columns):
    """One row a shop; upper-case columns have one value per kind of seller."""

    SPEC = {
        "site": (np.int32, 0),
        "found": (np.float64, 0.0),
        "hint": (np.int8, 2),
        "operator": (np.int32, -1),
        "visited": (np.float64, -np.inf),
        "known_alive": (np.float64, -np.inf),
        "gone": (np.bool_, False),
        "busy_until": (np.float64, -np.inf),
        "tries": (np.int16, 0),
        "births": (np.float64, 0.0),
        "EVIDENCE": (np.float64, 0.0),
        "EXPECTED": (np.float64, 0.0),
        "RATES": (np.float64, 0.0),
        "WEIGHT": (np.float64, 0.0),
        "NUMBER": (np.float64, 0.0),
        "HONEST": (np.float64, 0.0),
        "ALIVE": (np.float64, 0.0),
        "FACTOR": (np.float64, 1.0),
        "rank": (np.float64, 0.0),
    }
    site: NDArray[np.int32]
    found: NDArray[np.float64]
    hint: NDArray[np.int8]
    operator: NDArray[np.int32]
    visited: NDArray[np.float64]
    known_alive: NDArray[np.float64]
    gone: NDArray[np.bool_]
    busy_until: NDArray[np.float64]
    tries: NDArray[np.int16]
    births: NDArray[np.float64]
    EVIDENCE: NDArray[np.float64]
    EXPECTED: NDArray[np.float64]
    RATES: NDArray[np.float64]
    WEIGHT: NDArray[np.float64]
    NUMBER: NDArray[np.float64]
    HONEST: NDArray[np.float64]
    ALIVE: NDArray[np.float64]
    FACTOR: NDArray[np.float64]
    rank: NDArray[np.float64]


class ListingTable(Columns):
    """One row a listing that was seen on a card or visited."""

    SPEC = {
        "shop": (np.int32, -1),
        "evidence": (np.float32, 0.0),
        "counted": (np.float32, 0.0),
        "first": (np.float64, 0.0),
        "last": (np.float64, 0.0),
        "status": (np.int8, PENDING),
        "decision": (np.int8, -1),
        "busy_until": (np.float64, -np.inf),
        "tries": (np.int16, 0),
        "stamp": (np.int64, -1),
        "rank": (np.float64, 0.0),
    }
    shop: NDArray[np.int32]
    evidence: NDArray[np.float32]
    counted: NDArray[np.float32]
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    status: NDArray[np.int8]
    decision: NDArray[np.int8]
    busy_until: NDArray[np.float64]
    tries: NDArray[np.int16]
    stamp: NDArray[np.int64]
    rank: NDArray[np.float64]
