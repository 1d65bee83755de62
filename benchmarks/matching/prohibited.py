"""Hidden words in real titles: how many the rule of prohibited goods finds, and its false alarms.

    python -m benchmarks.matching.prohibited --data FOLDER [--seed 5]

Each term of the lexicon is hidden in each of `TRICKS` and put into a real Vietnamese title; the
titles as they are count for false alarms. Substring search runs on the same titles. A term that
needs other words beside it, or that no disguise is assumed for, is left out.
"""

import argparse
import random
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.matching.commands import read_rows, shopwitness, write_rows
from benchmarks.matching.sources import vietnamese_products
from config.lexicon_files import load_lexicons

RULE = "prohibited_goods"
Rng = random.Random
_TWINS = str.maketrans("aceopxyik", "асеорхуік")
_DIGITS = str.maketrans("aieost", "413057")
_GONE = "\u200b\u200c\u2060\u00ad"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A title with a term in it."""

    title: str
    term: str
    trick: str


def plain(term: str, _: Rng) -> str:
    return term


def shouted(term: str, _: Rng) -> str:
    return term.upper()


def without_marks(term: str, _: Rng) -> str:
    apart = unicodedata.normalize("NFD", term.replace("đ", "d"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def marks_apart(term: str, _: Rng) -> str:
    return unicodedata.normalize("NFD", term)


def digits_for_letters(term: str, rng: Rng) -> str:
    return without_marks(term, rng).translate(_DIGITS)


def letters_of_another_script(term: str, rng: Rng) -> str:
    return without_marks(term, rng).translate(_TWINS)


def wide(term: str, _: Rng) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in term)


def invisible_between(term: str, rng: Rng) -> str:
    return "".join(c + rng.choice(_GONE) for c in term)


def signs_between(term: str, rng: Rng) -> str:
    sign = rng.choice(".-_*|")
    return " ".join(sign.join(word) for word in term.split())


def spaces_between(term: str, _: Rng) -> str:
    return " ".join(term.replace(" ", ""))


def sign_for_space(term: str, rng: Rng) -> str:
    return term.replace(" ", rng.choice("._-/"))


def drawn_out(term: str, rng: Rng) -> str:
    return " ".join(word + word[-1] * rng.choice((1, 2, 3)) for word in term.split())


def a_letter_masked(term: str, rng: Rng) -> str:
    words = term.split()
    long = [n for n, word in enumerate(words) if len(word) > 3]
    if long:
        at = rng.choice(long)
        inner = rng.randrange(1, len(words[at]) - 1)
        words[at] = f"{words[at][:inner]}*{words[at][inner + 1 :]}"
    return " ".join(words)


TRICKS: tuple[Callable[[str, Rng], str], ...] = (
    plain, shouted, without_marks, marks_apart, digits_for_letters, letters_of_another_script,
    wide, invisible_between, signs_between, spaces_between, sign_for_space, drawn_out,
    a_letter_masked,
)  # fmt: skip


def hidden_words(titles: Sequence[str], terms: Sequence[str], rng: Rng) -> list[Hidden]:
    """Each term in each disguise, in a title of its own."""
    found = []
    for term in terms:
        for trick in TRICKS:
            words = rng.choice(titles).split()
            at = rng.randrange(len(words) + 1)
            title = " ".join([*words[:at], trick(term, rng), *words[at:]])
            found.append(Hidden(title, term, trick.__name__))
    return found


def terms_of_lexicon() -> list[str]:
    """The terms that are found however they are written."""
    lexicon = next(lexicon for lexicon in load_lexicons() if lexicon.name == "prohibited")
    return [
        term.text
        for group in lexicon.groups
        for term in group.terms
        if not (term.exact or term.needs)
    ]


def flagged(titles: Sequence[str]) -> set[int]:
    """The rows that `shopwitness rules` raises a flag of prohibited goods for."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_rows(folder / "l.csv", ("id", "title"), [(str(n), t) for n, t in enumerate(titles)])
        shopwitness("rules", "--listings", folder / "l.csv", "--out", folder / "o.csv")
        header, *rows = read_rows(folder / "o.csv")
    rule = header.index("rule")
    return {int(row[0]) for row in rows if row[rule] == RULE}


def by_substring(titles: Sequence[str], terms: Sequence[str]) -> set[int]:
    """The rows that have a term in them, letter by letter, whatever the case."""
    return {n for n, title in enumerate(titles) if any(term in title.lower() for term in terms)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print recall by disguise, and false alarms."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--show", action="store_true", help="print what was missed or flagged")
    asked = parser.parse_args(arguments)
    titles = [product.title for product in vietnamese_products(asked.data)]
    terms = terms_of_lexicon()
    hidden = hidden_words(titles, terms, random.Random(asked.seed))
    every = [*(one.title for one in hidden), *titles]
    for name, found in (
        ("shopwitness", flagged(every)),
        ("substring search", by_substring(every, terms)),
    ):
        right = Counter(hidden[n].trick for n in found if n < len(hidden))
        wrong = [every[n] for n in sorted(found) if n >= len(hidden)]
        print(
            f"{name}: recall {sum(right.values()) / len(hidden):.4f} of {len(hidden)},"
            f" {len(wrong)} false alarms in {len(titles)} titles"
        )
        print(
            "  " + ", ".join(f"{t.__name__} {right[t.__name__] / len(terms):.3f}" for t in TRICKS)
        )
        if asked.show:
            missed = [one for n, one in enumerate(hidden) if n not in found]
            print(*wrong, *(f"{one.trick}: {one.term} | {one.title}" for one in missed), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
