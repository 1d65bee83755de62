"""Linking and grouping through the command line, peers beside it on the same rows.

    python -m benchmarks.matching.linking --data FOLDER recall
    python -m benchmarks.matching.linking --data FOLDER registry [--listings 100000] [--peer PYTHON] [--thorough]
    python -m benchmarks.matching.linking --data FOLDER abt-buy
    python -m benchmarks.matching.linking --data FOLDER groups

`--peer` is a Python that has string_grouper. Rates are listings a second of processor time.
"""

import argparse
import csv
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.matching.commands import (
    links_figures,
    peak_of_commands,
    read_rows,
    shopwitness,
    write_rows,
)
from benchmarks.matching.edits import edited
from benchmarks.matching.sources import shopee_groups, vietnamese_products
from jobs.offer_tables import read_offers
from matching.candidates import OfferIndex
from matching.group_tuning import mean_f1
from matching.normalise import fold_text

REGISTERED = 2930
IN_REGISTER = 0.6
_PEER = """
import sys, time, resource
import numpy, pandas
from string_grouper import match_strings
register, listings, gold = (pandas.read_csv(p, dtype=str, keep_default_na=False) for p in sys.argv[1:])
start = time.process_time()
found = match_strings(listings['title'], register['title'], min_similarity=.2, max_n_matches=1)
spent = time.process_time() - start
found = found.sort_values('similarity', ascending=False).drop_duplicates('left_index')
true = gold['registry_id'].values
hit = register['id'].values[found['right_index']] == true[found['left_index']]
alike, wanted = found['similarity'].values, (true != '').sum()
best = max(2 * hit[alike >= cut].sum() / ((alike >= cut).sum() + wanted) for cut in numpy.arange(.2, 1, .01))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(f'string_grouper, threshold picked on these rows: F1 {best:.3f}, {len(listings) / spent:.0f}/s, {peak:.0f} MB')
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("what", choices=["recall", "registry", "abt-buy", "groups"])
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--thorough", action="store_true", help="the model asked on every listing")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.what == "registry":
            registry(asked.data, folder, asked.listings, asked.peer, thorough=asked.thorough)
        else:
            {"recall": recall, "abt-buy": abt_buy, "groups": groups}[asked.what](asked.data, folder)
    return 0


def recall(data: Path, folder: Path) -> None:
    """Share of the true pairs among the ten nearest by name, both ways."""
    truth = _abt_buy_tables(data, folder)
    abt, buy = read_offers(folder / "l.csv"), read_offers(folder / "r.csv")
    for left, right, pairs in ((abt, buy, truth), (buy, abt, [(b, a) for a, b in truth])):
        found = OfferIndex(right.offers).nearest(left.offers)
        near = {
            (left.ids[q], right.ids[r]) for q, r in zip(found.queries, found.records, strict=True)
        }
        print(f"recall@10 {sum(pair in near for pair in pairs) / len(pairs):.4f}")


def registry(
    data: Path, folder: Path, count: int, peer: Path | None, *, thorough: bool = False
) -> None:
    """A register against listings that were made from real titles by edits."""
    rng = random.Random(7)
    titles = [product.title for product in vietnamese_products(data)]
    rng.shuffle(titles)
    register = titles[:REGISTERED]
    known = {_words(title) for title in register}
    others = [title for title in titles[REGISTERED:] if _words(title) not in known]
    write_rows(folder / "r.csv", ("id", "title"), ((f"R{n}", t) for n, t in enumerate(register)))
    with (folder / "g.csv").open("w", encoding="utf-8", newline="") as stream:
        gold = csv.writer(stream)
        gold.writerow(("listing_id", "registry_id"))
        write_rows(folder / "l.csv", ("id", "title"), _listings(register, others, count, rng, gold))
    print(f"{len(register)} registered, {count} listings")
    tables: list[str | Path] = [
        "--listings", folder / "l.csv", "--registry", folder / "r.csv"
    ]  # fmt: skip
    more = ["--thorough"] if thorough else []
    spent = shopwitness("link", *tables, "--out", folder / "o.csv", *more)
    print(
        f"shopwitness: {links_figures(folder / 'g.csv', folder / 'o.csv')}, {count / spent:.0f}/s, {peak_of_commands():.0f} MB"
    )
    if peer:
        asked = [folder / name for name in ("r.csv", "l.csv", "g.csv")]
        subprocess.run([peer, "-c", _PEER, *asked], check=True)


def _listings(
    register: Sequence[str], others: Sequence[str], count: int, rng: random.Random, gold: Any
) -> Iterator[tuple[str, str]]:
    """Listings one by one, their entries going to the `gold` writer."""
    for n in range(count):
        row = rng.randrange(len(register)) if rng.random() < IN_REGISTER else -1
        title = register[row] if row >= 0 else rng.choice(others)
        gold.writerow((f"L{n}", f"R{row}" if row >= 0 else ""))
        yield f"L{n}", edited(title, rng)


def abt_buy(data: Path, folder: Path) -> None:
    """Fitted on half of the products, judged on the other half, and the other way round."""
    truth = _abt_buy_tables(data, folder)
    rng = random.Random(3)
    half = {product: rng.random() < 0.5 for product in _components(truth)}
    for fitted in (True, False):
        for side, name in (("l", "l.csv"), ("r", "r.csv")):
            rows = read_rows(folder / name)
            for part, keep in (("fit", fitted), ("held", not fitted)):
                kept = [
                    r for r in rows[1:] if half.get(_owner(side, r[0]), rng.random() < 0.5) == keep
                ]
                write_rows(folder / f"{part}-{name}", rows[0], kept)
        for part, keep in (("fit", fitted), ("held", not fitted)):
            labels = [pair for pair in truth if half[_owner("l", pair[0])] == keep]
            write_rows(folder / f"{part}-g.csv", ("listing_id", "registry_id"), labels)
        tables: list[str | Path] = [
            "--listings",
            folder / "fit-l.csv",
            "--registry",
            folder / "fit-r.csv",
        ]
        shopwitness(
            "model", "fit", *tables, "--labels", folder / "fit-g.csv", "--out", folder / "m"
        )
        tables = ["--listings", folder / "held-l.csv", "--registry", folder / "held-r.csv"]
        shopwitness("link", *tables, "--model", folder / "m", "--out", folder / "o.csv")
        (folder / "g.csv").write_bytes((folder / "held-g.csv").read_bytes())
        print(f"held half: {links_figures(folder / 'g.csv', folder / 'o.csv')}")


def groups(data: Path, folder: Path) -> None:
    """Fitted on 300 groups of Shopee postings, judged on the other 200."""
    titles, hashes, names = shopee_groups(data)
    order = sorted(set(names))
    random.Random(3).shuffle(order)
    fitted = set(order[:300])
    for with_photos in (False, True):
        header = ("id", "title", "group_id", *(("image_phash",) if with_photos else ()))
        for part, keep in (("fit", True), ("held", False)):
            rows = [
                (str(n), title, group, *((photo,) if with_photos else ()))
                for n, (title, photo, group) in enumerate(zip(titles, hashes, names, strict=True))
                if (group in fitted) == keep
            ]
            write_rows(folder / f"{part}.csv", header, rows)
        shopwitness(
            "model", "fit", "--groups", "--listings", folder / "fit.csv", "--out", folder / "m"
        )
        models: tuple[list[str | Path], ...] = (["--model", folder / "m"], [])
        for model in models:
            shopwitness(
                "group", "--listings", folder / "held.csv", *model, "--out", folder / "o.csv"
            )
            found = [row[1] for row in read_rows(folder / "o.csv")[1:]]
            true = [row[2] for row in read_rows(folder / "held.csv")[1:]]
            score = mean_f1(*(np.unique(side, return_inverse=True)[1] for side in (found, true)))
            kind = "title and pHash" if with_photos else "title"
            print(f"{kind}, {'fitted' if model else 'shipped'} model: mean F1 {score:.3f}")


def _abt_buy_tables(data: Path, folder: Path) -> list[tuple[str, str]]:
    source = data / "leipzig" / "abt-buy"
    for name, table in (("abt.csv", "l.csv"), ("buy.csv", "r.csv")):
        rows = read_rows(source / name, "latin-1")
        header = [{"name": "title", "manufacturer": "brand"}.get(cell, cell) for cell in rows[0]]
        write_rows(folder / table, header, rows[1:])
    return [(row[0], row[1]) for row in read_rows(source / "abt_buy_perfect_mapping.csv")[1:]]


_OWNERS: dict[str, str] = {}


def _owner(side: str, name: str) -> str:
    record = side + name
    while _OWNERS.setdefault(record, record) != record:
        record = _OWNERS[record]
    return record


def _components(truth: Iterable[tuple[str, str]]) -> list[str]:
    """One name for all records of a product."""
    pairs = list(truth)
    for left, right in pairs:
        _OWNERS[_owner("l", left)] = _owner("r", right)
    return sorted({_owner("l", left) for left, _ in pairs})


def _words(title: str) -> frozenset[str]:
    return frozenset("".join(c if c.isalnum() else " " for c in fold_text(title)).split()) - {
        "hang",
        "chinh",
    }


if __name__ == "__main__":
    sys.exit(main())
