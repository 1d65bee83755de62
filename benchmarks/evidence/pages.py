"""Time per page with full evidence against plain scrapy-playwright, side by side on one marketplace."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.evidence.crawling import HOW, crawl
from demo.marketplace import Marketplace, practice_marketplace

PLATFORM = "shopee"


def listing_urls(market: Marketplace, count: int) -> list[str]:
    """Listings that are there from the first night on and stay for a week."""
    live = (
        one
        for one in market.world.listings
        if one.platform == PLATFORM
        and one.born_at <= 0
        and (one.removed_at is None or one.removed_at > 24 * 7)
    )
    base = market.base_url(PLATFORM)
    urls = [f"{base}/product/{one.shop_id}/{one.listing_id}" for one in live]
    return urls[:count]


def run(pages: int, rounds: int, at_once: int) -> None:
    """Every way in turn, `rounds` times, `at_once` pages open; medians and ratios to the plain crawl."""
    with practice_marketplace() as market, TemporaryDirectory() as scratch:
        urls = listing_urls(market, pages)
        found: dict[str, list[dict[str, Any]]] = {how: [] for how in HOW}
        for turn in range(rounds):
            for how in HOW:
                home = Path(scratch) / f"{how}-{turn}"
                home.mkdir()
                market.write_sites_file(home / "sites.yml")
                site_id = market.site_id(PLATFORM)
                outcome = crawl(how, home, "2026-11-23", site_id, urls, at_once=at_once)
                if outcome["pages"] != len(urls):
                    raise RuntimeError(f"{how}: {outcome['pages']} of {len(urls)} pages")
                found[how].append(outcome)
    print(
        f"{len(urls)} listings of {PLATFORM}-practice, {rounds} rounds in turn, "
        f"{at_once} open at once, medians"
    )
    print(f"{'way':14}{'pages/min':>10}{'s/page':>8}{'CPU s/page':>12}{'time':>8}{'CPU':>8}")
    for how in HOW:
        _print(how, found)


def _print(how: str, found: dict[str, list[dict[str, Any]]]) -> None:
    seconds, cpu = (median(one[key] for one in found[how]) for key in ("seconds", "cpu"))
    # Rounds are compared pairwise, so that what else the machine does weighs on both alike.
    pairs = list(zip(found[how], found["networkidle"], strict=True))
    time_ratio = median(one["seconds"] / plain["seconds"] for one, plain in pairs)
    cpu_ratio = median(one["cpu"] / plain["cpu"] for one, plain in pairs)
    print(
        f"{how:14}{60 / seconds:10.1f}{seconds:8.2f}{cpu:12.2f}{time_ratio:7.2f}x{cpu_ratio:7.2f}x",
        flush=True,
    )
