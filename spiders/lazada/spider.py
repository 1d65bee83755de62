"""The Scrapy spider that visits Lazada; apart, so that reading a saved page needs no crawler."""

from crawler.spider import PlatformSpider
from spiders.lazada import AWAITED, find_target, page_url, read


class LazadaSpider(PlatformSpider):
    """Visits Lazada."""

    name = "lazada"
    find_target = staticmethod(find_target)
    page_url = staticmethod(page_url)
    read = staticmethod(read)
    awaited = AWAITED
