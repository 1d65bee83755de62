"""The Scrapy spider that visits Shopee; apart, so that reading a saved page needs no crawler."""

from crawler.spider import PlatformSpider
from spiders.shopee import AWAITED, find_target, page_url, read


class ShopeeSpider(PlatformSpider):
    """Visits Shopee."""

    name = "shopee"
    find_target = staticmethod(find_target)
    page_url = staticmethod(page_url)
    read = staticmethod(read)
    awaited = AWAITED
