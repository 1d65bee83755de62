import hashlib
import json
import multiprocessing

import pytest

from domain.errors import EvidenceError
from evidence.ledger import EntryType, Ledger


def ledger(tmp_path):
    return Ledger(path=tmp_path / "night" / "ledger.jsonl")


def append_many(path, actor):
    for number in range(20):
        Ledger(path=path).append(EntryType.ACCESS, actor, {"number": number})


def test_each_line_names_the_digest_of_the_line_before(tmp_path):
    book = ledger(tmp_path)
    for number in range(3):
        book.append(EntryType.CAPTURE, "crawler", {"number": number, "chữ": "Việt"})
    lines = book.path.read_bytes().splitlines(keepends=True)
    plain = [json.loads(line) for line in lines]
    assert [p["seq"] for p in plain] == [1, 2, 3]
    assert plain[0]["prev"] == "0" * 64
    assert plain[2]["prev"] == hashlib.sha256(lines[1]).hexdigest()
    assert [e.payload["number"] for e in book.entries()] == [0, 1, 2]


def test_several_processes_append_one_unbroken_chain(tmp_path):
    book = ledger(tmp_path)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=append_many, args=(book.path, f"w{n}")) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    entries = list(book.entries())
    assert [w.exitcode for w in writers] == [0, 0, 0]
    assert len(entries) == 60


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_torn_last_line_is_moved_aside_and_named_in_the_next_entry(tmp_path, cut):
    book = ledger(tmp_path)
    book.append(EntryType.CAPTURE, "crawler", {"number": 1})
    whole = book.path.read_bytes()
    torn = whole[:cut]
    book.path.write_bytes(whole + torn)
    book.append(EntryType.CAPTURE, "crawler", {"number": 2})
    kinds = [(e.type, e.payload) for e in book.entries()]
    assert [k for k, _ in kinds] == [EntryType.CAPTURE, EntryType.ERROR, EntryType.CAPTURE]
    assert kinds[1][1]["sha256"] == hashlib.sha256(torn).hexdigest()
    assert book.path.with_name("ledger.jsonl.torn").read_bytes() == torn


@pytest.mark.parametrize("tamper", [
    lambda lines: [lines[0], lines[2], lines[1]],
    lambda lines: [lines[0], lines[2]],
    lambda lines: lines[1:],
    lambda lines: [*lines, lines[2]],
    lambda lines: [lines[0], lines[1].replace(b'"n":1', b'"n":7'), lines[2]],
    lambda lines: [lines[0], lines[1].replace(b'"crawler"', b'"officer"'), lines[2]],
    lambda lines: [lines[0], lines[1].replace(b'{"actor"', b'{ "actor"'), lines[2]],
    lambda lines: [*lines[:2], lines[2][:-1]],
    lambda lines: [*lines, b"{}\n"],
], ids=["reorder", "delete", "behead", "duplicate", "payload", "actor", "space", "newline", "insert"])  # fmt: skip
def test_a_changed_ledger_is_refused_at_the_first_break(tmp_path, tamper):
    book = ledger(tmp_path)
    for number in range(3):
        book.append(EntryType.CAPTURE, "crawler", {"n": number})
    book.path.write_bytes(b"".join(tamper(book.path.read_bytes().splitlines(keepends=True))))
    with pytest.raises(EvidenceError):
        list(book.entries())


def test_nothing_enters_the_ledger_of_a_sealed_night(tmp_path):
    book = ledger(tmp_path)
    book.append(EntryType.CAPTURE, "crawler", {})
    (book.path.parent / "root.bin").write_bytes(bytes(32))
    with pytest.raises(EvidenceError):
        book.append(EntryType.EXPORT, "officer", {})
