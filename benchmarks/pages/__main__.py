"""Fills a store with invented listings and says how long each page takes over it.

    python -m benchmarks.pages --listings 1000000 --flags 50000 --database sqlite
    python -m benchmarks.pages --database postgresql://postgres@127.0.0.1:5432

The database is made for the run and taken away after it, unless `--keep FOLDER` is given: then it
stays (the file in that folder, or the database `shopwitness_pages`) and is filled only once.
"""

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

import psycopg

from benchmarks.pages.ask import measure
from benchmarks.pages.fill import fill_postgresql, fill_sqlite
from benchmarks.pages.world import World
from config.settings import read_settings
from storage.session import open_store

NAME = "shopwitness_pages"


def main() -> None:
    asked = _arguments()
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="shopwitness-pages-"))
    folder.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="shopwitness-home-"))
    os.environ["SHOPWITNESS_HOME"] = str(home)
    world = World(listings=asked.listings, flags=asked.flags)
    try:
        _run(asked.database, folder, world)
    finally:
        shutil.rmtree(home)
        if asked.keep is None:
            shutil.rmtree(folder)
            _drop(asked.database)


def _run(database: str, folder: Path, world: World) -> None:
    is_sqlite = database == "sqlite"
    path = folder / f"{NAME}.db"
    url = f"sqlite:///{path}" if is_sqlite else f"{database}/{NAME}"
    is_there = path.exists() if is_sqlite else _is_there(database)
    if not is_there:
        _make(database)
        open_store(url).close()
        begun = time.process_time(), time.perf_counter()
        if is_sqlite:
            fill_sqlite(path, world.tables())
        else:
            fill_postgresql(url, world.tables())
        cpu, clock = time.process_time() - begun[0], time.perf_counter() - begun[1]
        print(f"filled in {clock:.0f} s ({cpu:.0f} s of CPU time here)")
    store = open_store(url)
    load = os.getloadavg()[0]
    print(
        f"{world.listings} listings, {world.flags} flags, {'SQLite' if is_sqlite else 'PostgreSQL'},"
    )
    print(f"{os.cpu_count()} cores, load {load:.1f} at the start; milliseconds\n")
    print(f"{'page':28} {'p50':>7} {'p95':>7} {'CPU p95':>8}")
    server = None if is_sqlite else url
    for taken in measure(store, read_settings(), world, server=server):
        print(f"{taken.page:28} {taken.p50:7.0f} {taken.p95:7.0f} {taken.cpu_p95:8.0f}", flush=True)
    store.close()
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


def _is_there(server: str) -> bool:
    with psycopg.connect(f"{server}/postgres") as connection:
        asked = "SELECT 1 FROM pg_database WHERE datname = %s"
        return connection.execute(asked, (NAME,)).fetchone() is not None


def _make(database: str) -> None:
    if database != "sqlite":
        with psycopg.connect(f"{database}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{NAME}"')


def _drop(database: str) -> None:
    if database != "sqlite":
        with psycopg.connect(f"{database}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=1_000_000)
    parser.add_argument("--flags", type=int, default=50_000)
    parser.add_argument("--database", default="sqlite", help="sqlite, or the URL of a server")
    parser.add_argument("--keep", type=Path, help="keep the database, and use it again")
    return parser.parse_args()


main()
