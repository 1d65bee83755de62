import numpy as np
import pytest

from matching.known_labels import KnownLabels, known_apart, record_keys

LEFT = record_keys([("a",), ("a",), ("b",)])
RIGHT = record_keys([("x",), ("y",), ("x",)])
LABELS = np.array([1, 0, 0], dtype=np.int8)
RECORDED = 5278195282675571465


def test_counts_are_those_of_each_record():
    known = KnownLabels.of(LEFT, RIGHT, LABELS)
    assert known.features(record_keys([("b",)]), record_keys([("y",)])).tolist() == [[0, 1, 0, 1]]


def test_a_label_does_not_count_for_its_own_pair():
    known = KnownLabels.of(LEFT, RIGHT, LABELS)
    found = known.features(LEFT, RIGHT)
    assert found[0].tolist() == [0, 1, 0, 1]
    # Of the third row's left record nothing else is known.
    assert np.isnan(found[2, :2]).all()
    assert found[2, 2:].tolist() == [1, 0]


def test_a_new_record_has_no_counts():
    known = KnownLabels.of(LEFT, RIGHT, LABELS)
    found = known.features(record_keys([("new",)]), record_keys([("y",)]))
    assert np.isnan(found[0, :2]).all()
    assert found[0, 2:].tolist() == [0, 1]


def test_no_row_sees_its_own_label():
    turned = known_apart(LEFT, RIGHT, 1 - LABELS, np.array([0, 1, 2]))
    found = known_apart(LEFT, RIGHT, LABELS, np.array([0, 1, 2]))
    # The first row knows the other row of its left side and the other of its right side.
    assert found[0].tolist() == [0, 1, 0, 1]
    assert turned[0].tolist() == [1, 0, 1, 0]
    assert np.isnan(found[2, :2]).all()


def test_records_keep_their_number():
    assert record_keys([("Sữa TH", "180ml")]).tolist() == [RECORDED]
    assert record_keys([("ab", "c")]) != record_keys([("a", "bc")])


def test_what_is_stored_is_read_again():
    known = KnownLabels.of(LEFT, RIGHT, LABELS)
    again = KnownLabels.from_json(known.to_json())
    told, stored = (side.features(LEFT, RIGHT) for side in (again, known))
    assert np.array_equal(told, stored, equal_nan=True)


def test_damaged_counts_are_refused():
    stored = KnownLabels.of(LEFT, RIGHT, LABELS).to_json()
    stored["left"]["others"].pop()
    with pytest.raises(ValueError, match="damaged"):
        KnownLabels.from_json(stored)
