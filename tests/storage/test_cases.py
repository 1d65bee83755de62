"""A case gathers listings, and its record is appended and never changed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.errors import UsageError
from domain.people import CaseEntry, CaseState, EntryKind
from tests.storage.facts import SITE, START, a_listing


@pytest.fixture
def case_id(store, facts):
    facts.see(a_listing())
    with store.transaction() as repo:
        return repo.cases.open("Kem giả", actor="lan", at=START)


def case(store, case_id):
    with store.reading() as repo:
        return repo.cases.get(case_id)


def test_a_new_case_is_its_openers_and_says_so(store, case_id):
    opened = case(store, case_id)
    assert (opened.title, opened.state, opened.assigned_to) == ("Kem giả", CaseState.OPEN, "lan")
    assert [entry.kind for entry in opened.entries] == [EntryKind.OPENED]


def test_a_listing_stands_in_a_case_once_with_its_title(store, case_id):
    with store.transaction() as repo:
        assert repo.cases.add_listing(case_id, SITE, "200", actor="lan", at=START)
        assert not repo.cases.add_listing(case_id, SITE, "200", actor="minh", at=START)
    listed = case(store, case_id).listings
    assert [(each.listing_id, each.title) for each in listed] == [("200", "Kem dưỡng da Hoa Mộc")]
    assert len(case(store, case_id).entries) == 2


def test_a_case_that_was_handed_over_says_to_whom_and_keeps_the_digest_of_the_pack(store, case_id):
    entry = CaseEntry(
        at=START, actor="lan", kind=EntryKind.HANDED_OVER, text="Công an phường", sha256="a" * 64
    )
    with store.transaction() as repo:
        repo.cases.move(case_id, CaseState.HANDED_OVER, entry)
    handed = case(store, case_id)
    assert handed.state is CaseState.HANDED_OVER
    assert handed.entries[-1] == entry


def test_a_case_is_assigned_and_found_by_its_state(store, case_id):
    with store.transaction() as repo:
        repo.cases.assign(case_id, "minh", actor="lan", at=START)
    with store.reading() as repo:
        assert [found.assigned_to for found in repo.cases.all(state=CaseState.OPEN)] == ["minh"]
        assert repo.cases.all(state=CaseState.CLOSED) == []


def test_a_case_that_does_not_exist_is_named(store):
    with pytest.raises(UsageError, match="77"), store.transaction() as repo:
        repo.cases.add_listing(77, SITE, "200", actor="lan", at=START)


@pytest.mark.parametrize(
    "change", ["UPDATE case_entries SET text = 'x'", "DELETE FROM case_entries"]
)
def test_the_record_of_a_case_cannot_be_changed(store, case_id, change):
    with pytest.raises(DBAPIError, match="never changed or deleted"), store.transaction() as repo:
        repo._session.execute(text(change))
