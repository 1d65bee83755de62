"""A small store with one suspect, a client for a person of each role, and a real browser's tab."""

import re
import socket
import threading
import time

import pytest
import uvicorn
from fastapi.testclient import TestClient
from playwright.sync_api import sync_playwright

from config.settings import read_settings
from crawler.browser import require_chromium
from domain.flag import Flag, Reason, Severity
from domain.people import Role
from storage import open_store
from tests.storage.facts import NIGHT, SITE, START, Facts, a_card, a_listing
from web.app import create_app
from web.login import digest, hash_password
from web.replay import create_replay
from web.services import Services, load_key

PASSWORD = "mat-khau-du-dai"
HASHED = hash_password(PASSWORD)
REPLAY = "http://127.0.0.1:8390"


class Client:
    """Requests as one person's browser makes them: with the session's cookie and the page's token."""

    def __init__(self, app, name=None):
        self.http = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
        self.name = name

    def get(self, path, **more):
        return self.http.get(path, **more)

    def post(self, path, data=None, *, signed=True, **more):
        form = dict(data or {})
        if signed:
            form["csrf"] = self.csrf()
        return self.http.post(path, data=form, **more)

    def csrf(self):
        """From a page that everybody sees who is logged in."""
        page = self.http.get("/nowhere").text
        return re.search(r'name="csrf" value="(\w+)"', page).group(1)


@pytest.fixture
def services(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOPWITNESS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    settings = read_settings()
    store = open_store(settings.database)
    yield Services(
        store=store, settings=settings, replay_origin=REPLAY, key=load_key(settings.home)
    )
    store.close()


@pytest.fixture
def facts(services):
    return Facts(services.store)


@pytest.fixture
def flag_id(services, facts):
    """A suspect with a page of its own, a card before it, and a reason that points at words."""
    facts.browse(a_card("200", price=None), hour=0)
    capture_id, _ = facts.see(
        a_listing("200", title="Kem trộn <b>rep</b> 1:1", description="Zalo 0912345678"), hour=1
    )
    with services.store.transaction() as repo:
        run_id = repo.runs.start(NIGHT, "crawl", at=START)
        reason = Reason(
            field="title",
            found="rep 1:1",
            expected="rep",
            text_vi="Từ ngữ “rep 1:1”",
            text_en="The words “rep 1:1”",
            start=10,
            end=17,
        )
        flag = Flag(
            rule="suspected_counterfeit",
            severity=Severity.HIGH,
            probability=0.9,
            reasons=(reason,),
            site_id=SITE,
            listing_id="200",
            shop_id="100",
            capture_id=capture_id,
            rules_version="1",
        )
        repo.flags.put_flags(run_id, [flag], at=START)
        repo.runs.finish(run_id, "done", {}, at=START)
        return next(iter(repo.flags.list())).flag_id


@pytest.fixture
def app(services):
    return create_app(services)


def person(services, role, *, name=None):
    with services.store.transaction() as repo:
        return repo.people.add(
            name or role.value, password_hash=HASHED, role=role, at=START, language="en"
        )


@pytest.fixture
def log_in(app, services):
    """A client of a person with that role, logged in through the page."""

    def make(role, *, name=None):
        user = person(services, role, name=name)
        client = Client(app, user.name)
        answer = client.http.post("/login", data={"name": user.name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    return make


@pytest.fixture
def token(services):
    """An API token of a person with that role."""

    def make(role):
        user = person(services, role, name=f"api-{role.value}")
        with services.store.transaction() as repo:
            repo.people.remember(
                digest(f"secret-{role.value}"),
                user.user_id,
                kind="token",
                at=START,
                expires_at=START.replace(year=2100),
            )
        return {"Authorization": f"Bearer secret-{role.value}"}

    return make


@pytest.fixture
def investigator(log_in):
    return log_in(Role.INVESTIGATOR)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """An application in a thread of its own, with every request that reached it."""

    def __init__(self, app, port):
        self.hits = []
        self.server = uvicorn.Server(
            uvicorn.Config(self._noting(app), host="127.0.0.1", port=port, log_level="error")
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)

    def _noting(self, app):
        async def note(scope, receive, send):
            if scope["type"] == "http":
                self.hits.append(scope["path"])
            await app(scope, receive, send)

        return note

    def stop(self):
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture
def origins(services):
    """Both applications on free ports, and the address of each."""
    pages, replay = free_port(), free_port()
    own = Services(
        store=services.store,
        settings=services.settings,
        replay_origin=f"http://127.0.0.1:{replay}",
        key=load_key(services.settings.home),
    )
    running = [
        Running(create_app(own), pages),
        Running(create_replay(own, f"http://127.0.0.1:{pages}"), replay),
    ]
    yield own, f"http://127.0.0.1:{pages}", running[0]
    for each in running:
        each.stop()


@pytest.fixture
def browser():
    # Found before Playwright starts here: the search asks Playwright too.
    chromium = str(require_chromium(None))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium)
        yield opened
        opened.close()


@pytest.fixture
def tab_of(browser, origins, services):
    """A tab, on an old PC's screen, of somebody with that role who is logged in."""

    def make(role, **context):
        user = person(services, role, name=f"tab-{role.value}")
        opened = browser.new_context(
            viewport={"width": 1366, "height": 768}, base_url=origins[1], **context
        )
        page = opened.new_page()
        page.goto("/login")
        page.fill("input[name=name]", user.name)
        page.fill("input[name=password]", PASSWORD)
        with page.expect_navigation():
            page.click("button.primary")
        return page

    return make


@pytest.fixture
def tab(tab_of):
    """A tab of an investigator."""
    return tab_of(Role.INVESTIGATOR)
