"""A web server and a canary for the tests of the crawler."""

import pytest

from tests.crawler.web import Canary, Web


@pytest.fixture
def web():
    with Web() as server:
        yield server


@pytest.fixture
def canary():
    with Canary() as listener:
        yield listener
