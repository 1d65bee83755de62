"""Titles as hurried sellers leave them: cut at a form's limit, words left out, misspelt, run together.

Training pairs of links only; the register benchmark has a writer of its own (edits.py), which no
model learns from.
"""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.matching.near_misses import near_miss
from benchmarks.matching.swaps import AFTER, BEFORE
from benchmarks.matching.titles import Product, Rng
from benchmarks.matching.wordings import as_other_case

REGISTERED = 0.65
"""Share of the products that the register has."""
NEAR_MISSES = 0.25
"""Share of the registered products of which a near miss is offered besides."""
_FEWEST = 4
"""Words that are left of a title at least."""
_DIGITS = str.maketrans({"a": "4", "i": "1", "o": "0", "e": "3", "s": "5", "t": "7", "b": "8"})
_SEGMENT = re.compile(r"\s+[-–|]\s+|\s*[|,]\s*")


@dataclass(frozen=True, slots=True)
class Offered:
    """A hurried title and the row of its entry; -1 where the register has none."""

    title: str
    entry: int
    owner: str
    """Brand, or the title where none is stated: rows of one owner stay on one side of a split."""
    source: str
    """What the title was before it was written in a hurry."""


def register_and_offers(products: Sequence[Product], rng: Rng) -> tuple[list[str], list[Offered]]:
    """A register of most of the products, and offers of all."""
    drawn = rng.sample(products, len(products))
    entries = [product.title for product in drawn[: int(len(drawn) * REGISTERED)]]
    offers = []
    for row, product in enumerate(drawn):
        owner, is_in = product.brand or product.title, row < len(entries)
        titles = [(product.title, row if is_in else -1)]
        if is_in and rng.random() < NEAR_MISSES:
            titles += [(missed, -1) for missed in [near_miss(product, rng, [])] if missed]
        offers += [Offered(in_a_hurry(t, rng), entry, owner, t) for t, entry in titles]
    return entries, offers


def in_a_hurry(title: str, rng: Rng) -> str:
    """The title as somebody writes it who does not look twice."""
    if rng.random() < 0.15:
        title = _segments_moved(title, rng)
    if rng.random() < 0.3:
        title = _words_left_out(title, rng)
    if rng.random() < 0.35:
        title = _cut(title, rng)
    if rng.random() < 0.12:
        title = _run_together(title, rng)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        title = _misspelt(title, rng)
    if rng.random() < 0.1:
        title = _hidden(title, rng)
    if rng.random() < 0.3:
        title = f"{rng.choice(BEFORE)} {title}"
    if rng.random() < 0.3:
        title = f"{title} {rng.choice(AFTER)}"
    return as_other_case(title, rng)


def _cut(title: str, rng: Rng) -> str:
    """Cut at a limit of letters, in the middle of a word as often as not."""
    limit = int(len(title) * rng.uniform(0.5, 0.95))
    kept = title[:limit]
    if rng.random() < 0.6 and title[limit : limit + 1].strip():
        kept = kept.rpartition(" ")[0]
    return kept.strip() if len(kept.split()) >= _FEWEST else title


def _words_left_out(title: str, rng: Rng) -> str:
    words = title.split()
    kept = [word for word in words if rng.random() >= (0.05 if _has_digit(word) else 0.15)]
    return " ".join(kept) if len(kept) >= _FEWEST else title


def _run_together(title: str, rng: Rng) -> str:
    words = title.split()
    if len(words) <= _FEWEST:
        return title
    at = rng.randrange(len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


def _misspelt(title: str, rng: Rng) -> str:
    words = title.split()
    places = [n for n, word in enumerate(words) if len(word) > 2 and word.isalpha()]
    if not places:
        return title
    at = rng.choice(places)
    word = words[at]
    cut = rng.randrange(len(word) - 1)
    head, one, two, tail = word[:cut], word[cut], word[cut + 1], word[cut + 2 :]
    words[at] = rng.choice(
        (
            head + two + tail,
            head + one + one + two + tail,
            head + two + one + tail,
            head + rng.choice(string.ascii_lowercase) + two + tail,
        )
    )
    return " ".join(words)


def _hidden(title: str, rng: Rng) -> str:
    """A word from which a filter is to be kept: digits for letters, or signs between them."""
    words = title.split()
    places = [n for n, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if places:
        at = rng.choice(places)
        apart = rng.choice(".-_*").join(words[at])
        words[at] = rng.choice((words[at].translate(_DIGITS), apart))
    return " ".join(words)


def _segments_moved(title: str, rng: Rng) -> str:
    parts = [part for part in _SEGMENT.split(title) if part]
    rng.shuffle(parts)
    return rng.choice((" - ", " ", ", ")).join(parts) or title


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))
