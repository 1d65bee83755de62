"""Groups a table of listings: the same product, whoever sells it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from domain.errors import UsageError
from jobs.offer_tables import OnBadRow, read_offers
from jobs.written import BadRows, replacing, write_rows
from matching.group_offers import group_offers
from matching.model import Model
from messages import translate

HEADER = ("id", "group_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReport:
    """What came of a table of listings."""

    listings: int
    groups: int
    """Of two listings and more."""
    grouped: int
    """Listings in such a group."""
    bad_rows: int


def run(
    listings: Path,
    out: Path,
    model: Model,
    *,
    on_progress: Callable[[int], None],
    on_bad_row: OnBadRow,
) -> GroupReport:
    """Write `id,group_id`, one row a listing in the listings' order; groups are numbered.

    Raises UsageError for a table that cannot be read or has no row, or an `out` that cannot be
    written; an existing `out` stays as it was then.
    """
    bad = BadRows(on_bad_row)
    table = read_offers(listings, bad)
    if not table.ids:
        raise UsageError(translate("{path} has no row with an id and a title.", path=listings))
    found = group_offers(table.offers, model, on_progress)
    _, numbers = np.unique(found, return_inverse=True)
    with replacing(out) as part:
        write_rows(part, HEADER, zip(table.ids, (numbers + 1).tolist(), strict=True))
    sizes = np.bincount(numbers)
    return GroupReport(
        listings=len(table.ids),
        groups=int((sizes > 1).sum()),
        grouped=int(sizes[sizes > 1].sum()),
        bad_rows=bad.count,
    )
