"""How often words stand in the titles that a model was fitted to, so that the words of a small
table are weighed as those of a large one."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.ngrams import BUCKETS, ngram_rows
from matching.offers import Offers
from matching.rarity import Frequencies, Rarity
from matching.tokens import columns_of_each
from matching.word_weights import words_in

_FEWEST = 3
"""Words of fewer rows are as rare as any: left out of the file."""
_MARK = "§"


@dataclass(frozen=True, slots=True)
class Background:
    """In how many of `rows` titles each word stands."""

    rows: int
    words: Mapping[str, int]

    def rarity(self, *tables: Offers) -> Rarity:
        """Rarity over the tables and the background together."""
        counted = self.frequencies()
        for table in tables:
            counted.add(table)
        return Rarity.of(counted)

    def frequencies(self) -> Frequencies:
        """The counts, to add those of a table to."""
        counted = Frequencies()
        counted.rows = self.rows
        np.add.at(counted.tokens, columns_of_each([*self.words]), [*self.words.values()])
        plain = [word for word in self.words if not word.startswith(_MARK)]
        grams = ngram_rows(plain)
        counts = np.repeat([self.words[word] for word in plain], np.diff(grams.indptr))
        summed = np.bincount(grams.indices, weights=counts, minlength=BUCKETS)
        counted.grams += np.minimum(summed, self.rows).astype(np.int32)
        return counted

    def to_json(self) -> dict[str, Any]:
        """Rows, and words by how often they stand."""
        ordered = sorted(self.words.items(), key=lambda pair: (-pair[1], pair[0]))
        return {"rows": self.rows, "words": dict(ordered)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Background":
        """What `to_json` wrote; raises KeyError, TypeError or ValueError for anything else."""
        words = {str(word): int(count) for word, count in stored["words"].items()}
        return cls(rows=int(stored["rows"]), words=words)


def background_of(tables: Iterable[Offers]) -> Background:
    """Count the words of some tables' names."""
    counted: Counter[str] = Counter()
    rows = 0
    for table in tables:
        rows += table.size
        for name in table.named:
            counted.update(set(words_in(name)))
    return Background(rows, {word: n for word, n in counted.items() if n >= _FEWEST})
