"""A disk that is nearly full ends a crawl before a page is asked for, not in the middle of one."""

from types import SimpleNamespace

import pytest

from domain.errors import UnavailableError
from evidence import store as storing
from evidence.store import NightStore, load_capture
from evidence.warc import scan
from tests.crawler.crawl import NIGHT as CRAWLED
from tests.crawler.crawl import crawl
from tests.crawler.web import Web
from tests.evidence.visits import NIGHT, SITE, capture


def free(monkeypatch, count):
    monkeypatch.setattr(storing.shutil, "disk_usage", lambda _: SimpleNamespace(free=count))


def test_a_capture_is_begun_only_where_it_could_be_kept(tmp_path, monkeypatch):
    with NightStore(tmp_path, NIGHT, SITE, reserve_bytes=1000 << 20) as store:
        free(monkeypatch, 1001 << 20)
        stored = store.write(capture(1))
        free(monkeypatch, 999 << 20)
        with pytest.raises(UnavailableError, match=r"999 MiB .* 1000 MiB"):
            store.ensure_room()
        with pytest.raises(UnavailableError):
            store.write(capture(2))
    (path,) = (tmp_path / NIGHT / "warc").glob("*.warc.gz")
    assert load_capture(tmp_path, stored) == capture(1)
    assert sum(b"urn:visit:" in member.content for member in scan(path)) == 1


def test_room_that_is_made_again_is_used(tmp_path, monkeypatch):
    with NightStore(tmp_path, NIGHT, SITE, reserve_bytes=1000 << 20) as store:
        free(monkeypatch, 0)
        with pytest.raises(UnavailableError):
            store.ensure_room()
        free(monkeypatch, 2000 << 20)
        store.ensure_room()
        assert store.write(capture(1)).complete


@pytest.mark.browser
def test_a_crawl_on_a_full_disk_asks_for_no_page_and_leaves_no_half_file(tmp_path):
    with Web() as web:
        crawled = crawl(tmp_path, web.port, ["/quick"], reserve_bytes=1 << 60)
        assert web.hits["/quick"] == 0
    (said,) = crawled.lines
    assert said["error"] == "UnavailableError"
    assert "SHOPWITNESS_DISK_RESERVE_MB" in said["text"]
    assert not (tmp_path / CRAWLED / "warc").exists()
