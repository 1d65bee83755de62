"""Captures and nights for the tests of this room."""

from datetime import UTC, datetime
from typing import Any

from domain.capture import Agent, Capture, Exchange
from domain.target import PageKind, Target

MOMENT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def target(**changes):
    given: dict[str, Any] = {
        "site_id": "shopee-practice",
        "kind": PageKind.LISTING,
        "key": "88201/4410377",
        "url": "http://shopee.localhost:8000/product/88201/4410377",
        "shop_id": "88201",
        "listing_id": "4410377",
    }
    return Target(**given | changes)


def exchange(**changes):
    given: dict[str, Any] = {
        "url": "http://shopee.localhost:8000/product/88201/4410377",
        "status": 200,
        "status_text": "OK",
        "resource_type": "document",
        "response_headers": (("Content-Type", "text/html; charset=utf-8"),),
        "body": b"<html><title>Son</title></html>",
        "started_at": MOMENT,
        "remote_address": "127.0.0.1",
        "protocol": "http/1.1",
    }
    return Exchange(**given | changes)


def capture(**changes):
    url = "http://shopee.localhost:8000/product/88201/4410377"
    given: dict[str, Any] = {
        "capture_id": "20261123T150000.000000Z-shopee-practice-000001",
        "night": "2026-11-23",
        "site_id": "shopee-practice",
        "target": target(),
        "requested_url": url,
        "final_url": url,
        "started_at": MOMENT,
        "ended_at": MOMENT,
        "agent": Agent(software="shopwitness 0.1.0 (test)"),
        "status": 200,
        "exchanges": (exchange(),),
        "title": "Son",
        "dom": "<html><title>Son</title></html>",
        "text": "Son",
    }
    return Capture(**given | changes)
