"""TikTok Shop: what its addresses name, and what its pages say."""

from collections.abc import Mapping

from crawler.assemble import assemble
from crawler.payloads import open_capture
from domain.capture import Capture
from domain.listing import Reading
from domain.target import PageKind, Site
from spiders.tiktok.findings import find_all
from spiders.tiktok.signatures import REMOVALS, WALLS
from spiders.tiktok.targets import SITES, find_target, page_url

__all__ = ["AWAITED", "SITES", "find_target", "page_url", "read"]

AWAITED: Mapping[PageKind, tuple[str, ...]] = {}


def read(capture: Capture, site: Site) -> Reading:
    """The verdict and everything that a TikTok capture says; raises LayoutChanged."""
    opened = open_capture(capture)
    return assemble(opened, find_all(opened, site), walls=WALLS, removals=REMOVALS)
