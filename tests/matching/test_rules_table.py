"""`shopwitness rules`: a table of listings in, a table of flags out."""

import csv

import pytest

from domain.errors import UsageError
from jobs import rules


@pytest.fixture
def apply(tmp_path):
    def run(text, **options):
        listings, out = tmp_path / "l.csv", tmp_path / "o.csv"
        listings.write_text(text, "utf-8")
        bad = []
        report = rules.run(
            listings,
            out,
            on_progress=lambda count: None,
            on_bad_row=lambda path, line, why: bad.append((line, why)),
            **options,
        )
        with out.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream)), report, bad

    return run


def test_one_row_a_flag_with_its_reason(apply, monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_LANGUAGE", "en")
    rows, report, bad = apply(
        "id,title,price\nA,Áo thun nam,90000\nB,Bán b.ó.n.g c.ư.ờ.i,100k\nC,Túi da rep 1:1,\n"
    )
    assert [(r["id"], r["rule"], r["severity"]) for r in rows] == [
        ("B", "prohibited_goods", "critical"),
        ("C", "suspected_counterfeit", "high"),
    ]
    assert "b.ó.n.g c.ư.ờ.i" in rows[0]["reason"]
    assert 0.5 <= float(rows[1]["probability"]) < float(rows[0]["probability"]) <= 1
    assert (report.listings, report.flagged, report.flags, bad) == (3, 2, 2, [])


def test_columns_go_under_other_names_and_separators(apply):
    rows, _, _ = apply("Mã;Tên sản phẩm;Mô tả\n7;Hàng xinh;ai cần c@n s@ thì ib\n")
    assert [(r["id"], r["rule"]) for r in rows] == [("7", "prohibited_goods")]


def test_a_bad_row_is_named_by_its_line_and_the_others_are_judged(apply):
    rows, report, bad = apply("id,title\n1,cần sa\n,ma túy\n3,a,b,c\n4,ma túy đá\n")
    assert [r["id"] for r in rows] == ["1", "4"]
    assert [line for line, _ in bad] == [3, 4]
    assert report.bad_rows == 2


def test_a_table_without_a_title_is_refused_and_an_older_answer_stays(apply, tmp_path):
    (tmp_path / "o.csv").write_text("before", "utf-8")
    with pytest.raises(UsageError, match="title"):
        apply("id,price\n1,2\n")
    assert (tmp_path / "o.csv").read_text("utf-8") == "before"


def test_a_missing_number_is_only_seen_in_a_table_that_has_the_column(apply, tmp_path):
    without, _, _ = apply("id,title\n1,Viên uống giảm cân siêu tốc\n")
    shown, _, _ = apply("id,title,registration_number\n1,Viên uống giảm cân siêu tốc,\n")
    assert without == []
    assert [r["rule"] for r in shown] == ["unregistered_product"]


def test_registers_may_be_given(apply, tmp_path):
    products = tmp_path / "products.csv"
    products.write_text(
        "name,brand,registration_number,reference_price\n"
        "Kem chống nắng Sao Bến Tre 50ml,Sao Bến Tre,000123/24/CBMP-HN,300000\n",
        "utf-8",
    )
    rows, _, _ = apply(
        "id,title,price\n1,Kem chống nắng S.a.o B.ế.n T.r.e 50ml,60000\n"
        "2,Kem chống nắng Sao Bến Tre 50ml,290000\n",
        products=products,
    )
    assert {r["id"] for r in rows} == {"1"}
    assert "suspected_counterfeit" in {r["rule"] for r in rows}
