"""Shops and listings as growing columns: one number a row, ids outside."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from crawler.recrawl.config import UNTOLD

PENDING, CAPTURED, DEAD = 0, 1, 2

Spec = dict[str, tuple[Any, Any]]


class Columns:
    """Arrays of equal length that double when full. Subclasses name them in `SPEC`."""

    SPEC: ClassVar[Spec] = {}

    def __init__(self, width: int = 0) -> None:
        self.size = 0
        self.width = width
        for name in self.SPEC:
            setattr(self, name, self.empty(name, 1024))

    def empty(self, name: str, rows: int) -> NDArray[Any]:
        """A column of so many empty rows; upper-case columns have one value per kind of seller."""
        dtype, value = self.SPEC[name]
        return np.full((rows, self.width) if name.isupper() else (rows,), value, dtype=dtype)

    def add(self) -> int:
        """A new row, as its number."""
        row = self.size
        if row == len(getattr(self, next(iter(self.SPEC)))):
            for name in self.SPEC:
                setattr(self, name, np.concatenate([getattr(self, name), self.empty(name, row)]))
        self.size += 1
        return row


class ShopTable(Columns):
    """One row a shop. Times in hours."""

    SPEC: ClassVar[Spec] = {
        "site": (np.int32, 0),
        "found": (np.float64, 0.0),
        "hint": (np.int8, UNTOLD),
        "operator": (np.int32, -1),
        "counted": (np.bool_, False),
        "visited": (np.float64, -np.inf),
        "known_alive": (np.float64, -np.inf),
        "grown": (np.float64, 0.0),
        "gone": (np.bool_, False),
        "busy_until": (np.float64, -np.inf),
        "tries": (np.int16, 0),
        "births": (np.float64, 0.0),
        "rank": (np.float64, 0.0),
        "stock_begin": (np.int64, 0),
        "stock_count": (np.int32, 0),
        "numbered": (np.bool_, False),
        "LOOK": (np.float64, 0.0),
        "BEFORE": (np.float32, 0.0),
        "STOCK_BAD": (np.float32, 0.0),
        "EVIDENCE": (np.float64, 0.0),
        "EXPECTED": (np.float64, 0.0),
        "RATES": (np.float64, 0.0),
        "WEIGHT": (np.float64, 0.0),
        "NUMBER": (np.float64, 0.0),
        "ALIVE": (np.float64, 1.0),
        "FACTOR": (np.float64, 1.0),
    }
    site: NDArray[np.int32]
    found: NDArray[np.float64]
    hint: NDArray[np.int8]
    """1 opened lately, 0 not, 2 unsaid."""
    operator: NDArray[np.int32]
    counted: NDArray[np.bool_]
    """True where the operator's sum holds this shop."""
    visited: NDArray[np.float64]
    known_alive: NDArray[np.float64]
    grown: NDArray[np.float64]
    """The hour that NUMBER and ALIVE stand for."""
    gone: NDArray[np.bool_]
    busy_until: NDArray[np.float64]
    """Until when a visit that was planned is waited for."""
    tries: NDArray[np.int16]
    births: NDArray[np.float64]
    rank: NDArray[np.float64]
    stock_begin: NDArray[np.int64]
    """The first of the listings that it held when it was first read: they follow one another."""
    stock_count: NDArray[np.int32]
    """How many those were; 0 where it was not read."""
    numbered: NDArray[np.bool_]
    """True where that was all it held."""
    LOOK: NDArray[np.float64]
    """Log likelihood of what was seen on the first visit."""
    BEFORE: NDArray[np.float32]
    """Births expected from when the shop was found until it was first read."""
    STOCK_BAD: NDArray[np.float32]
    """How many of those first listings violate."""
    EVIDENCE: NDArray[np.float64]
    """Log likelihood of what was seen later, but for steady births."""
    EXPECTED: NDArray[np.float64]
    RATES: NDArray[np.float64]
    WEIGHT: NDArray[np.float64]
    """Posterior probability of each kind."""
    NUMBER: NDArray[np.float64]
    """Violating listings that are expected to be there unseen."""
    ALIVE: NDArray[np.float64]
    """Probability that the shop was not locked since it was last seen alive."""
    FACTOR: NDArray[np.float64]
    """The shop's births over those of its kind."""


class ListingTable(Columns):
    """One row a listing that was seen on a card or visited."""

    SPEC: ClassVar[Spec] = {
        "shop": (np.int32, -1),
        "evidence": (np.float32, 0.0),
        "stock": (np.bool_, False),
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
    """Log likelihood ratio of its scores, or of the decision."""
    stock: NDArray[np.bool_]
    """True where it stood in the shop when that was first read."""
    last: NDArray[np.float64]
    """When it was last seen alive."""
    status: NDArray[np.int8]
    decision: NDArray[np.int8]
    busy_until: NDArray[np.float64]
    tries: NDArray[np.int16]
    stamp: NDArray[np.int64]
    rank: NDArray[np.float64]
