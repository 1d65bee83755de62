import csv

import pytest

from commands.app import run
from domain.errors import ExitCode
from matching.link_search import Search

REGISTER = (
    ("R1", "Sữa tươi tiệt trùng Vinamilk 100% có đường 180ml"),
    ("R2", "Sữa tươi tiệt trùng Vinamilk 100% không đường 180ml"),
    ("R3", "Điện thoại Samsung Galaxy A54 5G 8GB/128GB"),
    ("R4", "Nồi chiên không dầu Philips HD9252/90 4.1L"),
    ("R5", "Nồi chiên không dầu Philips HD9252/90 4.1L"),
    ("R6", ""),
)


def _write(path, header, rows, encoding="utf-8-sig"):
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def _link(tmp_path, listings, register=REGISTER, *more):
    out = tmp_path / "out.csv"
    listed = _write(tmp_path / "l.csv", ("id", "title"), listings)
    entries = _write(tmp_path / "r.csv", ("id", "title"), register)
    words = ["link", "--listings", listed, "--registry", entries, "--out", out, *more]
    assert run([str(word) for word in words]) == ExitCode.OK
    with out.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_listing_gets_one_row_with_its_entry(tmp_path):
    rows = _link(
        tmp_path,
        [
            ("a", "[Freeship] SAMSUNG Galaxy A54 5G (8GB/128GB) - Điện thoại chính hãng"),
            ("b", "Sua tuoi tiet trung Vinamilk 100% khong duong 180ml"),
            ("c", "Giày thể thao nam cổ cao màu đen"),
        ],
    )
    assert [(row["listing_id"], row["registry_id"]) for row in rows] == [
        ("a", "R3"),
        ("b", "R2"),
        ("c", ""),
    ]
    assert all(0 <= float(row["score"]) <= 1 for row in rows)
    assert all(row["reasons"] for row in rows)


@pytest.mark.parametrize(("more", "closely"), [((), 0), (("--thorough",), 2600)])
def test_a_large_table_is_looked_at_closely_where_that_is_asked_for(
    tmp_path, monkeypatch, more, closely
):
    looked_at = []
    thoroughly = Search.thoroughly

    def noted(search, listings):
        looked_at.append(listings.size)
        return thoroughly(search, listings)

    monkeypatch.setattr(Search, "thoroughly", noted)
    titles = [title for _, title in REGISTER[:5]]
    rows = _link(tmp_path, [(str(n), titles[n % 5]) for n in range(2600)], REGISTER, *more)
    assert [row["registry_id"] for row in rows[:3]] == ["R1", "R2", "R3"]
    assert sum(looked_at) == closely


def test_odd_titles_break_nothing(tmp_path):
    titles = [
        "",
        "   ",
        "𝓢𝓾̛𝓪 \u202e\u200b🥛",
        "x" * 200_000,
        "sữa " * 5_000,
        "\n\r\t",
        "١٢٣",
        '"',
        "=1+1",
        "0",
    ]
    listings = [(f"L{n}", title) for n, title in enumerate(titles)]
    rows = _link(tmp_path, listings)
    assert [row["listing_id"] for row in rows] == [name for name, _ in listings]


def test_duplicated_entries_get_one_of_them(tmp_path):
    (row,) = _link(tmp_path, [("a", "Nồi chiên không dầu Philips HD9252/90 4.1L")])
    assert row["registry_id"] in {"R4", "R5"}


def test_reasons_are_in_the_language_that_is_set(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_LANGUAGE", "en")
    (english,) = _link(tmp_path, [("a", "Điện thoại Samsung Galaxy A54 5G 8GB/128GB xanh")])
    monkeypatch.setenv("SHOPWITNESS_LANGUAGE", "vi")
    (vietnamese,) = _link(tmp_path, [("a", "Điện thoại Samsung Galaxy A54 5G 8GB/128GB xanh")])
    assert english["reasons"].startswith("both say")
    assert vietnamese["reasons"].startswith("cùng ghi")


def test_a_register_without_rows_is_told(tmp_path, capsys):
    listed = _write(tmp_path / "l.csv", ("id", "title"), [("a", "sữa")])
    entries = _write(tmp_path / "r.csv", ("id", "title"), [])
    out = tmp_path / "out.csv"
    words = ["link", "--listings", listed, "--registry", entries, "--out", out]
    assert run([str(word) for word in words]) == ExitCode.USAGE
    assert not out.exists()
    assert "r.csv" in capsys.readouterr().err


@pytest.mark.parametrize("header", [("id", "price"), ("title", "price"), ("a", "b")])
def test_a_missing_column_is_one_sentence(tmp_path, capsys, header):
    listed = _write(tmp_path / "l.csv", header, [("1", "2")])
    entries = _write(tmp_path / "r.csv", ("id", "title"), REGISTER)
    words = ["link", "--listings", listed, "--registry", entries, "--out", tmp_path / "o.csv"]
    assert run([str(word) for word in words]) == ExitCode.USAGE
    assert capsys.readouterr().err.count("\n") == 1


def test_a_bad_row_is_named_by_its_line(tmp_path, capsys):
    listed = tmp_path / "l.csv"
    listed.write_text("id,title\na,sữa\n,không tên\nb,sữa,thừa\nc,sữa\n", "utf-8")
    entries = _write(tmp_path / "r.csv", ("id", "title"), REGISTER)
    out = tmp_path / "o.csv"
    words = ["link", "--listings", listed, "--registry", entries, "--out", out]
    assert run([str(word) for word in words]) == ExitCode.OK
    told = capsys.readouterr().err
    assert "3" in told.splitlines()[0]
    assert "4" in told.splitlines()[1]
    assert [line.split(",")[0] for line in out.read_text("utf-8").splitlines()[1:]] == ["a", "c"]
