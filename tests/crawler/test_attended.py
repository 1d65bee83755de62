"""A person in front of the browser: the crawl waits at a wall, and goes on once it is through."""

import signal
import threading

import pytest

from tests.crawler.crawl import crawl, end, start

pytestmark = pytest.mark.browser


class Wall:
    """A page that shows a captcha to its first visitors, and then the listing."""

    def __init__(self, web, path, *, shown, page="<title>live</title><p>the listing"):
        self.shown = shown
        web.routes[path] = self.answer
        self.page = page
        self.hits = 0

    def answer(self, handler, _query):
        self.hits += 1
        handler.html("<title>captcha</title>" if self.hits <= self.shown else self.page)


def asked(crawled):
    return [line["asked"] for line in crawled.lines if "asked" in line]


@pytest.mark.slow
def test_the_crawl_waits_and_goes_on_when_the_wall_is_lifted(web, tmp_path):
    wall = Wall(web, "/walled", shown=2)
    patience = {"patience": 40, "reload": 0.5}
    crawled = crawl(tmp_path, web.port, ["/walled", "/quick"], attended=True, attendance=patience)
    (question,) = asked(crawled)
    assert "shows a puzzle" in question
    assert "browser window" in question
    assert wall.hits == 3
    assert crawled.report["stopped"] == "done"
    assert not crawled.report["blocked"]
    titles = [capture.title for capture in crawled.captures]
    assert titles == ["captcha", "captcha", "live", "quick"], "each visit is kept"
    passed = crawled.captures[2]
    assert [e.status for e in passed.answers("/walled")] == [200], "nothing of the wall is in it"
    assert "the listing" in passed.text
    assert len({capture.capture_id for capture in crawled.captures}) == 4


def test_a_page_that_passes_by_itself_is_visited_anew(web, tmp_path):
    """As after a solved puzzle: the wall's own script leads on to another page."""
    waiting = (
        "<title>captcha</title><script>setInterval(() => fetch('/solved').then(a => a.text())"
        ".then(text => { if (text === 'yes') location = '/home' }), 500)</script>"
    )
    is_solved = threading.Event()
    web.routes["/home"] = lambda handler, _query: handler.html("<title>home</title>")
    web.routes["/solved"] = lambda handler, _query: handler.answer(
        b"yes" if is_solved.is_set() else b"no"
    )
    web.routes["/walled"] = lambda handler, _query: handler.html(
        "<title>live</title>" if is_solved.is_set() else waiting
    )
    child = start(tmp_path, web.port, ["/walled"], attended=True, attendance={"patience": 80})
    try:
        wait_for_question(child)
        is_solved.set()
        rest = child.stdout.read()
    finally:
        end(child)
    assert '"stopped": "done"' in rest
    assert '"by_outcome": {"captcha": 1, "live": 1}' in rest
    assert web.hits["/home"] == 1
    assert web.hits["/walled"] == 2


def wait_for_question(child):
    while '"asked"' not in (child.stdout.readline() or pytest.fail("no question came")):
        continue


def test_nobody_helps_and_the_site_is_stopped(web, tmp_path):
    wall = Wall(web, "/walled", shown=99)
    crawled = crawl(
        tmp_path, web.port, ["/walled", "/quick"], attended=True, attendance={"patience": 2}
    )
    assert len(asked(crawled)) == 1
    assert crawled.report["blocked"]
    assert crawled.report["stopped"] == "blocked"
    assert web.hits["/quick"] == 0
    assert wall.hits == 1, "a page is not pestered while a person has it"


def test_unattended_nobody_is_asked_and_the_site_is_stopped(web, tmp_path):
    Wall(web, "/walled", shown=99)
    crawled = crawl(tmp_path, web.port, ["/walled", "/quick"])
    assert asked(crawled) == []
    assert crawled.report["stopped"] == "blocked"
    assert web.hits["/quick"] == 0


def test_a_wait_ends_when_the_run_is_interrupted(web, tmp_path):
    Wall(web, "/walled", shown=99)
    child = start(
        tmp_path, web.port, ["/walled", "/quick"], attended=True, attendance={"patience": 80}
    )
    try:
        wait_for_question(child)
        child.send_signal(signal.SIGTERM)
        started = threading.Timer(30, child.kill)
        started.start()
        rest = child.stdout.read()
        started.cancel()
        child.wait(10)
        assert '"stopped": "interrupted"' in rest
    finally:
        end(child)
