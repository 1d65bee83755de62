"""Captures for the tests of the store."""

import hashlib
from datetime import UTC, datetime, timedelta

from domain.capture import Agent, Capture, CertificateChain, Exchange, Picture
from domain.target import PageKind, Target

STARTED = datetime(2026, 11, 23, 15, 0, 0, 123456, tzinfo=UTC)
NIGHT = "2026-11-23"
SECOND = "2026-11-24"
SITE = "shopee-practice"


def exchange(url="http://shopee.localhost/product/1/2", body=b"<html>", **fields):
    defaults = {
        "status": 200,
        "status_text": "OK",
        "request_headers": (("Accept", "*/*"),),
        "response_headers": (("Content-Type", "text/html"), ("Content-Encoding", "gzip")),
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "body_length": len(body),
        "resource_type": "document",
        "started_at": STARTED,
        "remote_address": "127.0.0.1",
        "protocol": "http/1.1",
    }
    return Exchange(url=url, body=body, **{**defaults, **fields})


def capture(number=1, **fields):
    url = f"http://shopee.localhost/product/1/{number}"
    defaults = {
        "capture_id": f"20261123T150000.123456Z-{SITE}-{number:06d}",
        "night": NIGHT,
        "site_id": SITE,
        "target": Target(site_id=SITE, kind=PageKind.LISTING, key=f"1/{number}", url=url),
        "requested_url": url,
        "final_url": url,
        "started_at": STARTED,
        "ended_at": STARTED + timedelta(seconds=2),
        "agent": Agent(software="shopwitness 0.1.0"),
        "status": 200,
        "redirects": (url,),
        "exchanges": (exchange(url), exchange(url + "/picture", b"\x89PNG\x00\xff")),
        "title": "Áo thun",
        "dom": "<html><body>Áo thun</body></html>",
        "text": "Áo thun",
        "pictures": (Picture(kind="fullPage", png=b"\x89PNG one", width=3, height=4),),
        "certificates": (CertificateChain(origin="https://shopee.localhost", der=(b"a", b"bc")),),
    }
    return Capture(**{**defaults, **fields})
