"""Runs a piece of work in a forked child that dies at its n-th write, fsync, rename or the like."""

import io
import os
import pathlib
import traceback
from contextlib import contextmanager

from evidence import ledger, store

DIED = 137
BEFORE, HALF = "before", "half"
"""Die before the call takes effect, or, for a write, when half of it has."""


class Injector:
    """Counts the points at which a process can die, and dies at one of them."""

    def __init__(self, at, how):
        self.at, self.how, self.seen = at, how, 0

    def point(self, half=lambda: None):
        if self.seen == self.at:
            if self.how == HALF:
                half()
            os._exit(DIED)
        self.seen += 1

    def wrap(self, call):
        def called(*args, **kwargs):
            self.point()
            return call(*args, **kwargs)

        return called


def faulty_file(injector):
    class File(io.FileIO):
        """Unbuffered, so that each write is a point of its own."""

        def write(self, content):
            raw = bytes(content)
            injector.point(half=lambda: io.FileIO.write(self, raw[: len(raw) // 2]))
            return io.FileIO.write(self, raw)

        def truncate(self, size=None):
            injector.point()
            return io.FileIO.truncate(self, size)

    return File


@contextmanager
def faults(at, how=BEFORE):
    """Within, the n-th point is the last one; only ever in a forked child."""
    injector = Injector(at, how)
    file = faulty_file(injector)
    plain_open, plain_fdopen = pathlib.Path.open, os.fdopen

    def path_open(self, mode="r", *args, **kwargs):
        if "b" in mode and set(mode) & set("wax+"):
            return file(self, mode.replace("b", ""))
        return plain_open(self, mode, *args, **kwargs)

    def fdopen(fd, mode="r", *args, **kwargs):
        if "b" in mode and set(mode) & set("wax+"):
            return file(fd, mode.replace("b", ""))
        return plain_fdopen(fd, mode, *args, **kwargs)

    setattr(pathlib.Path, "open", path_open)  # noqa: B010
    os.fdopen = fdopen
    store.FileIO = ledger.FileIO = file
    for name in ("rename", "chmod", "mkdir"):
        setattr(pathlib.Path, name, injector.wrap(getattr(pathlib.Path, name)))
    os.fsync = injector.wrap(os.fsync)
    yield injector


def die_at(point, work, how=BEFORE):
    """Fork, run `work(report)`; answers what it reported, and whether it died at the point.

    `report` sends a line past all faults, as a caller would who was handed a result.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            with faults(point, how):
                work(lambda word: os.write(writer, f"{word}\n".encode()))
            os._exit(0)
        except BaseException:  # noqa: BLE001  (nothing may climb out of the fork)
            traceback.print_exc()
            os._exit(1)
    os.close(writer)
    with plain(reader) as pipe:
        told = pipe.read().decode().split()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, DIED}, code
    return told, code == DIED


def plain(reader):
    return io.FileIO(reader, "rb")


def points_of(work):
    """How many points the work has when nothing goes wrong."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with faults(None) as injector:
            work(lambda _word: None)
            os.write(writer, str(injector.seen).encode())
        os._exit(0)
    os.close(writer)
    with plain(reader) as pipe:
        counted = int(pipe.read() or b"0")
    assert os.waitpid(child, 0)[1] == 0
    return counted
