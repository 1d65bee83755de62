"""One site's run: when it ends and why, and what the site's own wishes do."""

import gzip
import signal
import threading

import pytest

from crawler.browser import BrowserConfig
from crawler.contexts import Contexts
from evidence.store import load_capture
from tests.crawler.crawl import crawl, end, start

pytestmark = pytest.mark.browser


def titles(web, **pages):
    for path, title in pages.items():
        web.routes[f"/{path}"] = lambda handler, _query, title=title: handler.html(
            f"<title>{title}</title>"
        )


def test_one_wall_stops_the_site_by_default(web, tmp_path):
    titles(web, walled="login_wall")
    crawled = crawl(tmp_path, web.port, ["/quick", "/walled", "/quick?2"])
    assert crawled.report == {
        "visits": 2,
        "by_outcome": {"live": 1, "login_wall": 1},
        "blocked": True,
        "stopped": "blocked",
    }


def test_so_many_walls_in_a_row_stop_the_site(web, tmp_path):
    titles(web, walled="captcha", other="rate_limited")
    paths = ["/walled?1", "/quick?1", "/walled?2", "/other", "/quick?2"]
    crawled = crawl(tmp_path, web.port, paths, politeness={"stop_after_walls": 2})
    assert crawled.report["visits"] == 4
    assert crawled.report["stopped"] == "blocked"


def test_a_site_that_calls_a_page_removed_is_not_a_wall(web, tmp_path):
    titles(web, gone="removed")
    assert crawl(tmp_path, web.port, ["/gone", "/quick"]).report["visits"] == 2


def test_the_nights_pages_end_the_run(web, tmp_path):
    paths = [f"/quick?{n}" for n in range(5)]
    crawled = crawl(tmp_path, web.port, paths, politeness={"pages_per_night": 2})
    assert crawled.report["visits"] == 2
    assert crawled.report["stopped"] == "budget"


@pytest.mark.slow
def test_time_ends_the_run_while_it_waits_for_its_turn(web, tmp_path):
    crawled = crawl(
        tmp_path,
        web.port,
        ["/quick?1", "/quick?2"],
        politeness={"pace_seconds": 3600},
        max_seconds=6,
    )
    assert crawled.report["visits"] == 1
    assert crawled.report["stopped"] == "time"


def test_the_hour_that_other_runs_used_up_is_waited_for(web, tmp_path):
    crawled = crawl(
        tmp_path,
        web.port,
        ["/quick"],
        politeness={"pages_per_hour": 2},
        earlier=[5.0, 10.0],
        max_seconds=3,
    )
    assert crawled.report["visits"] == 0
    assert crawled.report["stopped"] == "time"
    assert web.hits["/quick"] == 0


def test_a_signal_ends_the_run_after_the_page_under_way(web, tmp_path):
    child = start(tmp_path, web.port, ["/quick", "/quick?2"], politeness={"pace_seconds": 3600})
    try:
        assert '"kept"' in child.stdout.readline()
        child.send_signal(signal.SIGTERM)
        assert '"stopped": "interrupted"' in child.stdout.read()
        assert child.wait(30) == 0
    finally:
        end(child)


@pytest.mark.parametrize(("robots", "hits"), [("ignore", 1), ("obey", 0)])
def test_the_sites_wishes_are_obeyed_where_that_is_configured(web, tmp_path, robots, hits):
    web.routes["/robots.txt"] = lambda handler, _query: handler.answer(
        b"User-agent: *\nDisallow: /quick\n", headers={"Content-Type": "text/plain"}
    )
    titles(web, open="live")
    crawled = crawl(tmp_path, web.port, ["/quick", "/open"], politeness={"robots": robots})
    assert web.hits["/quick"] == hits
    assert web.hits["/robots.txt"] == (robots == "obey")
    assert web.hits["/open"] == 1
    first, second = crawled.captures
    assert first.failure == (None if robots == "ignore" else "blocked: robots.txt")
    assert second.failure is None


@pytest.mark.parametrize(("status", "hits"), [(404, 1), (503, 0), (302, 1)])
def test_a_robots_file_that_is_not_there_forbids_nothing_but_a_failing_server_does(
    web, tmp_path, status, hits
):
    web.routes["/robots.txt"] = lambda handler, _query: handler.answer(
        b"User-agent: *\nDisallow: /\n", status=status, headers={"Location": "/elsewhere"}
    )
    crawl(tmp_path, web.port, ["/quick"], politeness={"robots": "obey"})
    assert web.hits["/quick"] == hits
    assert web.hits["/elsewhere"] == 0


@pytest.mark.parametrize("robots", ["ignore", "obey"])
def test_which_wish_was_in_force_is_in_the_evidence(web, tmp_path, robots):
    crawled = crawl(tmp_path, web.port, ["/quick"], politeness={"robots": robots})
    (path,) = (tmp_path / "2026-11-23" / "warc").glob("*.warc.gz*")
    with gzip.open(path) as warc:
        head = warc.read(4000).decode(errors="replace")
    assert f"robots: {robots}" in head
    assert load_capture(tmp_path, crawled.stored[0]).title == "quick"


def test_pages_that_are_open_at_once_both_load_what_is_lazy(web, tmp_path):
    pictures = "".join(
        f"<div style='height:900px'><img loading=lazy src=/NAME-{number}.png width=50 height=50></div>"
        for number in range(10)
    )
    # Neither page is done before both are open.
    for name in ("one", "two"):
        page = pictures.replace("NAME", name)
        web.routes[f"/{name}"] = lambda handler, _query, page=page: handler.html(
            f"<title>live</title>{page}<script>fetch('/meet').then(a => a.text())</script>"
        )
    both = threading.Barrier(2, timeout=20)
    web.routes["/meet"] = lambda handler, _query: (both.wait(), handler.answer(b"here"))
    crawled = crawl(
        tmp_path, web.port, ["/one", "/two"], kind="shop", politeness={"concurrent_pages": 2}
    )
    assert crawled.report["by_outcome"] == {"live": 2}
    asked = {f"/{name}-{number}.png" for name in ("one", "two") for number in range(10)}
    assert asked <= web.hits.keys()


def test_a_page_that_leaves_while_it_is_scrolled_is_waited_for_where_it_goes(web, tmp_path):
    web.routes["/leaving"] = lambda handler, _query: handler.html(
        "<title>live</title><div style='height:40000px'></div>"
        "<script>setTimeout(() => { location = '/there' }, 600)</script>"
    )
    web.routes["/there"] = lambda handler, _query: handler.html(
        "<title>live</title><script>setTimeout(() => document.body.append('at last'), 500)</script>"
    )
    crawled = crawl(tmp_path, web.port, ["/leaving"], kind="shop", limits={"quiet": 2.0})
    assert "at last" in crawled.capture.text


def test_a_context_is_replaced_after_its_last_page():
    contexts = Contexts("web", BrowserConfig(pages_per_context=2), at_once=2)
    first, second = contexts.take(), contexts.take()
    assert first != second
    assert not contexts.has_room
    assert not contexts.leave(first)
    assert contexts.take() == first
    assert contexts.leave(first), "its second page was its last"
    assert contexts.take() not in {first, second}


@pytest.mark.parametrize("mode", ["profile", "attached"])
def test_a_browser_that_keeps_its_log_ins_shows_one_page_at_a_time(mode):
    contexts = Contexts("web", BrowserConfig(mode=mode, pages_per_context=1), at_once=3)
    only = contexts.take()
    assert not contexts.has_room
    assert not contexts.leave(only), "it is never closed"
    assert contexts.take() == only
