"""Pairs and rules over a large table: rows a second of processor time, and the most memory held.

python -m benchmarks.matching.large_tables --data FOLDER {pairs,rules} [--rows 1000000]
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.matching.commands import peak_of_commands, shopwitness, write_rows
from benchmarks.matching.hurried import in_a_hurry
from benchmarks.matching.sources import vietnamese_products


def pair_rows(titles: Sequence[str], count: int, rng: random.Random) -> Iterator[tuple[str, ...]]:
    """A title written in a hurry against itself, or against another."""
    for number in range(count):
        left, other = rng.choice(titles), rng.choice(titles)
        yield str(number), in_a_hurry(left, rng), left if rng.random() < 0.5 else other


def listing_rows(
    titles: Sequence[str], count: int, rng: random.Random
) -> Iterator[tuple[str, str]]:
    """Titles written in a hurry."""
    for number in range(count):
        yield str(number), in_a_hurry(rng.choice(titles), rng)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print rate and peak."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("what", choices=["pairs", "rules"])
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args(arguments)
    titles, rng = [p.title for p in vietnamese_products(asked.data)], random.Random(7)
    with tempfile.TemporaryDirectory() as name:
        table, out = Path(name) / "in.csv", Path(name) / "out.csv"
        if asked.what == "pairs":
            header: tuple[str, ...] = ("pair_id", "left_title", "right_title")
            write_rows(table, header, pair_rows(titles, asked.rows, rng))
            spent = shopwitness("pairs", "--pairs", table, "--out", out)
        else:
            write_rows(table, ("id", "title"), listing_rows(titles, asked.rows, rng))
            spent = shopwitness("rules", "--listings", table, "--out", out)
    print(f"{asked.what}: {asked.rows / spent:.0f} rows/s, {peak_of_commands():.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
