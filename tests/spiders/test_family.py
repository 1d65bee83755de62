"""What every platform's spider has, found by listing the folder: a newcomer is held to it too."""

import json
import re

import pytest

from crawler.signatures import Place
from crawler.spider import PlatformSpider
from domain.outcome import GONE, WALLS, Outcome
from domain.target import PageKind
from spiders import platform, platforms, spider_class
from tests.spiders.test_golden import CASES, OUTCOMES

REQUIRED = {
    "a live page": {Outcome.LIVE},
    "a wall": WALLS,
    "a removal": GONE,
    "a page that proves nothing": {Outcome.UNKNOWN},
}
"""The cases that each platform has at least one of."""


def outcomes(platform_name):
    names = [case.name for case in CASES if case.parent.name == platform_name]
    return {Outcome(next(o for o in OUTCOMES if n == o or n.startswith(f"{o}_"))) for n in names}


@pytest.mark.parametrize("name", platforms())
def test_module_and_spider_share_one_name(name):
    spider = spider_class(name)
    assert issubclass(spider, PlatformSpider)
    assert spider.name == name
    assert spider.__name__ == f"{name.capitalize()}Spider"


@pytest.mark.parametrize("name", platforms())
def test_sites_are_named_after_platform_and_country(name):
    sites = platform(name).SITES
    assert sites
    for site in sites:
        assert site.site_id == f"{name}-{site.country}"
        assert site.platform == name
        assert re.fullmatch(r"[A-Z]{3}", site.currency)
        assert not site.allow_loopback


@pytest.mark.parametrize("name", platforms())
def test_pages_are_navigated_to_where_they_are_found(name):
    """The address that a target is opened by names that target again."""
    module = platform(name)
    urls = [case_url(case) for case in CASES if case.parent.name == name]
    found = 0
    for url in urls:
        target = next((t for s in module.SITES if (t := module.find_target(url, s))), None)
        if target is None or target.kind in {PageKind.PROFILE, PageKind.VIDEO, PageKind.LIVE}:
            continue
        site = next(s for s in module.SITES if s.site_id == target.site_id)
        again = module.find_target(module.page_url(target, site), site)
        assert again is not None
        assert (again.kind, again.key) == (target.kind, target.key)
        found += 1
    assert found


def case_url(case):
    return json.loads((case / "meta.json").read_text("utf-8"))["url"]


@pytest.mark.parametrize("name", platforms())
@pytest.mark.parametrize("what", REQUIRED)
def test_has_the_required_cases(name, what):
    assert outcomes(name) & REQUIRED[what], f"tests/fixtures/{name} has no case of {what}"


@pytest.mark.parametrize("name", platforms())
def test_every_kind_of_signature_has_a_case(name):
    """Each outcome that the tables of marks can answer is answered in some case."""
    module = platform(name)
    tables = module.__dict__
    marks = (*tables.get("WALLS", ()), *tables.get("REMOVALS", ()))
    assert {sign.outcome for sign in marks} <= outcomes(name)


@pytest.mark.parametrize("name", platforms())
def test_signatures_are_dated_and_compile(name):
    tables = platform(name).__dict__
    for sign in (*tables.get("WALLS", ()), *tables.get("REMOVALS", ())):
        assert re.match(r"[CRK]\b", sign.mark), sign
        if sign.place is not Place.ELEMENT:
            re.compile(sign.pattern)
    for sign in tables.get("REMOVALS", ()):
        assert sign.outcome in GONE
    for sign in tables.get("WALLS", ()):
        assert sign.outcome in WALLS
