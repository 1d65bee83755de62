"""The status as numbers for Prometheus, in a textfile that node_exporter collects."""

import os
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from jobs.status import Status


def write(status: Status, path: Path) -> None:
    """Replace the file at once, so that a half-written one is never read. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(as_text(status))
    temporary.replace(path)


def as_text(status: Status) -> bytes:
    """The exposition format: gauges of counts, seconds since the epoch and bytes."""
    registry = CollectorRegistry()

    def gauge(name: str, meaning: str, value: float) -> None:
        Gauge(f"shopwitness_{name}", meaning, registry=registry).set(value)

    gauge("listings", "Listings ever seen", status.counts.listings)
    gauge("shops", "Shops ever seen", status.counts.shops)
    gauge("captures", "Page visits kept", status.counts.captures)
    gauge("wiped_preserved", "Wiped in 30 days, page kept before", status.wiped_preserved)
    gauge("wiped_missed", "Wiped in 30 days before the page was kept", status.wiped_missed)
    told = "Preserved before deletion, those never seen included, estimated over 30 days"
    estimate = status.estimate
    for end, value in (("", estimate.share), ("_low", estimate.low), ("_high", estimate.high)):
        if value is not None:
            gauge(f"preserved_share{end}", told, value)
    gauge("unsealed_nights", "Nights that are not sealed", len(status.unsealed))
    gauge("disk_free_bytes", "Free bytes where evidence lies", status.disk.free_bytes)
    if status.disk.nights_left is not None:
        gauge("disk_nights_left", "Nights for which there is room", status.disk.nights_left)
    if status.last_run is not None:
        begun = status.last_run.started_at.timestamp()
        gauge("last_crawl_timestamp_seconds", "When the last crawl began", begun)
    flags = Gauge("shopwitness_flags", "Flags by state", ["state"], registry=registry)
    for state, count in status.counts.flags.items():
        flags.labels(state=state.value).set(count)
    visits = Gauge("shopwitness_last_visits", "Visits of the last run", ["site"], registry=registry)
    walls = Gauge("shopwitness_walled", "1 where a wall stopped it", ["site"], registry=registry)
    for site in status.sites:
        visits.labels(site=site.site_id).set(site.last_visits)
        walls.labels(site=site.site_id).set(site.last_wall is not None)
    return generate_latest(registry)
