"""Which offers of one table may be one product: nearest titles, and photos that are alike."""

import numpy as np
from numpy.typing import NDArray

from matching.candidates import LENGTH, SparseIndex, name_rows
from matching.offers import Offers
from matching.pairs import Rows

NEIGHBOURS = 20
_CHUNK = 8192
_PARTS = 8
"""Bytes of a hash; two hashes that differ in fewer bits than this share one of them."""
_MOST_BITS = 12
"""Bits in which hashes of one photo may differ."""
_CROWD = 200
"""Photos with one byte in common above which the byte says nothing."""


def group_pairs(offers: Offers, neighbours: int = NEIGHBOURS) -> tuple[Rows, Rows]:
    """Rows that may be one product, each pair both ways round, sorted."""
    near = _by_title(offers, neighbours)
    alike = _by_photo(offers.bits)
    both = np.concatenate([near, near[:, ::-1], alike, alike[:, ::-1]])
    keys = np.unique(both[:, 0] * np.int64(offers.size) + both[:, 1])
    return keys // max(1, offers.size), keys % max(1, offers.size)


def _by_title(offers: Offers, neighbours: int) -> Rows:
    rows = name_rows(offers)
    index = SparseIndex(rows, LENGTH)
    found = []
    for start in range(0, offers.size, _CHUNK):
        near = index.nearest(rows[start : start + _CHUNK], neighbours + 1)
        pairs = np.stack([near.queries.astype(np.int64) + start, near.records], axis=1)
        found.append(pairs[pairs[:, 0] != pairs[:, 1]])
    return np.concatenate(found) if found else np.zeros((0, 2), np.int64)


def _by_photo(bits: NDArray[np.uint64]) -> Rows:
    found = [np.zeros((0, 2), np.int64)]
    known = np.flatnonzero(bits)
    for part in range(_PARTS):
        byte = (bits[known] >> np.uint64(8 * part)) & np.uint64(0xFF)
        # A byte and its neighbour together keep buckets small in a table of millions.
        found += [_alike(bits, known[byte == value]) for value in np.unique(byte)]
    return np.unique(np.concatenate(found), axis=0)


def _alike(bits: NDArray[np.uint64], rows: Rows) -> Rows:
    if not 2 <= len(rows) <= _CROWD:
        return np.zeros((0, 2), np.int64)
    left, right = np.triu_indices(len(rows), 1)
    near = np.bitwise_count(bits[rows[left]] ^ bits[rows[right]]) <= _MOST_BITS
    return np.stack([rows[left[near]], rows[right[near]]], axis=1)
