"""Reads the public data sets that models are fitted to and judged on; none is part of the project."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.titles import Product
from jobs.offer_columns import offers_of
from matching.pairs import Pairs
from matching.rarity import Rarity

SPLITS = ("Abt-Buy", "Amazon-Google", "Walmart-Amazon")
Labels = NDArray[np.int8]
_NAMES = {"name": "title"}


def vietnamese_products(folder: Path) -> list[Product]:
    """Real titles with brand and category, each once."""
    found: dict[str, Product] = {}
    csv.field_size_limit(10_000_000)
    for path in sorted((folder / "vn").glob("raw_*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream, delimiter=";"):
                title = (row.get("name") or row.get("product_name") or "").strip()
                brand = (row.get("brand") or "").strip()
                product = Product(title, "" if brand == "OEM" else brand, row["category"] or "")
                if title:
                    found.setdefault(title.lower(), product)
    return list(found.values())


def official_pairs(path: Path) -> tuple[Pairs, Labels]:
    """One file of the official pair splits: `COL name VAL ...`, tab, the same, tab, label."""
    lines = path.read_text("utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line]
    left, left_rows = _once([_fields(row[0]) for row in cells])
    right, right_rows = _once([_fields(row[1]) for row in cells])
    columns = tuple(_NAMES.get(name, name) for name, _ in left[0])
    tables = [offers_of(columns, [[v for _, v in row] for row in side]) for side in (left, right)]
    pairs = Pairs(tables[0], tables[1], left_rows, right_rows, Rarity(*tables))
    return pairs, np.array([int(row[2]) for row in cells], dtype=np.int8)


def split_table(path: Path) -> tuple[list[str], list[list[str]]]:
    """The same pairs as a table `pair_id,left_title,...,right_title,...,label`."""
    cells = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line]
    sides = [[_fields(side) for side in row[:2]] for row in cells]
    names = [_NAMES.get(name, name) for name, _ in sides[0][0]]
    header = ["pair_id", *(f"{side}_{n}" for side in ("left", "right") for n in names), "label"]
    rows = [
        [str(number), *(value for side in both for _, value in side), row[2].strip()]
        for number, (both, row) in enumerate(zip(sides, cells, strict=True))
    ]
    return header, rows


def shopee_groups(folder: Path) -> tuple[list[str], list[str], list[str]]:
    """Titles, picture hashes and groups of the Shopee postings."""
    with (folder / "shopee_pmg" / "dev.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return (
        [row["title"] for row in rows],
        [row["image_phash"] for row in rows],
        [row["label_group"] for row in rows],
    )


def _fields(text: str) -> tuple[tuple[str, str], ...]:
    parts = (part.partition(" VAL") for part in text.split("COL ")[1:])
    return tuple((name.strip(), value.strip()) for name, _, value in parts)


Record = tuple[tuple[str, str], ...]


def _once(rows: list[Record]) -> tuple[list[Record], NDArray[np.int64]]:
    known: dict[Record, int] = {}
    places = [known.setdefault(row, len(known)) for row in rows]
    return list(known), np.array(places, dtype=np.int64)
