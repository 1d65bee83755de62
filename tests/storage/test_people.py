"""People are known by their password, a session or a token, until they are shut out."""

from datetime import timedelta

import pytest

from domain.errors import UsageError
from domain.people import Role
from tests.storage.facts import START


@pytest.fixture
def lan(store):
    with store.transaction() as repo:
        return repo.people.add("lan", password_hash="h1", role=Role.INVESTIGATOR, at=START)


def remember(store, user, secret="s1", kind="session"):
    with store.transaction() as repo:
        repo.people.remember(
            secret, user.user_id, kind=kind, at=START, expires_at=START + timedelta(hours=8)
        )


def known(store, secret="s1", kind="session", hours=1):
    with store.reading() as repo:
        return repo.people.known_by(secret, kind=kind, at=START + timedelta(hours=hours))


def test_a_person_is_found_by_name_with_the_hash_of_their_password(store, lan):
    with store.reading() as repo:
        assert repo.people.with_password("lan") == (lan, "h1")
        assert repo.people.with_password("minh") is None


def test_a_name_is_given_once(store, lan):
    with pytest.raises(UsageError, match="lan"), store.transaction() as repo:
        repo.people.add("lan", password_hash="h2", role=Role.AUDITOR, at=START)


def test_a_session_is_known_until_it_expires_and_only_as_a_session(store, lan):
    remember(store, lan)
    assert known(store) == (lan, None)
    assert known(store, hours=9) is None
    assert known(store, kind="token") is None
    assert known(store, secret="other") is None


def test_a_reason_for_seeing_personal_data_belongs_to_the_session(store, lan):
    remember(store, lan)
    with store.transaction() as repo:
        repo.people.give_reason("s1", "case 12")
    assert known(store) == (lan, "case 12")


@pytest.mark.parametrize(
    "change",
    [{"password_hash": "h2"}, {"role": Role.AUDITOR}, {"disabled_at": START}],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_rights_ends_every_session(store, lan, change):
    remember(store, lan)
    remember(store, lan, secret="t1", kind="token")
    with store.transaction() as repo:
        repo.people.change(lan.user_id, **change)
    assert known(store) is None
    assert known(store, secret="t1", kind="token") is None


def test_somebody_who_was_shut_out_cannot_log_in(store, lan):
    with store.transaction() as repo:
        repo.people.change(lan.user_id, disabled_at=START)
    with store.reading() as repo:
        assert repo.people.with_password("lan") is None
        assert repo.people.all()[0].disabled_at == START
