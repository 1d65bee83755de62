"""`shopwitness freeze`: everything of a shop, or of all shops in the same hands, before a raid."""

from datetime import UTC, datetime

import pytest

from commands import capture
from domain.errors import UsageError
from domain.operator import Operator
from jobs.workspace import open_workspace

SITE = "shopee-vn"


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """What was asked for, in a store that knows an operator of two shops."""
    monkeypatch.setenv("SHOPWITNESS_HOME", str(tmp_path))
    workspace = open_workspace()
    hands = Operator(operator_id="op-1f", shops=((SITE, "11"), (SITE, "22")), edges=())
    with workspace.store.transaction() as repo:
        repo.operators.replace([hands], at=datetime.now(UTC))
    workspace.store.close()
    shops = []

    def ask_for_shop(_workspace, *shop, **_why):
        shops.append(shop)
        return [len(shops)]

    monkeypatch.setattr(capture.job, "ask_for_shop", ask_for_shop)
    return shops


def test_an_operator_s_name_freezes_every_shop_of_it(asked):
    capture.freeze(["op-1f"], now=False)
    assert asked == [(SITE, "11"), (SITE, "22")]


def test_a_shop_freezes_alone(asked):
    capture.freeze([f"{SITE}:22"], now=False)
    assert asked == [(SITE, "22")]


def test_a_name_that_nobody_bears_is_one_sentence(asked):
    with pytest.raises(UsageError):
        capture.freeze(["op-unknown"], now=False)
    assert asked == []
