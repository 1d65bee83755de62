"""Every page in a real Chromium: nothing that axe objects to, nothing that needs JavaScript."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from domain.operator import Edge, Operator
from domain.people import CaseEntry, EntryKind, Role
from tests.storage.facts import SITE, START, a_listing
from tests.web.test_rights import OPEN, every_route

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FILES = {
    "/login/oidc", "/login/oidc/back", "/listings/{site_id}/{listing_id}/prices.svg",
    "/captures/{capture_id}/pictures/{position}", "/captures/{capture_id}/difference/{other_id}",
    "/cases/{case_id}/attachments/{sha256}", "/flags/{flag_id}/photos/{shown}",
}  # fmt: skip
"""What answers a picture, a file or another address, and never a page."""
QUERIES = {
    "/search": ("?q=kem", "?q=0912345678"),
    "/queue": ("", "?state=", "?text=nothing"),
    "/flags": ("", "?state="),
    "/reports": ("", "?first=2026-11-01&last=2026-11-30"),
}
"""Addresses of one page that look different."""


@pytest.fixture
def full_store(services, facts, flag_id):
    """A suspect with two snapshots, a case with a note, and an operator; gives what addresses need."""
    facts.see(a_listing("200", title="Kem trộn rep 1:1 mới", price=None), hour=5)
    shops = ((SITE, "100"), (SITE, "101"))
    with services.store.transaction() as repo:
        steps = repo.history.timeline(SITE, "200").listings
        case_id = repo.cases.open("Kem giả", actor="lan", at=START)
        repo.cases.add_listing(case_id, SITE, "200", actor="lan", at=START, flag_id=flag_id)
        note = CaseEntry(at=START, actor="lan", kind=EntryKind.NOTE, text="gọi lại")
        repo.cases.record(case_id, note)
        capture_id = steps[0].capture_id
        edges = tuple(
            Edge(shop=shop, kind="phone", value="0912345678", weight=1.0, capture_id=capture_id)
            for shop in shops
        )
        operator = Operator(operator_id="op-1", shops=shops, edges=edges)
        repo.operators.replace([operator], at=START + timedelta(hours=6))
    return {
        "flag_id": flag_id, "site_id": SITE, "listing_id": "200", "shop_id": "100", "case_id": case_id,
        "capture_id": capture_id, "operator_id": "op-1", "name": "replica",
        "before": steps[0].snapshot_id, "after": steps[-1].snapshot_id,
    }  # fmt: skip


def addresses(known):
    """Every page that there is, and one that there is not."""
    yield "/nowhere"
    for method, route in every_route():
        if method != "GET" or route.path in FILES or route.path.startswith("/api/"):
            continue
        path = re.sub(r"\{(\w+)\}", lambda m: str(known[m.group(1)]), route.path)
        if path.endswith("/compare"):
            path += f"?before={known['before']}&after={known['after']}"
        yield from (path + query for query in QUERIES.get(path, ("",)))


@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.ADMINISTRATOR])
def test_axe_objects_to_no_page(tab_of, full_store, role):
    tab, axe, shown = tab_of(role), Axe(), 0
    for path in addresses(full_store):
        status = tab.goto(path).status
        assert status in {200, 403, 404}, (path, status)
        shown += status == 200
        found = axe.run(tab, options={"runOnly": STANDARDS})
        assert found.violations_count == 0, (path, found.generate_report())
    assert shown >= 15


def test_every_page_can_be_read_and_the_queue_decided_without_javascript(
    tab_of, services, full_store
):
    tab = tab_of(Role.INVESTIGATOR, java_script_enabled=False)
    for path in addresses(full_store):
        if tab.goto(path).status == 200 and path not in OPEN:
            assert tab.locator("h1").first.is_visible(), path
    tab.goto("/queue")
    with tab.expect_navigation():
        tab.locator("button[value=positive]").click()
    with services.store.reading() as repo:
        assert repo.flags.get(full_store["flag_id"]).state.value == "confirmed"
    with tab.expect_navigation():
        tab.locator("button[value=withdrawn]").click()
    with services.store.reading() as repo:
        assert repo.flags.get(full_store["flag_id"]).state.value == "open"
