"""The platforms, one module or folder each; the folder listing is the only list of them."""

import importlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from crawler.addresses import belongs, read_address
from domain.capture import Capture
from domain.errors import UsageError
from domain.listing import Reading
from domain.target import PageKind, Site, Target
from messages import translate

if TYPE_CHECKING:
    from crawler.spider import PlatformSpider

_HERE = Path(__file__).parent


class Platform(Protocol):
    """What every platform's module has; see docs/new-platform.md."""

    AWAITED: Mapping[PageKind, tuple[str, ...]]
    """Parts of the URLs of the answers that a page fires itself and that must be waited for."""
    SITES: tuple[Site, ...]
    """The platform in each country, the default first."""

    def find_target(self, url: str, site: Site) -> Target | None:
        """What an address names on a site; None where it names nothing that is watched."""
        ...

    def page_url(self, target: Target, site: Site, page: int = 1) -> str:
        """What to navigate to; `page` counts from 1."""
        ...

    def read(self, capture: Capture, site: Site) -> Reading:
        """The verdict and everything that a capture says; raises LayoutChanged."""
        ...


@cache
def platforms() -> tuple[str, ...]:
    """Names of all platforms, in alphabetical order."""
    modules = (path.stem for path in _HERE.glob("*.py"))
    folders = (path.parent.name for path in _HERE.glob("*/__init__.py"))
    return tuple(sorted(name for name in {*modules, *folders} if not name.startswith("_")))


def platform(name: str) -> Platform:
    """A platform's module.

    Raises UsageError that names the platforms there are.
    """
    if name not in platforms():
        raise UsageError(
            translate(
                "There is no platform {name}; there are: {platforms}.",
                name=name,
                platforms=", ".join(platforms()),
            )
        )
    return cast("Platform", importlib.import_module(f"spiders.{name}"))


def spider_class(name: str) -> "type[PlatformSpider]":
    """A platform's Scrapy spider: `shopee` is `ShopeeSpider`, found by its name."""
    home = platform(name)
    # A folder keeps it apart: whoever only reads saved pages needs no crawler.
    has_own = any(key.lower() == f"{name}spider" for key in vars(home))
    module = home if has_own else importlib.import_module(f"spiders.{name}.spider")
    found = next(v for k, v in vars(module).items() if k.lower() == f"{name}spider")
    return cast("type[PlatformSpider]", found)


def site_of(platform_name: str, url: str) -> Site | None:
    """The country's site of a platform that an address is on; None where it is on none."""
    address = read_address(url)
    sites = platform(platform_name).SITES
    return next((s for s in sites if address and belongs(address, s)), None)
