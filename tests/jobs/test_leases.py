"""A site is held by one process; what is dead holds nothing."""

import socket
import subprocess
import sys
import time

import psutil
import pytest

from jobs import leases
from storage import open_store

SITE = "shopee-practice"


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'shopwitness.db'}")
    yield opened
    opened.close()


def other_process(*, alive):
    """The name of a process that is not this one, and the process."""
    code = "from jobs import leases; print(leases.this_process(), flush=True); input()"
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    name = child.stdout.readline().strip()
    if not alive:
        child.communicate("\n", timeout=20)
    return name, child


def end(child):
    if child.poll() is None:
        child.communicate("\n", timeout=20)


def test_a_site_that_a_living_process_holds_is_refused_after_the_wait(store):
    name, child = other_process(alive=True)
    waits = []
    try:
        assert leases.take(store, SITE, name)
        assert not leases.take(
            store, SITE, leases.this_process(), wait_seconds=2, sleep=waits.append
        )
        assert sum(waits) == 2
    finally:
        end(child)


def test_a_site_that_a_dead_process_held_is_taken_at_once(store):
    name, child = other_process(alive=False)
    assert child.returncode == 0
    assert leases.take(store, SITE, name)
    assert leases.take(store, SITE, leases.this_process(), wait_seconds=0)


def test_a_process_that_gives_its_site_back_during_the_wait_lets_us_in(store):
    name, child = other_process(alive=True)

    def give_back(_seconds):
        with store.transaction() as repo:
            repo.runs.unlock_site(SITE, name)

    try:
        assert leases.take(store, SITE, name)
        assert leases.take(store, SITE, leases.this_process(), wait_seconds=2, sleep=give_back)
    finally:
        end(child)


def test_a_process_of_another_machine_is_never_taken_for_dead():
    assert not leases.is_dead("another-machine:1:0.00")
    assert leases.is_dead(leases.this_process().rpartition(":")[0] + ":0.00")


def test_a_process_that_ended_and_that_nobody_collected_is_dead():
    """As in a container without an init, where the killed stay in the table of processes."""
    child = subprocess.Popen(["sleep", "60"])
    process = psutil.Process(child.pid)
    holder = f"{socket.gethostname()}:{child.pid}:{process.create_time():.2f}"
    assert not leases.is_dead(holder)
    child.kill()
    while process.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    assert leases.is_dead(holder)
    child.wait()
