"""Files that somebody else made: read whole or not at all, and grouped by page."""

import base64
import gzip
import io
import json
import zipfile

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from domain.errors import EvidenceError, UsageError
from evidence import ingest
from evidence.ingest import keep_file, pages_of, suffix_of
from evidence.ingest_har import read_har
from evidence.ingest_warc import read_wacz, read_warc
from evidence.volume import file_digest
from tests.evidence.nights import seal, write_night
from tests.evidence.visits import NIGHT

PAGE = "https://shopee.vn/product/1/2"
HTML = "<html><title>Áo</title></html>".encode()
TEXT = HTML.decode()
API = b'{"price": 99000}'
DATES = [f"2026-11-20T10:00:0{n}Z" for n in range(10)]


def response(writer, url, body, mime, n, **more):
    head = StatusAndHeaders(more.pop("status", "200 OK"), [("Content-Type", mime), *more.pop("headers", [])],
                            protocol="HTTP/1.1")  # fmt: skip
    record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), length=len(body), http_headers=head,
                                       warc_headers_dict={"WARC-Date": DATES[n], **more})  # fmt: skip
    sent = StatusAndHeaders("GET / HTTP/1.1", [("Cookie", "a=b")], is_http_request=True)
    asked = writer.create_warc_record(
        url, "request", http_headers=sent,
        warc_headers_dict={"WARC-Concurrent-To": record.rec_headers.get_header("WARC-Record-ID")},
    )  # fmt: skip
    writer.write_record(record)
    writer.write_record(asked)


def warc(packed=True, write=None):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed, warc_version="1.1")
    writer.write_record(
        writer.create_warcinfo_record("x.warc", {"software": "ArchiveWeb.page 0.15"})
    )
    if write is not None:
        write(writer)
        return out.getvalue()
    response(
        writer, PAGE, b"", "text/html", 1, status="301 Moved", headers=[("Location", f"{PAGE}?x=1")]
    )
    response(
        writer,
        f"{PAGE}?x=1",
        gzip.compress(HTML),
        "text/html",
        2,
        headers=[("Content-Encoding", "gzip")],
    )
    response(writer, "https://shopee.vn/frame", b"<html>frame", "text/html", 3)
    response(writer, "https://shopee.vn/api/v4/pdp/get_pc", API, "application/json", 4)
    return out.getvalue()


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


def known(url):
    return url.startswith("https://shopee.vn/product/")


def test_a_warc_gives_the_page_with_its_redirect_its_answers_and_what_was_sent(tmp_path):
    for name, packed in (("a.warc.gz", True), ("a.warc", False)):
        contents = read_warc(put(tmp_path, name, warc(packed)))
        (page,) = pages_of(contents, known)
        assert contents.software == "ArchiveWeb.page 0.15"
        assert (page.url, page.final_url) == (PAGE, f"{PAGE}?x=1")
        assert [(e.resource_type, e.body) for e in page.exchanges] == [
            ("document", b""), ("document", HTML), ("other", b"<html>frame"), ("xhr", API)]  # fmt: skip
        assert page.exchanges[0].request_headers == (("Cookie", "a=b"),)
        assert page.started_at.isoformat() == "2026-11-20T10:00:01+00:00"


def test_a_wacz_lists_its_pages_and_their_titles(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/data.warc.gz", warc())
        lines = [
            {"format": "json-pages-1.0"},
            {"id": "1", "url": PAGE, "ts": DATES[1], "title": "Áo thun"},
        ]
        archive.writestr("pages/pages.jsonl", "\n".join(json.dumps(line) for line in lines))
    (page,) = pages_of(read_wacz(put(tmp_path, "a.wacz", out.getvalue())), known)
    assert (page.title, len(page.exchanges)) == ("Áo thun", 4)


def test_two_pages_of_a_warc_have_what_came_until_the_next_one(tmp_path):
    def write(writer):
        for n, number in ((1, "2"), (4, "3")):
            response(writer, f"https://shopee.vn/product/1/{number}", HTML, "text/html", n)
            response(writer, f"https://shopee.vn/api/{number}", API, "application/json", n + 1)

    pages = list(pages_of(read_warc(put(tmp_path, "a.warc.gz", warc(write=write))), known))
    assert [[e.url[-1] for e in page.exchanges] for page in pages] == [["2", "2"], ["3", "3"]]


def har(*entries, **log):
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"},
                               "pages": [], "entries": list(entries), **log}}).encode()  # fmt: skip


def entry(url=PAGE, body=TEXT, mime="text/html", **more):
    content = {"mimeType": f"{mime}; charset=utf-8", "text": body, **more.pop("content", {})}
    return {
        "startedDateTime": "2026-11-20T17:00:00.123+07:00",
        "request": {"method": "GET", "url": url, "headers": [{"name": "Accept", "value": "*/*"}]},
        "response": {"status": 200, "statusText": "OK", "httpVersion": "h2", "redirectURL": "",
                     "headers": [{"name": "content-type", "value": mime}], "content": content},
        **more,
    }  # fmt: skip


def test_a_har_gives_pages_as_the_browser_grouped_them(tmp_path):
    image = {"text": base64.b64encode(b"\x89PNG").decode(), "encoding": "base64"}
    content = har(
        entry(pageref="p1", _resourceType="document", serverIPAddress="1.2.3.4"),
        entry("https://shopee.vn/x.png", mime="image/png", content=image, pageref="p1"),
        entry(
            "https://shopee.vn/api/v4/pdp/get_pc", API.decode(), "application/json", pageref="p1"
        ),
        entry("https://example.com/", pageref="p2"),
    )
    contents = read_har(put(tmp_path, "a.har", b"\xef\xbb\xbf" + content))
    (page,) = pages_of(contents, known)
    assert contents.software == "WebInspector 537.36"
    assert [(e.resource_type, e.body) for e in page.exchanges] == [
        ("document", HTML), ("image", b"\x89PNG"), ("xhr", API)]  # fmt: skip
    first = page.exchanges[0]
    assert (first.remote_address, first.protocol, first.status) == ("1.2.3.4", "h2", 200)
    assert first.started_at.isoformat() == "2026-11-20T10:00:00.123000+00:00"


BAD = {
    "empty.warc.gz": b"",
    "text.warc": b"not a warc at all\n",
    "text.warc.gz": b"not gzip",
    "torn.warc.gz": warc()[:-30],
    "torn.warc": warc(packed=False)[:-700],
    "flipped.warc": warc(packed=False).replace(b"99000", b"11000"),
    "none.warc.gz": warc(write=lambda writer: None),
    "text.wacz": b"PK not a zip",
    "none.wacz": b"PK\x05\x06" + bytes(18),
    "text.har": b"{",
    "list.har": b"[]",
    "none.har": har(),
    "entry.har": har({"request": {}}),
    "date.har": har(entry(startedDateTime="yesterday")),
    "base64.har": har(entry(content={"text": "%%%", "encoding": "base64"})),
    "deep.har": b"[" * 100_000,
    "binary.har": bytes(range(256)),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_one_sentence_that_names_it(tmp_path, name):
    path = put(tmp_path, name, BAD[name])
    readers = {".har": read_har, ".wacz": read_wacz}
    with pytest.raises(UsageError) as told:
        readers.get(path.suffix, read_warc)(path) if suffix_of(path) else None
    assert name in str(told.value)
    assert "\n" not in str(told.value)


def test_other_kinds_and_missing_files_are_told(tmp_path):
    with pytest.raises(UsageError, match="none of"):
        suffix_of(put(tmp_path, "a.pdf", b"%PDF"))
    with pytest.raises(UsageError, match="cannot be read"):
        suffix_of(tmp_path / "a.har")


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("evidence.ingest_warc.MAX_BODIES", 1 << 20)
    monkeypatch.setattr("evidence.ingest_warc.MAX_BODY", 1 << 16)
    monkeypatch.setattr(ingest, "MAX_BODIES", 1 << 10)
    packed = [("Content-Encoding", "gzip")]
    bomb = warc(
        write=lambda w: response(
            w, PAGE, gzip.compress(bytes(1 << 20)), "text/html", 1, headers=packed
        )
    )
    with pytest.raises(UsageError, match="unpacks to more"):
        read_warc(put(tmp_path, "a.warc.gz", bomb))
    with pytest.raises(UsageError, match="unpacks to more"):
        read_warc(put(tmp_path, "b.warc.gz", gzip.compress(bytes(4 << 20))))
    with pytest.raises(UsageError, match="unpack to more"):
        read_har(put(tmp_path, "c.har", har(entry(body="x" * 2000))))


def test_the_file_is_kept_byte_for_byte_and_only_once_and_never_in_a_sealed_night(tmp_path):
    evidence = tmp_path / "evidence"
    write_night(evidence, count=1)
    path = put(tmp_path, "a.warc.gz", warc())
    digest = file_digest(path)
    kept = keep_file(path, evidence / NIGHT, digest)
    assert kept == keep_file(path, evidence / NIGHT, digest)
    assert kept.name == f"ingested-{digest}.warc.gz"
    assert kept.read_bytes() == path.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o400
    seal(evidence)
    with pytest.raises(EvidenceError, match="sealed"):
        keep_file(path, evidence / NIGHT, digest)
    assert kept.name in (evidence / NIGHT / "SHA256SUMS").read_text()


def test_a_file_that_changes_while_it_is_read_is_not_kept(tmp_path):
    evidence = tmp_path / "evidence"
    write_night(evidence, count=1)
    with pytest.raises(EvidenceError, match="changed"):
        keep_file(put(tmp_path, "a.har", har(entry())), evidence / NIGHT, "0" * 64)
    assert not list((evidence / NIGHT).glob("*ingested*"))
