"""Words that the rules look for are changed on a page, and the night reads what was saved."""

import pytest

from config.lexicon_files import load_lexicons, own_lexicons
from config.lexicon_versions import LexiconEditor
from domain.people import Role

ADDRESS = "/rules/lexicons/replica"
GROUP = "declared_copy"


@pytest.fixture
def analyst(log_in):
    return log_in(Role.ANALYST)


def words_in_force():
    (replica,) = (each for each in load_lexicons() if each.name == "replica")
    return {term.text: term for group in replica.groups for term in group.terms}


def change(analyst, *, seen=0, do="save", why="thấy ở chợ", **form):
    wish = {"group": GROUP, "seen": seen, "do": do, "why": why} | form
    return analyst.post(f"{ADDRESS}/words", wish)


def test_a_word_is_tried_on_what_was_seen_and_changes_nothing(analyst, flag_id):
    answer = analyst.post("/rules/try", {"text": "kem trộn"})
    assert "1 of the 1 listings seen last would have been flagged" in answer.text
    assert "<mark>Kem trộn</mark>" in answer.text
    tried = change(analyst, do="try", text="kem trộn")
    assert "is found in 1 of the 1 listings" in tried.text
    assert not own_lexicons().exists()


def test_a_saved_word_is_what_the_next_night_reads(analyst):
    answer = change(analyst, text="kem trộn", excludes="cảnh giác, tránh", chance="70")
    assert (answer.status_code, answer.headers["location"]) == (303, ADDRESS)
    term = words_in_force()["kem trộn"]
    assert (term.probability, term.excludes) == (0.7, ("cảnh giác", "tránh"))
    (version,) = LexiconEditor("replica").versions()
    assert (version.saved_by, version.why, version.added) == (
        "analyst",
        "thấy ở chợ",
        ("kem trộn",),
    )


def test_what_is_changed_can_be_undone_and_stays_in_the_record(analyst):
    change(analyst, word=["like auth", "super fake"])
    assert "like auth" not in words_in_force()
    page = analyst.get(ADDRESS).text
    assert "like auth, super fake" in page
    analyst.post(f"{ADDRESS}/restore", {"seen": 1, "number": 0, "why": "Undone"})
    assert {"like auth", "super fake"} <= words_in_force().keys()
    newest, first = LexiconEditor("replica").versions()
    assert newest.added == first.removed == ("like auth", "super fake")


def test_of_two_who_change_the_same_lexicon_one_is_told(analyst):
    change(analyst, text="kem trộn")
    late = change(analyst, text="kem lậu", seen=0)
    assert late.status_code == 409
    assert "kem lậu" not in words_in_force()


@pytest.mark.parametrize(
    "wrong",
    [{"text": "k"}, {"text": "kem trộn", "chance": "900"}, {"text": "kem trộn", "why": ""}, {}],
)
def test_a_word_that_cannot_be_used_is_refused_and_nothing_is_saved(analyst, wrong):
    assert change(analyst, **wrong).status_code == 422
    assert not own_lexicons().exists()


@pytest.mark.parametrize("name", ["..%2f..%2fkeys", "none"])
def test_only_a_lexicon_that_exists_is_shown(analyst, name):
    assert analyst.get(f"/rules/lexicons/{name}").status_code == 404
