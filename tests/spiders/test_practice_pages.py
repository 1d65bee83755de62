"""Listings of the practice marketplace, answered and read without a browser, against its truth."""

import dataclasses
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from demo import lazada, shopee, tiktok
from demo.answers import Ask, Moment
from demo.build import build_world
from demo.world import Platform
from domain.capture import Exchange
from domain.target import Target
from jobs.parse import as_capture
from spiders import platform

APPS = {Platform.SHOPEE: shopee, Platform.LAZADA: lazada, Platform.TIKTOK: tiktok}


@pytest.fixture(scope="module")
def world():
    return build_world()


def at(world, hour):
    return Moment(world=world, hour=hour, start=datetime(2026, 11, 20, tzinfo=UTC))


def site_of(name):
    """The practice site, as the marketplace's own sites file has it."""
    first = platform(name).SITES[0]
    base = f"http://{name}.localhost:8700"
    return dataclasses.replace(
        first, site_id=f"{name}-practice", base_url=base, hosts=(), allow_loopback=True
    )


def answer(moment, name, path, **query):
    request = Ask(
        platform=Platform(name),
        path=path,
        query={key: str(value) for key, value in query.items()},
        base_url=f"http://{name}.localhost:8700",
        target=path,
    )
    return APPS[Platform(name)].answer(request, moment)


def visit(moment, one):
    """The reading of a listing's page with the answer that its script fetches."""
    name = one.platform.value
    site = site_of(name)
    target = listing_target(name, site, one)
    path = urlsplit(platform(name).page_url(target, site)).path
    page = answer(moment, name, path)
    url = site.base_url + path
    exchanges = [
        Exchange(url=url, status=page.status, body=as_bytes(page.body), resource_type="document")
    ]
    if one.platform is Platform.SHOPEE:
        ids = {"item_id": one.listing_id, "shop_id": one.shop_id}
        called = answer(moment, name, "/api/v4/pdp/get_pc", **ids)
        call = f"{site.base_url}/api/v4/pdp/get_pc?item_id={one.listing_id}&shop_id={one.shop_id}"
        exchanges.append(
            Exchange(
                url=call, status=called.status, body=as_bytes(called.body), resource_type="xhr"
            )
        )
    capture = as_capture(tuple(exchanges), target, site, url)
    return platform(name).read(capture, site)


def as_bytes(body):
    return body if isinstance(body, bytes) else body.encode()


def listing_target(name, site, one) -> Target:
    paths = {
        "shopee": f"/product/{one.shop_id}/{one.listing_id}",
        "lazada": f"/products/pdp-i{one.listing_id}.html",
        "tiktok": f"/view/product/{one.listing_id}",
    }
    found = platform(name).find_target(site.base_url + paths[name], site)
    assert found is not None
    return found


@pytest.mark.parametrize("hour", [0, 72])
@pytest.mark.parametrize("name", [p.value for p in Platform])
def test_every_seventh_listing(world, name, hour):
    moment = at(world, hour)
    seen = Counter()
    for one in [one for one in world.listings if one.platform.value == name][::7]:
        reading = visit(moment, one)
        outcome = reading.verdict.outcome
        if not one.is_alive(hour):
            # What was never there yet and what is gone are the same to a visitor.
            assert outcome == "removed", (one.listing_id, reading.verdict)
            seen["gone"] += 1
            continue
        revision = one.revision(hour)
        assert outcome.is_present, (one.listing_id, reading.verdict)
        assert (outcome == "sold_out") == revision.sold_out or revision.unlisted
        (listing,) = reading.listings
        assert listing.listing_id == one.listing_id
        assert listing.title == revision.title
        if not revision.unlisted:
            assert listing.price == revision.price
            assert listing.currency == "VND"
        seen["alive"] += 1
    assert seen["alive"] > 10
    assert seen["gone"]
