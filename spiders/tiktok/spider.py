"""The Scrapy spider that visits TikTok Shop; apart, so that reading a saved page needs no crawler."""

from crawler.spider import PlatformSpider
from spiders.tiktok import AWAITED, find_target, page_url, read
from spiders.tiktok.accounts import is_on_air


class TiktokSpider(PlatformSpider):
    """Visits TikTok Shop."""

    name = "tiktok"
    find_target = staticmethod(find_target)
    page_url = staticmethod(page_url)
    read = staticmethod(read)
    awaited = AWAITED
    is_on_air = staticmethod(is_on_air)
