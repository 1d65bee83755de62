"""A table of more listings than are judged one by one: the quick trees of the shipped model."""

import random
import re

import pytest

from matching.link import Cascade, Linker
from matching.model import SHIPPED, Model
from matching.offers import Offers

KINDS = (
    "Nồi cơm điện tử nắp gài", "Máy xay sinh tố cầm tay", "Quạt đứng điều khiển từ xa",
    "Bàn ủi hơi nước đứng", "Ấm siêu tốc hai lớp", "Máy hút bụi không dây",
)  # fmt: skip
BRANDS = ("Zanora", "Kelvito", "Mirapo", "Tulova", "Benrica", "Hosamo")
TAILS = (
    "công suất lớn dung tích gia đình", "thân thép chống gỉ dễ vệ sinh",
    "tiết kiệm điện vận hành êm", "màu trắng ngà kiểu dáng gọn",
)  # fmt: skip


@pytest.fixture(scope="module")
def register():
    rng = random.Random(4)
    return [
        f"{kind} {brand} {brand[:2].upper()}-{rng.randrange(100, 999)} {rng.choice(TAILS)}"
        for kind in KINDS
        for brand in BRANDS
        for _ in range(4)
    ]


def linked(register, titles):
    """The entry of each title among enough others to make a large table."""
    model = Model.load(SHIPPED)
    listings, entries = Offers([*titles, *register * 3]), Offers(register)
    linker = Linker(entries, model, model.rarity(entries, listings), Cascade(watched=100))
    links = linker.link(listings)
    accepted = links.accepted(model.threshold)
    rows = zip(links.records.tolist(), accepted.tolist(), strict=True)
    return [record if yes else -1 for record, yes in rows][: len(titles)]


def share(found, wanted):
    return sum(a == b for a, b in zip(found, wanted, strict=True)) / len(wanted)


def cut(title):
    return " ".join(title.split()[:-3])


def slipped(title):
    words = title.split()
    longest = max(range(len(words)), key=lambda n: len(words[n]) * words[n].isalpha())
    words[longest] = words[longest][:2] + words[longest][3:]
    return " ".join(words)


def run_together(title):
    first, second, *rest = title.split()
    return " ".join([first + second, *rest])


@pytest.mark.parametrize("change", [cut, slipped, run_together, str.upper])
def test_a_title_written_in_a_hurry_finds_its_entry(register, change):
    found = linked(register, [change(title) for title in register])
    assert share(found, range(len(register))) > 0.9


def test_another_model_number_is_another_product(register):
    siblings = [re.sub(r"-(\d)(\d)", r"-\2\g<1>7", title) for title in register]
    assert share(linked(register, siblings), [-1] * len(register)) > 0.9


def test_a_model_without_quick_trees_links_as_well(register):
    model = Model()
    listings, entries = Offers(register * 2), Offers(register)
    linker = Linker(entries, model, model.rarity(entries, listings), Cascade(watched=100))
    assert share(linker.link(listings).records.tolist(), [*range(len(register))] * 2) == 1


def test_the_last_chunk_of_a_large_table_is_judged_as_the_others(register, monkeypatch):
    model = Model.load(SHIPPED)
    titles = [cut(title) for title in register]
    whole, entries = Offers(titles), Offers(register)
    rarity = model.rarity(entries, whole)
    at_once = Linker(entries, model, rarity, Cascade(watched=50)).link(whole)
    linker = Linker(entries, model, rarity, Cascade(watched=50))
    parts = [linker.link(Offers(part)) for part in (titles[:100], titles[100:])]
    assert [
        record for part in parts for record in part.records.tolist()
    ] == at_once.records.tolist()
    scores = [score for part in parts for score in part.scores.tolist()]
    assert scores == pytest.approx(at_once.scores.tolist(), abs=1e-3)
