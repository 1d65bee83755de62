"""Turns texts into rows of hashed character n-grams, in compiled code throughout.

All texts are laid end to end as one array of code points; an n-gram's hash is arithmetic on that
array shifted by one, so that no Python code runs per character.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

BUCKETS = 1 << 20
"""Hash space; 2,930 titles have some 15,000 distinct trigrams, so that collisions are rare."""
_SPACE = 32
_BREAK = 10
_FACTORS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F], dtype=np.uint64)


def code_points(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """All texts end to end, each between line breaks, and the row of each code point."""
    joined = "\n" + "\n".join(text.replace("\n", " ") for text in texts) + "\n"
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    rows = np.cumsum(points == _BREAK) - 1
    return points, rows


def ngram_rows(texts: Sequence[str], size: int = 3) -> sparse.csr_matrix:
    """One row a text with a one for each of its n-grams; none spans words, borders count as spaces."""
    points, rows = code_points(texts)
    spaced = np.where(points == _BREAK, _SPACE, points).astype(np.uint64)
    count = len(spaced) - size + 1
    if count <= 0:
        return sparse.csr_matrix((len(texts), BUCKETS), dtype=np.float32)
    hashes = np.zeros(count, dtype=np.uint64)
    for shift in range(size):
        hashes = hashes * _FACTORS[0] + spaced[shift : shift + count] * _FACTORS[shift % 4]
    hashes ^= hashes >> np.uint64(29)
    inner = np.ones(count, dtype=bool)
    for shift in range(1, size - 1):
        inner &= spaced[shift : shift + count] != _SPACE
    first, last = points[:count], points[size - 1 : size - 1 + count]
    crosses = (first == _BREAK) & (last == _BREAK)
    # A gram that begins at a line break belongs to the text after it.
    owner = np.where(
        first == _BREAK, rows[1 : count + 1] if size > 1 else rows[:count], rows[:count]
    )
    used = inner & ~crosses & (owner < len(texts)) & (owner >= 0)
    return _as_rows(owner[used], (hashes[used] % BUCKETS).astype(np.int32), len(texts))


def _as_rows(owner: NDArray[np.int64], columns: NDArray[np.int32], count: int) -> sparse.csr_matrix:
    starts = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(owner, minlength=count), out=starts[1:])
    ones = np.ones(len(columns), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, columns, starts), shape=(count, BUCKETS))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix
