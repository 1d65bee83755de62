import json
import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest
from warcio.checker import Checker

from evidence.recover import captures_of, recover
from evidence.store import NightStore, load_capture
from tests.evidence.visits import NIGHT, SITE, capture


def abandoned(folder, visits=3):
    """A store whose process died: its file was never closed."""
    store = NightStore(folder, NIGHT, SITE)
    stored = [store.write(capture(number)) for number in range(1, visits + 1)]
    store._stream.close()
    return stored, next((folder / NIGHT / "warc").iterdir())


def passes_warcio(path):
    return Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0


def lines(folder):
    log = folder / NIGHT / f"visits-{SITE}.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_file_cut_anywhere_keeps_every_complete_capture_and_the_torn_tail(tmp_path):
    stored, path = abandoned(tmp_path / "whole")
    whole = path.read_bytes()
    ends = [s.records[-1].offset + s.records[-1].length for s in stored]
    cuts = {
        0,
        5,
        *ends,
        *(end - 1 for end in ends),
        *(end + 7 for end in ends[:-1]),
        *range(11, len(whole), max(1, len(whole) // 25)),
    }
    for cut in sorted(cuts):
        night = tmp_path / str(cut) / NIGHT
        (night / "warc").mkdir(parents=True)
        (night / "warc" / path.name).write_bytes(whole[:cut])
        recovery = recover(night)
        assert recovery.captures == tuple(
            s for s, end in zip(stored, ends, strict=True) if end <= cut
        )
        repaired = recovery.files[0]
        torn = night / "warc" / (path.name.removesuffix(".open") + ".torn")
        kept = repaired.path.read_bytes() if repaired.records else b""
        assert kept + (torn.read_bytes() if torn.exists() else b"") == whole[:cut]
        if repaired.records:
            assert passes_warcio(repaired.path)
        for one in recovery.captures:
            number = int(one.capture_id[-6:])
            assert load_capture(night.parent, one) == capture(number)


def test_second_recovery_changes_nothing(tmp_path):
    _, path = abandoned(tmp_path)
    path.write_bytes(path.read_bytes() + b"\x1f\x8b torn")
    assert recover(tmp_path / NIGHT).files[0].torn_bytes == 7
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert recover(tmp_path / NIGHT).files == ()
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_zeros_that_a_loss_of_power_leaves_are_a_torn_tail(tmp_path):
    stored, path = abandoned(tmp_path)
    path.write_bytes(path.read_bytes() + bytes(4096))
    recovery = recover(tmp_path / NIGHT)
    assert recovery.captures == tuple(stored)
    assert recovery.files[0].torn_bytes == 4096


def test_visit_list_gets_its_missing_lines_and_loses_its_torn_one(tmp_path):
    abandoned(tmp_path)
    log = tmp_path / NIGHT / f"visits-{SITE}.jsonl"
    first = log.read_bytes().splitlines(keepends=True)[0]
    log.write_bytes(first + b'{"seq":1,"captu')
    recovery = recover(tmp_path / NIGHT)
    assert (recovery.torn_lines, recovery.added_lines) == (1, 2)
    assert [(line["seq"], line["capture_id"][-1]) for line in lines(tmp_path)] == [
        (0, "1"),
        (1, "2"),
        (2, "3"),
    ]
    assert (log.with_name(log.name + ".torn")).read_bytes() == b'{"seq":1,"captu'


def test_new_store_does_not_glue_its_line_to_a_torn_one(tmp_path):
    abandoned(tmp_path, visits=1)
    log = tmp_path / NIGHT / f"visits-{SITE}.jsonl"
    log.write_bytes(log.read_bytes() + b'{"torn')
    with NightStore(tmp_path, NIGHT, SITE) as store:
        store.write(capture(9))
    assert [line["seq"] for line in lines(tmp_path)] == [0, 1]


def test_file_that_is_being_written_is_left_alone(tmp_path):
    with NightStore(tmp_path, NIGHT, SITE) as store:
        store.write(capture())
        recovery = recover(tmp_path / NIGHT)
        assert (recovery.files, len(recovery.in_use)) == ((), 1)
        store.write(capture(2))
    assert len(list(captures_of(next((tmp_path / NIGHT / "warc").iterdir())))) == 2


WRITER = """
import sys
from pathlib import Path
from evidence.store import NightStore
from tests.evidence.visits import NIGHT, SITE, capture
store = NightStore(Path(sys.argv[1]), NIGHT, SITE)
for number in range(1, 100000):
    print(store.write(capture(number)).capture_id, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("visits", [0, 1, 7, 40])
def test_killed_writer_loses_no_capture_that_it_reported(tmp_path, visits):
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        reported = [writer.stdout.readline().strip() for _ in range(visits + 1)]
        os.kill(writer.pid, signal.SIGKILL)
        reported += [line.strip() for line in writer.stdout if line.endswith("\n")]
    recovery = recover(tmp_path / NIGHT)
    adopted = [one.capture_id for one in recovery.captures]
    assert adopted[: len(reported)] == reported
    assert passes_warcio(recovery.files[0].path)
    assert [line["capture_id"] for line in lines(tmp_path)] == adopted
    for one in recovery.captures:
        assert load_capture(tmp_path, one).capture_id == one.capture_id
