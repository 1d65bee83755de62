"""The running marketplace as the rest of the house uses it."""

import csv
import io
import re
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.request import urlopen

import pytest
import yaml
from PIL import Image

from demo.marketplace import practice_marketplace
from demo.registers import PRODUCT_FIELDS, SELLER_FIELDS, shop_path
from demo.world import Platform
from domain.errors import UnavailableError

REAL_HOSTS = re.compile(
    r"shopee\.(?:vn|sg|com)|susercontent|shopeemobile|lazada\.(?:vn|sg|com)|slatic|lazcdn|alicdn"
    r"|tiktok\.com|ibyteimg|tiktokcdn|byteoversea"
)


def paths(market, platform):
    """Of every sort of page and script call one."""
    world = market.world
    now = market.now()
    truth = next(
        t
        for t in market.truth().listings
        if t.platform is platform and t.born_at <= now and t.removed_at is None
    )
    shop, number = world.shop_by_id[platform, truth.shop_id], truth.listing_id
    own = {
        Platform.SHOPEE: (
            f"/x-i.{shop.shop_id}.{number}",
            f"/api/v4/pdp/get_pc?shop_id={shop.shop_id}&item_id={number}",
            f"/api/v4/shop/get_shop_base?username={shop.username}",
            f"/api/v4/shop/search_items?shopid={shop.shop_id}&offset=0",
            "/api/v4/search/search_items?keyword=son&newest=0",
            "/assets/shopee.js",
            "/buyer/login",
            "/verify/captcha",
        ),
        Platform.LAZADA: (
            f"/products/pdp-i{number}.html",
            f"/{shop.username}/?ajax=true&page=1",
            "/catalog/?q=son",
            "/products/pdp-i1.html",
            "/assets/lazada.js",
            "//catalog//_____tmd_____/punish?x5secdata=1",
        ),
        Platform.TIKTOK: (
            f"/vn/pdp/x/{number}",
            "/vn/k/kem-chong-nang",
            f"/@{shop.username.replace('-', '.')}",
            "/vn/pdp/x/17399000000000000",
            "/login",
        ),
    }
    return (shop_path(shop), *own[platform])


@pytest.mark.parametrize("platform", list(Platform))
def test_no_answer_names_a_real_platforms_host(market, visitor, platform):
    for path in paths(market, platform):
        answer = visitor.get(platform, path)
        assert answer.status in {200, 404}
        assert answer.body
        assert not REAL_HOSTS.search(answer.text + str(answer.headers)), path


@pytest.mark.parametrize("platform", list(Platform))
def test_every_absolute_address_of_a_page_is_on_its_own_host(market, visitor, platform):
    own = market.base_url(platform)
    for path in paths(market, platform):
        text = visitor.get(platform, path).text
        linked = re.findall(r'(?:href|src|content|url)="?:?"?(https?://[^"/\\]+)', text)
        assert all(address in {own, "https://schema.org"} for address in linked), path


def test_truth_and_controls_are_not_on_the_public_port(market, visitor):
    for path in ("/now", "/advance", "/wall", "/hits", "/truth", "/control"):
        for method in ("GET", "POST", "DELETE"):
            answer = visitor.get("tiktok", path, method=method)
            assert answer.status == 404
    before = market.now()
    assert market.now() == before
    kinds = ("suspected_counterfeit", "unregistered_seller", "persistent_fake", "hit_and_run")
    for platform in Platform:
        for path in paths(market, platform):
            text = visitor.get(platform, path).text
            assert not any(kind in text for kind in kinds)
            assert not re.search(r"(?<![a-z])op-\d{3}\b", text)


def test_the_control_port_answers_nobody_without_the_token(running):
    connection = HTTPConnection("127.0.0.1", running._control_port, timeout=10)
    connection.request("GET", "/now", headers={"Authorization": "Bearer guess"})
    assert connection.getresponse().status == 401
    connection.close()


def test_a_foreign_host_name_gets_no_page(market, visitor):
    assert visitor.get("shopee", "/", host=f"127.0.0.1:{market.port}").status == 421


def test_the_access_log_names_what_was_asked_for(market, visitor):
    visitor.get("lazada", "/catalog/?q=son")
    visitor.get("lazada", "/products/pdp-i1.html")
    assert [(h.method, h.path, h.status) for h in market.hits()] == [
        ("GET", "/catalog/?q=son", 200),
        ("GET", "/products/pdp-i1.html", 404),
    ]
    assert market.hits()[0].host == f"lazada.localhost:{market.port}"
    market.clear_hits()
    assert market.hits() == ()


def test_short_links_lead_to_shops(market, visitor):
    for (platform, code), path in list(market.world.short_links.items())[::20]:
        answer = visitor.get(platform, f"/s/{code}")
        assert answer.status == 302
        assert answer.headers["location"].startswith(market.base_url(platform) + path)


@pytest.mark.parametrize(
    "form", ["/file/{}", "/file/{}_tn", "/file/{}@resize_w450_nl.webp", "/g/p/{}.jpg"]
)
def test_photos_are_pictures_that_may_be_cached(market, visitor, form):
    key = market.world.products[0].picture().key
    answer = visitor.get("shopee", form.format(key))
    assert "max-age" in answer.headers["cache-control"]
    assert Image.open(io.BytesIO(answer.body)).size == (300, 300)


def test_the_registers_name_every_product_seller_and_shop(market, tmp_path):
    market.write_registers(tmp_path)
    with (tmp_path / "products.csv").open(encoding="utf-8", newline="") as stream:
        products = list(csv.DictReader(stream))
    with (tmp_path / "sellers.csv").open(encoding="utf-8", newline="") as stream:
        sellers = list(csv.DictReader(stream))
    assert tuple(products[0]) == PRODUCT_FIELDS
    assert tuple(sellers[0]) == SELLER_FIELDS
    assert len({row["registration_number"] for row in products}) == len(products) >= 100
    assert any(row["authorised_sellers"] for row in products)
    assert any(not row["authorised_sellers"] for row in products)
    with urlopen(products[0]["image"]) as answer:
        assert answer.headers["content-type"] == "image/jpeg"
    registered = {s.operator.tax_code for s in market.world.shops if s.registered}
    assert {row["tax_code"] for row in sellers} == registered


def test_the_watchlist_leads_to_every_shop_of_the_first_night(market, visitor, tmp_path):
    market.write_registers(tmp_path)
    lines = (tmp_path / "watchlist.txt").read_text("utf-8").split()
    assert 60 <= len(lines) <= 80
    assert any("/s/" in line for line in lines)
    assert any("utm_source" in line for line in lines)
    named = {path for line in lines for path in (line, unshortened(market, line))}
    for shop in market.world.shops:
        if shop.is_open(0):
            assert any(shop.username in line or shop.shop_id in line for line in named)
    for line in lines:
        host, _, path = line.removeprefix("http://").partition("/")
        assert visitor.get("any", "/" + path, host=host).status in {200, 302}


def unshortened(market, line):
    platform, code = line.split("//")[1].split(".")[0], line.rpartition("/s/")[2]
    return market.world.short_links.get((Platform(platform), code), "")


def test_the_sites_file_is_one_that_the_house_reads(market, tmp_path):
    path = tmp_path / "sites.yml"
    market.write_sites_file(path)
    written = yaml.safe_load(path.read_text("utf-8"))
    assert set(written["sites"]) == {market.site_id(p) for p in Platform}
    for platform in Platform:
        site = written["sites"][market.site_id(platform)]
        assert site["base_url"] == market.base_url(platform)
        assert site["allow_loopback"] is True
    assert written["politeness"]["defaults"]["pace_seconds"] == 0


def test_time_moves_only_when_told_and_takes_listings_away():
    start = datetime(2025, 1, 1, 15, tzinfo=UTC)
    with practice_marketplace(seed=7, scale=0.2, start=start) as market:
        truth = market.truth()
        wiped = next(
            t
            for t in truth.listings
            if t.platform is Platform.LAZADA
            and t.removed_at is not None
            and t.born_at < start < t.removed_at < start + timedelta(hours=24)
        )
        path = f"/products/pdp-i{wiped.listing_id}.html"
        assert market.now() == start
        assert status(market, path) == 200
        assert market.advance(24) == start + timedelta(hours=24)
        assert status(market, path) == 404
        assert market.truth() == truth


def status(market, path):
    connection = HTTPConnection("127.0.0.1", market.port, timeout=10)
    connection.request("GET", path, headers={"Host": f"lazada.localhost:{market.port}"})
    found = connection.getresponse().status
    connection.close()
    return found


def test_a_taken_port_is_said_in_a_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            pytest.raises(UnavailableError, match=rf"did not start: port {port}: .*in use"),
            practice_marketplace(scale=0.1, port=port),
        ):
            pytest.fail("it must not start")


def test_the_server_goes_when_its_parent_is_killed():
    code = (
        "from demo.marketplace import practice_marketplace\n"
        "import time\n"
        "with practice_marketplace(scale=0.1) as m:\n"
        "    print(m.port, flush=True)\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        assert answers(port)
    finally:
        parent.kill()
        parent.wait()
        if parent.stdout is not None:
            parent.stdout.close()
    for _ in range(100):
        if not answers(port):
            return
        time.sleep(0.05)
    pytest.fail("the server outlived its parent")


def answers(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_person_can_start_it_and_is_told_where_it_is(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "demo", "--scale", "0.1", "--files", str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(9)]
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    told = "".join(lines)
    assert "Chợ thực hành đang mở" in told
    assert all(f"http://{platform}.localhost:" in told for platform in Platform)
    assert (tmp_path / "sites.yml").exists()
