"""The shipped model on Vietnamese listings that were labelled by reading, without any fitting.

    python -m benchmarks.matching.near_miss_cases [--part unseen|learned] [--show]

A row is a listing in sellers' own manner, the register's entry that it is nearest to, and whether
it is that product. The shipped model learns from `vietnamese_cases.csv`; nothing was fitted to, or
made with an eye on, `vietnamese_unseen.csv`. `link` searches the register of a part's entries;
`pairs` judges each listing against its entry. Both run through the command line. The peers see
titles, and their thresholds are picked on the rows that they are judged by.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

CASES = {
    "learned": Path(__file__).parent / "vietnamese_cases.csv",
    "unseen": Path(__file__).parent / "vietnamese_unseen.csv",
}
LARGE = 3000
"""Listings of a table in which the model is not asked about each."""


@dataclass(frozen=True, slots=True)
class Case:
    """A listing, the nearest entry, whether it is one, and what tells a near miss apart."""

    listing: str
    entry: str
    is_same: bool
    note: str


@dataclass(frozen=True, slots=True)
class Score:
    """What was said, what was right, what was to be found."""

    said: int
    right: int
    wanted: int

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.said), self.right / max(1, self.wanted)
        f1 = 2 * self.right / max(1, self.said + self.wanted)
        return f"F1 {f1:.3f} (precision {precision:.3f}, recall {recall:.3f})"


def read_cases(part: str) -> list[Case]:
    """The cases of a part in the order of its file."""
    with CASES[part].open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        return [Case(r["listing"], r["entry"], r["label"] == "1", r["note"]) for r in rows]


def link(
    cases: Sequence[Case], entries: Sequence[str], table: int = 0, *more_options: str
) -> list[tuple[str, float]]:
    """The entry that `shopwitness link` gives each listing, empty for none, and its score.

    A table of so many listings is filled up with those that the model learned from.
    """
    others = [case.listing for case in read_cases("learned")]
    more = [others[n % len(others)] for n in range(table - len(cases))]
    titles = [*(case.listing for case in cases), *more]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "r.csv", ("id", "title"), list(enumerate(entries)))
        _write(folder / "l.csv", ("id", "title"), list(enumerate(titles)))
        _run(
            "link", "--listings", folder / "l.csv", "--registry", folder / "r.csv",
            "--out", folder / "o.csv", *more_options,
        )  # fmt: skip
        rows = _read(folder / "o.csv")
    return [
        (entries[int(r["registry_id"])] if r["registry_id"] else "", float(r["score"]))
        for r in rows[: len(cases)]
    ]


def pairs(cases: Sequence[Case]) -> list[tuple[bool, float]]:
    """What `shopwitness pairs` says of each listing and its entry."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [(n, c.listing, c.entry) for n, c in enumerate(cases)]
        _write(folder / "p.csv", ("pair_id", "left_title", "right_title"), rows)
        _run("pairs", "--pairs", folder / "p.csv", "--out", folder / "o.csv")
        return [(r["match"] == "1", float(r["score"])) for r in _read(folder / "o.csv")]


def link_score(cases: Sequence[Case], linked: Sequence[str]) -> Score:
    """A link is right where it leads to the entry of a listing that is it."""
    right = sum(c.is_same and c.entry == found for c, found in zip(cases, linked, strict=True))
    return Score(sum(map(bool, linked)), right, sum(c.is_same for c in cases))


def pair_score(cases: Sequence[Case], judged: Sequence[bool]) -> Score:
    """As `link_score`, for listings against their own entry."""
    right = sum(c.is_same and yes for c, yes in zip(cases, judged, strict=True))
    return Score(sum(judged), right, sum(c.is_same for c in cases))


def best_peer_score(cases: Sequence[Case], scores: np.ndarray, entries: Sequence[str]) -> Score:
    """A peer's links with the threshold that suits these rows best; `scores` [cases, entries]."""
    best, nearest = scores.max(axis=1), scores.argmax(axis=1)
    tried = []
    for cut in np.unique(best):
        linked = [
            entries[n] if s >= cut else "" for n, s in zip(nearest.tolist(), best, strict=True)
        ]
        tried.append(link_score(cases, linked))
    return max(tried, key=lambda score: score.right / (score.said + score.wanted))


def best_pair_score(cases: Sequence[Case], scores: np.ndarray) -> Score:
    """As `best_peer_score`, for pairs."""
    tried = [pair_score(cases, (scores >= cut).tolist()) for cut in np.unique(scores)]
    return max(tried, key=lambda score: score.right / (score.said + score.wanted))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of one part or both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--part", choices=[*CASES])
    parser.add_argument("--show", action="store_true", help="print every wrong judgement")
    asked = parser.parse_args(arguments)
    for part in [asked.part] if asked.part else [*CASES]:
        _report(part, show=asked.show)
    return 0


def _report(part: str, *, show: bool) -> None:
    cases = read_cases(part)
    entries = list(dict.fromkeys(case.entry for case in cases if case.entry))
    near = [case for case in cases if case.entry]
    linked = link(cases, entries)
    judged = dict(zip(near, pairs(near), strict=True))
    print(f"{part}: {len(cases)} listings, {sum(c.is_same for c in cases)} are registered")
    print(f"  shopwitness link    {link_score(cases, [found for found, _ in linked])}")
    among = [found for found, _ in link(cases, entries, LARGE)]
    print(f"  the same among {LARGE} listings {link_score(cases, among)}")
    among = [found for found, _ in link(cases, entries, LARGE, "--thorough")]
    print(f"  the same with --thorough {link_score(cases, among)}")
    print(f"  shopwitness pairs   {pair_score(near, [judged[case][0] for case in near])}")
    titles = [case.listing for case in cases]
    tfidf = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3)).fit([*titles, *entries])
    cosines = (tfidf.transform(titles) @ tfidf.transform(entries).T).toarray()
    ratios = process.cdist(titles, entries, scorer=fuzz.token_set_ratio)
    own = [(n, entries.index(c.entry)) for n, c in enumerate(cases) if c.entry]
    for name, scores in (("TF-IDF char 3", cosines), ("token_set_ratio", ratios)):
        print(f"  {name:15} link {best_peer_score(cases, scores, entries)}")
        print(f"  {name:15} pairs {best_pair_score(near, scores[tuple(np.array(own).T)])}")
    if show:
        _show([*zip(cases, linked, strict=True)], judged)


def _show(
    rows: Sequence[tuple[Case, tuple[str, float]]], judged: dict[Case, tuple[bool, float]]
) -> None:
    for case, (found, score) in rows:
        if found != (case.entry if case.is_same else ""):
            print(f"  link {score:.2f} {case.note or 'same':9} {case.listing} | {found or '-'}")
    for case, (yes, score) in judged.items():
        if yes != case.is_same:
            print(f"  pair {score:.2f} {case.note or 'same':9} {case.listing} | {case.entry}")


def _run(*words: str | Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "cli", *words], check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])


if __name__ == "__main__":
    sys.exit(main())
