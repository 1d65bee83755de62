import ast
import csv
import re
from pathlib import Path

import pytest

import commands.model
import commands.pairs
import jobs.labelled
import jobs.model
import jobs.offer_rows
import jobs.pair_rows
import jobs.pairs
from commands.app import run
from domain.errors import ExitCode
from messages import translate_to

HEADER = "pair_id,left_title,right_title,left_price,right_price"
ROOMS = (
    commands.model,
    commands.pairs,
    jobs.labelled,
    jobs.model,
    jobs.offer_rows,
    jobs.pair_rows,
    jobs.pairs,
)


def written(path, *lines):
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


def judged(path):
    with Path(path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def labelled_lines(count=80):
    for n in range(count):
        other = n if n % 2 else n + 1
        yield f"{n},Máy ảnh Canon x{100 + n},canon x{100 + other} chính hãng,,,{n % 2}"


def test_each_pair_has_one_row_in_its_order(tmp_path):
    pairs = written(
        tmp_path / "p.csv",
        HEADER,
        "b,iPhone 15 Pro 256GB,Điện thoại iPhone 15 Pro 256GB chính hãng,20000000,21000000",
        "a,Sữa TH 180ml,Tai nghe Sony WH-1000XM5,,",
    )
    assert run(["pairs", "--pairs", pairs, "--out", str(tmp_path / "o.csv")]) == ExitCode.OK
    rows = judged(tmp_path / "o.csv")
    assert [row["pair_id"] for row in rows] == ["b", "a"]
    assert [row["match"] for row in rows] == ["1", "0"]
    assert all(0 <= float(row["score"]) <= 1 for row in rows)


def test_bad_rows_are_named_and_the_others_go_on(tmp_path, capsys):
    pairs = written(tmp_path / "p.csv", HEADER, "1,,x,,", "2,a,b,,", ",a,b,,", "4,a,b,,,,extra")
    assert run(["pairs", "--pairs", pairs, "--out", str(tmp_path / "o.csv")]) == ExitCode.OK
    told = capsys.readouterr().err
    assert re.findall(r"(?:Line|dòng) (\d)", told) == ["2", "4", "5"]
    assert [row["pair_id"] for row in judged(tmp_path / "o.csv")] == ["2"]


def test_chunks_do_not_change_the_answer(tmp_path, monkeypatch):
    lines = [line.rsplit(",", 1)[0] for line in labelled_lines(30)]
    pairs = written(tmp_path / "p.csv", HEADER, *lines)
    run(["pairs", "--pairs", pairs, "--out", str(tmp_path / "whole.csv")])
    monkeypatch.setattr(jobs.pairs, "CHUNK", 7)
    run(["pairs", "--pairs", pairs, "--out", str(tmp_path / "parts.csv")])
    whole, parts = judged(tmp_path / "whole.csv"), judged(tmp_path / "parts.csv")
    assert [r["pair_id"] for r in whole] == [r["pair_id"] for r in parts]
    for one, other in zip(whole, parts, strict=True):
        assert float(one["score"]) == pytest.approx(float(other["score"]), abs=0.1)


def test_a_model_is_fitted_and_used(tmp_path, capsys):
    pairs = written(tmp_path / "p.csv", HEADER + ",label", *labelled_lines())
    model = str(tmp_path / "m.json")
    assert run(["model", "fit", "--pairs", pairs, "--out", model]) == ExitCode.OK
    assert capsys.readouterr().out.count("F1") == 2
    out = str(tmp_path / "o.csv")
    assert run(["pairs", "--pairs", pairs, "--model", model, "--out", out]) == ExitCode.OK
    right = sum(row["match"] == str(n % 2) for n, row in enumerate(judged(out)))
    assert right > 60


@pytest.mark.slow
def test_a_model_is_fitted_to_links(tmp_path):
    listings = written(
        tmp_path / "l.csv", "id,title", *(f"l{n},Máy ảnh Canon x{100 + n} mới" for n in range(60))
    )
    registry = written(
        tmp_path / "r.csv", "id,title", *(f"r{n},Canon x{100 + n}" for n in range(60))
    )
    labels = written(
        tmp_path / "t.csv", "listing_id,registry_id", *(f"l{n},r{n}" for n in range(60))
    )
    words = ["--listings", listings, "--registry", registry, "--labels", labels]
    assert run(["model", "fit", *words, "--out", str(tmp_path / "m.json")]) == ExitCode.OK


@pytest.mark.slow
def test_a_model_is_fitted_to_groups(tmp_path):
    lines = (f"l{n},Máy ảnh Canon x{100 + n // 3} hàng {n % 3},g{n // 3}" for n in range(90))
    listings = written(tmp_path / "l.csv", "id,title,group_id", *lines)
    words = ["--groups", "--listings", listings]
    assert run(["model", "fit", *words, "--out", str(tmp_path / "m.json")]) == ExitCode.OK


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["a,b", "1,2"], []),
        (["pair_id,left_title", "1,2"], []),
        ([HEADER], []),
        ([HEADER, "1,a,b,,"], ["--model", "{p}"]),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(lines, words, tmp_path, capsys):
    pairs = written(tmp_path / "p.csv", *lines)
    extra = [word.format(p=pairs) for word in words]
    command = ["pairs", "--pairs", pairs, "--out", str(tmp_path / "o.csv"), *extra]
    assert run(command) == ExitCode.USAGE
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "o.csv").exists()


def test_a_file_is_not_written_over_while_it_is_read(tmp_path):
    pairs = written(tmp_path / "p.csv", HEADER, "1,a,b,,")
    assert run(["pairs", "--pairs", pairs, "--out", pairs]) == ExitCode.USAGE
    assert Path(pairs).read_text("utf-8").startswith("pair_id")


def test_fit_says_what_it_wants(tmp_path):
    assert run(["model", "fit", "--out", str(tmp_path / "m.json")]) == ExitCode.USAGE


def _messages():
    for room in ROOMS:
        for node in ast.walk(ast.parse(Path(str(room.__file__)).read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"mark", "translate"}:
                yield ast.literal_eval(node.args[0])


def test_every_message_has_a_vietnamese_text():
    messages = list(_messages())
    assert len(messages) > 25
    assert [m for m in messages if translate_to("vi", m) == m] == []
