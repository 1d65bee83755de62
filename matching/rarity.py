"""How much each word and trigram tells the rows of some tables apart."""

import numpy as np
from numpy.typing import NDArray

from matching.ngrams import BUCKETS
from matching.offers import Floats, Offers


class Rarity:
    """How much each token and trigram tells the rows of the tables apart."""

    def __init__(self, *tables: Offers) -> None:
        counted = Frequencies()
        for table in tables:
            counted.add(table)
        self._take(counted)

    @classmethod
    def of(cls, counted: "Frequencies") -> "Rarity":
        """Rarity from what was counted over many tables."""
        rarity = cls.__new__(cls)
        rarity._take(counted)
        return rarity

    def _take(self, counted: "Frequencies") -> None:
        self.tokens = _idf(counted.tokens, counted.rows)
        self.grams = _idf(counted.grams, counted.rows)
        self.most = float(np.log(1.2 + counted.rows))
        """Rarity of a word that no row has: what absolute weights are measured by."""


class Frequencies:
    """In how many rows each token and trigram stands, counted a table at a time."""

    def __init__(self) -> None:
        self.rows = 0
        self.tokens = np.zeros(BUCKETS, dtype=np.int32)
        self.grams = np.zeros(BUCKETS, dtype=np.int32)

    def add(self, table: Offers) -> None:
        """Count a table's rows."""
        self.rows += table.size
        self.tokens += np.bincount(table.tokens.indices, minlength=BUCKETS).astype(np.int32)
        self.grams += np.bincount(table.grams.indices, minlength=BUCKETS).astype(np.int32)


def _idf(frequency: NDArray[np.int32], rows: int) -> Floats:
    return np.asarray(np.log((1.0 + rows) / (1.0 + frequency) + 0.2), dtype=np.float32)
