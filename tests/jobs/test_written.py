"""What a job writes: whole in its place at the end, or the old one untouched."""

import pytest

from domain.errors import UsageError
from jobs.written import BadRows, replacing, write_rows


def test_the_old_table_stands_until_the_new_one_is_whole(tmp_path):
    out = tmp_path / "links.csv"
    out.write_text("old\n", encoding="utf-8")
    with replacing(out) as part:
        write_rows(part, ("id", "title"), [(1, "Túi, xách"), (2, "\ud800")])
        assert out.read_text(encoding="utf-8") == "old\n"
    assert out.read_text(encoding="utf-8") == 'id,title\n1,"Túi, xách"\n2,?\n'
    assert list(tmp_path.iterdir()) == [out]


def test_what_breaks_half_way_leaves_the_old_table_and_nothing_else(tmp_path):
    out = tmp_path / "links.csv"
    out.write_text("old\n", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        _write_half(out)
    assert out.read_text(encoding="utf-8") == "old\n"
    assert list(tmp_path.iterdir()) == [out]


def _write_half(out):
    with replacing(out) as part:
        part.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt


@pytest.mark.parametrize("place", ["nowhere/links.csv", "file/links.csv"])
def test_where_nothing_can_be_written_one_sentence_names_the_file(tmp_path, place):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=place), replacing(tmp_path / place) as part:
        part.write_text("", encoding="utf-8")


def test_rows_left_out_are_counted_and_told():
    told = []
    bad = BadRows(lambda line, why: told.append((line, why)))
    bad(3, "empty")
    bad(9, why="torn")
    assert bad.count == 2
    assert told == [(3, "empty"), (9, "torn")]
