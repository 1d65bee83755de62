"""What was kept is what the browser was sent, byte for byte, and nothing was asked for twice."""

import hashlib
import json
from urllib.parse import urlsplit

import pytest

from evidence.warc import parse, scan
from tests.crawler.crawl import NIGHT, crawl
from tests.evidence.hostile import ANSWERS, STATUS, Hostile
from tests.practice import warcio_check

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200)]

LIMIT = 20 << 20
UNSEEN = {"/nested-worker.js"}
"""Answers that Chromium shows to no page's interception; the capture names them."""
NEVER_ASKED = {"/shared-worker.js", "/from-shared", "/service-worker.js", "/from-service", "/ping"}
"""Workers whose traffic could not be seen are kept from starting; nobody clicks the link."""
ICON = "/icon.ico"
PATIENT = {"settle": 90.0, "quiet": 5.0, "without_awaited": 5.0}
"""Waits until the page is really done, on a machine with other work too."""
REDIRECTS = {"/hop-1": "/hop-2", "/hop-2": "/landed"}


class Visited:
    def __init__(self, folder):
        with Hostile() as web:
            crawled = crawl(
                folder, web.port, ["/page"], visit_timeout=150, seconds=180, limits=PATIENT
            )
            self.server = web
        self.crawled, self.capture = crawled, crawled.capture

    def of(self, path):
        return [e for e in self.capture.exchanges if urlsplit(e.url).path == path]


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    return Visited(tmp_path_factory.mktemp("fidelity"))


@pytest.mark.parametrize("path", sorted(set(ANSWERS) - NEVER_ASKED - {ICON}))
def test_nothing_is_asked_for_a_second_time(visited, path):
    assert len(visited.server.sent[path]) == 1


def test_an_icon_is_kept_as_it_was_sent_to_a_browser_that_asks_for_one(visited):
    """A build without windows shows no icon, and asks for none."""
    sent = visited.server.sent.get(ICON, [])
    assert len(sent) <= 1
    assert [exchange.body for exchange in visited.of(ICON)] == [each.decoded for each in sent]


@pytest.mark.parametrize("path", sorted(set(ANSWERS) - NEVER_ASKED - UNSEEN - {"/video.mp4", ICON}))
def test_the_bytes_kept_are_those_sent(visited, path):
    (sent,) = visited.server.sent[path]
    (exchange,) = visited.of(path)
    assert exchange.body == sent.decoded
    assert exchange.body_sha256 == hashlib.sha256(sent.decoded).hexdigest()
    assert exchange.status == STATUS.get(path, 200)
    assert (exchange.truncated, exchange.failure) == (None, None)


def test_the_document_itself_is_kept_as_sent(visited):
    (sent,) = visited.server.sent["/page"]
    (exchange,) = visited.of("/page")
    assert exchange.body == sent.decoded
    assert visited.capture.dom


def test_each_answer_has_its_one_record_with_a_digest_over_the_sent_bytes(visited):
    (path,) = (visited.crawled.evidence / NIGHT / "warc").glob("*.warc.gz")
    kept = {}
    for member in scan(path):
        record = parse(member.content)
        if record.header("WARC-Type") == "response":
            kept.setdefault(urlsplit(record.header("WARC-Target-URI")).path, []).append(record)
    for asked, answers in visited.server.sent.items():
        if asked not in UNSEEN | {"/video.mp4"}:
            (record,) = kept[asked]
            assert record.payload == answers[0].decoded, asked
    assert warcio_check([path]).returncode == 0


def test_a_long_video_is_cut_off_at_its_bound_and_says_so(visited):
    (sent,) = visited.server.sent["/video.mp4"]
    (exchange,) = visited.of("/video.mp4")
    assert exchange.body == sent.decoded[:LIMIT]
    assert exchange.truncated == "length"
    assert f"body:{LIMIT}:{exchange.url}" in visited.capture.truncated
    assert not visited.crawled.stored[0].complete


@pytest.mark.parametrize(("path", "to"), REDIRECTS.items())
def test_each_hop_of_a_redirect_is_kept_with_where_it_led(visited, path, to):
    (exchange,) = visited.of(path)
    assert visited.server.hits[path] == 1
    assert (exchange.status, exchange.truncated) == (302, "unspecified")
    assert urlsplit(exchange.redirect_to).path == to
    assert exchange.header("location") == to


def test_a_request_that_the_guard_refused_is_listed_as_blocked(visited):
    (exchange,) = visited.of("/private.png")
    assert exchange.failure == "blocked: 192.168.7.7 is not a public address"


def test_a_server_that_hangs_up_is_listed_as_failed(visited):
    (exchange,) = visited.of("/hangs-up")
    assert exchange.failure == "net::ERR_EMPTY_RESPONSE"
    assert exchange.status == 0


def test_an_answer_that_breaks_off_is_kept_as_far_as_it_came_and_says_so(visited):
    (exchange,) = visited.of("/half")
    assert exchange.body == b"only this"
    assert exchange.failure == "net::ERR_CONTENT_LENGTH_MISMATCH"
    assert exchange.truncated == "disconnect"


def test_what_was_posted_is_kept_as_sent(visited):
    assert visited.of("/posted")[0].request_body == bytes([0, 255, 128, 10])
    assert visited.of("/beacon")[0].request_body == b"sent by beacon"


@pytest.mark.parametrize("path", sorted(NEVER_ASKED))
def test_workers_that_nobody_could_watch_are_kept_from_asking(visited, path):
    assert visited.server.hits[path] == 0


def test_every_hit_is_in_the_record_or_named_as_unseen(visited):
    known = {urlsplit(e.url).path for e in visited.capture.exchanges}
    missed = set(visited.server.hits) - known
    named = {
        urlsplit(incident.removeprefix("unrecorded:")).path
        for incident in visited.capture.incidents
        if incident.startswith("unrecorded:")
    }
    assert missed == named == UNSEEN


def test_the_list_of_the_page_s_requests_has_the_failed_and_blocked_ones_too(visited):
    (path,) = (visited.crawled.evidence / NIGHT / "warc").glob("*.warc.gz")
    records = [parse(member.content) for member in scan(path)]
    (info,) = [r for r in records if r.header("WARC-Target-URI").startswith("urn:pageinfo:")]
    urls = json.loads(info.payload)["urls"]
    told = {urlsplit(url).path: entry for url, entry in urls.items()}
    assert told["/private.png"]["error"].startswith("blocked:")
    assert told["/hangs-up"]["error"] == "net::ERR_EMPTY_RESPONSE"
    assert told["/gone"]["status"] == 410
    assert told["/broken.png"] == {"status": 200, "mime": "image/png", "type": "image"}
