import http.client
import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from demo.answers import Moment
from demo.build import build_world
from demo.marketplace import practice_marketplace


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


class Visitor:
    """Asks the public port as a browser would, but looks nothing up."""

    def __init__(self, market):
        self._market = market

    def get(self, platform, path, *, host=None, method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self._market.port, timeout=20)
        try:
            named = host or f"{platform}.localhost:{self._market.port}"
            connection.request(method, path, headers={"Host": named})
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, headers, answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def world():
    return build_world()


@pytest.fixture
def moment(world):
    return Moment(world=world, hour=0.0, start=datetime(2026, 11, 20, 15, tzinfo=UTC))


@pytest.fixture(scope="session")
def running():
    """One child process for the whole session."""
    with practice_marketplace() as market:
        yield market


@pytest.fixture
def market(running):
    """The running marketplace without walls and with an empty log; its clock never goes back."""
    running.walls_off()
    running.clear_hits()
    yield running
    running.walls_off()


@pytest.fixture
def visitor(market):
    return Visitor(market)
