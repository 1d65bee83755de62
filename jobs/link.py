"""Links a table of listings to a table of registered products, in chunks: memory does not grow.

registry, and the first listings -> how rare each word is
listings, ten thousand at a time -> candidates -> model -> one row a listing
"""

import csv
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from domain.errors import UsageError
from jobs.link_reasons import LOST, Reasons, shortened
from jobs.offer_tables import OfferChunk, OnBadRow, open_offers, read_offers
from jobs.written import BadRows, replacing, write_rows
from matching.link import THOROUGH, Linker
from matching.link_search import Links
from matching.model import Model
from messages import translate

HEADER = ("listing_id", "registry_id", "score", "reasons")
EXCLUSIVE = "exclusive"
"""What a model says of itself where each entry was labelled with one listing at most."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReport:
    """What came of a table of listings."""

    listings: int
    linked: int
    entries: int
    """Rows of the register."""
    bad_rows: int


class _Run:
    """What is known while the listings go by."""

    def __init__(self, registry: OfferChunk, model: Model, *, thorough: bool) -> None:
        self.registry, self.model, self.thorough = registry, model, thorough
        self.reasons = Reasons(registry.offers)
        self.exclusive = bool(model.about.get(EXCLUSIVE))
        self.linker: Linker | None = None
        self.records: list[np.ndarray[Any, Any]] = []
        self.scores: list[np.ndarray[Any, Any]] = []
        self.listings = self.linked = 0

    def rows_of(self, chunk: OfferChunk) -> Iterator[tuple[str, str, str, str]]:
        """The rows to write for a chunk of listings."""
        links = self._link(chunk)
        accepted = links.accepted(self.model.threshold)
        self.listings += len(chunk.ids)
        self.linked += int(accepted.sum())
        if self.exclusive:
            self.records.append(np.where(accepted, links.records, -1))
            self.scores.append(links.scores)
        reasons = self.reasons.of(chunk.offers, links, accepted)
        names = self.registry.ids
        for listing_id, record, yes, score, reason in zip(
            chunk.ids,
            links.records.tolist(),
            accepted.tolist(),
            links.scores.tolist(),
            reasons,
            strict=True,
        ):
            yield listing_id, names[record] if yes else "", f"{score:.4f}", reason

    def _link(self, chunk: OfferChunk) -> Links:
        if self.linker is None:
            rarity = self.model.rarity(self.registry.offers, chunk.offers)
            self.linker = Linker(
                self.registry.offers,
                self.model,
                rarity,
                THOROUGH if self.exclusive or self.thorough else None,
                shared_right=self.exclusive,
            )
        return self.linker.link(chunk.offers)


def run(
    listings: Path,
    registry: Path,
    out: Path,
    model: Model,
    *,
    on_progress: Progress,
    on_bad_row: OnBadRow,
    thorough: bool = False,
) -> LinkReport:
    """Write `listing_id,registry_id,score,reasons`, one row a listing in the listings' order.

    `thorough`: the model looks at ten candidates of each listing, however many listings there are.
    Raises UsageError for a table that cannot be read or has no row, or an `out` that cannot be
    written; an existing `out` stays as it was then.
    """
    bad = BadRows(on_bad_row)
    register = read_offers(registry, bad)
    if not register.ids:
        raise UsageError(translate("{path} has no row with an id and a title.", path=registry))
    work = _Run(register, model, thorough=thorough)
    with open_offers(listings, bad) as chunks, without_collector(), replacing(out) as part:
        write_rows(part, HEADER, _counted(chunks, work, on_progress))
        if work.exclusive:
            _keep_best(part, work)
    return LinkReport(
        listings=work.listings, linked=work.linked, entries=len(register.ids), bad_rows=bad.count
    )


@contextmanager
def without_collector() -> Iterator[None]:
    """Look for garbage in cycles when asked only.

    By itself the collector looks again and again through the hundred thousand words of a chunk,
    none of which is in a cycle: a sixth of the time.
    """
    was_on = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def _counted(
    chunks: Iterator[OfferChunk], work: _Run, on_progress: Progress
) -> Iterator[tuple[str, ...]]:
    for chunk in chunks:
        yield from work.rows_of(chunk)
        gc.collect()
        on_progress(len(chunk.ids))


def _keep_best(part: Path, work: _Run) -> None:
    """Leave each entry to the listing that is nearest to it."""
    records, scores = np.concatenate(work.records), np.concatenate(work.scores)
    order = np.argsort(scores, kind="stable")
    best = np.full(len(work.registry.ids), -1, dtype=np.int64)
    linked = order[records[order] >= 0]
    best[records[linked]] = linked
    lost = (records >= 0) & (best[records] != np.arange(len(records)))
    work.linked -= int(lost.sum())
    with replacing(part) as rewritten, part.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        write_rows(rewritten, HEADER, _without(rows, lost, records, work))


def _without(
    rows: Iterator[list[str]],
    lost: np.ndarray[Any, Any],
    records: np.ndarray[Any, Any],
    work: _Run,
) -> Iterator[tuple[str, ...]]:
    titles = work.registry.offers.titles
    for row, gone, record in zip(rows, lost.tolist(), records.tolist(), strict=True):
        if gone:
            reason = translate(LOST, title=shortened(titles[record]))
            yield row[0], "", row[2], reason
        else:
            yield tuple(row)
