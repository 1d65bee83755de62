"""Shopee: what its addresses name, and what its pages say."""

from collections.abc import Mapping

from crawler.assemble import assemble
from crawler.payloads import open_capture
from domain.capture import Capture
from domain.listing import Reading
from domain.target import PageKind, Site
from spiders.shopee.findings import find_all
from spiders.shopee.signatures import REMOVALS, WALLS
from spiders.shopee.targets import SITES, find_target, page_url

__all__ = ["AWAITED", "SITES", "find_target", "page_url", "read"]

AWAITED: Mapping[PageKind, tuple[str, ...]] = {
    PageKind.LISTING: ("/api/v4/pdp/get_pc",),
    PageKind.SHOP: ("/api/v4/shop/get_shop_base", "/api/v4/shop/search_items"),
    PageKind.SEARCH: ("/api/v4/search/search_items",),
    PageKind.CATEGORY: ("/api/v4/search/search_items",),
}


def read(capture: Capture, site: Site) -> Reading:
    """The verdict and everything that a Shopee capture says; raises LayoutChanged."""
    opened = open_capture(capture)
    return assemble(opened, find_all(opened, site), walls=WALLS, removals=REMOVALS)
