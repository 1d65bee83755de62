"""Fits the model that is shipped: `python -m benchmarks.matching.shipped --data FOLDER --out M`.

Vietnamese listings labelled by reading (see near_miss_cases.py) weigh most. Pairs made of real
titles by edits (near_misses.py, wordings.py) and drawn of families of goods (catalogue.py) add goods that those
lack, real pairs in English and Indonesian add languages. Folds keep a brand or an entry on one side.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz

from benchmarks.matching.catalogue import offers
from benchmarks.matching.group_limits import group_limits
from benchmarks.matching.near_miss_cases import read_cases
from benchmarks.matching.near_misses import near_miss
from benchmarks.matching.quick import with_quick
from benchmarks.matching.sources import (
    SPLITS,
    official_pairs,
    shopee_groups,
    vietnamese_products,
)
from benchmarks.matching.titles import Product
from benchmarks.matching.wordings import (
    Phrases,
    as_offered,
    as_registered,
    naming_words,
    phrases_of,
)
from matching.background import Background, background_of
from matching.candidates import CandidateIndex
from matching.cleaning import clean
from matching.facets import phrases
from matching.group_offers import GROUPING
from matching.model import Model
from matching.model_fit import Batch, Fit, Settings, best_threshold, figures, fit_model
from matching.offers import Offers
from matching.pair_features import features_alone
from matching.pairs import Pairs
from matching.rarity import Rarity

NEIGHBOURS = 4
FILLER_BEFORE = ("", "", "", "[Chính hãng]", "Hàng mới về", "(SALE)", "[Freeship]")
FILLER_AFTER = ("chính hãng", "- Hàng chính hãng", "giá tốt", "date mới", "freeship", "cao cấp")
SHARE = 3
"""Tenths of the real titles that each batch of made pairs is drawn from."""
CATALOGUE = 6
"""Products of each family of the catalogue."""
READ, DRAWN, MADE, FOREIGN = 10.0, 0.25, 0.1, 0.3
"""What a pair weighs that was labelled by reading, drawn of a family, made by edits, or is in
another language."""
SETTINGS = Settings(folds=3, trees=100, leaves=12, word_strength=0.05, parts=2)


@dataclass(slots=True)
class Made:
    """Listings, register entries and labelled pairs of them."""

    listings: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    listing_brands: list[str] = field(default_factory=list)
    entry_brands: list[str] = field(default_factory=list)
    pairs: list[tuple[int, int, int]] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    """Brand of each pair, or its title where none is stated."""


def made_pairs(products: Sequence[Product], rng: random.Random) -> Made:
    """Listings and entries of all products, each pair labelled by how it was made."""
    made = Made()
    by_category: dict[str, list[str]] = {}
    for product in products:
        if product.brand:
            by_category.setdefault(product.category, []).append(product.brand)
    made.entries = [as_registered(product, product.title, rng) for product in products]
    phrases = phrases_of(products)
    made.entry_brands = [product.brand for product in products]
    near = _neighbours(made.entries)
    for row, product in enumerate(products):
        brands = by_category.get(product.category, [])
        near_misses = _near_misses(product, brands, rng)
        _add_product(made, row, product, near[row], near_misses, rng=rng, phrases=phrases)
    return made


def _near_misses(product: Product, brands: list[str], rng: random.Random) -> list[str]:
    drawn = [near_miss(product, rng, brands) for _ in range(rng.choice((1, 2, 3)))]
    return list(dict.fromkeys(title for title in drawn if title))


def _add_product(
    made: Made,
    row: int,
    product: Product,
    near: list[int],
    others: list[str],
    *,
    rng: random.Random,
    phrases: Phrases,
) -> None:
    siblings = []
    for other in others[:-1]:
        siblings.append(len(made.entries))
        made.entries.append(as_registered(product, other, rng))
        made.entry_brands.append(product.brand)
    offers = [(product.title, 1) for _ in range(rng.choice((1, 1, 2)))]
    offers += [(other, 0) for other in others[-1:]]
    for title, is_same in offers:
        listing = len(made.listings)
        lacks = is_same == 1 and not siblings
        made.listings.append(as_offered(product, title, rng, phrases, may_lack=lacks))
        made.listing_brands.append(product.brand if is_same and rng.random() < 0.5 else "")
        made.pairs.append((listing, row, is_same))
        for entry in [*siblings, *rng.sample(near, min(len(near), 2))]:
            made.pairs.append((listing, entry, 0))
        made.owners += [product.brand or product.title] * (len(made.pairs) - len(made.owners))


def _neighbours(entries: Sequence[str]) -> list[list[int]]:
    """The nearest other entries that are surely other products."""
    found = CandidateIndex(entries).nearest(entries, NEIGHBOURS + 1)
    near: list[list[int]] = [[] for _ in entries]
    for row, other in zip(found.queries.tolist(), found.records.tolist(), strict=True):
        if row != other and _differ(entries[row], entries[other]):
            near[row].append(other)
    return near


def _differ(one: str, other: str) -> bool:
    if naming_words(one) != naming_words(other):
        return True
    figures_of = [{w for w in clean(t).split() if any(map(str.isdigit, w))} for t in (one, other)]
    return figures_of[0] != figures_of[1] or fuzz.token_sort_ratio(clean(one), clean(other)) < 80


def vietnamese_batch(
    products: Sequence[Product], rng: random.Random, *, brands: bool, shared_right: bool
) -> tuple[Batch, list[str]]:
    """Made pairs as a batch, with or without a column of brands."""
    made = made_pairs(rng.sample(products, len(products) * SHARE // 10), rng)
    left = Offers(made.listings, brands=made.listing_brands if brands else ())
    right = Offers(made.entries, brands=made.entry_brands if brands else ())
    rows = np.array(made.pairs, dtype=np.int64)
    pairs = Pairs(left, right, rows[:, 0], rows[:, 1], Rarity(left, right))
    labels = rows[:, 2].astype(np.int8)
    batch = Batch(
        pairs=pairs, alone=features_alone(pairs), labels=labels, shared_right=shared_right,
        weight=MADE,
    )  # fmt: skip
    return batch, made.owners


def catalogue_batch(
    count: int, rng: random.Random, *, shared_right: bool
) -> tuple[Batch, list[str]]:
    """So many products of each family of the catalogue, with near misses and nearest entries."""
    made = Made()
    drawn = offers(count, rng)
    made.entries = [offered.entry for offered in drawn]
    for row, (offered, near) in enumerate(zip(drawn, _neighbours(made.entries), strict=True)):
        for title, label in offered.listings:
            listing = len(made.listings)
            made.listings.append(title)
            made.pairs.append((listing, row, label))
            made.pairs += [(listing, entry, 0) for entry in rng.sample(near, min(len(near), 2))]
        made.owners += [offered.owner] * (len(made.pairs) - len(made.owners))
    left, right = Offers(made.listings), Offers(made.entries)
    rows = np.array(made.pairs, dtype=np.int64)
    pairs = Pairs(left, right, rows[:, 0], rows[:, 1], Rarity(left, right))
    batch = Batch(
        pairs=pairs,
        alone=features_alone(pairs),
        labels=rows[:, 2].astype(np.int8),
        shared_right=shared_right,
        weight=DRAWN,
    )
    return batch, made.owners


def read_batch(background: Background, *, links: bool) -> tuple[Batch, list[str]]:
    """Listings labelled by reading, each with its entry; as candidates of links with others too."""
    cases = read_cases("learned")
    entries = list(dict.fromkeys(case.entry for case in cases if case.entry))
    listings, registry = Offers([case.listing for case in cases]), Offers(entries)
    rows = [(n, entries.index(c.entry), int(c.is_same)) for n, c in enumerate(cases) if c.entry]
    if links:
        own = {(left, right) for left, right, _ in rows}
        found = CandidateIndex(registry.cleaned).nearest(listings.cleaned, NEIGHBOURS)
        near = zip(found.queries.tolist(), found.records.tolist(), strict=True)
        rows += [(left, right, 0) for left, right in near if (left, right) not in own]
    left, right, labels = np.array(rows, dtype=np.int64).T
    pairs = Pairs(listings, registry, left, right, background.rarity(listings, registry))
    batch = Batch(
        pairs=pairs,
        alone=features_alone(pairs),
        labels=labels.astype(np.int8),
        shared_right=not links,
        weight=READ,
    )
    return batch, [cases[row].entry or cases[row].listing for row in left]


def lone_batch(background: Background, rng: random.Random) -> tuple[Batch, list[str]]:
    """The same pairs without neighbours, and titles against themselves, plain, with filler, and
    without the word for what they are: a table may hold no others."""
    cases = [case for case in read_cases("learned") if case.entry]
    entries = list(dict.fromkeys(case.entry for case in cases))
    rows = [(case.listing, case.entry, case.is_same, case.entry) for case in cases]
    rows += [(case.listing, case.listing, True, case.entry) for case in cases if case.is_same]
    for entry in entries:
        rows += [(one, other, True, entry) for one, other in _told_twice(entry, rng)]
    left, right = Offers([row[0] for row in rows]), Offers([row[1] for row in rows])
    every = np.arange(len(rows), dtype=np.int64)
    pairs = Pairs(left, right, every, every, background.rarity(left, right))
    labels = np.array([row[2] for row in rows], dtype=np.int8)
    batch = Batch(pairs=pairs, alone=features_alone(pairs), labels=labels, weight=READ / 2)
    return batch, [row[3] for row in rows]


def _told_twice(entry: str, rng: random.Random) -> list[tuple[str, str]]:
    filled = f"{rng.choice(FILLER_BEFORE)} {entry} {rng.choice(FILLER_AFTER)}".strip()
    found = [(entry, entry), (filled, entry)]
    bare = _without_kind(entry)
    return [*found, (entry, bare), (filled, bare), (bare, entry)] if bare else found


def _without_kind(title: str) -> str:
    """What is left of "Loa JBL Flip 6" without the word for what it is; empty where too little."""
    words = title.split()
    for count in (4, 3, 2, 1):
        if tuple(clean(" ".join(words[:count])).split()) in _kinds() and len(words) > count + 1:
            return " ".join(words[count:])
    return ""


@cache
def _kinds() -> frozenset[tuple[str, ...]]:
    return frozenset(words for words, (role, _, _) in phrases() if role == "kind")


def shopee_batch(folder: Path) -> tuple[Batch, list[str]]:
    """Postings of real groups with the postings nearest to them."""
    titles, _, groups = shopee_groups(folder)
    table = Offers(titles)
    found = CandidateIndex(table.cleaned).nearest(table.cleaned, 9)
    left, right = found.queries.astype(np.int64), found.records.astype(np.int64)
    kept = left < right
    pairs = Pairs(table, table, left[kept], right[kept], Rarity(table))
    names = np.array(groups)
    labels = (names[pairs.left_rows] == names[pairs.right_rows]).astype(np.int8)
    owners = [groups[row] for row in pairs.left_rows]
    return Batch(pairs=pairs, alone=features_alone(pairs), labels=labels, weight=FOREIGN), owners


def english_batch(folder: Path, split: str) -> tuple[Batch, list[str]]:
    """The training part of an official pair split."""
    pairs, labels = official_pairs(folder / "deepmatcher" / split / "train.txt")
    owners = [f"{split} {row}" for row in pairs.left_rows]
    return Batch(pairs=pairs, alone=features_alone(pairs), labels=labels, weight=FOREIGN), owners


def batches(folder: Path, seed: int, background: Background) -> dict[str, tuple[Batch, list[str]]]:
    """Everything that the shipped model learns from."""
    rng = random.Random(seed)
    products = vietnamese_products(folder)
    found = {
        "read, pairs": read_batch(background, links=False),
        "read, lone": lone_batch(background, rng),
        "read, links": read_batch(background, links=True),
        "made, titles": vietnamese_batch(products, rng, brands=False, shared_right=False),
        "made, brands": vietnamese_batch(products, rng, brands=True, shared_right=True),
        "catalogue": catalogue_batch(CATALOGUE, rng, shared_right=False),
        "catalogue, by entry": catalogue_batch(CATALOGUE, rng, shared_right=True),
        "Shopee": shopee_batch(folder),
    }
    return found | {split: english_batch(folder, split) for split in SPLITS}


def ship(folder: Path, out: Path, seed: int = 11) -> tuple[Fit, dict[str, tuple[Batch, list[str]]]]:
    """Fit, write the model file, answer the fit and what it learned from."""
    products = vietnamese_products(folder)
    titles = Offers([product.title for product in products])
    background = background_of([titles])
    parts = batches(folder, seed, background)
    owners = np.concatenate([np.array(owners, dtype=object) for _, owners in parts.values()])
    groups = np.unique(owners.astype(str), return_inverse=True)[1].astype(np.int64)
    fit = fit_model([batch for batch, _ in parts.values()], groups, SETTINGS)
    own = len(parts["read, pairs"][0].labels)
    cut = best_threshold(fit.unseen[:own], parts["read, pairs"][0].labels)
    model = at_even_odds(fit.model.with_background(background), cut)
    start = sum(len(parts[name][0].labels) for name in [*parts][: [*parts].index("Shopee")])
    shopee = parts["Shopee"][0]
    about: dict[str, Any] = {
        GROUPING: group_limits(
            folder, shopee.pairs, fit.unseen[start : start + len(shopee.labels)], cut
        ),
        "fitted_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": "python -m benchmarks.matching.shipped",
        "pairs": {name: len(batch.labels) for name, (batch, _) in parts.items()},
        "inner_f1": {name: round(f, 4) for name, f in inner_figures(fit, parts, 0.5).items()},
    }
    model = model.described(f"pairs-{about['fitted_at'][:10]}", about)
    with_quick(model, products).save(out)
    return fit, parts


def inner_figures(
    fit: Fit, parts: dict[str, tuple[Batch, list[str]]], threshold: float
) -> dict[str, float]:
    """F1 of each part on rows that the judging trees had not seen."""
    found, start = {}, 0
    for name, (batch, _) in parts.items():
        seen = fit.unseen[start : start + len(batch.labels)]
        found[name] = figures(seen >= threshold, batch.labels).f1
        start += len(batch.labels)
    return found


def at_even_odds(model: Model, cut: float) -> Model:
    """The model with its log-odds moved so that a cut is one half."""
    moved = replace(model, offset=model.offset - float(np.log(cut / (1 - cut))))
    return moved.with_threshold(0.5)


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    fit, parts = ship(arguments.data, arguments.out)
    sys.stdout.write(f"inner {fit.inner}\n")
    for name, f1 in inner_figures(fit, parts, 0.5).items():
        sys.stdout.write(f"{name:16} {len(parts[name][0].labels):6} pairs  F1 at .5 {f1:.3f}\n")


if __name__ == "__main__":
    main()
