"""What the recrawl policy learned outlives a crawl, and takes in what people decided since."""

import pytest

from domain.flag import Decision, Flag, Judgement, Severity
from jobs import policies
from storage import open_store
from tests.storage.facts import NIGHT, SITE, START, Facts, a_listing


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'shopwitness.db'}")
    yield opened
    opened.close()


def load(store):
    with store.reading() as repo:
        return policies.load(repo, SITE)


def save(store, policy, site=SITE):
    with store.transaction() as repo:
        policies.save(repo, site, policy)


def seen(policy):
    policy.shop_discovered("100", SITE, 0.0, {})
    policy.shop_visited("100", 1.0, listed=[("200", 0.9), ("201", 0.2)], complete=True, gone=False)
    return policy


def planned(policy):
    return [(v.shop_id, v.listing_id) for v in policy.plan(2.0, 5, site_caps={})]


def test_a_policy_that_was_kept_plans_as_if_it_had_never_stopped(store):
    policy = seen(load(store))
    save(store, policy)
    assert planned(load(store)) == planned(policy) != []


def test_each_site_has_a_policy_of_its_own(store):
    save(store, seen(load(store)), site="another-site")
    assert planned(load(store)) == []


def test_a_state_of_another_version_is_let_go(store, caplog):
    policy = load(store)
    state = {**policy.state(), "version": -1}
    policy.state = lambda: state
    save(store, policy)
    assert planned(load(store)) == []
    assert "begins anew" in caplog.text


def test_what_a_person_dismissed_is_planned_later(store):
    policy = load(store)
    policy.shop_discovered("100", SITE, 0.0, {})
    cards = [("200", 0.5), ("201", 0.5)]
    policy.shop_visited("100", 1.0, listed=cards, complete=True, gone=False)
    save(store, policy)
    capture_id, _ = Facts(store).see(a_listing("200"))
    flag = Flag(
        rule="suspected_counterfeit", severity=Severity.HIGH, probability=0.5, reasons=(),
        site_id=SITE, listing_id="200", shop_id="100", capture_id=capture_id, rules_version="1",
    )  # fmt: skip
    with store.transaction() as repo:
        run_id = repo.runs.start(NIGHT, "match", at=START)
        repo.flags.put_flags(run_id, [flag], at=START)
        (row,) = repo.flags.list()
        repo.flags.decide(
            Decision(flag_id=row.flag_id, judgement=Judgement.NEGATIVE, actor="lan", at=START)
        )
    order = [listing for _, listing in planned(load(store)) if listing]
    assert order.index("201") == 0
