"""Labelled rows as pairs to learn from: given as pairs, or made by the search for candidates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.errors import UsageError
from jobs.offer_rows import OfferTable, read_labels, read_offers
from jobs.pair_rows import OnBadRow, PairChunk, open_pairs
from matching.candidates import CandidateIndex
from matching.model_fit import Batch
from matching.offers import Floats, Offers
from matching.pairs import Pairs, Rarity
from messages import translate

REGISTER_CANDIDATES = 10
GROUP_CANDIDATES = 20
_LABELLED_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Labelled:
    """Pairs with their labels, and which rows belong on one side of a split."""

    pairs: Pairs
    labels: NDArray[np.int8]
    groups: NDArray[np.int64]
    shared_right: bool

    def batch(self, alone: Floats) -> Batch:
        """The rows as the fit takes them."""
        return Batch(
            pairs=self.pairs, alone=alone, labels=self.labels, shared_right=self.shared_right
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
    return Labelled(pairs, np.array(whole.labels, np.int8), sides.left_rows, shared_right=True)


def labelled_links(listings: Path, registry: Path, labels: Path, on_bad_row: OnBadRow) -> Labelled:
    """Listings with the nearest entries of the register, by a table `listing_id,registry_id`.

    A listing with an empty registry_id is none of the register's. Where the table has no such row
    at all, so are the listings that it does not name; else those are left out.
    """
    offers, register = read_offers(listings, on_bad_row), read_offers(registry, on_bad_row)
    right = {name: row for row, name in enumerate(register.ids)}
    truth = _truth(read_labels(labels, on_bad_row), offers, right)
    index = CandidateIndex(register.offers.cleaned)
    found = index.nearest(offers.offers.cleaned, REGISTER_CANDIDATES)
    left_rows, right_rows = found.queries.astype(np.int64), found.records.astype(np.int64)
    wanted = truth[left_rows]
    known = wanted > _UNKNOWN
    pairs = _pairs(offers.offers, register.offers, left_rows[known], right_rows[known])
    is_right = (wanted == right_rows)[known].astype(np.int8)
    return Labelled(pairs, is_right, pairs.left_rows, shared_right=False)


def labelled_groups(listings: Path, on_bad_row: OnBadRow) -> Labelled:
    """Each listing with the listings nearest to it, by a column `group_id`."""
    table = read_offers(listings, on_bad_row, group=True)
    _, groups = np.unique(np.array(table.groups), return_inverse=True)
    index = CandidateIndex(table.offers.cleaned)
    found = index.nearest(table.offers.cleaned, GROUP_CANDIDATES + 1)
    left, right = found.queries.astype(np.int64), found.records.astype(np.int64)
    others = left != right
    pairs = _pairs(table.offers, table.offers, left[others], right[others])
    same = (groups[pairs.left_rows] == groups[pairs.right_rows]).astype(np.int8)
    return Labelled(pairs, same, groups[pairs.left_rows].astype(np.int64), shared_right=True)


_UNKNOWN, _NONE = -2, -1


def _truth(
    labels: Sequence[tuple[str, str]], offers: OfferTable, register: Mapping[str, int]
) -> NDArray[np.int64]:
    says_none = any(not registry_id for _, registry_id in labels)
    truth = np.full(len(offers.ids), _UNKNOWN if says_none else _NONE, dtype=np.int64)
    rows = {name: row for row, name in enumerate(offers.ids)}
    for listing_id, registry_id in labels:
        if listing_id not in rows or (registry_id and registry_id not in register):
            unknown = listing_id if listing_id not in rows else registry_id
            raise UsageError(
                translate("The labels name {id}, which is in neither table.", id=unknown)
            )
        truth[rows[listing_id]] = register[registry_id] if registry_id else _NONE
    return truth


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
