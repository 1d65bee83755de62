"""Judges a table of pairs: reads it twice in chunks, so that memory does not grow with it.

first reading   how rare each word of the file is
second reading  what each pair says, kept in a scratch file, a few numbers a pair in memory
then            how each pair stands among those that share a side, and its probability
"""

import csv
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from domain.errors import UsageError
from jobs.pair_rows import CHUNK, OnBadRow, open_pairs
from jobs.written import BadRows, replacing
from matching.model import COLUMNS, Model, ModelFileError
from matching.offers import Floats
from matching.pair_context import CONTEXT_FEATURES, context_features
from matching.pairs import Pairs
from matching.rarity import Frequencies, Rarity
from messages import translate

HEADER = ("pair_id", "score", "match")
_SAID = COLUMNS.index(CONTEXT_FEATURES[0])
_ROWS = 20_000
"""Rows of the scratch file that are scored at once."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsReport:
    """What came of a table of pairs."""

    pairs: int
    matches: int
    bad_rows: int
    threshold: float


@dataclass(slots=True)
class _Spool:
    """What was found in the second reading, pair by pair."""

    said: IO[bytes]
    ids: IO[str]
    left: list[NDArray[np.int64]]
    right: list[NDArray[np.int64]]
    evidence: list[Floats]


def load_model(path: Path | None) -> Model:
    """The model of a file, or the shipped one.

    Raises UsageError where the file is none.
    """
    try:
        return Model.load(path)
    except OSError as error:
        raise UsageError(
            translate("{path} cannot be read ({cause}).", path=path, cause=error.strerror)
        ) from error
    except ModelFileError as error:
        raise UsageError(
            translate("{path} is no match model; make one with `shopwitness model fit`.", path=path)
        ) from error


def run(
    path: Path, out: Path, model: Model, *, on_progress: Progress, on_bad_row: OnBadRow
) -> PairsReport:
    """Judge every pair of a table and write `pair_id,score,match`, in the order of the table.

    Raises UsageError for a table that cannot be read or has no pair, or an `out` that cannot be
    written; an existing `out` stays as it was then.
    """
    bad = BadRows(on_bad_row)
    rarity = _read_rarity(path, model, bad, on_progress)
    with replacing(out) as part, tempfile.TemporaryDirectory(prefix="shopwitness-") as folder:
        spool = _read_pairs(path, Path(folder), model, rarity, on_progress)
        pairs, matches = _write(part, spool, model)
    return PairsReport(pairs=pairs, matches=matches, bad_rows=bad.count, threshold=model.threshold)


def _read_rarity(path: Path, model: Model, on_bad_row: OnBadRow, on_progress: Progress) -> Rarity:
    counted = model.background.frequencies() if model.background else Frequencies()
    known = counted.rows
    with open_pairs(path, on_bad_row=on_bad_row, chunk=CHUNK) as chunks:
        for chunk in chunks:
            sides = chunk.sides()
            counted.add(sides.left)
            counted.add(sides.right)
            on_progress(len(chunk.ids))
    if counted.rows == known:
        raise UsageError(translate("{path} has no pair that can be judged.", path=path))
    return Rarity.of(counted)


def _read_pairs(
    path: Path, folder: Path, model: Model, rarity: Rarity, on_progress: Progress
) -> _Spool:
    spool = _Spool(
        (folder / "said").open("w+b"), (folder / "ids").open("w+", encoding="utf-8"), [], [], []
    )
    with open_pairs(path, chunk=CHUNK) as chunks:
        for chunk in chunks:
            sides = chunk.sides()
            said = model.said(
                Pairs(sides.left, sides.right, sides.left_rows, sides.right_rows, rarity)
            )
            spool.said.write(said.tobytes())
            csv.writer(spool.ids).writerows([pair_id] for pair_id in chunk.ids)
            left, right = chunk.side_keys()
            spool.left.append(left)
            spool.right.append(right)
            spool.evidence.append(said[:, -1].copy())
            on_progress(len(chunk.ids))
    return spool


def _write(path: Path, spool: _Spool, model: Model) -> tuple[int, int]:
    evidence = np.concatenate(spool.evidence)
    left, right = np.concatenate(spool.left), np.concatenate(spool.right)
    context = context_features(evidence, left, right)
    spool.said.seek(0)
    spool.ids.seek(0)
    matches = 0
    with path.open("w", encoding="utf-8", newline="") as stream, spool.said, spool.ids as ids:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        names = (row[0] for row in csv.reader(ids))
        for start, said in _blocks(spool.said):
            rows = slice(start, start + len(said))
            table = np.hstack([said, context[rows]])
            if model.known:
                table = np.hstack([table, model.known.features(left[rows], right[rows])])
            scores = model.probability(table)
            judged = scores >= model.threshold
            matches += int(judged.sum())
            for score, is_match in zip(scores.tolist(), judged.tolist(), strict=True):
                writer.writerow((next(names), f"{score:.6f}", int(is_match)))
    return len(evidence), matches


def _blocks(said: IO[bytes]) -> Iterator[tuple[int, Floats]]:
    start = 0
    while block := said.read(_ROWS * _SAID * 4):
        rows = np.frombuffer(block, dtype=np.float32).reshape(-1, _SAID)
        yield start, rows
        start += len(rows)


def is_same_file(first: Path, second: Path) -> bool:
    """Whether two paths are one file."""
    return first.exists() and second.exists() and first.samefile(second)
