"""A folder of its own with the practice marketplace's registers and watchlist, run as a user runs it."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from demo.marketplace import Marketplace
from evidence.store import load_capture
from storage import open_store

SHOPWITNESS = (sys.executable, "-m", "cli")
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


class PracticeHome:
    """What a user's folder holds, and the commands typed in it."""

    def __init__(self, folder: Path, market: Marketplace) -> None:
        self.folder = folder
        self.market = market
        self.sites_file = folder / "sites.yml"
        folder.mkdir(parents=True)
        market.write_sites_file(self.sites_file)

    @property
    def environment(self):
        return {
            **os.environ,
            "SHOPWITNESS_HOME": str(self.folder),
            "SHOPWITNESS_SITES_FILE": str(self.sites_file),
            "SHOPWITNESS_LANGUAGE": "en",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *words, timeout=110):
        done = subprocess.run(
            [*SHOPWITNESS, *words],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def fill(self):
        files = self.folder / "registers"
        self.market.write_registers(files)
        for words in (
            ("registry", "import", "products", str(files / "products.csv")),
            ("registry", "import", "sellers", str(files / "sellers.csv")),
            ("watch", "import", str(files / "watchlist.txt")),
        ):
            ended = self.run(*words)
            assert ended.code == 0, ended.err

    def start(self, *words):
        """A command in a process group of its own."""
        return subprocess.Popen(
            [*SHOPWITNESS, *words],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill_everything(self, process):
        """`kill -9` of the command, of its children in their own groups, and of their browsers."""
        for pid in descendants(process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait(20)

    def store(self):
        return open_store(f"sqlite:///{self.folder / 'shopwitness.db'}")

    def captures(self, night):
        store = self.store()
        try:
            with store.reading() as repo:
                return [repo.captures.get(c.capture_id) for c in repo.captures.of_night(night)]
        finally:
            store.close()

    def reopened(self, night):
        """Every noted capture, read back from its bytes; each digest is checked on the way."""
        evidence = self.folder / "evidence"
        return [load_capture(evidence, row.stored) for row in self.captures(night)]

    def warc_files(self, night):
        return sorted((self.folder / "evidence" / night / "warc").glob("*.warc.gz"))

    def wait_for_captures(self, night, count, process, seconds=90):
        deadline = time.monotonic() + seconds
        while len(self.captures(night)) < count:
            assert process.poll() is None, "the command ended before that"
            assert time.monotonic() < deadline, "too few visits in time"
            time.sleep(0.2)


def descendants(pid):
    """A process and all that it started, the parents first."""
    import psutil

    try:
        family = psutil.Process(pid)
        return [family.pid, *(child.pid for child in family.children(recursive=True))]
    except psutil.NoSuchProcess:
        return [pid]


def warcio_check(paths):
    """The third-party verdict over every record's digests."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("warcio")), "check", *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
