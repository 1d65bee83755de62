"""TikTok Shop: what its addresses name, and what its pages say."""

from collections.abc import Mapping

from crawler.assemble import assemble
from crawler.payloads import open_capture
from crawler.spider import PlatformSpider
from domain.capture import Capture
from domain.listing import Reading
from domain.target import PageKind, Site
from spiders.tiktok.accounts import is_on_air
from spiders.tiktok.findings import find_all
from spiders.tiktok.signatures import REMOVALS, WALLS
from spiders.tiktok.targets import SITES, find_target, page_url

__all__ = ["AWAITED", "SITES", "TiktokSpider", "find_target", "page_url", "read"]

AWAITED: Mapping[PageKind, tuple[str, ...]] = {}


def read(capture: Capture, site: Site) -> Reading:
    """The verdict and everything that a TikTok capture says; raises LayoutChanged."""
    opened = open_capture(capture)
    return assemble(opened, find_all(opened, site), walls=WALLS, removals=REMOVALS)


class TiktokSpider(PlatformSpider):
    """Visits TikTok Shop."""

    name = "tiktok"
    find_target = staticmethod(find_target)
    page_url = staticmethod(page_url)
    read = staticmethod(read)
    awaited = AWAITED
    is_on_air = staticmethod(is_on_air)
