"""Runs our commands and reads and writes their tables, for the benchmarks."""

import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

Cells = Sequence[str]
_WATCHED = """
import pathlib, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
pathlib.Path(sys.argv[1]).write_text(str(peak))
sys.exit(code)
"""
"""Runs a command and tells its peak. A command that we ran ourselves would be said to have held
what we hold, as it begins as a copy of us."""
_PEAKS: list[int] = []


def shopwitness(*words: str | Path) -> float:
    """Run a command; answers its seconds of processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    with tempfile.NamedTemporaryFile("r") as told:
        watched = [sys.executable, "-c", _WATCHED, told.name, sys.executable, "-m", "cli"]
        subprocess.run([*watched, *words], check=True)
        _PEAKS.append(int(told.read()))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"  {words[0]}: {spent:.1f} s of processor time, {time.perf_counter() - begun:.1f} s")
    return spent


def peak_of_commands() -> float:
    """The most memory that any command so far held at once, in MB."""
    return max(_PEAKS) / 1000


def read_rows(path: Path, encoding: str = "utf-8-sig") -> list[list[str]]:
    """The rows of a CSV file, its header first."""
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.reader(stream))


def write_rows(path: Path, header: Cells, rows: Iterable[Cells]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])


def links_figures(gold: Path, found: Path) -> str:
    """F1, precision and recall of links `listing_id,registry_id` against the true ones."""
    true = {(row[0], row[1]) for row in read_rows(gold)[1:] if row[1]}
    said = {(row[0], row[1]) for row in read_rows(found)[1:] if row[1]}
    both = len(true & said)
    precision, recall = both / max(1, len(said)), both / len(true)
    return f"F1 {2 * both / (len(true) + len(said)):.3f} (P {precision:.3f}, R {recall:.3f})"
