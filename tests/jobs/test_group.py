import csv

from commands.app import run
from domain.errors import ExitCode


def _group(tmp_path, rows, header=("id", "title")):
    listed, out = tmp_path / "l.csv", tmp_path / "o.csv"
    with listed.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    assert run(["group", "--listings", str(listed), "--out", str(out)]) == ExitCode.OK
    with out.open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [row["id"] for row in found] == [row[0] for row in rows]
    return [row["group_id"] for row in found]


def test_the_same_product_is_one_group(tmp_path):
    groups = _group(
        tmp_path,
        [
            ("a", "Nồi chiên không dầu Philips HD9252/90 4.1L"),
            ("b", "[Freeship] Noi chien khong dau Philips HD9252/90 dung tich 4.1L"),
            ("c", "Giày thể thao nam cổ cao màu đen"),
            ("d", "Philips HD9252/90 nồi chiên không dầu 4.1L chính hãng"),
        ],
    )
    assert groups[0] == groups[1] == groups[3] != groups[2]


def test_odd_tables_break_nothing(tmp_path):
    assert len(set(_group(tmp_path, [("a", "sữa")]))) == 1
    titles = ["", "", "😀", "x" * 50_000, "\u202e\u200b", "sữa tươi", "sữa tươi", "0"]
    groups = _group(tmp_path, [(str(n), title) for n, title in enumerate(titles)])
    assert groups[5] == groups[6]
    assert groups[0] != groups[1]


def test_bad_hashes_are_no_photos(tmp_path):
    rows = [("a", "Áo thun nam cổ tròn", "xyz"), ("b", "Bình giữ nhiệt 500ml", "0" * 16)]
    groups = _group(tmp_path, rows, ("id", "title", "image_phash"))
    assert groups[0] != groups[1]
