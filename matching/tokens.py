"""Takes many titles apart at once, in compiled code: words, numbers, model codes and quantities.

    "sua tuoi 4 hop x 180 ml th-a12"  ->  sua tuoi hop x | 4 | th a12 tha12 | §count¤4 §volume¤180

Each token is a hashed column of a sparse matrix, one row a title; a second array says of what kind
the token of a column is.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.cleaning import (
    QUANTITY_FORM,
    QUANTITY_MARK,
    VALUE_MARK,
    marked_all,
    value_of,
    with_codes,
)
from matching.ngrams import BUCKETS, code_points
from matching.normalise import tones_in_place
from matching.words import COLOURS, UNITS, VARIANTS

WORD, NUMBER, CODE = range(3)
DIMENSIONS = tuple(sorted({dimension for dimension, _ in UNITS.values()}))
QUANTITY = 3
"""Kind of a quantity of the first of `DIMENSIONS`; that of the next is one more, and so on."""
_DIMENSION_KIND = {dimension: QUANTITY + n for n, dimension in enumerate(DIMENSIONS)}
_DIGIT = re.compile(r"\d")
_COUNTED = "|".join(
    sorted((u for u, (d, _) in UNITS.items() if d == "count"), key=len, reverse=True)
)
_PIECES = re.compile(
    rf"(?<![a-z0-9.,-])(?:(\d{{1,3}}) ?(?:{_COUNTED})(?![a-z])|x ?(\d{{1,3}})(?![a-z0-9.,])(?! ?(?:cm|mm|m|ml|g|inch))"
    r"|(\d{1,2}) ?x(?= ?\d+ ?(?:ml|g|l|mg))|(?:combo|bo|set|pack of|loc|lot of|thung|cap|hop) (\d{1,3})(?![a-z0-9.,])(?! ?(?:ml|g|gr|kg|l|cm|mm|inch|in|gb|tb|w)(?![a-z])))"
)
_SIGNED = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
_TIMES = re.compile(r"x?\d+x?|\d+x\d+(?:x\d+)?")
_TOUCHING = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_POINT_ZERO = re.compile(r"(?<=\d) ?[.,]0(?![\d.,])")
_NOT_CODE = re.compile(r"[^a-z0-9]")
_MOST_WORDS = 60_000
KINDS = np.zeros(BUCKETS, dtype=np.uint8)
"""Kind of the token in each column, shared by all tables: a column's token never changes."""
_POWERS = np.cumprod(np.full(64, 0x100000001B3, dtype=np.uint64))


def apart(cleaned: str) -> str:
    """Letters and digits apart, whole numbers without their zero: "v8.0 cs2" is "v 8 cs 2"."""
    return _TOUCHING.sub(" ", _POINT_ZERO.sub("", cleaned))


def tokenise(cleaned: Sequence[str]) -> sparse.csr_matrix:
    """Take cleaned titles apart: ones for the tokens of each, one row a title."""
    owner, columns = _WORDS.columns_of(marked_all(cleaned))
    return _matrix(owner, columns, len(cleaned))


class _Words(dict[str, int]):
    """The columns of every word that was met; sellers' words repeat."""

    def __init__(self) -> None:
        super().__init__()
        self._forget()

    def _forget(self) -> None:
        self.clear()
        self._new: list[str] = []
        self._starts = np.zeros(1, dtype=np.int64)
        self._columns = np.zeros(0, dtype=np.int32)

    def __missing__(self, word: str) -> int:
        place = self[word] = len(self)
        self._new.append(word)
        return place

    def columns_of(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The columns of each text's tokens, with the row of each."""
        if len(self) > _MOST_WORDS:
            self._forget()
        words = [text.split() for text in texts]
        counts = np.fromiter(map(len, words), np.int64, len(words))
        places = np.fromiter(
            map(self.__getitem__, chain.from_iterable(words)), np.int64, int(counts.sum())
        )
        self._take_in()
        starts = self._starts[places]
        lengths = self._starts[places + 1] - starts
        ends = np.cumsum(lengths)
        found = np.repeat(starts - ends + lengths, lengths) + np.arange(int(lengths.sum()))
        owner = np.repeat(np.repeat(np.arange(len(words)), counts), lengths)
        return owner, self._columns[found]

    def _take_in(self) -> None:
        """Take the new words apart, all at once."""
        if not self._new:
            return
        owner, columns = _taken_apart([with_codes(word) for word in self._new])
        counts = np.bincount(owner, minlength=len(self._new))
        self._starts = np.append(self._starts, self._starts[-1] + np.cumsum(counts))
        self._columns = np.append(self._columns, columns)
        self._new = []


def _taken_apart(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The row and column of each token; `KINDS` is told what it is."""
    points, rows = code_points(texts)
    digit = (points >= 48) & (points <= 57)
    letter = ((points >= 97) & (points <= 122)) | (points > 0xA0)
    inside = digit | letter
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    columns = (_hashes(points, starts, ends) % BUCKETS).astype(np.int32)
    has_digit = np.maximum.reduceat(digit, starts)
    has_letter = np.maximum.reduceat(letter, starts)
    kind = np.where(has_digit, np.where(has_letter, CODE, NUMBER), WORD).astype(np.uint8)
    KINDS[columns] = kind
    marked = points[starts] == ord(QUANTITY_MARK)
    for column, first in zip(*np.unique(columns[marked], return_index=True), strict=True):
        KINDS[column] = _dimension_kind(points[starts[marked][first] + 1 :][:16])
    return rows[starts], columns


def column_of(word: str) -> int:
    """The column of a token."""
    points = np.array([ord(c) for c in word], dtype=np.uint32)
    whole = _hashes(points, np.array([0]), np.array([len(points)]))
    return int(whole[0] % BUCKETS)


def columns_of_each(words: Sequence[str]) -> NDArray[np.int64]:
    """The column of each token."""
    if not words:
        return np.zeros(0, dtype=np.int64)
    if not all(words):
        raise ValueError("a word is empty")
    lengths = np.array([len(word) for word in words])
    ends = np.cumsum(lengths)
    points = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return (_hashes(points, ends - lengths, ends) % BUCKETS).astype(np.int64)


def columns_of(words: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each column is one of the words'."""
    wanted = np.zeros(BUCKETS, dtype=bool)
    wanted[[column_of(word) for word in words]] = True
    return wanted


def quantities(cleaned: str) -> dict[str, tuple[float, ...]]:
    """The quantities of one cleaned title in base units, by dimension."""
    found: dict[str, set[float]] = {}
    for number, unit, _ in QUANTITY_FORM.findall(cleaned):
        dimension, factor = UNITS[unit] if unit else ("inches", 1.0)
        found.setdefault(dimension, set()).add(round(value_of(number) * factor, 3))
    return {dimension: tuple(sorted(values)) for dimension, values in found.items()}


def pieces(cleaned: str) -> float:
    """Number of pieces that the text offers altogether, 1 where it says nothing: "4 hop x2" is 8."""
    if not _DIGIT.search(cleaned):
        return 1.0
    found: list[float] = []
    for groups in _PIECES.findall(cleaned):
        number = float(next(group for group in groups if group))
        if 1 < number <= 500 and number not in found:
            found.append(number)
    return float(np.prod(found[:3])) if found else 1.0


def model_codes(cleaned: str) -> tuple[str, ...]:
    """Words of letters and digits without their signs, of three characters or more; no quantities."""
    if not _DIGIT.search(cleaned):
        return ()
    rest = QUANTITY_FORM.sub(" ", cleaned)
    bare = (_NOT_CODE.sub("", word) for word in _SIGNED.findall(rest))
    return tuple(sorted({word for word in bare if is_code(word)}))


def keep_marks(title: str) -> str:
    """Lower case, composed, marks kept and set where today's spelling sets them (hoà is hòa)."""
    kept = unicodedata.normalize("NFC", title).lower()
    return kept if kept.isascii() else tones_in_place(kept)


def is_code(word: str) -> bool:
    """Whether a word of letters and digits, signs left out, is a model number."""
    if word.isdigit():
        return len(word) >= 4
    return len(word) >= 3 and any(map(str.isdigit, word)) and not _TIMES.fullmatch(word)


def _hashes(
    points: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.uint64]:
    lengths = ends - starts
    places = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    letters = points[np.repeat(starts, lengths) + places].astype(np.uint64)
    weighted = letters * _POWERS[np.minimum(places, 63)]
    sums = np.add.reduceat(weighted, np.cumsum(lengths) - lengths)
    return np.asarray(sums ^ (sums >> np.uint64(31)))


def _dimension_kind(points: NDArray[np.uint32]) -> int:
    name, _, _ = "".join(map(chr, points)).partition(VALUE_MARK)
    return _DIMENSION_KIND[name]


def _matrix(owner: NDArray[np.int64], columns: NDArray[np.int32], count: int) -> sparse.csr_matrix:
    starts = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(owner, minlength=count)[:count], out=starts[1:])
    ones = np.ones(len(columns), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, columns, starts), shape=(count, BUCKETS))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


VARIANT_COLUMNS = columns_of(sorted(VARIANTS))
COLOUR_COLUMNS = columns_of(sorted(COLOURS))

_WORDS = _Words()
