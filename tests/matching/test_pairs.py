import json

import numpy as np
import pytest

import matching.model
import matching.word_weights
from matching import pair_features as table_of_features
from matching.cleaning import clean
from matching.model import COLUMNS, Model, ModelFileError
from matching.model_fit import Batch, Settings, best_threshold, fit_model
from matching.offers import Offers
from matching.pair_context import context_features
from matching.pair_features import FEATURES, PAIR_FEATURES, features_alone, pair_features
from matching.pairs import Pairs
from matching.rarity import Rarity
from matching.tokens import model_codes, pieces, quantities


def pairs_of(*rows, **columns):
    left = Offers([left for left, _ in rows], **columns)
    right = Offers([right for _, right in rows])
    every = np.arange(len(rows))
    return Pairs(left, right, every, every, Rarity(left, right))


def feature(name, *rows):
    return features_alone(pairs_of(*rows))[:, PAIR_FEATURES.index(name)].tolist()


def test_one_column_a_feature_and_one_row_a_pair():
    pairs = pairs_of(("Sữa TH 180ml", "Sữa Vinamilk 180ml"), ("Bóng cười", "Tai nghe"))
    assert pair_features(pairs).shape == (2, len(FEATURES))
    assert len(set(FEATURES)) == len(FEATURES)


def test_no_pairs_are_no_rows():
    empty = np.zeros(0, dtype=np.int64)
    table = Offers(["Sữa"])
    pairs = Pairs(table, table, empty, empty, Rarity(table))
    assert Model().judge(pairs).shape == (0,)


def test_the_same_title_is_like_itself_in_every_way():
    title = "Kem chống nắng La Roche-Posay Anthelios SPF50+ 50ml"
    assert feature("names_alike", (title, title)) == [1.0]
    assert feature("words_cosine", (title, title)) == pytest.approx([1.0])
    assert feature("quantities_differ", (title, title)) == [0.0]


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("content_differs", "Sữa rửa mặt Cerave 236ml", "Sữa rửa mặt Cerave 473 ml"),
        ("storage_differs", "iPhone 15 128GB", "iPhone 15 256GB"),
        ("pieces_differ", "Sữa TH lốc 4 hộp 180ml", "Sữa TH thùng 48 hộp 180ml"),
        ("right_variants_alone", "Samsung Galaxy S24", "Samsung Galaxy S24 Ultra"),
        ("colours_differ", "Son 3CE màu đỏ", "Son 3CE màu hồng"),
        ("marks_differ", "Sữa chua vị dâu", "Sữa chua vị dầu"),
        ("left_for_another", "Ốp lưng iPhone 15", "iPhone 15"),
        ("numbers_swapped", "iPhone 14", "iPhone 15"),
    ],
)
def test_near_misses_are_told_apart(name, left, right):
    apart, alike = feature(name, (left, right), (left, left))
    assert apart > 0
    assert alike == 0


def test_a_slip_is_a_like_word_and_another_model_is_not():
    assert feature("right_words_unlike", ("tai nghe bluetoth", "tai nghe bluetooth")) == [0.0]
    assert feature("right_words_unlike", ("galaxy a54", "galaxy a55")) == [1.0]


def test_a_code_is_found_however_it_is_written():
    assert feature("left_code_inside", ("Sony EX55BK", "sony mdr ex55 / bk")) == [1.0]


def test_quantities_are_read_in_base_units():
    assert quantities(clean("Nước giặt 3,5L")) == {"volume": (3500.0,)}
    assert quantities(clean("Gạo 1.000 g")) == {"mass": (1000.0,)}


@pytest.mark.parametrize(
    ("title", "count"),
    [("thùng 48 hộp 180ml", 48), ("lốc 4 hộp x 12", 48), ("180ml x 4", 4), ("iphone 15", 1)],
)
def test_pieces_are_counted(title, count):
    assert pieces(clean(title)) == count


def test_codes_lose_their_signs_and_quantities_are_none():
    assert model_codes(clean("Máy ảnh EC-NV30ZBBA 64GB x2")) == ("ecnv30zbba",)


def test_neighbours_are_those_that_share_a_side():
    scores = np.array([3.0, 1.0, 2.0], dtype=np.float32)
    found = context_features(scores, np.array([7, 7, 9]))
    assert found[0, :3].tolist() == [2.0, 0.0, 1.0]
    assert found[1, 0] == -2.0
    assert np.isnan(found[2]).all()
    assert np.isnan(found[:, 3:]).all()


def labelled(count=240):
    rng = np.random.default_rng(1)
    brands = ["sony", "canon", "nikon", "casio", "omron", "philips"]
    models = rng.integers(100, 999, size=count)
    rows, labels = [], []
    for n in range(count):
        brand, same = brands[n % 6], n % 2
        other = models[n] if same else models[n] + 1
        rows.append((f"Máy {brand} x{models[n]} chính hãng", f"{brand} x{other} máy mới"))
        labels.append(same)
    return pairs_of(*rows), np.array(labels, dtype=np.int8)


@pytest.fixture(scope="module")
def fitted():
    pairs, labels = labelled()
    batch = Batch(pairs=pairs, alone=features_alone(pairs), labels=labels)
    return fit_model([batch], np.arange(len(labels))), pairs, labels


def test_a_fitted_model_tells_model_numbers_apart(fitted):
    found, pairs, labels = fitted
    assert found.inner.f1 > 0.9
    judged = found.model.judge(pairs) >= found.model.threshold
    assert np.mean(judged == labels) > 0.9
    assert found.model.judge(pairs).mean() == pytest.approx(labels.mean(), abs=0.1)


def test_a_stored_model_answers_as_it_did(fitted, tmp_path):
    found, pairs, _ = fitted
    found.model.save(tmp_path / "m.json")
    again = Model.load(tmp_path / "m.json")
    assert again.judge(pairs) == pytest.approx(found.model.judge(pairs), abs=1e-3)
    assert json.loads((tmp_path / "m.json").read_text("utf-8"))["columns"] == list(COLUMNS)


def test_labelled_pairs_are_judged_as_they_were_labelled():
    pairs, labels = labelled()
    keys = (pairs.left_rows, pairs.right_rows)
    batch = Batch(pairs=pairs, alone=features_alone(pairs), labels=labels, keys=keys)
    found = fit_model([batch], np.arange(len(labels)), Settings(trees=20))
    assert found.model.known is not None
    assert found.fitted.f1 > 0.9


def test_a_model_of_fewer_comparisons_answers_as_it_did(fitted, tmp_path, monkeypatch):
    found, pairs, _ = fitted
    before, evidence = found.model.judge(pairs), found.model.said(pairs)[:, -1]
    found.model.save(tmp_path / "m.json")

    def says_nothing(pairs):
        return np.zeros(pairs.size, np.float32)

    table = ((says_nothing, 0.0), *table_of_features.TABLE)
    monkeypatch.setattr(table_of_features, "TABLE", table)
    monkeypatch.setattr(matching.model, "COLUMNS", ("says_nothing", *COLUMNS))
    names = tuple(function.__name__ for function, _ in table)
    monkeypatch.setattr(matching.word_weights, "PAIR_FEATURES", names)
    again = Model.load(tmp_path / "m.json")
    assert again.said(pairs)[:, -1] == pytest.approx(evidence, abs=1e-3)
    assert again.judge(pairs) == pytest.approx(before, abs=1e-3)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1, "columns": []}', "\x00"])
def test_a_file_that_is_no_model_is_refused(text, tmp_path):
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(ModelFileError):
        Model.load(path)


def test_threshold_lies_between_the_kinds():
    scores = np.array([0.9, 0.8, 0.3, 0.1], dtype=np.float32)
    assert 0.3 < best_threshold(scores, np.array([1, 1, 0, 0], dtype=np.int8)) < 0.8
