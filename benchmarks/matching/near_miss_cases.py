"""The shipped model on Vietnamese listings that were labelled by reading, without any fitting.

    python -m benchmarks.matching.near_miss_cases [--part unseen|tuned] [--show]

`vietnamese_cases.csv` holds listings in sellers' own manner, the register's entry that each is
nearest to, and whether it is that product. Entries are dealt to two parts by their hash: one was
looked at while the features were made, the other never. `link` searches the register of all
entries; `pairs` judges each listing against its entry. Both run through the command line. The
peers see titles, and their thresholds are picked on the rows that they are judged by.
"""

import argparse
import csv
import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.link import Linker
from matching.link_search import Links
from matching.model import Model
from matching.offers import Offers
from matching.pairs import Pairs

_CUTS = np.arange(0.1, 0.7, 0.01)
CASES = Path(__file__).parent / "vietnamese_cases.csv"
PARTS = ("tuned", "unseen")


@dataclass(frozen=True, slots=True)
class Case:
    """A listing, the nearest entry, whether it is one, and what tells a near miss apart."""

    listing: str
    entry: str
    is_same: bool
    note: str

    @property
    def part(self) -> str:
        """Which half the entry belongs to."""
        digest = hashlib.sha256((self.entry or self.listing).encode()).digest()
        return PARTS[digest[0] % 2]


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


def read_cases(path: Path = CASES) -> list[Case]:
    """All cases in the order of the file."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        return [Case(r["listing"], r["entry"], r["label"] == "1", r["note"]) for r in rows]


def link(cases: Sequence[Case], entries: Sequence[str]) -> list[tuple[str, float]]:
    """The entry that `shopwitness link` gives each listing, empty for none, and its score."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "r.csv", ("id", "title"), list(enumerate(entries)))
        _write(folder / "l.csv", ("id", "title"), [(n, c.listing) for n, c in enumerate(cases)])
        _run(
            "link", "--listings", folder / "l.csv", "--registry", folder / "r.csv",
            "--out", folder / "o.csv",
        )  # fmt: skip
        rows = _read(folder / "o.csv")
    return [
        (entries[int(r["registry_id"])] if r["registry_id"] else "", float(r["score"]))
        for r in rows
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


def best_cut(model: Model) -> float:
    """The probability from which on links and pairs of the tuned half are best together."""
    cases = read_cases()
    entries = list(dict.fromkeys(case.entry for case in cases if case.entry))
    listings, registry = Offers([case.listing for case in cases]), Offers(entries)
    rarity = model.rarity(registry, listings)
    links = Linker(registry, model, rarity).link(listings)
    own = [(n, entries.index(case.entry)) for n, case in enumerate(cases) if case.entry]
    left, right = np.array(own, dtype=np.int64).T
    judged = model.judge(Pairs(listings, registry, left, right, rarity))
    found = [(cases[n], entries[r], s) for n, (r, s) in enumerate(_rows(links)) if r >= 0]
    near = [(cases[n], score) for (n, _), score in zip(own, judged.tolist(), strict=True)]
    sums = [_sum_of_f1(cut, found, near) for cut in _CUTS]
    # Neighbouring cuts differ by chance: the middle of the best stretch.
    smooth = np.convolve(sums, np.ones(5) / 5, mode="same")
    return float(_CUTS[int(np.argmax(smooth))])


def _rows(links: Links) -> list[tuple[int, float]]:
    return list(zip(links.records.tolist(), links.scores.tolist(), strict=True))


def _sum_of_f1(
    cut: float, found: Sequence[tuple[Case, str, float]], near: Sequence[tuple[Case, float]]
) -> float:
    tuned = [(c, entry if s >= cut else "") for c, entry, s in found if c.part == PARTS[0]]
    pairs_said = [(c, s >= cut) for c, s in near if c.part == PARTS[0]]
    scores = (
        link_score([c for c, _ in tuned], [e for _, e in tuned]),
        pair_score([c for c, _ in pairs_said], [yes for _, yes in pairs_said]),
    )
    return sum(2 * score.right / max(1, score.said + score.wanted) for score in scores)


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
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--show", action="store_true", help="print every wrong judgement")
    asked = parser.parse_args(arguments)
    cases = read_cases()
    entries = list(dict.fromkeys(case.entry for case in cases if case.entry))
    linked = link(cases, entries)
    near = [case for case in cases if case.entry]
    judged = dict(zip(near, pairs(near), strict=True))
    for part in [asked.part] if asked.part else PARTS:
        _report(part, cases, entries, linked=linked, judged=judged, show=asked.show)
    return 0


def _report(
    part: str,
    cases: Sequence[Case],
    entries: Sequence[str],
    *,
    linked: Sequence[tuple[str, float]],
    judged: dict[Case, tuple[bool, float]],
    show: bool,
) -> None:
    rows = [(c, found) for c, found in zip(cases, linked, strict=True) if c.part == part]
    mine = [case for case, _ in rows]
    near = [case for case in mine if case.entry]
    print(f"{part}: {len(mine)} listings, {sum(c.is_same for c in mine)} are registered")
    print(f"  shopwitness link    {link_score(mine, [found for _, (found, _) in rows])}")
    print(f"  shopwitness pairs   {pair_score(near, [judged[case][0] for case in near])}")
    titles = [case.listing for case in mine]
    tfidf = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3)).fit([*titles, *entries])
    cosines = (tfidf.transform(titles) @ tfidf.transform(entries).T).toarray()
    ratios = process.cdist(titles, entries, scorer=fuzz.token_set_ratio)
    own = [(n, entries.index(c.entry)) for n, c in enumerate(mine) if c.entry]
    for name, scores in (("TF-IDF char 3", cosines), ("token_set_ratio", ratios)):
        print(f"  {name:15} link {best_peer_score(mine, scores, entries)}")
        print(f"  {name:15} pairs {best_pair_score(near, scores[tuple(np.array(own).T)])}")
    if show:
        _show(rows, judged)


def _show(
    rows: Sequence[tuple[Case, tuple[str, float]]], judged: dict[Case, tuple[bool, float]]
) -> None:
    for case, (found, score) in rows:
        if found != (case.entry if case.is_same else ""):
            print(f"  link {score:.2f} {case.note or 'same':9} {case.listing} | {found or '-'}")
    for case, (yes, score) in judged.items():
        if yes != case.is_same and case in {c for c, _ in rows}:
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
