"""What the next crawl would visit, and why; looking changes nothing."""

import pytest

from jobs import plan
from jobs.crawl import CrawlRequest
from jobs.workspace import open_workspace
from tests.storage.facts import NIGHT, START

SITE = "shopee-vn"
URL = "https://shopee.vn/product/100/20"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """Three listings are watched; nothing was visited yet."""
    monkeypatch.setenv("SHOPWITNESS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    opened = open_workspace()
    site = opened.sites.sites[SITE]
    with opened.store.transaction() as repo:
        for number in range(3):
            target = plan.spider_class(site.platform).find_target(f"{URL}{number}", site)
            assert target is not None
            repo.watchlist.add(target, source="test", at=START)
    yield opened
    opened.store.close()


def a_plan(workspace, budget=10):
    return plan.run(workspace, CrawlRequest(night=NIGHT, budget=budget))


def test_a_plan_names_each_page_once_with_its_reason(workspace):
    (site,) = a_plan(workspace)
    assert len({visit.target.url for visit in site.visits}) == len(site.visits) == 3
    assert {visit.reason for visit in site.visits} == {"watchlist"}


def test_a_plan_ends_at_the_budget_and_looking_twice_gives_the_same(workspace):
    assert a_plan(workspace, budget=2) == a_plan(workspace, budget=2)
    assert len(a_plan(workspace, budget=2)[0].visits) == 2


def test_a_page_that_somebody_asked_for_comes_first(workspace):
    last = a_plan(workspace)[0].visits[-1].target
    with workspace.store.transaction() as repo:
        repo.urgent.ask([last], by="officer", at=START, reason="tip")
    first = a_plan(workspace)[0].visits[0]
    assert (first.target.url, first.reason) == (last.url, "asked for")


def test_nothing_is_explained_of_an_unknown_listing(workspace):
    assert plan.explain(workspace, SITE, "999", night=NIGHT) is None
