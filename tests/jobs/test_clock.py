"""A clock that jumps is noticed once, whichever way; one that is corrected bit by bit is not."""

import json
import logging
import threading
from datetime import datetime

import pytest

from config.logs import formatter
from jobs import clock
from jobs.clock import ClockWatch
from jobs.nights import LOCAL_ZONE, elapsed


class Clocks:
    def __init__(self):
        self.wall, self.steady = 1_000_000.0, 50.0

    def watch(self):
        return ClockWatch(wall=lambda: self.wall, steady=lambda: self.steady)

    def run(self, seconds, *, wall=None):
        self.steady += seconds
        self.wall += seconds if wall is None else wall


@pytest.mark.parametrize("jump", [-3600.0, 86400.0])
def test_a_jump_is_told_once(jump):
    clocks = Clocks()
    watch = clocks.watch()
    clocks.run(600)
    assert watch.jump() is None
    clocks.run(600, wall=600 + jump)
    assert watch.jump() == pytest.approx(jump)
    clocks.run(600)
    assert watch.jump() is None


def test_the_background_watch_tells_of_a_jump(monkeypatch, caplog):
    clocks, told = Clocks(), threading.Event()
    monkeypatch.setattr(clock, "ClockWatch", clocks.watch)
    over = clock.watch_in_background(lambda seconds: told.set(), every=0.01)
    clocks.wall += 7200
    assert told.wait(10)
    over.set()
    assert "the clock jumped by 7200 s" in caplog.text


@pytest.mark.parametrize(("hour", "part"), [(12, 0.0), (18, 0.25), (0, 0.5), (11, 23 / 24)])
def test_how_much_of_a_night_has_passed(hour, part):
    at = datetime(2026, 11, 23, hour, tzinfo=LOCAL_ZONE)
    assert elapsed(at) == pytest.approx(part)


def test_log_lines_as_json_hold_what_a_line_says(monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_LOG", "json")
    record = logging.getLogger("jobs.clock").makeRecord(
        "jobs.clock", logging.WARNING, "f", 1, "đồng hồ %s", ("nhảy",), None, extra={"seconds": 9}
    )
    line = json.loads(formatter().format(record))
    assert (line["level"], line["logger"], line["message"]) == (
        "WARNING",
        "jobs.clock",
        "đồng hồ nhảy",
    )
    assert line["seconds"] == 9
    assert line["at"].endswith("+00:00")
