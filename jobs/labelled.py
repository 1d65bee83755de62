"""Labelled rows as pairs to learn from: given as pairs, or made by the search for candidates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.errors import UsageError
from jobs.model_tuning import Tuned, is_exclusive, tuned_for_groups, tuned_for_links
from jobs.offer_rows import OfferTable, read_labels, read_offers
from jobs.pair_rows import OnBadRow, PairChunk, open_pairs
from matching.candidates import OfferIndex
from matching.group_pairs import group_pairs
from matching.known_labels import Keys
from matching.model import Model
from matching.model_fit import Batch, Fit, Settings
from matching.offers import Floats, Offers
from matching.pairs import Pairs, Rows
from matching.rarity import Rarity
from messages import translate

REGISTER_CANDIDATES = 10
_LABELLED_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Labelled:
    """Pairs with their labels, and which rows belong on one side of a split."""

    pairs: Pairs
    labels: NDArray[np.int8]
    groups: NDArray[np.int64]
    shared_right: bool
    settings: Settings = field(default_factory=Settings)
    tuned: Callable[[Fit], Tuned] | None = None
    """Sets the limits of the work that the rows are labelled for."""
    keys: tuple[Keys, Keys] | None = None
    """Of each pair's records, where a table to judge may hold the same records."""

    def batch(self, alone: Floats) -> Batch:
        """The rows as the fit takes them."""
        return Batch(
            pairs=self.pairs,
            alone=alone,
            labels=self.labels,
            shared_right=self.shared_right,
            keys=self.keys,
        )


def labelled_pairs(path: Path, on_bad_row: OnBadRow) -> Labelled:
    """The pairs of a table with a column `label`.

    Raises UsageError for a table that cannot be read or has no pair.
    """
    with open_pairs(path, labelled=True, on_bad_row=on_bad_row, chunk=_LABELLED_CHUNK) as chunks:
        whole = next(chunks, None)
        if whole is None:
            raise UsageError(translate("{path} has no pair that can be judged.", path=path))
        for chunk in chunks:
            _append(whole, chunk)
    sides = whole.sides()
    rarity = Rarity(sides.left, sides.right)
    pairs = Pairs(sides.left, sides.right, sides.left_rows, sides.right_rows, rarity)
    # A pair that stands twice must not be on two sides of a split.
    twice = sides.left_rows * sides.right.size + sides.right_rows
    return Labelled(
        pairs,
        np.array(whole.labels, np.int8),
        twice,
        shared_right=True,
        keys=whole.side_keys(),
    )


def labelled_links(listings: Path, registry: Path, labels: Path, on_bad_row: OnBadRow) -> Labelled:
    """Listings with the nearest entries of the register, by a table `listing_id,registry_id`.

    A listing with an empty registry_id is none of the register's. Where the table has no such row
    at all, so are the listings that it does not name, unless these look linked as often as the
    others; else those are left out.
    """
    offers, register = read_offers(listings, on_bad_row), read_offers(registry, on_bad_row)
    links = _links(read_labels(labels, on_bad_row), offers, register)
    found = OfferIndex(register.offers).nearest_in_all(offers.offers, REGISTER_CANDIDATES)
    left_rows, right_rows = found.queries.astype(np.int64), found.records.astype(np.int64)
    pairs = _pairs(offers.offers, register.offers, left_rows, right_rows)
    is_right = links.are_right(left_rows, right_rows)
    known = links.known(left_rows)
    if links.unnamed_are_none and _look_linked(pairs, is_right, known):
        # Labels of one part of the listings only: the others are not known to have no entry.
        known = known & links.are_named(left_rows)
    pairs = _pairs(offers.offers, register.offers, left_rows[known], right_rows[known])
    is_right = is_right[known]
    return Labelled(
        pairs,
        is_right,
        pairs.left_rows,
        shared_right=is_exclusive(pairs, is_right),
        settings=_WHOLE,
        tuned=lambda fit: tuned_for_links(fit, pairs, is_right, links.wanted),
    )


def labelled_groups(listings: Path, on_bad_row: OnBadRow) -> Labelled:
    """Each listing with the listings nearest to it, by a column `group_id`."""
    table = read_offers(listings, on_bad_row, group=True)
    _, groups = np.unique(np.array(table.groups), return_inverse=True)
    left, right = group_pairs(table.offers)
    pairs = _pairs(table.offers, table.offers, left, right)
    same = (groups[left] == groups[right]).astype(np.int8)
    return Labelled(
        pairs,
        same,
        # A pair and its other way round must not be on two sides of a split.
        groups[np.minimum(left, right)].astype(np.int64),
        shared_right=True,
        settings=_WHOLE,
        tuned=lambda fit: tuned_for_groups(fit, pairs, groups),
    )


_WHOLE = Settings(parts=1)
"""A run sees all candidates of a listing, as the fit does."""
_AS_OFTEN = 0.5


@dataclass(frozen=True, slots=True)
class _Links:
    """What the labels say of each listing."""

    right: NDArray[np.int64]
    """Listing and entry of each link as one number."""
    entries: int
    is_named: NDArray[np.bool_]
    unnamed_are_none: bool
    """Whether no label says that a listing has no entry."""

    @property
    def wanted(self) -> int:
        """Number of links that are right."""
        return len(self.right)

    def are_right(self, left: Rows, right: Rows) -> NDArray[np.int8]:
        """Whether each pair is a link."""
        return np.isin(left * self.entries + right, self.right).astype(np.int8)

    def are_named(self, left: Rows) -> NDArray[np.bool_]:
        """Whether a label speaks of each pair's listing."""
        return np.asarray(self.is_named[left])

    def known(self, left: Rows) -> NDArray[np.bool_]:
        """Whether it is known of each pair's listing which entry it has, or that it has none."""
        return (
            np.full(len(left), fill_value=True) if self.unnamed_are_none else self.are_named(left)
        )


def _links(labels: Sequence[tuple[str, str]], offers: OfferTable, register: OfferTable) -> _Links:
    entries = {name: row for row, name in enumerate(register.ids)}
    rows = {name: row for row, name in enumerate(offers.ids)}
    is_named = np.zeros(len(offers.ids), dtype=bool)
    right = set()
    for listing_id, registry_id in labels:
        if listing_id not in rows or (registry_id and registry_id not in entries):
            unknown = listing_id if listing_id not in rows else registry_id
            raise UsageError(
                translate("The labels name {id}, which is in neither table.", id=unknown)
            )
        is_named[rows[listing_id]] = True
        if registry_id:
            right.add(rows[listing_id] * len(entries) + entries[registry_id])
    return _Links(
        right=np.array(sorted(right), dtype=np.int64),
        entries=len(entries),
        is_named=is_named,
        unnamed_are_none=all(registry_id for _, registry_id in labels),
    )


def _look_linked(pairs: Pairs, is_right: NDArray[np.int8], known: NDArray[np.bool_]) -> bool:
    """Whether the listings without a label look about as often linked as those with one."""
    named = np.isin(pairs.left_rows, pairs.left_rows[is_right == 1])
    if named.all() or not named.any() or not known.all():
        return False
    likely = Model.load().judge(pairs, shared_right=False) >= Model.load().threshold
    shares = [
        len(np.unique(pairs.left_rows[likely & side])) / len(np.unique(pairs.left_rows[side]))
        for side in (named, ~named)
    ]
    return shares[1] > _AS_OFTEN * shares[0]


def _pairs(
    left: Offers, right: Offers, left_rows: NDArray[np.int64], right_rows: NDArray[np.int64]
) -> Pairs:
    tables = (left,) if left is right else (left, right)
    return Pairs(left, right, left_rows, right_rows, Rarity(*tables))


def _append(whole: PairChunk, chunk: PairChunk) -> None:
    whole.ids += chunk.ids
    whole.lefts += chunk.lefts
    whole.rights += chunk.rights
    whole.labels += chunk.labels
