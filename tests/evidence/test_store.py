import errno
import json
from dataclasses import replace
from datetime import UTC
from io import FileIO
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from domain.capture import Agent, Capture, CertificateChain, Exchange, Picture
from domain.errors import EvidenceError, UnavailableError
from domain.target import PageKind, Target
from evidence import store as store_module
from evidence.store import NightStore, load_capture, warc_path
from tests.evidence.visits import NIGHT, SITE, capture, exchange


def passes_warcio(path):
    return Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0


def records(path):
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            yield record, record.content_stream().read()


def test_capture_reads_back_equal(tmp_path):
    with NightStore(tmp_path, NIGHT, SITE) as store:
        stored = store.write(capture())
    assert load_capture(tmp_path, stored) == capture()
    assert passes_warcio(warc_path(tmp_path, stored))


def test_capture_reads_back_while_its_file_is_still_open(tmp_path):
    store = NightStore(tmp_path, NIGHT, SITE)
    stored = store.write(capture())
    assert warc_path(tmp_path, stored).name.endswith(".warc.gz.open")
    assert load_capture(tmp_path, stored) == capture()
    store.close()
    assert load_capture(tmp_path, stored) == capture()


def test_file_says_what_made_it_and_names_the_previous_root(tmp_path):
    sealed = tmp_path / "2026-11-22"
    (sealed / "warc").mkdir(parents=True)
    (sealed / "root.bin").write_bytes(b"\x01" * 32)
    with NightStore(tmp_path, NIGHT, SITE, about={"software": "x 1\r\nforged: yes"}) as store:
        stored = store.write(capture())
    record, payload = next(records(warc_path(tmp_path, stored)))
    assert record.rec_type == "warcinfo"
    assert b"software: x 1 forged: yes\r\n" in payload
    assert b"previous-root: " + b"01" * 32 in payload


def test_foreign_reader_gets_decoded_bodies_and_the_connection(tmp_path):
    with NightStore(tmp_path, NIGHT, SITE) as store:
        stored = store.write(capture())
    found = {
        r.rec_headers["WARC-Target-URI"]: (r, p)
        for r, p in records(warc_path(tmp_path, stored))
        if r.rec_type in {"response", "resource"}
    }
    url = capture().requested_url
    response, body = found[url]
    assert body == b"<html>"
    assert response.http_headers["x-orig-content-encoding"] == "gzip"
    assert response.http_headers["Content-Encoding"] is None
    assert response.rec_headers["WARC-IP-Address"] == "127.0.0.1"
    assert response.rec_headers["WARC-Protocol"] == "http/1.1"
    assert found[f"urn:screenshot-fullPage:{url}"][1] == b"\x89PNG one"
    assert "Áo thun" in found[f"urn:text:{url}"][1].decode()
    assert b"BEGIN CERTIFICATE" in found["urn:tls:https://shopee.localhost"][1]
    assert url in json.loads(found[f"urn:pageinfo:{url}"][1])["urls"]


def test_failed_visit_without_any_answer_is_kept_too(tmp_path):
    failed = capture(
        status=0,
        failure="net::ERR_NAME_NOT_RESOLVED",
        dom="",
        text="",
        title="",
        pictures=(),
        certificates=(),
        exchanges=(
            exchange(
                body=b"",
                status=0,
                failure="blocked: private address",
                request_body=b"a=1",
                response_headers=(),
            ),
        ),
    )
    with NightStore(tmp_path, NIGHT, SITE) as store:
        stored = store.write(failed)
    assert load_capture(tmp_path, stored) == failed
    assert passes_warcio(warc_path(tmp_path, stored))
    line = json.loads((tmp_path / NIGHT / f"visits-{SITE}.jsonl").read_text())
    assert line["failure"] == "net::ERR_NAME_NOT_RESOLVED"
    assert line["record_ids"] == [record.record_id for record in stored.records]


def test_file_rolls_between_visits_and_numbers_go_on(tmp_path):
    with NightStore(tmp_path, NIGHT, SITE, roll_bytes=1) as store:
        first, second = store.write(capture(1)), store.write(capture(2))
    with NightStore(tmp_path, NIGHT, SITE) as store:
        third = store.write(capture(3))
    assert [s.warc_file[11:16] for s in (first, second, third)] == ["00000", "00001", "00002"]
    assert not list(tmp_path.glob("**/*.open"))
    lines = (tmp_path / NIGHT / f"visits-{SITE}.jsonl").read_text().splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [0, 1, 2]
    assert all(
        load_capture(tmp_path, s) == capture(n) for n, s in enumerate((first, second, third), 1)
    )


def test_changed_byte_is_noticed_in_every_record_that_is_read(tmp_path):
    with NightStore(tmp_path, NIGHT, SITE) as store:
        stored = store.write(capture())
    path = warc_path(tmp_path, stored)
    whole = path.read_bytes()
    read = [r for r in stored.records if r.type != "request" and "pageinfo" not in r.uri]
    assert len(read) == 7
    for place in read:
        content = bytearray(whole)
        content[place.offset + place.length // 2] ^= 1
        path.write_bytes(bytes(content))
        with pytest.raises(EvidenceError, match=path.name):
            load_capture(tmp_path, stored)


def test_edited_record_header_is_noticed_although_warc_digests_hold(tmp_path):
    with NightStore(tmp_path, NIGHT, SITE) as store:
        stored = store.write(
            capture(),
        )
    place = stored.records[0]
    path = warc_path(tmp_path, stored)
    member = store_module.read_member(path, place.offset, place.length)
    forged = store_module.compress(
        member.content.replace(b"WARC-IP-Address: 127.0.0.1", b"WARC-IP-Address: 127.0.0.2"), 6
    )
    content = path.read_bytes()
    path.write_bytes(content[: place.offset] + forged + content[place.offset + place.length :])
    assert passes_warcio(path)
    with pytest.raises(EvidenceError):
        load_capture(tmp_path, stored)


def test_no_capture_begins_without_room(tmp_path):
    store = NightStore(tmp_path, NIGHT, SITE, reserve_bytes=1 << 60)
    with pytest.raises(UnavailableError, match="MiB"):
        store.ensure_room()
    with pytest.raises(UnavailableError):
        store.write(capture())
    assert not list(tmp_path.iterdir())


class FullDisk(FileIO):
    """Takes so many bytes and then has no room."""

    room = 1500

    def write(self, content):
        taken = min(len(content), FullDisk.room)
        FullDisk.room -= taken
        if not taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(bytes(content[:taken]))


def test_write_that_fails_leaves_no_stored_capture_and_stops_the_store(tmp_path, monkeypatch):
    monkeypatch.setattr(FullDisk, "room", 1500)
    monkeypatch.setattr(store_module, "FileIO", FullDisk)
    store = NightStore(tmp_path, NIGHT, SITE)
    with pytest.raises(UnavailableError, match="No space left"):
        store.write(capture())
    with pytest.raises(UnavailableError, match="recovery"):
        store.ensure_room()
    store.close()
    assert [p.suffix for p in (tmp_path / NIGHT / "warc").iterdir()] == [".open"]
    assert not (tmp_path / NIGHT / f"visits-{SITE}.jsonl").exists()


def test_redaction_happens_before_the_bytes_reach_the_disk(tmp_path):
    def redact(whole):
        return capture(dom="[REDACTED]")

    with NightStore(tmp_path, NIGHT, SITE, redact=redact) as store:
        kept, stored = store.preserve(capture(dom="secret cookie"))
    assert kept.dom == "[REDACTED]"
    assert load_capture(tmp_path, stored) == kept


any_text = st.text(st.characters(codec=None), max_size=40)
header = st.tuples(
    st.one_of(
        st.sampled_from(["Content-Encoding", "transfer-encoding", "Content-Length", ""]), any_text
    ),
    st.one_of(
        st.sampled_from(["gzip", "chunked", "12", "x\r\nWARC-Type: forged\r\n\r\n"]), any_text
    ),
)
urls = st.one_of(
    st.sampled_from(
        [
            "http://a/",
            "https://a/ b",
            "http://a/\r\nX: y",
            "data:,x",
            "blob:x",
            "",
            'http://a/?q=<á>"{}|',
            "http://[::1",
        ]
    ),
    any_text.map(lambda text: "http://a/" + text),
)
exchanges = st.builds(
    Exchange,
    url=urls,
    method=st.one_of(st.sampled_from(["GET", "POST", "PROPFIND", "get"]), any_text),
    status=st.sampled_from([0, 1, 100, 200, 204, 302, 404, 999, 1000]),
    status_text=any_text,
    request_headers=st.lists(header, max_size=3).map(tuple),
    response_headers=st.lists(header, max_size=4).map(tuple),
    request_body=st.binary(max_size=30),
    body=st.one_of(st.binary(max_size=60), st.just(b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")),
    body_length=st.integers(0, 10**12),
    started_at=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    remote_address=st.one_of(st.none(), st.sampled_from(["127.0.0.1", "[::1]", "no\r\naddress"])),
    protocol=st.one_of(st.none(), any_text),
    failure=st.one_of(st.none(), any_text),
    truncated=st.sampled_from([None, "length", "time"]),
)
captures = st.builds(
    Capture,
    capture_id=any_text,
    night=st.just(NIGHT),
    site_id=st.just(SITE),
    target=st.builds(
        Target,
        site_id=st.just(SITE),
        kind=st.sampled_from(PageKind),
        key=any_text,
        url=urls,
        shop_id=st.one_of(st.none(), any_text),
    ),
    requested_url=urls,
    final_url=urls,
    started_at=st.just(capture().started_at),
    ended_at=st.just(capture().ended_at),
    agent=st.builds(Agent, software=any_text),
    redirects=st.lists(urls, max_size=2).map(tuple),
    exchanges=st.lists(exchanges, max_size=3).map(tuple),
    title=any_text,
    dom=any_text,
    text=any_text,
    pictures=st.lists(
        st.builds(
            Picture, kind=any_text, png=st.binary(max_size=9), width=st.just(1), height=st.just(2)
        ),
        max_size=2,
    ).map(tuple),
    failure=st.one_of(st.none(), any_text),
    incidents=st.lists(any_text, max_size=2).map(tuple),
    certificates=st.lists(
        st.builds(
            CertificateChain,
            origin=any_text,
            der=st.lists(st.binary(min_size=1, max_size=90), max_size=2).map(tuple),
        ),
        max_size=1,
    ).map(tuple),
)


@given(visit=captures)
@example(visit=replace(capture(), capture_id="\ud800"))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_page_sends_comes_back_the_same(visit, tmp_path_factory):
    folder = tmp_path_factory.mktemp("night")
    with NightStore(folder, NIGHT, SITE) as store:
        stored = store.write(visit)
    path = warc_path(folder, stored)
    assert load_capture(folder, stored) == visit
    assert passes_warcio(path)
    # No header of a page became a record of its own or a header of a record.
    read = [record for record, _ in records(path)]
    assert len(read) == len(stored.records) + 1
    assert {r.rec_type for r in read} <= {"warcinfo", "response", "request", "resource"}
    assert {r.rec_headers["WARC-Record-ID"] for r in read[1:]} == {
        r.record_id for r in stored.records
    }
