"""Takes many titles apart at once, in compiled code: words, numbers, model codes and quantities.

    "sua tuoi 4 hop x 180 ml th-a12"  ->  sua tuoi hop x | 4 | th a12 tha12 | §count4 §volume180

Each token is a hashed column of a sparse matrix, one row a title; a second array says of what kind
the token of a column is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.ngrams import BUCKETS, code_points
from matching.normalise import fold_text
from matching.words import COLOURS, FILLER_FORM, UNITS, VARIANTS

WORD, NUMBER, CODE, QUANTITY = range(4)
_QUANTITY_MARK = "§"
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?<![a-z0-9.,])(?![2-6]g(?![a-z])){_NUMBER} ?-?(?:({_UNIT})(?![a-z])(?! ?\d*x\d)|(\"|''))"
)
_JOINED = re.compile(r"(?<![a-z0-9])(?=[a-z0-9]*[-./_]?[a-z]*\d)[a-z0-9]+(?:[-./_][a-z0-9]+)+")
_DOTTED = re.compile(r"(?<![a-z0-9])[a-z](?:([.\-_*~|·•'])[a-z])(?:\1[a-z])+(?![a-z0-9])")
_NOT_CODE = re.compile(r"[^a-z0-9]")
_POWERS = np.cumprod(np.full(64, 0x100000001B3, dtype=np.uint64))


@dataclass(frozen=True, slots=True)
class Tokens:
    """A sparse matrix of ones, one row a title, and the kind of token that each column holds."""

    rows: sparse.csr_matrix
    kinds: NDArray[np.uint8]


def clean(title: str) -> str:
    """Folded, without filler and pulled-apart letters: the text that n-grams are taken of."""
    folded = (
        _DOTTED.sub(_close_up, fold_text(title))
        if "." in title or "-" in title
        else fold_text(title)
    )
    return FILLER_FORM.sub(" ", folded)


def with_quantities(cleaned: str) -> str:
    """The text with its quantities written as one token each, and joined codes added."""
    marked = _QUANTITY.sub(_mark_quantity, cleaned)
    joined = [_NOT_CODE.sub("", code) for code in _JOINED.findall(marked)]
    return f"{marked} {' '.join(joined)}" if joined else marked


def tokenise(cleaned: Sequence[str], kinds: NDArray[np.uint8] | None = None) -> Tokens:
    """Take cleaned titles apart; `kinds`, where given, is written into and shared."""
    points, rows = code_points([with_quantities(text) for text in cleaned])
    digit = (points >= 48) & (points <= 57)
    letter = ((points >= 97) & (points <= 122)) | (points > 0xA0)
    inside = digit | letter
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    known = kinds if kinds is not None else np.zeros(BUCKETS, dtype=np.uint8)
    if not len(starts):
        return Tokens(sparse.csr_matrix((len(cleaned), BUCKETS), dtype=np.float32), known)
    columns = (_hashes(points, starts, ends) % BUCKETS).astype(np.int32)
    has_digit = np.maximum.reduceat(digit, starts)
    has_letter = np.maximum.reduceat(letter, starts)
    kind = np.where(has_digit, np.where(has_letter, CODE, NUMBER), WORD).astype(np.uint8)
    kind[points[starts] == ord(_QUANTITY_MARK)] = QUANTITY
    known[columns] = kind
    return Tokens(_matrix(rows[starts], columns, len(cleaned)), known)


def column_of(word: str) -> int:
    """The column of a token."""
    points = np.array([ord(c) for c in word], dtype=np.uint32)
    whole = _hashes(points, np.array([0]), np.array([len(points)]))
    return int(whole[0] % BUCKETS)


def columns_of(words: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each column is one of the words'."""
    wanted = np.zeros(BUCKETS, dtype=bool)
    wanted[[column_of(word) for word in words]] = True
    return wanted


def quantities(cleaned: str) -> dict[str, tuple[float, ...]]:
    """The quantities of one cleaned title in base units, by dimension."""
    found: dict[str, set[float]] = {}
    for number, unit, _ in _QUANTITY.findall(cleaned):
        dimension, factor = UNITS[unit] if unit else ("inches", 1.0)
        found.setdefault(dimension, set()).add(round(_value(number) * factor, 3))
    return {dimension: tuple(sorted(values)) for dimension, values in found.items()}


def _hashes(
    points: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.uint64]:
    lengths = ends - starts
    places = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    letters = points[np.repeat(starts, lengths) + places].astype(np.uint64)
    weighted = letters * _POWERS[np.minimum(places, 63)]
    sums = np.add.reduceat(weighted, np.cumsum(lengths) - lengths)
    return np.asarray(sums ^ (sums >> np.uint64(31)))


def _matrix(owner: NDArray[np.int64], columns: NDArray[np.int32], count: int) -> sparse.csr_matrix:
    starts = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(owner, minlength=count)[:count], out=starts[1:])
    ones = np.ones(len(columns), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, columns, starts), shape=(count, BUCKETS))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def _close_up(found: re.Match[str]) -> str:
    return _NOT_CODE.sub("", found.group())


def _mark_quantity(found: re.Match[str]) -> str:
    number, unit, _ = found.groups()
    dimension, factor = UNITS[unit] if unit else ("inches", 1.0)
    value = f"{_value(number) * factor:g}".replace(".", "p").replace("+", "").replace("-", "m")
    return f" {_QUANTITY_MARK}{dimension}{value} "


def _value(number: str) -> float:
    whole, _, rest = number.replace(",", ".").partition(".")
    # "1.000 ml" is a thousand, "1.5 l" one and a half.
    return float(whole + rest) if len(rest) == 3 and whole != "0" else float(f"{whole}.{rest or 0}")


VARIANT_COLUMNS = columns_of(sorted(VARIANTS))
COLOUR_COLUMNS = columns_of(sorted(COLOURS))
