"""Bytes per listing and night, with and without deduplication, over nights on the same listings."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.evidence.crawling import crawl
from benchmarks.evidence.pages import PLATFORM, listing_urls
from demo.marketplace import practice_marketplace
from evidence import volume
from evidence.revisit import named_original
from evidence.warc import read_member, scan


def run(listings: int, nights: int) -> None:
    """Crawl the same listings every night; prints what each night took on the disk."""
    with practice_marketplace() as market, TemporaryDirectory() as scratch:
        home, urls = Path(scratch), listing_urls(market, listings)
        market.write_sites_file(home / "sites.yml")
        print(f"{len(urls)} listings of {PLATFORM}-practice, the same each night; KiB per listing")
        print(f"{'night':12}{'kept':>8}{'without':>9}{'saved':>8}{'revisits':>10}")
        total_kept = total_whole = 0
        for number in range(1, nights + 1):
            night = f"2026-11-{20 + number}"
            outcome = crawl("full", home, night, market.site_id(PLATFORM), urls)
            kept, whole, revisits = sizes(home / "evidence", night)
            total_kept, total_whole = total_kept + kept, total_whole + whole
            _print(night, kept, whole, f"{revisits / outcome['pages']:.1f}", outcome["pages"])
            market.advance(24)
        _print("all", total_kept, total_whole, "", len(urls) * nights)


def sizes(evidence: Path, night: str) -> tuple[int, int, int]:
    """Bytes as kept, bytes with every revisit as the whole record it stands for, and revisits."""
    kept = saved = revisits = 0
    for path in volume.warc_files(evidence / night):
        for member in scan(path):
            kept += member.length
            if original := named_original(member.record):
                where = evidence / original.night / "warc" / original.warc_file
                saved += read_member(where, original.offset, original.length).length
                saved -= member.length
                revisits += 1
    return kept, kept + saved, revisits


def _print(night: str, kept: int, whole: int, revisits: str, listings: int) -> None:
    share = 100 * (1 - kept / whole)
    print(
        f"{night:12}{kept / listings / 1024:8.0f}{whole / listings / 1024:9.0f}{share:7.0f}%{revisits:>10}",
        flush=True,
    )
